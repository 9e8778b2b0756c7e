"""Who did what to what, when, from where: written once, never changed. It knows nobody, it keeps plain ids.

- `models`   the lines, and the seals over them
- `lines`    adding a line
- `moves`    a state that moves by its table, with its line
- `seals`    hashing what was added onto the last seal
- `queries`  reading
"""
