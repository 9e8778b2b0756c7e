"""The rules of the catalogue and of orders."""
