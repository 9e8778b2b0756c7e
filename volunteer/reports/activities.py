"""Blocks C and A': the events an organisation held itself, and those its members joined elsewhere.

Held by us and joined by our members are two lines and never added up. A shift counts on the local day on which it
began, once its list has been confirmed; a roll-up counts distinct ids under the node.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from volunteer.attendance.models import Attendance
from volunteer.base.db import db
from volunteer.events.models import Category, Event, Shift
from volunteer.hours.models import Provenance, Source
from volunteer.hours.sums import entries
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import below
from volunteer.reports.figures import PLACES, within
from volunteer.reports.periods import Period


@dataclass(frozen=True)
class ActivityFigures:
    """Events, 场次, 人次 (confirmed attendances), 人数 (distinct persons), credited minutes with their split."""

    events: int
    sessions: int
    attendances: int
    persons: int
    minutes: int
    by_provenance: dict[Provenance, int]
    by_category: dict[Category, int]  # events; a category without any is left out


@dataclass(frozen=True)
class Activities:
    """What was held, and what was joined elsewhere; None for a place, which has no members of its own."""

    held: ActivityFigures
    joined: ActivityFigures | None


def activities_of(organisation: Organisation, period: Period) -> Activities:
    """Return both lines of a node for a period."""
    joined = None if organisation.kind in PLACES else _figures(organisation, period, is_held=False)
    return Activities(_figures(organisation, period, is_held=True), joined)


def attendance_clause(
    organisation: Organisation, period: Period, *, is_held: bool, host: Any = Event.host_id
) -> sa.ColumnElement[bool]:
    """Return the clause over `Attendance` joined to `Shift` and `Event` of what one line counts.

    Shape: `host` stands for the host's column where the database is to begin elsewhere, see `closed`.
    """
    here = below(organisation.id)
    confirmed = sa.and_(Shift.confirmed_at.is_not(None), within(Shift.starts_at, period))
    if is_held:
        return sa.and_(confirmed, host.in_(here))
    return sa.and_(confirmed, Attendance.unit_id.in_(here), host.not_in(here))


def _figures(organisation: Organisation, period: Period, *, is_held: bool) -> ActivityFigures:
    clause = attendance_clause(organisation, period, is_held=is_held)
    sessions = sa.join(Shift, Event, Shift.event_id == Event.id)
    attended = sessions.join(Attendance, Attendance.shift_id == Shift.id)
    # What was held counts even when nobody came; what was joined needs somebody of ours.
    kinds = db.session.execute(
        sa.select(Event.category, sa.func.count(sa.distinct(Event.id)), sa.func.count(sa.distinct(Shift.id)))
        .select_from(sessions if is_held else attended)
        .where(clause)
        .group_by(Event.category)
    ).all()
    came = db.session.execute(
        sa.select(sa.func.count(Attendance.id), sa.func.count(sa.distinct(Attendance.person_id)))
        .select_from(attended)
        .where(clause)
    ).one()
    by_provenance = _minutes(organisation, period, is_held=is_held)
    return ActivityFigures(
        events=sum(kind[1] for kind in kinds),
        sessions=sum(kind[2] for kind in kinds),
        attendances=came[0],
        persons=came[1],
        minutes=sum(by_provenance.values()),
        by_provenance=by_provenance,
        by_category={kind[0]: kind[1] for kind in kinds},
    )


def _minutes(organisation: Organisation, period: Period, *, is_held: bool) -> dict[Provenance, int]:
    here = below(organisation.id)

    def counted(columns: Any) -> sa.ColumnElement[bool]:
        at_events = columns.source == Source.EVENT
        if is_held:
            return sa.and_(at_events, columns.host_id.in_(here))
        return sa.and_(at_events, columns.unit_id.in_(here), columns.host_id.not_in(here))

    sums = entries(period.first, period.last, counted)
    split = {
        found[0]: int(found[1])
        for found in db.session.execute(
            sa.select(sums.c.provenance, sa.func.sum(sums.c.minutes)).group_by(sums.c.provenance)
        )
    }
    return {one: split.get(one, 0) for one in Provenance}


@dataclass(frozen=True)
class AttendancePage:
    """Attendances behind a figure, with the key of the next page."""

    rows: list[Attendance]
    more: int | None


def attendances_behind(
    organisation: Organisation, period: Period, *, is_held: bool, after: int | None = None, limit: int = 50
) -> AttendancePage:
    """Return a page of the attendances one line counts, newest first."""
    found = (
        sa.select(Attendance)
        .join(Shift, Attendance.shift_id == Shift.id)
        .join(Event, Shift.event_id == Event.id)
        .where(attendance_clause(organisation, period, is_held=is_held))
        .options(
            contains_eager(Attendance.shift).contains_eager(Shift.event).joinedload(Event.host),
            joinedload(Attendance.person),
        )
        .order_by(Attendance.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(Attendance.id < after)
    rows = list(db.session.scalars(found))
    return AttendancePage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def shifts_behind(organisation: Organisation, period: Period, *, is_held: bool) -> list[tuple[Shift, int]]:
    """Return the sessions one line counts with how many people came, the latest first."""
    came = sa.func.count(Attendance.id)
    source = sa.join(Shift, Event, Shift.event_id == Event.id)
    counted = dict(
        db.session.execute(
            sa.select(Shift.id, came)
            .select_from(source.join(Attendance, Attendance.shift_id == Shift.id, isouter=is_held))
            .where(attendance_clause(organisation, period, is_held=is_held))
            .group_by(Shift.id)
        ).all()
    )
    shifts = db.session.scalars(
        sa.select(Shift)
        .where(Shift.id.in_(counted))
        .options(joinedload(Shift.event).joinedload(Event.host))
        .order_by(Shift.starts_at.desc(), Shift.id.desc())
    )
    return [(shift, counted[shift.id]) for shift in shifts]
