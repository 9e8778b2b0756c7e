"""The registrations, and who was due, behind the figures of block A."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.base.db import db
from volunteer.base.secrets import mask_name
from volunteer.organisations.models import Organisation
from volunteer.registration.figures import counted_of
from volunteer.registration.models import MemberRegistration, RosterEntry, UnitRegistration
from volunteer.reports.figures import PLACES
from volunteer.reports.periods import Period

PAGE = 50
OF_MEMBERS = {
    f"registration-{key}" for key in ("members", "members_due", "new", "moved", "ended")
}  # these list persons


@dataclass(frozen=True)
class Registered:
    """One line: who (a member by the masked name), of which unit, where, from when until when, how it ended."""

    who: str
    unit: str
    place: str
    since: datetime | None
    until: datetime | None = None
    how: str = ""


@dataclass(frozen=True)
class RegisteredPage:
    """Lines behind a figure, with the key of the next page."""

    rows: list[Registered]
    more: int | None


def registered_behind(
    organisation: Organisation, period: Period, figure: str, after: int | None = None
) -> RegisteredPage | None:
    """Return a page of what a figure of block A counts, the newest first; None for a figure that opens nothing."""
    counted = counted_of(organisation, organisation.kind in PLACES, period.first, period.last).get(figure)
    if counted is None:
        return None
    table = counted.table
    found = sa.select(table).where(counted.clause).order_by(table.id.desc()).limit(PAGE + 1)
    if table is MemberRegistration:
        row = MemberRegistration
        found = found.options(
            joinedload(row.person), joinedload(row.unit), joinedload(row.community), joinedload(row.grid)
        )
    elif table is UnitRegistration:
        found = found.options(joinedload(UnitRegistration.unit), joinedload(UnitRegistration.community))
    elif table is RosterEntry:
        found = found.options(joinedload(RosterEntry.unit))
    if after is not None:
        found = found.where(table.id < after)
    rows: list[Any] = list(db.session.scalars(found))
    return RegisteredPage([_line(one) for one in rows[:PAGE]], rows[PAGE - 1].id if len(rows) > PAGE else None)


def _line(one: UnitRegistration | MemberRegistration | RosterEntry | Organisation) -> Registered:
    how = one.ending.label if isinstance(one, UnitRegistration | MemberRegistration) and one.ending else ""
    if isinstance(one, UnitRegistration):
        return Registered(
            one.unit.short_name, one.unit.short_name, one.community.short_name, one.accepted_at, one.ended_at, how
        )
    if isinstance(one, MemberRegistration):
        where = one.grid or one.community
        unit = one.unit.short_name if one.unit else ""
        return Registered(one.person.masked_name, unit, where.short_name, one.accepted_at, one.ended_at, how)
    if isinstance(one, RosterEntry):
        return Registered(mask_name(one.name), one.unit.short_name, one.branch, one.added_at, one.removed_at)
    return Registered(one.short_name, one.name, "", None)
