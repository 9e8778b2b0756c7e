"""Granting a role for an organisation and ending it."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.journal import lines
from volunteer.organisations.models import Organisation, Role, RoleGrant
from volunteer.organisations.permissions import may_grant
from volunteer.organisations.refusals import AlreadyGranted, MayNotGrant
from volunteer.organisations.standing import Principal


def grant(person: Person, organisation: Organisation, role: Role, by: Principal | None, now: datetime) -> RoleGrant:
    """Give the person the role. `by` is None for the operator at the shell. Raises: MayNotGrant, AlreadyGranted."""
    if by is not None and (by.person_id == person.id or not may_grant(by, organisation, role)):
        raise MayNotGrant
    standing = sa.select(RoleGrant).where(
        RoleGrant.person_id == person.id,
        RoleGrant.organisation_id == organisation.id,
        RoleGrant.role == role,
        RoleGrant.ended_at.is_(None),
    )
    if db.session.scalar(standing):
        raise AlreadyGranted
    granted_by = by.person_id if by else None
    given = RoleGrant(
        person_id=person.id, organisation_id=organisation.id, role=role, granted_by=granted_by, granted_at=now
    )
    db.session.add(given)
    db.session.flush()
    lines.record(
        "role.granted",
        "people",
        person.id,
        by=granted_by,
        at=now,
        organisation_id=organisation.id,
        role=role.value,
    )
    return given


def end(given: RoleGrant, by: Principal, now: datetime) -> None:
    """Take the role back. What was done in it stays done. Raises: MayNotGrant."""
    if by.person_id == given.person_id or not may_grant(by, given.organisation, given.role):
        raise MayNotGrant
    given.ended_at, given.ended_by = now, by.person_id
    lines.record(
        "role.ended",
        "people",
        given.person_id,
        by=by.person_id,
        at=now,
        organisation_id=given.organisation_id,
        role=given.role.value,
    )
