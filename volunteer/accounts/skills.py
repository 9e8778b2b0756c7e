"""What a person says he can do. His own word: whoever leads looks at the papers where papers are needed."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts.models import PersonSkill, Skill
from volunteer.base.db import db
from volunteer.journal import lines


def skills_of(person_id: int) -> frozenset[Skill]:
    """Return what the person says he can do."""
    return frozenset(db.session.scalars(sa.select(PersonSkill.skill).where(PersonSkill.person_id == person_id)))


def state(person_id: int, skills: Iterable[Skill], now: datetime) -> None:
    """Keep these as what the person can do, and no others."""
    wanted, had = frozenset(skills), skills_of(person_id)
    if wanted == had:
        return
    gone = sa.delete(PersonSkill).where(PersonSkill.person_id == person_id, PersonSkill.skill.in_(had - wanted))
    db.session.execute(gone.execution_options(synchronize_session=False))
    for skill in sorted(wanted - had, key=lambda one: str(one.value)):
        db.session.add(PersonSkill(person_id=person_id, skill=skill, stated_at=now))
    db.session.flush()
    lines.record("skills.stated", "people", person_id, by=person_id, at=now)
