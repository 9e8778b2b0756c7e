"""Placing an order: who may, for when, for whom, and placing a returned one again."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.make import CLASS_AT, DAY, HOUR, NOW
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours, Refusal
from volunteer.config import policy
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.orders import answering, cancelling, offering, placing
from volunteer.orders.models import Audience, Order, Season, State
from volunteer.orders.queries import order_of_code, position_in_line
from volunteer.orders.refusals import (
    BadDate,
    MayNotPlace,
    NotForThem,
    OfferingClosed,
    SameDates,
    TooManyOpen,
    TooManyPeople,
)


def test_a_school_orders_a_class_and_who_answers_is_told(app: Flask) -> None:
    manager = make.manager()

    made = make.order()

    assert (made.state, made.client_id, made.provider_id) == (State.PLACED, make.school().id, make.unit().id)
    assert [one.starts_at for one in made.wished] == [CLASS_AT, CLASS_AT + 2 * DAY]
    assert made.answer_due_on == date(2026, 11, 25)  # Wednesday: the third working day after a Saturday
    assert notices_of(manager.id)[0].text == "兰州市第三十二中学点了“网贷和电信诈骗的套路”，请在11月25日前答复"


@on_sqlite
def test_the_safety_person_cannot_be_read_in_the_database(app: Flask) -> None:
    made = make.order()

    kept = db.session.execute(sa.text("SELECT safety_person FROM orders WHERE id = :id"), {"id": made.id}).scalar_one()

    assert "13919000015" not in kept
    assert made.safety_person == "高老师 13919000015"


def test_a_community_orders_the_same_way(app: Flask) -> None:
    made = make.order(client=make.community(), by=make.jing(), audience=Audience.HOLIDAY, class_name="暑假班")

    assert (made.client_id, made.state) == (make.community().id, State.PLACED)


@pytest.mark.parametrize("who", ["lei", "manager", "team_leader", "other_school_contact"])
def test_nobody_else_orders_for_the_school(app: Flask, who: str) -> None:
    with pytest.raises(MayNotPlace):
        make.order(by=getattr(make, who)())


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        (NOW - HOUR, "已经过去了"),
        (NOW + DAY, "要备课 3 天，最早可选11月24日"),
        (clock.at(date(2026, 11, 28), 9), "是周末，学校不上课"),
        (clock.at(date(2027, 1, 1), 9), "是法定节假日"),
        (clock.at(date(2026, 12, 1), 22), "7:00 到 21:00"),
        (clock.at(date(2027, 12, 1), 9), "太远了"),
    ],
)
def test_a_day_on_which_no_class_can_be_is_refused_with_its_reason(app: Flask, starts_at: datetime, said: str) -> None:
    with pytest.raises(BadDate, match=said) as refused:
        make.order(wished=[CLASS_AT, starts_at])

    assert refused.value.field == "second"


def test_a_make_up_workday_is_a_school_day(app: Flask) -> None:
    september = clock.at(date(2026, 9, 20), 9)  # a Sunday, worked for National Day

    made = make.order(wished=[september], at=clock.at(date(2026, 9, 8), 9))

    assert made.state is State.PLACED


def test_a_community_may_have_its_class_on_a_saturday(app: Flask) -> None:
    saturday = clock.at(date(2026, 11, 28), 9)

    made = make.order(wished=[saturday], client=make.community(), by=make.jing(), audience=Audience.HOLIDAY)

    assert made.state is State.PLACED


def test_what_is_for_the_holidays_is_not_ordered_in_term(app: Flask) -> None:
    item = make.offering(season=Season.HOLIDAYS)

    with pytest.raises(BadDate, match="寒暑假"):
        make.order(item)


def test_a_school_has_so_many_orders_before_it_and_no_more(app: Flask) -> None:
    item = make.offering()
    first, *_ = [make.order(item) for _ in range(policy.order_most_open)]

    with pytest.raises(TooManyOpen, match="还有 20 个没有上完的点单"):
        make.order(item)
    make.order(item, client=make.other_school(), by=make.other_school_contact())
    school = make.principal(make.school_contact())
    write(lambda now: cancelling.cancel(first, "停课", school, now))

    assert make.order(item).state is State.PLACED


def test_an_order_fits_its_offering(app: Flask) -> None:
    item = make.offering(most_people=60)

    with pytest.raises(TooManyPeople, match="最多 60 人，您写的是 61 人"):
        make.order(item, people=61)
    with pytest.raises(NotForThem, match="适合初中、社区假期班"):
        make.order(item, audience=Audience.PRIMARY_LOW)
    with pytest.raises(SameDates):
        make.order(item, wished=[CLASS_AT, CLASS_AT])


def test_what_was_taken_off_the_menu_is_not_ordered(app: Flask) -> None:
    item, manager = make.offering(), make.principal(make.manager())
    make.done(lambda now: offering.close(item, manager, now))

    with pytest.raises(OfferingClosed):
        make.order(item)


def test_what_the_menu_has_not_is_asked_of_the_owner_of_the_programme(app: Flask) -> None:
    programme, school, by = make.programme(), make.school(), make.principal(make.school_contact())
    words = make.order_words(request="想请人讲一讲校园霸凌的取证")

    made = make.done(lambda now: placing.request(words, [CLASS_AT], programme, school, by, now))

    assert (made.provider_id, made.offering_id, made.title) == (make.unit().id, None, "想请人讲一讲校园霸凌的取证")


def returned() -> Order:
    made, manager = make.order(), make.principal(make.manager())
    make.done(lambda now: answering.send_back(made, "请写清楚是几年级", manager, now))
    return made


def test_a_returned_order_is_placed_again_with_other_words(app: Flask) -> None:
    made, by = returned(), make.principal(make.school_contact())
    assert (made.state, made.state_words) == (State.RETURNED, "请写清楚是几年级")

    later = [CLASS_AT + 7 * DAY]
    make.done(lambda now: placing.revise(made, make.order_words(people=30), later, by, now), NOW + 5 * DAY)

    assert (made.state, made.people, made.state_words) == (State.PLACED, 30, None)
    assert [one.starts_at for one in made.wished] == later
    assert made.answer_due_on == date(2026, 12, 1)


def test_only_the_client_changes_a_returned_order_and_only_while_it_is_returned(app: Flask) -> None:
    made, by, other = returned(), make.principal(make.school_contact()), make.principal(make.other_school_contact())
    words = make.order_words()

    with pytest.raises(NotYours):
        make.done(lambda now: placing.revise(made, words, [CLASS_AT], other, now))
    make.done(lambda now: placing.revise(made, words, [CLASS_AT], by, now))
    with pytest.raises(MovedOn):
        make.done(lambda now: placing.revise(made, words, [CLASS_AT], by, now))


def test_the_place_in_line_counts_the_earlier_ones_of_the_same_month_that_nobody_took(app: Flask) -> None:
    item = make.offering()
    make.order(item)
    make.order(item, wished=[CLASS_AT + 42 * DAY])  # another month
    make.order()  # another offering
    make.taken_order(item)
    made = make.order(item)

    assert position_in_line(made) == 2


def test_an_order_is_found_by_its_code(app: Flask) -> None:
    made = make.order()

    found = order_of_code(made.code)

    assert found is not None
    assert found.id == made.id
    assert order_of_code("NONESUCH") is None


def test_every_refusal_of_a_date_stands_beside_its_field() -> None:
    assert issubclass(BadDate, Refusal)
    assert len(placing.FIELDS) == 3
