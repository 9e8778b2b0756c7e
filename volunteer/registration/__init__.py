"""双报到: units and members register with a community, and a unit keeps its roster.

- `models`       unit and member registrations, what is offered and claimed, the roster and its imports, targets
- `submitting`   a registration is sent and sent again
- `accepting`    the community accepts it, or sends it back
- `ending`       withdrawn, ended, renewed, lapsed
- `moving`       a registration's state moves by its table
- `telling`      who is told what becomes of it
- `badge`        亮身份: shown by consent, hidden again
- `roster`       one entry is added and removed
- `verdicts`     what a row of an imported file says, and what would be done with it
- `importing`    a file is checked, applied, undone
- `targets`      what the level above expects of a community
- `timers`       what happens when nobody does anything
- `queries`      reading registrations
- `figures`      block A of the report
- `rosters`      reading the roster and its imports
- `permissions`  may_… questions
- `refusals`     the ways to say no
- `checks`       what must always hold
"""
