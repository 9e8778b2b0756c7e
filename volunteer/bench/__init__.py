"""What it costs: `volunteer bench`. Databases and servers of its own, on this machine; nobody else's data is touched.

- `sizes`      how much of everything: the whole run, and `--quick`
- `databases`  a SQLite file and a PostgreSQL server that last as long as the run
- `cpu`        the CPU that processes took, and whether anybody else was at the machine
- `serving`    the floor and the product behind gunicorn, served alike
- `crowd`      sixteen open connections, and each person once
- `filling`    many rows of everything, put in by SQL
- `asking`     one request in this process: its CPU with that of the database, its statements
- `door`       a check-in against the floor
- `ledger`     postings of two years, and a plain sum of them
- `lists`      the first and a deep page of long lists, few rows against many, in turn
- `months`     a street's month over a long ledger
- `files`      a long workbook written by the job of the worker, a long roster checked
- `apart`      several pieces of work at the same time, each in a process of its own
- `whole`      one run, both databases, and its figures under fixed keys
- `telling`    the figures as text, each beside its goal
"""
