"""点单: the catalogue of offerings, and orders from the wish for a class to the school's word on it.

- `models`     offerings with their capacity, orders, invitations, materials, reviews
- `queries`    reading
"""
