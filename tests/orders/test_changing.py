"""Postponing and cancelling, by either side, with notice to everybody."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import pytest
from flask import Flask

from tests import make
from tests.make import CLASS_AT, DAY, HOUR, MINUTE
from volunteer.accounts.models import Person
from volunteer.attendance import door
from volunteer.attendance.models import Direction
from volunteer.attendance.queries import attendances_of_shift
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.cli.checking import first_difference
from volunteer.events import arranging
from volunteer.events.models import State as EventState
from volunteer.events.refusals import IsAClass
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.orders import cancelling, capacity, crew, postponing
from volunteer.orders.lists import as_client, as_team, as_tutor, classes_between, is_late, late_orders
from volunteer.orders.models import Answer, Order, Outcome, State
from volunteer.orders.path import Step, path_of
from volunteer.orders.queries import invitations_of
from volunteer.orders.refusals import (
    BadDate,
    CapacityFull,
    ClassBegun,
    ListIsConfirmed,
    NotCleared,
    SomebodyCame,
    TutorIsTaken,
)
from volunteer.organisations.models import Role

LATER = clock.at(date(2026, 12, 8), 10)


def postpone(order: Order, by: Person, to: object = LATER, at: object = None) -> None:
    who = make.principal(by)
    make.done(lambda now: postponing.postpone(order, to, "学校运动会", who, now), at)  # type: ignore[arg-type]


def cancel(order: Order, by: Person, at: object = None) -> None:
    who = make.principal(by)
    make.done(lambda now: cancelling.cancel(order, "年级要统考", who, now), at)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["school_contact", "team_leader", "tutor", "manager"])
def test_either_side_postpones_and_everybody_else_is_told(app: Flask, who: str) -> None:
    made, by = make.taken_order(), getattr(make, who)()

    postpone(made, by)

    assert made.shift is not None
    assert (made.shift.starts_at, made.shift.ends_at) == (LATER, LATER + 45 * MINUTE)
    assert made.postponed_words == "学校运动会"
    for one in (make.school_contact(), make.team_leader(), make.tutor(), make.second_tutor(), make.manager()):
        told = any("改到 12月8日 10:00：学校运动会" in notice.text for notice in notices_of(one.id))
        assert told is (one.id != by.id)


def test_nobody_else_postpones_or_cancels(app: Flask) -> None:
    made = make.taken_order()

    for who in (make.lei(), make.other_school_contact(), make.other_team_leader(), make.jing()):
        with pytest.raises(NotYours):
            postpone(made, who)
        with pytest.raises(NotYours):
            cancel(made, who)


def test_the_new_day_is_asked_what_the_first_was_asked(app: Flask) -> None:
    made, contact = make.taken_order(), make.school_contact()

    with pytest.raises(BadDate, match="周末"):
        postpone(made, contact, clock.at(date(2026, 12, 5), 10))
    with pytest.raises(BadDate, match="和原来的时间一样"):
        postpone(made, contact, CLASS_AT)
    with pytest.raises(NotCleared):
        postpone(made, contact, clock.at(date(2027, 3, 2), 10))


def test_a_class_is_put_off_to_tomorrow_at_the_earliest(app: Flask) -> None:
    made, school = make.taken_order(), make.principal(make.school_contact())
    day_before = clock.at(clock.local_day(CLASS_AT) - DAY, 9)

    with pytest.raises(BadDate, match="改期要让老师和对方来得及安排，最早可选12月1日"):
        make.done(lambda now: postponing.postpone(made, now + 6 * HOUR, "停电", school, now), day_before)
    make.done(lambda now: postponing.postpone(made, CLASS_AT + DAY, "停电", school, now), day_before)

    assert made.shift is not None
    assert made.shift.starts_at == CLASS_AT + DAY


def test_an_order_that_is_cancelled_does_not_end_as_if_it_were_done(app: Flask) -> None:
    made, school = make.order(), make.principal(make.school_contact())

    write(lambda now: cancelling.cancel(made, "停课", school, now))

    assert [(one.name, one.step) for one in path_of(made)] == [("点单", Step.DONE), ("已取消", Step.OVER)]


def test_a_tutor_who_is_taken_on_the_new_day_is_named(app: Flask) -> None:
    made = make.taken_order()
    make.taken_order(wished=[LATER])

    with pytest.raises(TutorIsTaken, match="杜衡"):
        postpone(made, make.school_contact(), LATER + 15 * MINUTE)


def test_a_postponed_class_counts_for_its_new_month(app: Flask) -> None:
    item = make.offering(per_month=1)
    made = make.taken_order(item)
    other = clock.at(date(2027, 1, 5), 10)

    postpone(made, make.school_contact(), other)

    assert capacity.left(item, date(2026, 12, 1)) == 1
    assert capacity.left(item, date(2027, 1, 5)) == 0
    assert first_difference() is None
    make.taken_order(item)
    with pytest.raises(CapacityFull):
        postpone(made, make.school_contact(), LATER)


def test_within_a_full_month_a_class_may_move(app: Flask) -> None:
    item = make.offering(per_month=1)
    made = make.taken_order(item)

    postpone(made, make.school_contact())

    assert capacity.left(item, date(2026, 12, 1)) == 0


def test_what_has_begun_is_not_postponed(app: Flask) -> None:
    made = make.taken_order()

    with pytest.raises(ClassBegun):
        postpone(made, make.school_contact(), at=CLASS_AT)
    placed = make.order()
    with pytest.raises(MovedOn):
        postpone(placed, make.school_contact())


def test_who_checked_in_before_the_class_was_postponed_has_not_come_on_the_new_day(app: Flask) -> None:
    made, du = make.taken_order(), make.tutor()
    assert made.shift is not None
    make.came(made.shift, du, came=-20 * MINUTE, left=None)

    postpone(made, make.school_contact(), at=CLASS_AT - 10 * MINUTE)

    assert attendances_of_shift(made.shift.id) == []
    came = make.came(made.shift, du)
    assert came.came_at == LATER
    assert first_difference() is None


def test_who_checked_in_and_was_replaced_has_not_come(app: Flask) -> None:
    du, ye, third = make.ready_tutors(make.tutor(), make.second_tutor(), make.person())
    made = make.taken_order(tutors=[du, ye])
    assert made.shift is not None
    make.came(made.shift, du, came=-20 * MINUTE, left=None)
    make.came(made.shift, ye, came=-20 * MINUTE, left=None)
    leader, ids = make.principal(make.team_leader()), [ye.id, third.id]

    make.done(lambda now: crew.change(made, ids, leader, now), CLASS_AT - 10 * MINUTE)

    assert [one.person_id for one in attendances_of_shift(made.shift.id)] == [ye.id]


def test_a_class_to_which_a_tutor_came_is_not_cancelled_once_it_began(app: Flask) -> None:
    item = make.offering(per_month=1)
    made, du, leader = make.taken_order(item), make.tutor(), make.principal(make.team_leader())
    shift = made.shift
    assert shift is not None
    make.came(shift, du, left=None)

    with pytest.raises(SomebodyCame):
        cancel(made, make.school_contact(), at=CLASS_AT + HOUR)
    assert capacity.left(item, date(2026, 12, 1)) == 0

    make.done(lambda now: door.undo(shift, du.id, Direction.IN, leader, now), CLASS_AT + HOUR)
    cancel(made, make.school_contact(), at=CLASS_AT + HOUR)
    assert made.outcome is Outcome.CANCELLED


@pytest.mark.parametrize("who", ["school_contact", "team_leader", "manager"])
def test_either_side_cancels_and_the_class_is_called_off(app: Flask, who: str) -> None:
    item = make.offering(per_month=1)
    made = make.taken_order(item)
    du = make.tutor()

    cancel(made, getattr(make, who)())

    assert (made.state, made.outcome, made.state_words) == (State.CLOSED, Outcome.CANCELLED, "年级要统考")
    assert made.shift is not None
    assert (made.shift.event.state, made.shift.posts[0].taken) == (EventState.CANCELLED, 0)
    assert capacity.left(item, date(2026, 12, 1)) == 1
    assert notices_of(du.id)[0].text.endswith("取消了：年级要统考")
    assert first_difference() is None


def test_the_class_of_an_order_is_changed_through_its_order_alone(app: Flask) -> None:
    made = make.taken_order()
    assert made.shift is not None
    event = made.shift.event
    liaison = make.principal(make.granted(make.person(), Role.UNIT_LIAISON, event.host))
    acts: list[Callable[[datetime], object]] = [
        partial(arranging.cancel, event, "不办了", liaison),
        partial(arranging.postpone, event, "改期", liaison),
        partial(arranging.change_places, made.shift.posts[0], 50, liaison),
        partial(arranging.copy, event, 7, liaison),
    ]

    for act in acts:
        with pytest.raises(IsAClass):
            make.done(act)

    assert (event.state, made.state) == (EventState.PUBLISHED, State.TAKEN)


def test_a_class_called_off_behind_its_order_is_found(app: Flask) -> None:
    made = make.taken_order()
    assert first_difference() is None

    assert made.shift is not None
    made.shift.event.state = EventState.CANCELLED
    db.session.commit()

    assert "do not say the same of taking place" in (first_difference() or "")


def test_an_order_that_nobody_took_is_cancelled_and_its_invitations_called_back(app: Flask) -> None:
    made = make.invited_order()

    cancel(made, make.school_contact())

    assert (made.outcome, [one.answer for one in invitations_of(made)]) == (Outcome.CANCELLED, [Answer.CALLED_BACK])
    with pytest.raises(MovedOn):
        cancel(made, make.school_contact())


def test_a_class_whose_list_is_confirmed_took_place(app: Flask) -> None:
    made = make.taken_order()
    assert made.shift is not None
    make.came(made.shift, make.tutor())
    make.confirmed(made.shift, by=make.team_leader())

    with pytest.raises(ListIsConfirmed):
        cancel(made, make.school_contact(), CLASS_AT + 2 * HOUR)


def test_the_calendars_show_the_month_to_team_school_and_tutor(app: Flask) -> None:
    make.taken_order(wished=[CLASS_AT + 2 * DAY])
    make.taken_order()
    cancelled = make.taken_order(wished=[CLASS_AT + 3 * DAY])
    cancel(cancelled, make.manager())

    december = (date(2026, 12, 1), date(2027, 1, 1))
    clauses = (as_client(make.school().id), as_team(make.team().id), as_tutor(make.tutor().id))
    for whose in clauses:
        days = [clock.local_day(one.shift.starts_at) for one in classes_between(whose, *december) if one.shift]
        assert days == [date(2026, 12, 1), date(2026, 12, 3)]
    assert classes_between(as_team(make.other_team().id), *december) == []


def test_late_is_what_was_not_answered_and_what_was_not_recorded(app: Flask) -> None:
    placed, taken = make.order(), make.taken_order()
    whose = as_client(make.school().id)

    assert late_orders(whose, CLASS_AT - 8 * DAY) == []
    assert [one.id for one in late_orders(whose, CLASS_AT - 3 * DAY)] == [placed.id]
    assert [one.id for one in late_orders(whose, CLASS_AT + DAY)] == [placed.id, taken.id]
    assert is_late(CLASS_AT) is not None
