"""共建: programmes, agreements between organisations, and who is appointed to teach.

- `models`       programmes, agreements with their parties and items, appointments, clearances
- `queries`      reading
- `permissions`  who draws up, signs, sees; who appoints
- `refusals`     the ways partnership says no
- `programmes`   a programme is founded
- `appointing`   聘书: somebody is appointed, an appointment ends
- `clearing`     that somebody may meet minors, yes and until when
- `telling`      telling those who work for an organisation
"""
