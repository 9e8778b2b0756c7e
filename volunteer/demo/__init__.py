"""A place one believes in: Lanzhou, two communities and their volunteers, the year 2021 and this week.

All people are invented. Everything is made through the rules themselves, each step with its own `now`, so it is as
true as what an installation lives through; the year is over when it is done, and no timer finds anything in it.

- `making`      the three doors: make, accounts, welcome
- `places`      organisations
- `people`      who has an account, and what they may do
- `neighbours`  residents, most of them without a phone
- `texts`, `law_texts`, `week_texts`  what is wished for
- `partners`, `partner_texts`  agreements, tutors, clearances: 2021, the years since, this month
- `drawings`    small pictures of things
- `stage`       chance and the calendar: when something happens
- `lives`       what happens to one wish
- `year`        the wishes of 2021
- `menu`, `menu_texts`  the programmes, and what can be ordered
- `order_lives`, `order_texts`, `order_year`  the classes of 2021, and one order in each state today
- `week`        the wishes of this week
"""

from volunteer.demo.making import accounts, make, welcome

__all__ = ["accounts", "make", "welcome"]
