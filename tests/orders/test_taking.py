"""接单: with a fixed date, by people who may, once; and the class that is made of it."""

from datetime import date

import pytest
from flask import Flask

from tests import make
from tests.make import CLASS_AT, DAY, HOUR, MINUTE, NOW
from volunteer.base.db import db
from volunteer.events import signups
from volunteer.events.models import SignUpState
from volunteer.events.models import State as EventState
from volunteer.events.queries import coming_shifts, sign_ups_of_shift
from volunteer.events.refusals import NotOpen
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.orders import capacity, crew, taking
from volunteer.orders.models import Answer, Audience, Order, State
from volunteer.orders.permissions import Sight, sight_of
from volunteer.orders.queries import invitations_of, order_of_shift, tutor_ids_of
from volunteer.orders.refusals import (
    BadDate,
    CapacityFull,
    NotAppointed,
    NotAWishedDate,
    NotCleared,
    NotInvited,
    NotOfTheTeam,
    TooFewComing,
    TutorIsTaken,
)


def take(order: Order, *tutors: object, starts: object = CLASS_AT, by: object = None) -> None:
    leader = make.principal(by or make.team_leader())  # type: ignore[arg-type]
    ids = [one.id for one in tutors]  # type: ignore[attr-defined]
    make.done(lambda now: taking.take(order, ids, starts, leader, now))  # type: ignore[arg-type]


def test_a_team_takes_an_order_and_the_class_is_a_shift_with_its_tutors(app: Flask) -> None:
    made, (du, ye) = make.invited_order(), make.ready_tutors()

    take(made, du, ye)

    assert (made.state, made.team_id) == (State.TAKEN, make.team().id)
    shift = made.shift
    assert shift is not None
    assert (shift.starts_at, shift.ends_at) == (CLASS_AT, CLASS_AT + 45 * MINUTE)
    assert (shift.event.state, shift.event.leader_id, shift.event.host_id) == (
        EventState.PUBLISHED,
        du.id,
        make.team().id,
    )
    assert [(one.person_id, one.state) for one in sign_ups_of_shift(shift.id)] == [
        (du.id, SignUpState.CONFIRMED),
        (ye.id, SignUpState.CONFIRMED),
    ]
    assert [one.name for one in made.materials] == ["反诈手册", "课件"]
    assert [one.answer for one in invitations_of(made)] == [Answer.TAKEN]
    found = order_of_shift(shift.id)
    assert found is not None
    assert found.id == made.id


def test_everybody_is_told_of_the_day(app: Flask) -> None:
    made = make.invited_order(teams=[make.team(), make.other_team()])
    contact, other, (du, ye) = make.school_contact(), make.other_team_leader(), make.ready_tutors()

    take(made, du, ye)

    assert "12月1日 09:00 来上课" in notices_of(contact.id)[0].text
    assert "请备课" in notices_of(du.id)[0].text
    assert notices_of(other.id)[0].text.endswith("不用您回复了，谢谢您")


def test_nobody_else_signs_up_for_the_class_and_no_list_shows_it(app: Flask) -> None:
    made, fang = make.taken_order(), make.principal(make.fang())
    shift = made.shift
    assert shift is not None

    assert coming_shifts(NOW).shifts == []
    with pytest.raises(NotOpen):
        make.done(lambda now: signups.sign_up(shift.posts[0], fang, now))


def test_the_second_team_is_told_that_it_was_taken(app: Flask) -> None:
    made = make.invited_order(teams=[make.team(), make.other_team()])
    one, two = make.ready_tutors()
    three, four = (make.person(name, unit=make.other_team()) for name in ("石磊", "白露"))
    make.ready_tutors(three, four)
    take(made, one, two)

    with pytest.raises(MovedOn, match="这份点单现在是“已接单”"):
        take(made, three, four, by=make.other_team_leader())


def test_who_was_not_asked_does_not_take_it(app: Flask) -> None:
    made, (du, ye) = make.invited_order(), make.ready_tutors()

    for who in (make.other_team_leader(), make.school_contact(), make.lei()):
        with pytest.raises(NotInvited):
            take(made, du, ye, by=who)


def test_who_answers_the_order_may_take_it_for_the_own_unit_without_asking(app: Flask) -> None:
    made, (du, ye) = make.order(), make.ready_tutors()

    take(made, du, ye, by=make.manager())

    assert (made.state, made.team_id) == (State.TAKEN, make.unit().id)


def test_an_invited_tutor_takes_it_for_the_own_unit_with_a_colleague(app: Flask) -> None:
    du, ye = make.ready_tutors()
    made = make.invited_order(teams=[], tutors=[du])

    take(made, du, ye, by=du)

    assert (made.state, made.team_id) == (State.TAKEN, make.team().id)


def test_the_day_is_one_that_the_client_wished_for(app: Flask) -> None:
    made, (du, ye) = make.invited_order(), make.ready_tutors()

    with pytest.raises(NotAWishedDate):
        take(made, du, ye, starts=CLASS_AT + DAY)
    leader, late = make.principal(make.team_leader()), CLASS_AT + HOUR
    with pytest.raises(BadDate, match="已经过去了"):
        make.done(lambda now: taking.take(made, [du.id, ye.id], CLASS_AT, leader, now), late)
    take(made, du, ye, starts=CLASS_AT + 2 * DAY)

    assert made.shift is not None
    assert made.shift.starts_at == CLASS_AT + 2 * DAY


def test_never_one_adult_alone_with_minors(app: Flask) -> None:
    made, (du, _ye) = make.invited_order(), make.ready_tutors()

    with pytest.raises(TooFewComing, match="不能只有一位成年人"):
        take(made, du)
    with pytest.raises(TooFewComing):
        take(made, du, du)  # the same person is not a second adult
    assert made.state is State.INVITED


def test_a_tutor_whose_clearance_ends_before_the_class_is_refused_and_another_is_found(app: Flask) -> None:
    made, (du, ye) = make.invited_order(), make.ready_tutors()
    old = make.ready_tutors(make.person("石磊", unit=make.team()), until_on=date(2026, 11, 30))[0]

    with pytest.raises(NotCleared, match="石磊的未成年人查询到11月30日为止"):
        take(made, du, old)
    assert (made.state, made.shift_id) == (State.INVITED, None)
    take(made, du, ye)

    assert tutor_ids_of(made) == [du.id, ye.id]


def test_the_last_day_of_a_clearance_still_counts(app: Flask) -> None:
    made, (du, _ye) = make.invited_order(), make.ready_tutors()
    other = make.ready_tutors(make.person("石磊", unit=make.team()), until_on=date(2026, 12, 1))[0]

    take(made, du, other)

    assert made.state is State.TAKEN


def test_who_was_never_cleared_meets_no_minors(app: Flask) -> None:
    made, (du, _ye) = make.invited_order(), make.ready_tutors()
    new = make.person("石磊", unit=make.team())
    make.appointment(new)

    with pytest.raises(NotCleared, match="石磊还没有做未成年人查询"):
        take(made, du, new)


def test_where_no_minors_sit_no_clearance_is_asked_for_and_one_may_come_alone(app: Flask) -> None:
    item = make.offering(audiences=(Audience.PARENTS,), tutors=1)
    made = make.invited_order(item, audience=Audience.PARENTS)
    new = make.person("石磊", unit=make.team())
    make.appointment(new)

    take(made, new)

    assert made.state is State.TAKEN


def test_a_tutor_beyond_the_term_of_appointment_is_refused(app: Flask) -> None:
    made, (du, _ye) = make.invited_order(), make.ready_tutors()
    ended = make.person("石磊", unit=make.team())
    make.appointment(ended, starts_on=date(2021, 3, 1), ends_on=date(2026, 2, 28))
    make.clearance(ended)

    with pytest.raises(NotAppointed, match="石磊上课那天不在“模法师”的聘期内"):
        take(made, du, ended)


def test_without_a_programme_a_team_sends_its_own_people(app: Flask) -> None:
    item = make.offering(is_programme=False)
    made, (du, ye) = make.invited_order(item), make.ready_tutors()
    stranger = make.person("石磊", unit=make.other_team())
    make.clearance(stranger)

    with pytest.raises(NotOfTheTeam, match="石磊不是这支队伍的人"):
        take(made, du, stranger)
    take(made, du, ye)

    assert made.state is State.TAKEN


def test_a_tutor_who_is_taken_at_that_time_is_refused_by_name(app: Flask) -> None:
    make.taken_order()
    made, (du, ye) = make.invited_order(), make.ready_tutors()

    with pytest.raises(TutorIsTaken, match="杜衡那个时间已有“网贷和电信诈骗的套路"):
        take(made, du, ye)
    take(made, du, ye, starts=CLASS_AT + 2 * DAY)

    assert made.state is State.TAKEN


def test_over_capacity_the_order_stays_where_it_is(app: Flask) -> None:
    item = make.offering(per_month=1)
    make.taken_order(item)
    made, (du, ye) = make.invited_order(item), make.ready_tutors()

    with pytest.raises(CapacityFull):
        take(made, du, ye, starts=CLASS_AT + 2 * DAY)

    assert (made.state, made.shift_id, capacity.left(item, CLASS_AT.date())) == (State.INVITED, None, 0)
    db.session.rollback()


def test_the_tutors_are_changed_under_the_same_conditions(app: Flask) -> None:
    made, (du, ye) = make.taken_order(), make.ready_tutors()
    new = make.ready_tutors(make.person("石磊", unit=make.team()))[0]
    leader = make.principal(make.team_leader())

    with pytest.raises(TooFewComing):
        make.done(lambda now: crew.change(made, [ye.id], leader, now))
    make.done(lambda now: crew.change(made, [ye.id, new.id], leader, now))

    assert set(tutor_ids_of(made)) == {ye.id, new.id}
    assert made.shift is not None
    assert made.shift.event.leader_id == ye.id
    post = made.shift.posts[0]
    assert (post.taken, post.places) == (2, 2)
    assert notices_of(du.id)[0].text.endswith("的老师换了，请看一看")


def test_who_sees_an_order_and_who_does_not(app: Flask) -> None:
    made = make.taken_order()
    seen = {
        who: sight_of(make.principal(getattr(make, who)()), made)
        for who in (
            *("lei", "fang", "jing", "other_school_contact", "other_team_leader", "viewer"),
            *("school_contact", "manager", "liaison", "team_leader", "tutor", "second_tutor"),
        )
    }

    assert seen == {
        "lei": Sight.NOBODY,
        "fang": Sight.NOBODY,
        "jing": Sight.NOBODY,
        "other_school_contact": Sight.NOBODY,
        "other_team_leader": Sight.NOBODY,
        "viewer": Sight.NOBODY,
        "school_contact": Sight.CLIENT,
        "manager": Sight.PROVIDER,
        "liaison": Sight.PROVIDER,
        "team_leader": Sight.CREW,
        "tutor": Sight.CREW,
        "second_tutor": Sight.CREW,
    }


def test_who_stands_above_the_unit_sees_the_order_too(app: Flask) -> None:
    made = make.order()

    assert sight_of(make.principal(make.admin()), made) is Sight.ABOVE
