"""A person is made, renamed, disabled."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import sessions
from volunteer.accounts.models import Consent, Person, Scope
from volunteer.accounts.queries import agrees, person_of_phone
from volunteer.accounts.refusals import PhoneTaken
from volunteer.base import codes
from volunteer.base.db import db
from volunteer.base.secrets import blind
from volunteer.journal import lines

TERMS_VERSION = "2026-11"


def register(
    name: str, phone: str, now: datetime, *, password_hash: str | None = None, by: int | None = None
) -> Person:
    """Make an account for a phone and return it. Raises: PhoneTaken."""
    if person_of_phone(phone):
        raise PhoneTaken
    person = Person(
        code=codes.name(),
        name=name,
        phone=phone,
        phone_index=blind(phone),
        password_hash=password_hash,
        joined_at=now,
    )
    db.session.add(person)
    db.session.flush()
    lines.record("person.registered", "people", person.id, by=by or person.id, at=now)
    return person


def write_down(name: str, now: datetime, *, by: int) -> Person:
    """Make an account for somebody without a phone and return it: nobody signs in with it."""
    person = Person(code=codes.name(), name=name, joined_at=now)
    db.session.add(person)
    db.session.flush()
    lines.record("person.registered", "people", person.id, by=by, at=now, proxy=True)
    return person


def agree(person: Person, scope: Scope, version: str, now: datetime) -> None:
    """Keep that the person agreed to this version of a text."""
    db.session.add(Consent(person_id=person.id, scope=scope, version=version, given_at=now))


def agree_once(person_id: int, scope: Scope, version: str, now: datetime) -> None:
    """Keep the agreement, unless this version is agreed to already. Behind the person's gate."""
    if not agrees(person_id, scope, version):
        db.session.add(Consent(person_id=person_id, scope=scope, version=version, given_at=now))


def withdraw(person_id: int, scope: Scope, now: datetime, *, by: int | None = None) -> None:
    """Take back what was agreed to; that it once was stays. `by` is who does it for them."""
    db.session.execute(
        sa.update(Consent)
        .where(Consent.person_id == person_id, Consent.scope == scope, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    lines.record("consent.withdrawn", "people", person_id, by=by or person_id, at=now, scope=scope.value)


def rename(person: Person, name: str, now: datetime) -> None:
    """Change the name; the journal keeps that it happened, not what it was."""
    person.name = name
    lines.record("person.renamed", "people", person.id, by=person.id, at=now)


def set_password(person: Person, password_hash: str, keep: int | None, now: datetime) -> None:
    """Set the password and end every other session than `keep`."""
    person.password_hash = password_hash
    sessions.end_all(person.id, now, keep=keep)
    lines.record("person.password_set", "people", person.id, by=person.id, at=now)


def disable(person: Person, by: int | None, reason: str, now: datetime) -> None:
    """Close the account at once: every session ends with it."""
    db.session.execute(sa.update(Person).where(Person.id == person.id).values(disabled_at=now))
    sessions.end_all(person.id, now, by=by)
    lines.record("person.disabled", "people", person.id, by=by, at=now, reason=reason)


def enable(person: Person, by: int | None, now: datetime) -> None:
    """Open the account again."""
    db.session.execute(sa.update(Person).where(Person.id == person.id).values(disabled_at=None))
    lines.record("person.enabled", "people", person.id, by=by, at=now)
