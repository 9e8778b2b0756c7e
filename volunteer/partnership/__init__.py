"""共建: programmes, agreements between organisations, and who is appointed to teach.

- `models`     programmes, agreements with their parties and items, appointments, clearances
- `queries`    reading
"""
