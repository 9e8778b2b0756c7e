"""One entry of a unit's roster is added, and removed."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.base import codes
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.base.secrets import blind
from volunteer.journal import lines
from volunteer.organisations.standing import Principal
from volunteer.registration.models import RosterEntry
from volunteer.registration.moving import hold_unit
from volunteer.registration.permissions import may_register
from volunteer.registration.refusals import OnRoster
from volunteer.registration.rosters import branches_of, is_on_roster


def add(
    unit_id: int, name: str, phone: str, branch: str, is_in_service: bool, by: Principal, now: datetime
) -> RosterEntry:
    """Put somebody onto the roster. Raises: NotYours, OnRoster."""
    if not may_register(by, unit_id):
        raise NotYours
    hold_unit(unit_id)
    index = blind(phone)
    if is_on_roster(unit_id, index):
        raise OnRoster
    entry = RosterEntry(
        code=codes.name(),
        unit_id=unit_id,
        organisation_id=branches_of(unit_id).get(branch, unit_id),
        name=name,
        phone=phone,
        phone_index=index,
        branch=branch,
        is_in_service=is_in_service,
        added_by=by.person_id,
        added_at=now,
    )
    db.session.add(entry)
    db.session.flush()
    lines.record("roster.added", "roster_entries", entry.id, by=by.person_id, at=now, organisation_id=unit_id)
    return entry


def remove(entry: RosterEntry, by: Principal, now: datetime) -> None:
    """Take somebody off the roster; that they were on it stays. Raises: NotYours."""
    if not may_register(by, entry.unit_id):
        raise NotYours
    gone = db.session.execute(
        sa.update(RosterEntry)
        .where(RosterEntry.id == entry.id, RosterEntry.removed_at.is_(None))
        .values(removed_at=now, removed_by=by.person_id)
        .execution_options(synchronize_session=False)
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        lines.record(
            "roster.removed", "roster_entries", entry.id, by=by.person_id, at=now, organisation_id=entry.unit_id
        )
