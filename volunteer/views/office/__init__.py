"""The back office: the same subjects, seen by who works on them.

- `home`           what waits for me
- `wishes`         the lists, reviewing, confirming, following up, slips, writing for somebody
- `orders`         the orders that one answers: inviting, sending back
- `people`         people and roles
- `organisations`  the two hierarchies
- `journal`        who did what, and who looked at a phone
"""
