"""Reading scans and attendances."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from volunteer.attendance.models import Attendance, Correction, Direction, Scan
from volunteer.base.db import db
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState
from volunteer.events.queries import STANDING
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import place_at


@dataclass(frozen=True)
class Recorded:
    """A scan as its page shows it: with the post the person has there, and the attendance it belongs to."""

    scan: Scan
    post: Post | None
    attendance: Attendance | None


def recorded_of(person_id: int, code: str) -> Recorded | None:
    """Return one of the person's own scans, with shift, event and leader. One statement: everybody reads it."""
    row = db.session.execute(
        sa.select(Scan, Post, Attendance)
        .outerjoin(SignUp, _same(SignUp, Scan.shift_id, person_id) & SignUp.state.in_(STANDING))
        .outerjoin(Post, SignUp.post_id == Post.id)
        .outerjoin(Attendance, _same(Attendance, Scan.shift_id, person_id))
        .where(Scan.code == code, Scan.person_id == person_id)
        .options(joinedload(Scan.shift).joinedload(Shift.event).joinedload(Event.leader))
    ).first()
    return Recorded(*row) if row else None


@dataclass(frozen=True)
class Known:
    """What is known of one person at one shift before the next scan."""

    standing: Scan | None  # of the direction that was asked for
    attendance: Attendance | None
    sign_up: SignUp | None
    unit_id: int | None


def known_of(shift_id: int, person_id: int, direction: Direction, now: datetime) -> Known:
    """Return what is known of the person at the shift, in one statement: the door asks it of everybody."""
    unit = place_at(person_id, Belonging.UNIT, now).scalar_subquery()
    row = db.session.execute(
        sa.select(Scan, Attendance, SignUp, unit)
        .select_from(Shift)
        .outerjoin(Scan, _same(Scan, Shift.id, person_id) & (Scan.direction == direction) & Scan.undone_at.is_(None))
        .outerjoin(Attendance, _same(Attendance, Shift.id, person_id))
        .outerjoin(SignUp, _same(SignUp, Shift.id, person_id) & SignUp.state.in_(STANDING))
        .where(Shift.id == shift_id)
    ).one()
    return Known(*row)


def _same(
    table: type[Scan | Attendance | SignUp],
    shift_id: sa.ColumnElement[int] | InstrumentedAttribute[int],
    person_id: int,
) -> sa.ColumnElement[bool]:
    return sa.and_(table.shift_id == shift_id, table.person_id == person_id)


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
