"""What happens to one order, from the wish for a class to the word on it. Every step is a rule at its own moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from volunteer.accounts.models import Person
from volunteer.attendance import confirming
from volunteer.attendance.models import Direction
from volunteer.base import clock, workdays
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.base.db import db
from volunteer.demo.event_lives import scan
from volunteer.demo.order_texts import OrderText
from volunteer.demo.people import EVERYBODY, Cast
from volunteer.demo.stage import Steps
from volunteer.orders import (
    answering,
    cancelling,
    inviting,
    placing,
    postponing,
    preparing,
    reviewing,
    serving,
    taking,
)
from volunteer.orders.models import Offering, Order, PhotoRule
from volunteer.organisations.standing import Principal

CLIENTS = {"SCHOOL32": "温玉梅", "QIAOMEN": "陈静"}
MANAGERS = {"SFJ": "段红霞", "SWB": "李强"}
ARRANGERS = {"SFJ": "赵敏", "SWB": "李强"}  # who confirms the list
LEADERS = {"SFJ2": "孙志华", "LEINUO": "方正"}  # other teams have nobody who speaks for them: the tutor is asked
_PLACES = {"SCHOOL32": ("教学楼 302", "高老师 0931-8460041"), "QIAOMEN": ("桥门社区四点半课堂", "何建平 0931-8460012")}
_RECORD = "按教案上完，学生分组说得多，老师最后讲清了法条和求助的办法。"
_UNITS = {one.name: one.unit for one in EVERYBODY}


@dataclass(frozen=True)
class OrderLife:
    """One order on its way through its story."""

    cast: Cast
    offering: Offering
    text: OrderText
    number: int

    @property
    def client(self) -> Principal:
        """Who orders."""
        return self.cast[CLIENTS[self.text.client]]

    @property
    def manager(self) -> Principal:
        """Who answers."""
        return self.cast[MANAGERS[self.offering.owner.code]]

    def office(self, before: int, hour: int) -> datetime:
        """Return a moment in office hours so many days before the class, or on the first working day after that."""
        day = clock.local_day(self.text.starts_at) - before * DAY
        return clock.at(workdays.after(day - DAY, 1), hour, self.number * 7 % 50)

    def steps(self) -> Steps:
        """Go through the story."""
        text = self.text
        yield (now := self.office(19, 9))
        order = self.place(now)
        if text.twist == "returned":
            yield (now := self.office(18, 9))
            self.send_back(order, now)
            yield (now := self.office(18, 15))
            placing.revise(order, self.words(), self.wished(), self.client, now)
        yield (now := self.office(17, 16))
        self.invite(order, now)
        if text.twist == "declined":
            yield (now := self.office(16, 10))
            other = next(name for unit, name in LEADERS.items() if unit != _UNITS[text.tutors[0]])
            inviting.decline(order, self.cast[other], now)
        yield (now := self.office(15, 11))
        self.take(order, now)
        if text.twist == "postponed":
            yield (now := self.office(6, 10))
            later = order.wished[1].starts_at
            postponing.postpone(order, later, "社区那天全员核酸检测，往后挪一天", self.client, now)
        if text.twist == "cancelled":
            yield (now := self.office(4, 15))
            return cancelling.cancel(order, "那天期中考试，改到下学期", self.client, now)
        yield (now := self.office(5, 17))
        self.prepare(order, now)
        yield from self.held(order)
        yield from self.reviewed(order)
        return None

    def words(self) -> placing.Words:
        """Return what the order says."""
        place, safety_person = _PLACES[self.text.client]
        return placing.Words(
            request=None,
            audience=self.text.audience,
            class_name=self.text.class_name,
            people=self.text.people,
            place=place,
            safety_person=safety_person,
            photo_rule=list(PhotoRule)[self.number % 3],
            needs=None,
        )

    def wished(self) -> list[datetime]:
        """Return the day of the class, and the working day after it at the same time."""
        first = self.text.starts_at
        there = clock.local(first)
        return [first, clock.at(workdays.after(there.date(), 1), there.hour, there.minute)]

    def place(self, now: datetime) -> Order:
        """Order the class."""
        client = self.cast.place(self.text.client)
        return placing.place(self.words(), self.wished(), self.offering, client, self.client, now)

    def send_back(self, order: Order, now: datetime) -> None:
        """Ask the client to change something."""
        answering.send_back(order, "这一课一个班上效果好，两个班请分开点。", self.manager, now)

    def invite(self, order: Order, now: datetime) -> None:
        """Ask the team of who is to lead the class, or the tutor; where one will decline, two teams."""
        unit = _UNITS[self.text.tutors[0]]
        if self.offering.owner.code != "SFJ":
            return  # who answers the order sends people of their own
        teams = [unit] if unit in LEADERS else []
        if self.text.twist == "declined":
            teams = [*teams, *(one for one in LEADERS if one not in teams)]
        asked = [] if teams else [db.session.get_one(Person, self.cast[self.text.tutors[0]].person_id)]
        inviting.invite(order, [self.cast.place(one) for one in teams], asked, self.manager, now)

    def take(self, order: Order, now: datetime) -> None:
        """Let who was asked take it for the day wished for most."""
        unit = _UNITS[self.text.tutors[0]]
        by = self.cast[LEADERS.get(unit, self.text.tutors[0])] if self.offering.owner.code == "SFJ" else self.manager
        tutors = [self.cast[name].person_id for name in self.text.tutors]
        taking.take(order, tutors, order.wished[0].starts_at, by, now)

    def prepare(self, order: Order, now: datetime, *, ready: int | None = None) -> None:
        """Write the plan and tick off what is ready: all of it, or so many things."""
        plan = f"一、情景导入，10 分钟。\n二、{self.offering.content}\n三、学生发言，老师点评，留 5 分钟提问。"
        things = [one.id for one in order.materials][:ready]
        preparing.prepare(order, plan, things, "", self.cast[self.text.tutors[0]], now)

    def held(self, order: Order) -> Steps:
        """Let the tutors come and go, and the class be recorded and its list confirmed."""
        shift, tutors = order.shift, [self.cast[name] for name in self.text.tutors]
        assert shift is not None
        for number, by in enumerate(tutors):
            yield (now := shift.starts_at - (18 - 4 * number) * MINUTE)
            scan(shift, Direction.IN, by, now)
        for number, by in enumerate(tutors):
            yield (now := shift.ends_at + (3 + number) * MINUTE)
            scan(shift, Direction.OUT, by, now)
        arranger = self.cast[ARRANGERS[self.offering.owner.code]]
        yield (now := shift.ends_at + HOUR)
        confirming.count(shift, len(tutors), arranger, now)
        confirming.confirm(shift, {}, {}, arranger, now)
        yield (now := shift.ends_at + HOUR + 20 * MINUTE)
        periods = self.offering.class_periods
        serving.serve(order, self.text.came, periods, _RECORD, self.text.problems, tutors[0], now)

    def reviewed(self, order: Order) -> Steps:
        """Let the client say a word, signed in or by the link; or nobody, and the timer closes it."""
        assert order.served_at is not None
        if self.text.marks is None:
            yield (now := order.served_at + timedelta(days=7, hours=1))
            return reviewing.close_unreviewed(order, now)
        yield (now := clock.at(clock.local_day(order.served_at) + DAY, 9, 20))
        if self.text.twist == "link":
            token = reviewing.new_link(order, self.client, now)
            yield (now := now + 26 * HOUR)
            reviewing.review_by_link(token, self.text.marks, now)
        else:
            reviewing.review(order, self.text.marks, self.client, now)
        return None
