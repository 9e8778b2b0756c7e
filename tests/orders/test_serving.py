"""After a class was taken: preparing it, the door, the record, the review, the end."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import CLASS_AT, DAY, HOUR, MINUTE
from volunteer.attendance import scanning
from volunteer.attendance.models import Credit, Direction, Means
from volunteer.attendance.queries import attendance_of
from volunteer.attendance.refusals import NotOnTheList
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.cli.checking import first_difference
from volunteer.hours.models import HourEntry
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.orders import preparing, reviewing, serving, timers
from volunteer.orders.models import Audience, Order, Outcome, State
from volunteer.orders.queries import periods_given
from volunteer.orders.refusals import NotHeldYet, OldLink, ReviewedBefore, ReviewedByOneself
from volunteer.organisations.models import Role
from volunteer.partnership.models import Appointment

MARKS = reviewing.Marks(5, 4, None, 5, "孩子们听得进去")


def came(order: Order, *, until: timedelta = 0 * MINUTE) -> None:
    """The tutors scan in and out, and 秦峰 confirms the list."""
    assert order.shift is not None
    for one in (make.tutor(), make.second_tutor()):
        make.came(order.shift, one, left=until)
    make.confirmed(order.shift, by=make.team_leader(), headcount=2)


def test_plan_and_materials_are_kept_by_who_teaches(app: Flask) -> None:
    made, du = make.taken_order(), make.principal(make.tutor())
    ready = {made.materials[0].id}

    make.done(lambda now: preparing.prepare(made, "先问：谁接到过陌生电话？", ready, "签到笔", du, now))

    assert made.plan == "先问：谁接到过陌生电话？"
    assert [(one.name, one.ready_at is not None) for one in made.materials] == [
        ("反诈手册", True),
        ("课件", False),
        ("签到笔", False),
    ]
    contact = make.principal(make.school_contact())
    with pytest.raises(NotYours):
        make.done(lambda now: preparing.prepare(made, "", set(), "", contact, now))


def test_a_class_without_a_plan_is_reminded_of_once(app: Flask) -> None:
    make.taken_order()
    du = make.tutor()

    for _ in range(2):
        timers.run(CLASS_AT - DAY)

    assert sum("还没有教案" in one.text for one in notices_of(du.id)) == 1


def test_the_door_of_a_class_is_the_door_of_any_event_and_credits_its_tutors(app: Flask) -> None:
    made = make.taken_order()

    came(made)

    minutes = db.session.execute(sa.select(HourEntry.person_id, HourEntry.minutes))
    assert sorted(tuple(row) for row in minutes) == sorted([(make.tutor().id, 42), (make.second_tutor().id, 42)])
    assert first_difference() is None


def test_nobody_walks_into_a_class_who_is_not_on_its_list(app: Flask) -> None:
    made, fang = make.taken_order(), make.fang()
    shift = made.shift
    assert shift is not None

    with pytest.raises(NotOnTheList):
        make.done(lambda now: scanning.mark(shift.id, fang.id, Direction.IN, Means.SCREEN, now), CLASS_AT)


def test_a_programme_without_hours_credits_nothing_and_says_why(app: Flask) -> None:
    programme = make.programme("dangke", "情景主题党课", carries_hours=False)
    item = make.offering(programme=programme, audiences=(Audience.MEMBERS,), tutors=1)
    make.appointment(make.tutor(), programme=programme)
    made = make.taken_order(item, audience=Audience.MEMBERS, tutors=[make.tutor()])
    assert made.shift is not None

    make.came(made.shift, make.tutor())
    make.confirmed(made.shift, by=make.team_leader())

    attendance = attendance_of(made.shift.id, make.tutor().id)
    assert attendance is not None
    assert (attendance.credit, attendance.minutes) == (Credit.NO_HOURS, 0)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HourEntry)) == 0
    assert first_difference() is None


def test_a_class_is_recorded_after_it_began_by_who_gave_it(app: Flask) -> None:
    made, du, contact = make.taken_order(), make.principal(make.tutor()), make.principal(make.school_contact())

    with pytest.raises(NotHeldYet):
        make.done(lambda now: serving.serve(made, 41, 1, "讲完了", None, du, now), CLASS_AT - MINUTE)
    with pytest.raises(NotYours):
        make.done(lambda now: serving.serve(made, 41, 1, "讲完了", None, contact, now), CLASS_AT + HOUR)
    make.done(lambda now: serving.serve(made, 41, 1, "讲完了", "有学生说被催债", du, now), CLASS_AT + HOUR)

    assert (made.state, made.actual_people, made.problems) == (State.SERVED, 41, "有学生说被催债")
    assert "请评一评" in notices_of(contact.person_id)[0].text
    with pytest.raises(MovedOn):
        make.done(lambda now: serving.serve(made, 40, 1, "又讲", None, du, now), CLASS_AT + HOUR)


def test_a_class_that_nobody_recorded_is_reminded_of_once(app: Flask) -> None:
    make.taken_order()
    du = make.tutor()

    for _ in range(2):
        timers.run(CLASS_AT + 2 * DAY)

    assert sum("请填实到人数" in one.text for one in notices_of(du.id)) == 1


def test_the_client_reviews_and_the_order_is_done(app: Flask) -> None:
    made = make.reviewed_order(marks=(5, None, 4, 5))

    assert (made.state, made.outcome) == (State.CLOSED, Outcome.DONE)
    assert made.review is not None
    assert (made.review.content, made.review.manner, made.review.gains) == (5, None, 4)
    assert first_difference() is None


def test_leaving_every_mark_out_is_a_review_too(app: Flask) -> None:
    made = make.reviewed_order(marks=(None, None, None, None))

    assert made.outcome is Outcome.DONE


def test_a_class_is_reviewed_once(app: Flask) -> None:
    made, contact = make.reviewed_order(), make.principal(make.school_contact())

    with pytest.raises(ReviewedBefore):
        make.done(lambda now: reviewing.review(made, MARKS, contact, now))


def test_only_the_client_reviews_and_never_who_gave_the_class(app: Flask) -> None:
    make.granted(make.second_tutor(), Role.SCHOOL_CONTACT, make.school())
    made = make.served_order()

    for who in (make.manager(), make.team_leader(), make.other_school_contact(), make.lei()):
        by = make.principal(who)
        with pytest.raises(NotYours):
            make.done(lambda now, by=by: reviewing.review(made, MARKS, by, now))  # type: ignore[misc]
    ye = make.principal(make.second_tutor())
    with pytest.raises(ReviewedByOneself):
        make.done(lambda now: reviewing.review(made, MARKS, ye, now))


def test_a_link_reviews_once_without_an_account(app: Flask) -> None:
    made, manager = make.served_order(), make.principal(make.manager())
    token = make.done(lambda now: reviewing.new_link(made, manager, now), CLASS_AT + 3 * HOUR)

    make.done(lambda now: reviewing.review_by_link(token, MARKS, now), CLASS_AT + DAY)

    assert (made.state, made.outcome) == (State.CLOSED, Outcome.DONE)
    assert made.review is not None
    assert (made.review.reviewed_by, made.review.words) == (None, "孩子们听得进去")
    with pytest.raises(ReviewedBefore):
        make.done(lambda now: reviewing.review_by_link(token, MARKS, now), CLASS_AT + DAY)


def test_the_token_itself_is_not_in_the_database(app: Flask) -> None:
    made, contact = make.served_order(), make.principal(make.school_contact())

    token = make.done(lambda now: reviewing.new_link(made, contact, now), CLASS_AT + 3 * HOUR)

    assert len(token) >= 27  # 160 bits
    assert token not in (made.review_digest or "")


def test_an_old_link_a_replaced_one_and_a_wrong_one_are_void(app: Flask) -> None:
    made, contact = make.served_order(), make.principal(make.school_contact())
    first = make.done(lambda now: reviewing.new_link(made, contact, now), CLASS_AT + 3 * HOUR)
    second = make.done(lambda now: reviewing.new_link(made, contact, now), CLASS_AT + 4 * HOUR)

    for token, at in ((first, CLASS_AT + DAY), ("nonsense", CLASS_AT + DAY), (second, CLASS_AT + 31 * DAY)):
        with pytest.raises(OldLink):
            make.done(lambda now, token=token: reviewing.review_by_link(token, MARKS, now), at)  # type: ignore[misc]


def test_who_gave_the_class_does_not_hold_the_link(app: Flask) -> None:
    made = make.served_order()

    for who in (make.tutor(), make.team_leader(), make.lei()):
        by = make.principal(who)
        with pytest.raises(NotYours):
            make.done(lambda now, by=by: reviewing.new_link(made, by, now))  # type: ignore[misc]


def test_without_a_review_the_order_is_closed_after_a_week_and_a_word_may_still_come(app: Flask) -> None:
    made, contact = make.served_order(), make.principal(make.school_contact())
    assert made.served_at is not None

    timers.run(made.served_at + 6 * DAY)
    assert made.state is State.SERVED
    timers.run(made.served_at + 7 * DAY)
    assert (made.state, made.outcome, made.review) == (State.CLOSED, Outcome.DONE, None)
    make.done(lambda now: reviewing.review(made, MARKS, contact, now), made.served_at + 8 * DAY)

    assert made.review is not None
    assert first_difference() is None


def test_a_year_after_the_end_the_safety_person_is_forgotten(app: Flask) -> None:
    made = make.reviewed_order()

    timers.run(made.state_since + 364 * DAY)
    assert made.safety_person == "高老师 13919000015"
    timers.run(made.state_since + 366 * DAY)

    assert (made.safety_person, made.is_private_kept) == ("", False)


def test_the_class_periods_of_an_appointment_are_those_that_the_person_gave_at_the_school(app: Flask) -> None:
    item = make.offering(class_periods=2, minutes=90)
    make.ready_tutors()
    came(make.served_order(item))
    make.served_order(item, wished=[CLASS_AT + 2 * DAY])  # recorded, and nobody came through the door
    elsewhere = make.appointment(make.tutor(), at_=make.other_school())
    mine = db.session.scalar(sa.select(Appointment).where(Appointment.person_id == make.second_tutor().id))
    assert mine is not None

    assert periods_given([mine, elsewhere], 2026) == {mine.id: 2, elsewhere.id: 0}
    assert periods_given([mine], 2025) == {mine.id: 0}
    assert date(2026, 12, 1) >= mine.starts_on
