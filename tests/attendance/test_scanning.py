"""Recording who came and went, by a code or by the leader's hand."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make, plans
from tests.conftest import on_sqlite
from tests.make import DAY, HOUR, MINUTE, NOW
from volunteer.accounts.models import Person
from volunteer.accounts.queries import person_of_phone
from volunteer.attendance import door, scanning
from volunteer.attendance.codes import Grant
from volunteer.attendance.models import Attendance, Direction, Means, Scan, State
from volunteer.attendance.queries import attendance_of, recorded_of
from volunteer.attendance.refusals import (
    CheckInFirst,
    ListConfirmed,
    MayNotLead,
    NothingToUndo,
    NotRunning,
    NotThisTime,
    StaleCode,
)
from volunteer.attendance.scanning import Recorded
from volunteer.base.db import db
from volunteer.events import arranging
from volunteer.events.models import Shift
from volunteer.journal.models import Line

IN, OUT = Direction.IN, Direction.OUT


def scan(
    shift: Shift, direction: Direction = IN, at: timedelta = 0 * MINUTE, who: Person | None = None, nonce: str = ""
) -> Recorded:
    grant = Grant(shift.code, direction, Means.SCREEN, nonce or f"{direction} {at} {who}")
    by = make.principal(who or make.fang())
    return make.done(lambda now: scanning.record(grant, None, by, now), shift.starts_at + at)


def marked(shift: Shift, direction: Direction, by: Person | None = None, who: Person | None = None) -> Recorded:
    leader, person = make.principal(by or make.li()), who or make.fang()
    return make.done(lambda now: door.mark(shift, person.id, direction, leader, now))


def undone(shift: Shift, direction: Direction, by: Person | None = None) -> None:
    leader = make.principal(by or make.li())
    make.done(lambda now: door.undo(shift, make.fang().id, direction, leader, now))


def came(shift: Shift) -> Attendance:
    db.session.expire_all()
    found = attendance_of(shift.id, make.fang().id)
    assert found is not None
    return found


# ------------------------------------------------------------------------------ scans


def test_coming_and_going_make_one_attendance(app: Flask) -> None:
    shift = make.running(make.fang())

    scan(shift)
    scan(shift, OUT, 3 * HOUR)

    one = came(shift)
    assert (one.state, one.came_at, one.left_at) == (State.OUT, NOW, NOW + 3 * HOUR)
    assert (one.sign_up_id is not None, one.unit_id) == (True, make.unit().id)


def test_who_did_not_sign_up_may_come(app: Flask) -> None:
    shift = make.running()

    scan(shift)

    assert came(shift).sign_up_id is None


def test_nobody_leaves_who_did_not_come(app: Flask) -> None:
    with pytest.raises(CheckInFirst):
        scan(make.running(), OUT)


@pytest.mark.parametrize("rule", [arranging.postpone, arranging.cancel])
def test_nothing_is_recorded_of_what_was_called_off(app: Flask, rule: object) -> None:
    shift, clerk = make.running(make.fang()), make.principal(make.jing())
    make.done(lambda now: rule(shift.event, "下雪了", clerk, now))  # type: ignore[operator]

    with pytest.raises(NotRunning):
        scan(shift)


@pytest.mark.parametrize("at", [-31 * MINUTE, 5 * HOUR + 1 * MINUTE, 2 * DAY])
def test_the_door_is_open_around_the_shift_only(app: Flask, at: timedelta) -> None:
    shift = make.running(make.fang())

    with pytest.raises(NotThisTime):
        scan(shift, at=at)


@pytest.mark.parametrize("at", [-30 * MINUTE, 5 * HOUR])
def test_and_to_the_minute(app: Flask, at: timedelta) -> None:
    assert not scan(make.running(make.fang()), at=at).again


def test_a_code_of_a_shift_that_was_moved_is_for_another_time(app: Flask) -> None:
    shift, clerk = make.running(make.fang()), make.principal(make.jing())
    at = NOW - HOUR
    make.done(lambda now: arranging.postpone(shift.event, "下雪了", clerk, now), at)
    make.done(lambda now: arranging.reschedule(shift.event, 24 * 60, clerk, now), at)

    with pytest.raises(NotThisTime):
        scan(shift, at=-DAY)


def test_after_the_list_is_confirmed_nothing_more_is_recorded(app: Flask) -> None:
    shift = make.running(make.fang(), make.lei(), start=NOW - 3 * HOUR)
    make.came(shift)
    make.confirmed(shift)

    with pytest.raises(ListConfirmed):
        scan(shift, at=4 * HOUR, who=make.lei())
    with pytest.raises(ListConfirmed):
        undone(shift, OUT)


# ------------------------------------------------------------------------------ the leader's hand


def test_the_leader_marks_and_the_journal_knows(app: Flask) -> None:
    shift = make.running(make.fang())

    recorded = marked(shift, IN)

    assert (recorded.scan.means, recorded.scan.marked_by) == (Means.LEADER, make.li().id)
    assert "attendance.marked_in" in db.session.scalars(sa.select(Line.action)).all()


@pytest.mark.parametrize("who", ["fang", "lei", "other_clerk", "viewer"])
def test_who_does_not_lead_marks_nobody(app: Flask, who: str) -> None:
    shift, person = make.running(make.fang()), getattr(make, who)()

    with pytest.raises(MayNotLead):
        marked(shift, IN, by=person)
    with pytest.raises(MayNotLead):
        undone(shift, IN, by=person)
    by = make.principal(person)
    with pytest.raises(MayNotLead):
        make.done(lambda now: door.walk_in(shift, "孙大海", "13911112222", by, now))


def test_a_mark_taken_back_stays_with_who_took_it_back(app: Flask) -> None:
    shift = make.running(make.fang())
    marked(shift, IN)

    undone(shift, IN, by=make.jing())

    assert attendance_of(shift.id, make.fang().id) is None
    assert db.session.scalars(sa.select(Scan.undone_by)).one() == make.jing().id
    assert not marked(shift, IN).again


def test_going_is_taken_back_before_coming(app: Flask) -> None:
    shift = make.running(make.fang())
    marked(shift, IN)
    marked(shift, OUT)

    with pytest.raises(NothingToUndo, match="先撤销签退"):
        undone(shift, IN)
    undone(shift, OUT)
    assert (came(shift).state, came(shift).left_at) == (State.IN, None)
    undone(shift, IN)
    with pytest.raises(NothingToUndo):
        undone(shift, IN)


def test_a_grant_whose_scan_was_taken_back_is_used_up(app: Flask) -> None:
    shift = make.running(make.fang())
    scan(shift, nonce="one")
    undone(shift, IN)

    with pytest.raises(StaleCode):
        scan(shift, nonce="one")


def test_who_comes_without_a_phone_gets_an_account(app: Flask) -> None:
    shift, li = make.running(), make.principal(make.li())

    for name in ("孙大海", "别的名字"):
        make.done(partial(door.walk_in, shift, name, "13911112222", li))

    person = person_of_phone("13911112222")
    assert person is not None
    assert person.name == "孙大海"
    assert db.session.scalars(sa.select(Attendance.person_id)).all() == [person.id]


@on_sqlite
def test_nothing_that_the_door_asks_of_everybody_is_looked_for_in_a_whole_table(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    shift = make.running(make.fang())
    with statements() as seen:
        code = scan(shift).code
        recorded_of(make.fang().id, code)

    steps = [step for one in seen if one.startswith(("SELECT", "WITH")) for step in plans.steps(one)]
    assert "SEARCH memberships" in "".join(steps)
    assert [one for one in steps if one.startswith("SCAN")] == []
