"""What a person says he can do."""

import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.accounts import skills
from volunteer.accounts.models import Skill
from volunteer.accounts.skills import skills_of
from volunteer.base.db import db
from volunteer.journal.models import Line


def test_what_one_says_stands_until_one_says_otherwise(app: Flask) -> None:
    fang, liu = make.fang().id, make.liu().id
    make.done(lambda now: skills.state(liu, [Skill.DRIVING], now))

    seen = []
    for said in ([Skill.LEGAL, Skill.FIRST_AID], [Skill.FIRST_AID, Skill.DRIVING], []):
        make.done(lambda now, said=said: skills.state(fang, said, now))  # type: ignore[misc]
        seen.append(skills_of(fang) == set(said))

    assert seen == [True, True, True]
    assert skills_of(liu) == {Skill.DRIVING}


def test_only_a_change_is_noted(app: Flask) -> None:
    fang = make.fang()
    for _ in range(2):
        make.done(lambda now: skills.state(fang.id, [Skill.LEGAL], now))

    assert db.session.scalars(sa.select(Line.action).where(Line.action == "skills.stated")).all() == ["skills.stated"]
