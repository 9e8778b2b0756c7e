"""Figures across rooms. A figure is computed from records, never typed, and opens the records behind it.

- `periods`  a month or a year
- `figures`  block D (wishes) and the minutes by provenance, for a unit and for a community
- `activities`  blocks C and A': events held, and joined elsewhere
- `alliance`  what each unit did in a community
- `whole`    a report put together
- `records`  the rows behind a figure
- `writing`  a report as JSON and as XLSX
"""
