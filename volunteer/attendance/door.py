"""The leader's marks at the door: in, out, undone with a trace; somebody who came without signing up or a phone."""

from collections.abc import Iterable
from datetime import datetime

from volunteer.accounts import gate, people
from volunteer.accounts.models import Person
from volunteer.accounts.queries import person_of_phone
from volunteer.attendance import scanning
from volunteer.attendance.models import Direction, Means, State
from volunteer.attendance.queries import attendance_of, attendances_of_shift, standing_scan
from volunteer.attendance.refusals import ListConfirmed, MayNotLead, NothingToUndo
from volunteer.attendance.scanning import Recorded
from volunteer.base.db import db
from volunteer.events.models import Shift
from volunteer.events.permissions import may_lead
from volunteer.journal import lines
from volunteer.organisations.standing import Principal


def mark(shift: Shift, person_id: int, direction: Direction, by: Principal, now: datetime) -> Recorded:
    """Mark somebody in or out. Raises: MayNotLead, and as `scanning.record`."""
    if not may_lead(by, shift.event):
        raise MayNotLead
    scanning.keep_open(shift)
    gate.hold(person_id)
    recorded = scanning.mark(shift.id, person_id, direction, Means.LEADER, now, marked_by=by.person_id)
    if not recorded.again:
        _note(f"attendance.marked_{direction.value}", shift, person_id, by.person_id, now)
    return recorded


def undo(shift: Shift, person_id: int, direction: Direction, by: Principal, now: datetime) -> None:
    """Take a mark back; the scan stays with who undid it. Raises: MayNotLead, ListConfirmed, NothingToUndo."""
    if not may_lead(by, shift.event):
        raise MayNotLead
    scanning.keep_open(shift)
    if shift.confirmed_at is not None:
        raise ListConfirmed
    gate.hold(person_id)
    scan = standing_scan(shift.id, person_id, direction)
    attendance = attendance_of(shift.id, person_id)
    if scan is None or attendance is None:
        raise NothingToUndo
    if direction is Direction.IN and attendance.left_at is not None:
        raise NothingToUndo("请先撤销签退，再撤销签到")
    scan.undone_at, scan.undone_by = now, by.person_id
    if direction is Direction.IN:
        db.session.delete(attendance)
    else:
        attendance.left_at, attendance.left_by, attendance.state = None, None, State.IN
    _note(f"attendance.undone_{direction.value}", shift, person_id, by.person_id, now)


def clear(shift: Shift, person_ids: Iterable[int], by: int, now: datetime) -> None:
    """Take back that these people came: the class moves to another day, or they no longer teach it. Scans stay with
    who undid them. The caller has asked who may, and keeps the list open.
    """
    there = set(person_ids)
    gate.hold(*there)
    for attendance in attendances_of_shift(shift.id):
        if attendance.person_id not in there:
            continue
        for direction in Direction:
            scan = standing_scan(shift.id, attendance.person_id, direction)
            if scan is not None:
                scan.undone_at, scan.undone_by = now, by
                _note(f"attendance.undone_{direction.value}", shift, attendance.person_id, by, now)
        db.session.delete(attendance)
    db.session.flush()


def walk_in(shift: Shift, name: str, phone: str, by: Principal, now: datetime) -> Recorded:
    """Mark somebody in who did not sign up: by their account, or by a new one made for them here.

    Raises: MayNotLead, and as `scanning.record`.
    """
    if not may_lead(by, shift.event):
        raise MayNotLead
    person: Person = person_of_phone(phone) or people.register(name, phone, now, by=by.person_id)
    return mark(shift, person.id, Direction.IN, by, now)


def _note(action: str, shift: Shift, person_id: int, by: int, now: datetime) -> None:
    event = shift.event
    lines.record(action, "events", event.id, by=by, at=now, organisation_id=event.host_id, person=person_id)
