"""共建: programmes, agreements between organisations, and who is appointed to teach.

- `models`       programmes, agreements with their parties and items, appointments, clearances
- `queries`      reading
- `permissions`  who draws up, signs, sees; who appoints
- `refusals`     the ways partnership says no
- `programmes`   a programme is founded
- `drafting`     an agreement is drawn up, handed out to be signed, taken back, renewed
- `signing`      a party signs; the last one lets it be in force
- `ending`       an agreement ends before its time
- `moving`       its state moves by the table
- `appointing`   聘书: somebody is appointed, an appointment ends
- `clearing`     that somebody may meet minors, yes and until when
- `figures`      block B of the report: agreements in force, signed, ended
- `telling`      telling those who work for an organisation
- `timers`       reminders of what ends soon, ending what is over
- `checks`       what must always hold
"""
