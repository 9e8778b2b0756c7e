"""The two programmes of the justice bureau, and the menu of the demo."""

from datetime import date, datetime

from volunteer.base import clock
from volunteer.demo.menu_texts import MENU_TEXTS
from volunteer.demo.people import Cast
from volunteer.orders import offering as offerings
from volunteer.partnership import programmes
from volunteer.partnership.models import Programme

BEGUN_ON = date(2021, 2, 22)
KEEPERS = {"SFJ": "段红霞", "SWB": "李强"}
_PROGRAMMES = (
    ("mofashi", "模法师", "模拟法庭小律师：学生和学校按清单点课，法治辅导员上门，在法庭的角色里学法。", True),
    ("dangke", "情景主题党课", "党员和群众同台，把一件真事演成一堂党课。", False),
)


def lay_out(cast: Cast) -> None:
    """Found the programmes and put everything on the menu, before the spring term of 2021."""
    now = clock.at(BEGUN_ON, 10)
    founded = {"": None, **{code: _found(cast, code, now) for code, *_ in _PROGRAMMES}}
    for text in MENU_TEXTS:
        offerings.add(text.words, founded[text.programme], cast.place(text.owner), cast[KEEPERS[text.owner]], now)


def _found(cast: Cast, code: str, now: datetime) -> Programme:
    name, purpose, carries_hours = next(one[1:] for one in _PROGRAMMES if one[0] == code)
    return programmes.found(
        code,
        name,
        cast.place("SFJ"),
        now,
        begun_on=BEGUN_ON,
        purpose=purpose,
        carries_hours=carries_hours,
        by=cast["段红霞"].person_id,
    )
