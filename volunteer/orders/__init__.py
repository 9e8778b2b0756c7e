"""点单: the catalogue of offerings, and orders from the wish for a class to the school's word on it.

- `models`       offerings with their capacity, orders, invitations, materials, reviews
- `queries`      reading
- `offering`     putting an offering on the menu, changing it, taking it off
- `catalogue`    reading the menu, with what each offering says of itself
- `capacity`     how many classes of a month and of a term are left
- `seasons`      holidays, weekends and the terms of the schools
- `permissions`  who keeps the menu
- `refusals`     the ways of saying no
"""
