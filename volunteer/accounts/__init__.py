"""People and how they sign in.

- `models`     people, sessions, one-time codes, counted tries, skills, consents
- `people`     a person is made, renamed, disabled
- `passwords`  argon2id, and what a password must be
- `signing_in` by password or by one-time code
- `sessions`   rows that can be ended: my devices
- `tries`      failed tries, counted across processes
- `skills`     what a person says he can do
- `gate`       one person's doings in order
- `queries`    reading
- `refusals`   the ways to say no
"""
