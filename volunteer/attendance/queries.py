"""Reading scans and attendances."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.attendance.models import Attendance, Direction, Scan
from volunteer.base.db import db
from volunteer.events.models import Shift, SignUp, SignUpState


def scan_of(person_id: int, code: str) -> Scan | None:
    """Return one of the person's own scans, with its shift and event."""
    return db.session.scalar(
        sa.select(Scan)
        .where(Scan.code == code, Scan.person_id == person_id)
        .options(joinedload(Scan.shift).joinedload(Shift.event))
    )


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
