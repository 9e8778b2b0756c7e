"""The ground every room stands on.

- `db`          the tables' base class, the session, `write()` and the shapes of columns
- `dialects`    the two databases as SQLAlchemy speaks to them: how a transaction begins
- `pg`          connections to PostgreSQL that keep what they have prepared
- `clock`       the only clock, and the local day
- `refusal`     how a rule says no
- `labelled`    enums that carry their Chinese label
- `codes`       public references and secrets that are handed out
- `secrets`     the key file, encrypted columns, the blind index, masks
- `jobs`        work outside the request
- `once`        a form sent twice
- `text`        cleaning what people type
- `images`      photos made small and harmless
- `qr`, `sheets`, `assets`  a QR code as a picture, a table as XLSX, files under hashed names
- `tables`      a table that somebody brings, read as text
- `logs`        JSON lines without phone and ID numbers
- `workdays`    the working days of the State Council's calendar
"""
