"""The ledger of minutes served. A posting is the legal service record; there is no second table.

- `models`   the ledger's rows
- `time`     from a beginning and an end to whole creditable minutes
- `ledger`   crediting, reversing, correcting
- `sums`     minutes and people by month, kept by the worker, read with what came since
- `queries`  balances, the split by provenance, pages of rows
- `checks`   what must always hold, for `volunteer check`
- `refusals` the ways to say no
"""
