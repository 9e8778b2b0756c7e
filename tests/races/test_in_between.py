"""Two acts on one list or one line, the second begun before the first is committed: it has read what was true before.

Each is the same on both databases, however it comes about: SQLite lets the second begin when the first is done,
PostgreSQL lets it read and stop at the first row that both change.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import HOUR, SECOND
from tests.races import stage
from tests.races.conftest import all_in_order
from tests.races.crowd import Act, one_after_the_other
from volunteer.accounts.models import Person
from volunteer.attendance import codes, confirming, door, scanning
from volunteer.attendance import refusals as door_refusals
from volunteer.attendance.models import Attendance, Direction, Means, Scan, State
from volunteer.base import clock
from volunteer.base.codes import bearer
from volunteer.base.db import db, write
from volunteer.events import arranging, signups
from volunteer.events import refusals as event_refusals
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState
from volunteer.events.queries import sign_ups_of_shift

pytestmark = pytest.mark.race

CONFIRMED, WAITING = SignUpState.CONFIRMED, SignUpState.WAITING
MILLISECOND = SECOND / 1000
WITHDRAWN, RELEASED = SignUpState.WITHDRAWN, SignUpState.RELEASED


def states_of(post_id: int) -> list[SignUpState]:
    """Return the states of all who came to the post, in order."""
    return list(db.session.scalars(sa.select(SignUp.state).where(SignUp.post_id == post_id).order_by(SignUp.id)))


def sign_ups_of(people: list[Person], shift: Shift) -> list[int]:
    return [make.signed_up(one, shift).id for one in people]


def withdrawal(sign_up_id: int, person: Person) -> Act:
    by = make.principal(person)
    return lambda now: signups.withdraw(db.session.get_one(SignUp, sign_up_id), by, now)


# ------------------------------------------------------------------------------ the line


def test_who_leaves_the_line_in_the_moment_of_moving_up_has_left(app: Flask) -> None:
    people = stage.volunteers(3)
    shift = make.shift(places=1, start=clock.now() + 48 * HOUR)
    post_id = shift.posts[0].id
    first, second, _third = sign_ups_of(people, shift)
    leaves_place, leaves_line = withdrawal(first, people[0]), withdrawal(second, people[1])

    refusal = one_after_the_other(app, leaves_place, leaves_line)

    assert refusal is None
    assert states_of(post_id) == [WITHDRAWN, WITHDRAWN, CONFIRMED]
    assert all_in_order() is None


def test_who_has_just_left_the_line_is_not_picked(app: Flask) -> None:
    people = stage.volunteers(3)
    shift = make.shift(places=1, start=clock.now() + 6 * HOUR)  # too late to move up by itself
    post_id = shift.posts[0].id
    first, second, _third = sign_ups_of(people, shift)
    write(withdrawal(first, people[0]))
    leader = make.principal(make.li())

    def pick(now: datetime) -> None:
        signups.pick(db.session.get_one(SignUp, second), leader, now)

    refusal = one_after_the_other(app, withdrawal(second, people[1]), pick)

    assert refusal is event_refusals.NothingToWithdraw
    assert states_of(post_id) == [WITHDRAWN, WITHDRAWN, WAITING]
    assert all_in_order() is None


def test_nobody_gets_a_place_at_what_is_just_cancelled(app: Flask) -> None:
    fang, jing = make.principal(make.fang()), make.principal(make.jing())
    shift = make.shift(places=1)
    post_id, event_id = shift.posts[0].id, shift.event_id

    refusal = one_after_the_other(
        app,
        lambda now: arranging.cancel(db.session.get_one(Event, event_id), "下大雨", jing, now),
        lambda now: signups.sign_up(db.session.get_one(Post, post_id), fang, now),
    )

    assert refusal is event_refusals.NotOpen
    assert states_of(post_id) == []
    assert all_in_order() is None


def test_who_has_just_signed_up_is_released_when_it_is_cancelled(app: Flask) -> None:
    fang, jing = make.principal(make.fang()), make.principal(make.jing())
    shift = make.shift(places=1)
    post_id, event_id = shift.posts[0].id, shift.event_id

    refusal = one_after_the_other(
        app,
        lambda now: signups.sign_up(db.session.get_one(Post, post_id), fang, now),
        lambda now: arranging.cancel(db.session.get_one(Event, event_id), "下大雨", jing, now),
    )

    assert refusal is None
    assert states_of(post_id) == [RELEASED]
    assert all_in_order() is None


# ------------------------------------------------------------------------------ the list


def test_a_going_whose_time_was_read_before_the_coming_is_not_earlier(app: Flask) -> None:
    fang = make.fang().id
    shift = make.running(start=clock.now() - HOUR)
    now = clock.now()

    for direction, read_at in ((Direction.IN, now), (Direction.OUT, now - MILLISECOND)):
        write(partial(_scanned, shift.id, fang, direction, read_at))

    one = db.session.scalars(sa.select(Attendance)).one()
    assert (one.state, one.came_at, one.left_at) == (State.OUT, now, now)
    assert set(db.session.scalars(sa.select(Scan.scanned_at))) == {now}


def _scanned(shift_id: int, person_id: int, direction: Direction, read_at: datetime, _now: datetime) -> None:
    scanning.mark(shift_id, person_id, direction, Means.SCREEN, read_at)


def confirmation(shift_id: int) -> Act:
    jing = make.principal(make.jing())
    return lambda now: confirming.confirm(db.session.get_one(Shift, shift_id), {}, {}, jing, now)


def mark(shift_id: int, person_id: int, direction: Direction, act: Callable[..., object] = door.mark) -> Act:
    li = make.principal(make.li())
    return lambda now: act(db.session.get_one(Shift, shift_id), person_id, direction, li, now)


def attendances_of(shift_id: int) -> dict[int, State]:
    rows = db.session.execute(sa.select(Attendance.person_id, Attendance.state).where(Attendance.shift_id == shift_id))
    return {row[0]: row[1] for row in rows}


def counted(*came: Person) -> Shift:
    """A shift that ended half an hour ago; these came and have not left."""
    shift = make.running(start=clock.now() - 3.5 * HOUR)
    for one in came:
        make.came(shift, one, left=None)
    shift_id, li = shift.id, make.principal(make.li())
    write(lambda now: confirming.count(db.session.get_one(Shift, shift_id), 1, li, now))
    return shift


def test_nobody_is_added_to_a_list_that_is_just_confirmed(app: Flask) -> None:
    fang, lei = make.fang().id, make.lei().id
    shift_id = counted(make.fang()).id

    refusal = one_after_the_other(app, confirmation(shift_id), mark(shift_id, lei, Direction.IN))

    assert refusal is door_refusals.ListConfirmed
    assert attendances_of(shift_id) == {fang: State.CONFIRMED}
    assert all_in_order() is None


def scan(shift_id: int, person: Person, direction: Direction) -> Act:
    """The press at the door, with a grant."""
    code, by = db.session.get_one(Shift, shift_id).code, make.principal(person)
    grant = codes.Grant(code, direction, Means.SCREEN, bearer())
    return lambda now: scanning.record(grant, None, by, now)


def test_a_list_that_is_just_confirmed_takes_no_scan(app: Flask) -> None:
    fang, lei = make.fang(), make.lei()
    shift_id = counted(fang).id
    fang_id = fang.id

    refusal = one_after_the_other(app, confirmation(shift_id), scan(shift_id, lei, Direction.IN))

    assert refusal is door_refusals.ListConfirmed
    assert attendances_of(shift_id) == {fang_id: State.CONFIRMED}
    assert all_in_order() is None


def test_a_going_waits_for_the_coming_of_the_same_person(app: Flask) -> None:
    fang = make.fang()
    shift_id, fang_id = make.running(start=clock.now() - HOUR).id, fang.id

    refusal = one_after_the_other(app, scan(shift_id, fang, Direction.IN), scan(shift_id, fang, Direction.OUT))

    assert refusal is None
    assert attendances_of(shift_id) == {fang_id: State.OUT}


@pytest.mark.parametrize(("act", "direction"), [(door.mark, Direction.OUT), (door.undo, Direction.IN)])
def test_nobody_on_a_list_that_is_just_confirmed_is_changed(
    app: Flask, act: Callable[..., object], direction: Direction
) -> None:
    fang = make.fang().id
    shift_id = counted(make.fang()).id

    refusal = one_after_the_other(app, confirmation(shift_id), mark(shift_id, fang, direction, act))

    assert refusal is door_refusals.ListConfirmed
    assert attendances_of(shift_id) == {fang: State.CONFIRMED}
    assert all_in_order() is None


def test_who_has_just_come_is_on_the_list_that_is_confirmed(app: Flask) -> None:
    fang, lei = make.fang().id, make.lei().id
    shift_id = counted(make.fang()).id

    refusal = one_after_the_other(app, mark(shift_id, lei, Direction.IN), confirmation(shift_id))

    assert refusal is None
    assert attendances_of(shift_id) == {fang: State.CONFIRMED, lei: State.CONFIRMED}
    assert all_in_order() is None


def test_who_was_just_picked_is_not_sent_home_with_the_line(app: Flask) -> None:
    people = stage.volunteers(3)
    shift = make.running(*people, start=clock.now() - 3.5 * HOUR, places=1)
    shift_id, post_id = shift.id, shift.posts[0].id
    make.came(shift, people[1], left=None)
    li, ids = make.principal(make.li()), [one.id for one in sign_ups_of_shift(shift_id)]
    write(lambda now: signups.release(db.session.get_one(SignUp, ids[0]), "没有来", li, now))
    write(lambda now: confirming.count(db.session.get_one(Shift, shift_id), 1, li, now))

    refusal = one_after_the_other(
        app, lambda now: signups.pick(db.session.get_one(SignUp, ids[1]), li, now), confirmation(shift_id)
    )

    assert refusal is None
    assert states_of(post_id) == [RELEASED, CONFIRMED, RELEASED]
    assert all_in_order() is None
