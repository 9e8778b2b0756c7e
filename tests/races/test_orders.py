"""Two teams and one order; one tutor and two orders at one time; the last class of a month and of a term."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import HOUR
from tests.races.conftest import all_in_order
from tests.races.crowd import Ask, one_after_the_other, signed_in, statuses, together
from tests.races.serving import Served
from volunteer.accounts.models import Person
from volunteer.base import clock, workdays
from volunteer.base.db import db
from volunteer.config import policy
from volunteer.events.models import SignUp, SignUpState
from volunteer.orders import placing, seasons
from volunteer.orders.models import Offering, OfferingQuota, Order, Season, State
from volunteer.orders.refusals import TooManyOpen
from volunteer.organisations.models import Kind, Organisation, Role

pytestmark = pytest.mark.race

TAKEN = "这份点单现在是“已接单”"


def class_day() -> datetime:
    """Nine o'clock of a school day of next month: here the clock runs. Late enough to be prepared for."""
    day = clock.local_day(clock.now()) + timedelta(days=28)
    while not workdays.is_workday(day) or seasons.problem(Season.ALL_YEAR, day, True):
        day += timedelta(days=1)
    return clock.at(day, 9)


def teams(count: int) -> list[tuple[Organisation, Person, list[Person]]]:
    """So many teams, each with its leader and two tutors of its own."""
    made = []
    until = clock.local_day(clock.now()) + timedelta(days=180)
    for number in range(count):
        team = make.organisation(f"TEAM{number}", f"第 {number + 1} 支队伍", Kind.LAW_FIRM)
        leader = make.granted(make.person("秦峰", f"152{number:08d}", unit=team), Role.TEAM_LEADER, team)
        pair = [make.person("杜衡", f"153{number:04d}{one:04d}", unit=team) for one in range(2)]
        made.append((team, leader, make.ready_tutors(*pair, until_on=until)))
    return made


def orders(item: Offering, count: int, asked: list[Organisation]) -> list[tuple[int, str]]:
    """So many orders for one day that these teams are asked about: id and code of each."""
    day = class_day()
    made = [make.invited_order(item, teams=asked, wished=[day]) for _ in range(count)]
    return [(one.id, one.code) for one in made]


def codes(people: list[Person]) -> list[str]:
    return [one.code for one in people]


def state_of(order_id: int) -> State:
    db.session.rollback()
    return db.session.get_one(Order, order_id).state


def test_of_eight_teams_that_take_one_order_together_one_gets_it(served: Served) -> None:
    crews = teams(8)
    item = make.offering()
    (order_id, code), *_rest = orders(item, 1, [one[0] for one in crews])
    visitors = signed_in(served, [one[1] for one in crews])
    tutors = [codes(one[2]) for one in crews]

    asks: list[Ask] = [
        (visitor, f"/orders/{code}/take", {"starts": "1", "tutors": pair})
        for visitor, pair in zip(visitors, tutors, strict=True)
    ]
    answers = together(asks)

    # Who comes when it is over finds no invitation any more: as if nothing were there.
    kinds = statuses(answers)
    assert kinds[303] == 1
    assert kinds.get(409, 0) + kinds.get(404, 0) + kinds.get(403, 0) == 7
    assert {one.state for one in answers if one.status == 409 and one.state} <= {TAKEN}
    assert state_of(order_id) is State.TAKEN
    placed = sa.select(sa.func.count()).select_from(SignUp).where(SignUp.state == SignUpState.CONFIRMED)
    assert db.session.scalar(placed) == 2
    assert all_in_order() is None


def test_one_tutor_who_is_taken_by_six_teams_for_one_time_teaches_one_class(served: Served) -> None:
    crews = teams(6)
    star = crews[0][2][0]
    star_code, star_id = star.code, star.id
    item = make.offering()
    made = [orders(item, 1, [crew[0]])[0] for crew in crews]
    seconds = [crew[2][1].code for crew in crews]
    visitors = signed_in(served, [one[1] for one in crews])

    asks: list[Ask] = [
        (visitor, f"/orders/{code}/take", {"starts": "1", "tutors": [star_code, second]})
        for visitor, (_id, code), second in zip(visitors, made, seconds, strict=True)
    ]
    answers = together(asks)

    assert statuses(answers) == {303: 1, 409: 5}
    db.session.rollback()
    mine = sa.select(sa.func.count()).select_from(SignUp).where(SignUp.person_id == star_id)
    assert db.session.scalar(mine.where(SignUp.state == SignUpState.CONFIRMED)) == 1
    assert sorted(state_of(order_id).value for order_id, _code in made) == ["invited"] * 5 + ["taken"]
    assert all_in_order() is None


def test_two_orders_that_pass_each_other_do_not_pass_the_most(app: Flask) -> None:
    item, school, contact = make.offering(), make.school(), make.school_contact()
    for _ in range(policy.order_most_open - 1):
        make.order(item, wished=[class_day()])
    by, item_id, school_id = make.principal(contact), item.id, school.id

    def one_more(now: datetime) -> None:
        what, where = db.session.get_one(Offering, item_id), db.session.get_one(Organisation, school_id)
        placing.place(make.order_words(), [class_day() + 5 * HOUR], what, where, by, now)

    refusal = one_after_the_other(app, one_more, one_more)

    assert refusal is TooManyOpen
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Order)) == policy.order_most_open


@pytest.mark.parametrize("limit", ["per_month", "per_term"])
def test_the_last_class_of_a_month_and_of_a_term_is_taken_once(served: Served, limit: str) -> None:
    first, *crews = teams(7)
    item = make.offering(per_month=2) if limit == "per_month" else make.offering(per_term=2)
    item_id = item.id
    # One is taken already: where the row is made by whoever comes first, making it puts the others in line.
    make.taken_order(item, teams=[first[0]], by=first[1], tutors=first[2], wished=[class_day() + HOUR])
    made = [orders(item, 1, [crew[0]])[0] for crew in crews]
    pairs = [codes(crew[2]) for crew in crews]
    visitors = signed_in(served, [one[1] for one in crews])

    asks: list[Ask] = [
        (visitor, f"/orders/{code}/take", {"starts": "1", "tutors": pair})
        for visitor, (_id, code), pair in zip(visitors, made, pairs, strict=True)
    ]
    answers = together(asks)

    assert statuses(answers) == {303: 1, 409: 5}
    db.session.rollback()
    kept = db.session.scalars(sa.select(OfferingQuota.taken).where(OfferingQuota.offering_id == item_id)).all()
    assert list(kept) == [2, 2]
    assert sorted(state_of(order_id).value for order_id, _code in made) == ["invited"] * 5 + ["taken"]
    assert all_in_order() is None


def test_the_clock_runs_here(app: Flask) -> None:
    assert clock.local(class_day()).hour == 9
