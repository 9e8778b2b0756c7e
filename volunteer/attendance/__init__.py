"""扫码: who came and went, by what proof, and the list that a person confirms.

- `models`     scans and attendances
- `codes`      the code on the screen, the grant in the cookie, the six digits
- `scanning`   recording one scan
- `door`       the leader's marks: in, out, undo, walk-in, proxy
- `credit`     from a coming and going to creditable minutes, and the flags
- `confirming` the list, confirmed by a person, becomes minutes
- `correcting` other minutes for one person of a confirmed list, by two people
- `answering`  what people say to what the list says of them
- `queries`    reading
- `checks`     what must always hold
- `refusals`   the ways to say no
"""
