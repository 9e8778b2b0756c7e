"""Figures across rooms. A figure is computed from records, never typed, and opens the records behind it.

- `periods`  a month, a quarter, half a year, a year or a term
- `figures`  block D (wishes) and the minutes by provenance, for a unit and for a community
- `activities`  blocks C and A': events held, and joined elsewhere
- `alliance`  what each unit did in a community
- `orders`  block E: the classes given, of a unit, a place or a programme
- `programmes`  the term page of a programme, per school and per tutor
- `whole`    a report put together
- `records`, `registered`  the rows behind a figure
- `writing`  a report as the one structure, and from that as XLSX
- `lines`    the lines of a report: names, order, what each opens; the printed definitions
- `card`     服务登记卡: what one person did in a year
- `trend`    twelve months, and the way of the wishes: what the charts draw
- `wording`  the text that is drafted from the figures
- `numerals` the numbers of an edited text that the records do not say
- `small`    what a reader who may not see persons is not told
- `models`   the report as a document: versions, states, its table of moves; reminders
- `filing`   drafted, written, sent, returned, accepted; the next version
- `freezing` the document as it was sent: canonical JSON, its hash, and what differs since
- `exporting` the records behind the hours as a workbook: few at once, many by the worker
- `printing` a sent report as a workbook
- `filed`    reading what was drafted and sent, and who below has not
- `issued`   block G: whether reports came in time
- `upward`   to whom an organisation reports, and until when
- `reminding` a reminder to those below, once a day
- `timers`   drafts when a month or a year is over
- `permissions`  who reads how much, who writes, who accepts
- `refusals`, `checks`
"""
