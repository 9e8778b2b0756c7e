"""Reading people and their sessions."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts.models import Consent, LoginSession, Person, Scope
from volunteer.base.db import db
from volunteer.base.secrets import blind


def person_of_phone(phone: str) -> Person | None:
    """Return the person with exactly this phone number."""
    return db.session.scalar(sa.select(Person).where(Person.phone_index == blind(phone)))


def person_of_code(code: str) -> Person | None:
    """Return the person by public code."""
    return db.session.scalar(sa.select(Person).where(Person.code == code))


def people_of(ids: set[int]) -> dict[int, Person]:
    """Return the people with these ids."""
    if not ids:
        return {}
    return {person.id: person for person in db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))}


def sessions_of(person_id: int, now: datetime) -> list[LoginSession]:
    """Return the devices that are signed in as this person, the latest first."""
    return list(
        db.session.scalars(
            sa.select(LoginSession)
            .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
            .order_by(LoginSession.last_seen_at.desc())
        )
    )


def agrees(person_id: int, scope: Scope, version: str | None = None) -> bool:
    """Say whether the person agrees to this now, in this version if one is named."""
    found = sa.select(Consent.id).where(
        Consent.person_id == person_id, Consent.scope == scope, Consent.withdrawn_at.is_(None)
    )
    if version is not None:
        found = found.where(Consent.version == version)
    return db.session.scalar(found.limit(1)) is not None
