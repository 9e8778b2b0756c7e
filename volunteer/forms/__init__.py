"""Text in, values out: one file for each subject. A form says what is missing; it does not decide.

- `fields`     the fields of this house, with Chinese messages
- `accounts`   signing in, registering, my own data
- `wishes`     a wish, and what is done with it
- `organisations`  organisations, people, roles
"""
