"""Reading scans and attendances."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.accounts.models import Person
from volunteer.attendance.models import Attendance, Correction, Direction, Means, Scan
from volunteer.base.db import Moment, db, here, reading, table_of
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState
from volunteer.events.models import State as EventState
from volunteer.events.queries import STANDING
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import place_at

_scans, _attendances, _sign_ups, _shifts, _events, _posts, _people = (
    table_of(one) for one in (Scan, Attendance, SignUp, Shift, Event, Post, Person)
)


# Two comparisons: a list of values would be written into the statement anew each time it is asked.
_stands = sa.or_(*(_sign_ups.c.state == one for one in STANDING))


def _theirs(table: sa.FromClause, shift_id: sa.ColumnElement[int], person_id: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.shift_id == shift_id, table.c.person_id == person_id)


@dataclass(frozen=True)
class Recorded:
    """A scan as its page shows it: with the post the person has there, and when she came."""

    direction: Direction
    means: Means
    scanned_at: datetime
    ends_at: datetime
    title: str
    contact: str
    leader: str
    post: str | None
    came_at: datetime | None


_RECORDED = (
    sa.select(
        *(_scans.c.direction, _scans.c.means, _scans.c.scanned_at, _shifts.c.ends_at),
        *(_events.c.title, _events.c.contact, _people.c.name, _posts.c.name, _attendances.c.came_at),
    )
    .select_from(_scans.join(_shifts, _scans.c.shift_id == _shifts.c.id))
    .join(_events, _shifts.c.event_id == _events.c.id)
    .join(_people, _events.c.leader_id == _people.c.id)
    .outerjoin(
        _sign_ups,
        _theirs(_sign_ups, _scans.c.shift_id, _scans.c.person_id) & _stands,
    )
    .outerjoin(_posts, _sign_ups.c.post_id == _posts.c.id)
    .outerjoin(_attendances, _theirs(_attendances, _scans.c.shift_id, _scans.c.person_id))
    .where(_scans.c.code == sa.bindparam("code"), _scans.c.person_id == sa.bindparam("person_id"))
)


def recorded_of(person_id: int, code: str) -> Recorded | None:
    """Return one of the person's own scans. One statement, built once: everybody reads it."""
    with reading() as connection:
        row = connection.execute(_RECORDED, {"person_id": person_id, "code": code}).first()
    return Recorded(*row) if row else None


@dataclass(frozen=True)
class Known:
    """What is known of a shift and of one person there before the next scan: what the next step decides by."""

    shift_id: int
    confirmed_at: datetime | None  # of the list
    starts_at: datetime
    ends_at: datetime
    state: EventState
    is_listed: bool
    scan_code: str | None  # the one of the direction that was asked for, and that stands
    attendance_id: int | None
    came_at: datetime | None
    sign_up_id: int | None
    sign_up_state: SignUpState | None
    unit_id: int | None
    grant_of: int | None  # who used this grant before
    grant_undone_at: datetime | None


_used = _scans.alias("used")
_unit = place_at(sa.bindparam("person_id"), Belonging.UNIT, sa.bindparam("now", type_=Moment)).scalar_subquery()
_KNOWN = (
    sa.select(
        *(
            _shifts.c.id,
            _shifts.c.confirmed_at,
            _shifts.c.starts_at,
            _shifts.c.ends_at,
            _events.c.state,
            _events.c.is_listed,
        ),
        *(_scans.c.code, _attendances.c.id, _attendances.c.came_at, _sign_ups.c.id, _sign_ups.c.state, _unit),
        *(_used.c.person_id, _used.c.undone_at),
    )
    .select_from(_shifts.join(_events, _shifts.c.event_id == _events.c.id))
    .outerjoin(
        _scans,
        _theirs(_scans, _shifts.c.id, sa.bindparam("person_id"))
        & (_scans.c.direction == sa.bindparam("direction"))
        & _scans.c.undone_at.is_(None),
    )
    .outerjoin(_attendances, _theirs(_attendances, _shifts.c.id, sa.bindparam("person_id")))
    .outerjoin(
        _sign_ups,
        _theirs(_sign_ups, _shifts.c.id, sa.bindparam("person_id")) & _stands,
    )
    .outerjoin(_used, _used.c.grant == sa.bindparam("grant"))
)
_KNOWN_BY_ID = _KNOWN.where(_shifts.c.id == sa.bindparam("shift"))
_KNOWN_BY_CODE = _KNOWN.where(_shifts.c.code == sa.bindparam("shift"))


def known_of(shift: int | str, person_id: int, direction: Direction, grant: str | None, now: datetime) -> Known | None:
    """Return what is known of the person at the shift of this id, or of this code: the door asks it of everybody, in
    one statement. None when there is no such shift.
    """
    asked = {"shift": shift, "person_id": person_id, "direction": direction, "grant": grant, "now": now}
    row: Any = here().execute(_KNOWN_BY_CODE if isinstance(shift, str) else _KNOWN_BY_ID, asked).first()
    return Known(*row) if row else None


def standing_scan(shift_id: int, person_id: int, direction: Direction) -> Scan | None:
    """Return the scan of this person, shift and direction that stands."""
    return db.session.scalar(
        sa.select(Scan).where(
            Scan.shift_id == shift_id,
            Scan.person_id == person_id,
            Scan.direction == direction,
            Scan.undone_at.is_(None),
        )
    )


def attendance_of(shift_id: int, person_id: int) -> Attendance | None:
    """Return the person's attendance at the shift."""
    return db.session.scalar(
        sa.select(Attendance).where(Attendance.shift_id == shift_id, Attendance.person_id == person_id)
    )


def attendances_of_shift(shift_id: int) -> list[Attendance]:
    """Return everybody who came to the shift, in order of coming."""
    return list(
        db.session.scalars(
            sa.select(Attendance)
            .where(Attendance.shift_id == shift_id)
            .options(joinedload(Attendance.person))
            .order_by(Attendance.came_at, Attendance.id)
        )
    )


def attendances_of_person(person_id: int, shift_ids: Iterable[int]) -> dict[int, Attendance]:
    """Return the person's attendances at these shifts, by shift."""
    rows = db.session.scalars(
        sa.select(Attendance).where(Attendance.person_id == person_id, Attendance.shift_id.in_(list(shift_ids)))
    )
    return {one.shift_id: one for one in rows}


def attendance_of_entry(source_id: int) -> Attendance | None:
    """Return the attendance that a posting came from, with its shift and event."""
    return db.session.scalar(
        sa.select(Attendance)
        .where(Attendance.id == source_id)
        .options(joinedload(Attendance.shift).joinedload(Shift.event))
    )


def open_correction_of(attendance_id: int) -> Correction | None:
    """Return the correction of this attendance that waits to be approved."""
    return db.session.scalar(
        sa.select(Correction).where(Correction.attendance_id == attendance_id, Correction.ended_at.is_(None))
    )


def open_corrections(shift_id: int) -> dict[int, Correction]:
    """Return the corrections of a shift that wait to be approved, by attendance."""
    rows = db.session.scalars(
        sa.select(Correction)
        .join(Attendance, Correction.attendance_id == Attendance.id)
        .where(Attendance.shift_id == shift_id, Correction.ended_at.is_(None))
        .options(joinedload(Correction.asker))
    )
    return {one.attendance_id: one for one in rows}


@dataclass(frozen=True)
class Count:
    """The live count of a shift."""

    signed_up: int
    came: int
    left: int


def count_of(shift_id: int) -> Count:
    """Return how many signed up, came and left."""
    signed_up = db.session.scalar(
        sa.select(sa.func.count()).where(SignUp.shift_id == shift_id, SignUp.state == SignUpState.CONFIRMED)
    )
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(Attendance.left_at)).where(Attendance.shift_id == shift_id)
    ).one()
    return Count(signed_up or 0, row[0], row[1])


def shared_browsers(shift_id: int) -> set[int]:
    """Return the people whose browser scanned for more than one account at this shift."""
    shared = (
        sa.select(Scan.browser)
        .where(Scan.shift_id == shift_id, Scan.browser.is_not(None), Scan.undone_at.is_(None))
        .group_by(Scan.browser)
        .having(sa.func.count(sa.distinct(Scan.person_id)) > 1)
    )
    return set(db.session.scalars(sa.select(Scan.person_id).where(Scan.shift_id == shift_id, Scan.browser.in_(shared))))
