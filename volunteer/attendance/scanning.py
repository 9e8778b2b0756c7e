"""Recording one scan. The same person again gets the same scan: 「09:02 已签到」."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.accounts.models import Person
from volunteer.attendance import codes
from volunteer.attendance.models import Attendance, Direction, Means, Scan, State
from volunteer.attendance.queries import Known, known_of
from volunteer.attendance.refusals import (
    CheckInFirst,
    ListConfirmed,
    NotOnTheList,
    NotRunning,
    NotThisTime,
    StaleCode,
    TooManyDigits,
    UsedCode,
    WrongDigits,
)
from volunteer.base import codes as references
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db, here, hold, table_of
from volunteer.events.models import Shift, SignUpState
from volunteer.events.models import State as EventState
from volunteer.organisations.standing import Principal

OPENS = 30 * MINUTE  # before the start; minutes before it are clipped to the grace anyway
CLOSES = 2 * HOUR  # after the end
RUNNING = (EventState.PUBLISHED, EventState.ENDED)


_shifts, _scans, _people, _attendances = table_of(Shift), table_of(Scan), table_of(Person), table_of(Attendance)


@dataclass(frozen=True)
class Recorded:
    """The scan that was recorded, and whether it had been recorded before."""

    code: str
    again: bool

    @property
    def scan(self) -> Scan:
        """The row itself, read when somebody asks for it: at the door nobody does."""
        return db.session.scalars(sa.select(Scan).where(Scan.code == self.code)).one()


# As `keep_open` and the gate do, in this order and at once; what they guard is read after it.
_open = sa.select(_shifts.c.id).where(_shifts.c.code == sa.bindparam("code")).with_for_update(read=True).cte("opened")
_OPEN_AND_GATE = (
    sa.select(_people.c.id)
    .select_from(_people.join(_open, sa.true()))
    .where(_people.c.id == sa.bindparam("person_id"))
    .with_for_update(key_share=True, of=_people)
)
_SCAN = ("code", "shift_id", "person_id", "direction", "means", "grant", "browser", "scanned_at", "marked_by")
_ATTENDANCE = ("shift_id", "person_id", "unit_id", "sign_up_id", "state", "came_at", "came_by")


def _inserted(table: sa.Table, *columns: str) -> sa.Insert:
    return sa.insert(table).values({name: sa.bindparam(name, type_=table.c[name].type) for name in columns}).inline()


_SCANNED, _CAME = _inserted(_scans, *_SCAN), _inserted(_attendances, *_ATTENDANCE)
_SCANNED_AND_CAME = _CAME.add_cte(_SCANNED.cte("scanned"))  # PostgreSQL takes both at once


def record(grant: codes.Grant, browser: str | None, by: Principal, now: datetime) -> Recorded:
    """Record the coming or going that a grant allows, and return it; the same again returns the first.

    Two accounts that come with one grant at one moment: the unique key lets one in, the other gets an IntegrityError
    and is to try again. Raises: StaleCode, UsedCode, NotRunning, NotThisTime, ListConfirmed,
    CheckInFirst, NotOnTheList.
    """
    hold(_OPEN_AND_GATE, code=grant.shift_code, person_id=by.person_id)
    return mark(grant.shift_code, by.person_id, grant.direction, grant.means, now, grant=grant.nonce, browser=browser)


def by_digits(
    shift: Shift, direction: Direction, typed: str, browser: str | None, by: Principal, now: datetime
) -> Recorded:
    """Record by the six digits that the screen shows. The caller has counted the try, in a transaction of its own.

    Raises: TooManyDigits, WrongDigits, and as `record`.
    """
    if not codes.may_try_digits(by.person_id, shift, now):
        raise TooManyDigits
    if not codes.digits_fit(shift, direction, typed, now):
        raise WrongDigits
    keep_open(shift)
    gate.hold(by.person_id)
    codes.right_digits(by.person_id, shift)
    return mark(shift.id, by.person_id, direction, Means.DIGITS, now, browser=browser)


def keep_open(shift: Shift) -> None:
    """Read whether the list is confirmed, and let nobody confirm it until this transaction ends.

    Before the gates of people, as the one who confirms does. Any number of scans may hold it together.
    """
    db.session.refresh(shift, ["confirmed_at"], with_for_update={"read": True})


def mark(
    shift: int | str,
    person_id: int,
    direction: Direction,
    means: Means,
    now: datetime,
    *,
    grant: str | None = None,
    browser: str | None = None,
    marked_by: int | None = None,
) -> Recorded:
    """Keep one coming or going of one person, by whatever means. The caller keeps the list open and has passed the
    gate: in and out of one person, and the same tap twice, come one after the other.

    `shift` is its id, or the code in a grant.
    Raises: as `record`.
    """
    known = known_of(shift, person_id, direction, grant, now)
    if known is None:
        raise StaleCode
    if known.grant_of is not None and (known.grant_of != person_id or known.grant_undone_at is not None):
        raise UsedCode  # one grant, one person, one scan
    if known.scan_code is not None:
        return Recorded(known.scan_code, again=True)
    _check(known, now)
    if direction is Direction.OUT and known.attendance_id is None:
        raise CheckInFirst
    if known.sign_up_id is None and not known.is_listed:
        raise NotOnTheList
    if known.came_at is not None:
        # `now` was read before the gate: of two taps in one moment the coming may have passed it with the later one.
        now = max(now, known.came_at)
    code = references.name()
    scan = {
        "code": code,
        "shift_id": known.shift_id,
        "person_id": person_id,
        "direction": direction,
        "means": means,
        "grant": grant,
        "browser": browser,
        "scanned_at": now,
        "marked_by": marked_by,
    }
    if known.attendance_id is None:
        came = {
            "shift_id": known.shift_id,
            "person_id": person_id,
            "unit_id": known.unit_id,
            "sign_up_id": known.sign_up_id if known.sign_up_state is SignUpState.CONFIRMED else None,
            "state": State.IN,
            "came_at": now,
            "came_by": means,
        }
        _scanned_and_came(scan, came)
        return Recorded(code, again=False)
    here().execute(_SCANNED, scan)
    if direction is Direction.OUT:
        attendance = db.session.get_one(Attendance, known.attendance_id)
        attendance.left_at, attendance.left_by, attendance.state = now, means, State.OUT
        db.session.flush()
    return Recorded(code, again=False)


def _scanned_and_came(scan: dict[str, Any], came: dict[str, Any]) -> None:
    connection = here()
    if connection.dialect.name == "sqlite":
        connection.execute(_SCANNED, scan)
        connection.execute(_CAME, came)
    else:
        connection.execute(_SCANNED_AND_CAME, scan | came)


def _check(known: Known, now: datetime) -> None:
    if known.confirmed_at is not None:
        raise ListConfirmed
    if known.state not in RUNNING:
        raise NotRunning
    if not known.starts_at - OPENS <= now <= known.ends_at + CLOSES:
        raise NotThisTime
