"""Text in, values out: one file for each subject. A form says what is missing; it does not decide.

- `fields`         the fields of this house, with Chinese messages
- `times`          fields for days and times
- `accounts`       signing in, registering, my own data
- `wishes`         a wish, and what is done with it
- `events`         an event with its shifts and posts, and what is done at its door
- `offerings`      an item of the menu
- `orders`         an order, from placing it to its review
- `partnership`    agreements, signatures, letters of appointment, clearances
- `registration`   双报到, the roster and its import
- `organisations`  organisations, people, roles
"""
