"""The classes of 2021, and one order in each state today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.demo.order_lives import OrderLife
from volunteer.demo.order_texts import ORDERS_OF_2021, OrderText
from volunteer.demo.people import Cast
from volunteer.demo.stage import Steps
from volunteer.orders import reviewing, seasons
from volunteer.orders.models import Audience, Offering, Season, Topic


def lives(cast: Cast) -> Iterator[Steps]:
    """Return the life of every order of 2021."""
    offerings = _by_topic()
    for number, text in enumerate(ORDERS_OF_2021):
        yield OrderLife(cast, offerings[text.topic], text, number).steps()


def of_today(cast: Cast, now: datetime) -> list[Steps]:
    """Return one order in each state: placed, returned, invited, taken, served, closed."""
    offerings, today = _by_topic(), clock.local_day(now)
    # Far enough ahead to prepare for, and on days on which nothing else in the demo happens.
    soon, later = (_school_day(today + days * DAY, DAY) for days in (9, 22))
    over, long_over = (_school_day(today - days * DAY, -DAY) for days in (1, 9))
    two, four = ("孙志华", "吴丹"), ("孙志华", "吴丹", "梁艳", "陆雨桐")
    marks = reviewing.Marks(5, 5, None, 5, "学生课后还围着老师问。")

    def life(number: int, topic: Topic, day: date, class_name: str, tutors: tuple[str, ...]) -> OrderLife:
        audience = Audience.SENIOR if class_name.startswith("高") else Audience.JUNIOR
        starts_at = clock.at(day, 14, 30)
        text = OrderText(starts_at, "SCHOOL32", topic, audience, class_name, 46, 45, tutors, marks, "link")
        return OrderLife(cast, offerings[topic], text, number)

    return [
        _placed(life(1, Topic.FRAUD, later, "初三（1）班", two), today),
        _returned(life(2, Topic.CIVIL_CODE, later, "高二（2）班", two), today),
        _invited(life(3, Topic.MOCK_TRIAL, later, "初二（3）班", four), today),
        _taken(life(4, Topic.DRUGS, soon, "初一（2）班", two), today),
        _served(life(5, Topic.CRIME, over, "初二（1）班", ("方正", "吴丹"))),
        life(6, Topic.EVIDENCE, long_over, "初三（2）班", ("陆雨桐", "梁艳")).steps(),
    ]


def _placed(life: OrderLife, today: date) -> Steps:
    yield (now := clock.at(today - DAY, 10, 5))
    life.place(now)


def _returned(life: OrderLife, today: date) -> Steps:
    yield (now := clock.at(today - 2 * DAY, 9, 40))
    order = life.place(now)
    yield (now := clock.at(today - DAY, 11, 15))
    life.send_back(order, now)


def _invited(life: OrderLife, today: date) -> Steps:
    yield (now := clock.at(today - 2 * DAY, 15, 30))
    order = life.place(now)
    yield (now := clock.at(today - DAY, 16, 10))
    life.invite(order, now)


def _taken(life: OrderLife, today: date) -> Steps:
    yield (now := clock.at(today - 6 * DAY, 9, 50))
    order = life.place(now)
    yield (now := clock.at(today - 5 * DAY, 10, 30))
    life.invite(order, now)
    yield (now := clock.at(today - 4 * DAY, 20, 15))
    life.take(order, now)
    yield (now := clock.at(today - DAY, 20, 45))
    life.prepare(order, now, ready=1)


def _served(life: OrderLife) -> Steps:
    """The class is over, and the school has yet to say its word."""
    yield (now := life.office(15, 9))
    order = life.place(now)
    yield (now := life.office(13, 10))
    life.invite(order, now)
    yield (now := life.office(11, 10))
    life.take(order, now)
    yield (now := life.office(4, 17))
    life.prepare(order, now)
    yield from life.held(order)


def _school_day(day: date, step: timedelta) -> date:
    """Return the first school day from this one on, or back."""
    while seasons.problem(Season.ALL_YEAR, day, is_school=True):
        day += step
    return day


def _by_topic() -> dict[Topic, Offering]:
    return {one.topic: one for one in db.session.scalars(sa.select(Offering).order_by(Offering.id))}
