"""The classes of a month and of a term: the last one is given once, and a postponement gives back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import partial

import pytest
from flask import Flask

from tests import make
from volunteer.base.db import db
from volunteer.orders import capacity
from volunteer.orders import offering as menu
from volunteer.orders.models import Offering, OfferingQuota
from volunteer.orders.refusals import CapacityFull

SEPTEMBER, OCTOBER, MARCH = date(2026, 9, 16), date(2026, 10, 21), date(2026, 3, 18)


def take(offering: Offering, *days: date) -> None:
    for day in days:
        make.done(partial(_take, offering, day))


def _take(offering: Offering, day: date, _now: datetime) -> None:
    capacity.take(offering, day)


def give_back(offering: Offering, day: date) -> None:
    make.done(lambda _now: capacity.give_back(offering, day))


def taken(offering: Offering) -> dict[str, int]:
    db.session.rollback()
    return {one.period: one.taken for one in db.session.query(OfferingQuota).filter_by(offering_id=offering.id)}


def test_a_class_counts_for_its_month_and_its_term(app: Flask) -> None:
    offering = make.offering(per_month=2, per_term=3)

    take(offering, SEPTEMBER)

    assert taken(offering) == {"2026-09": 1, "2026-autumn": 1}
    assert capacity.left(offering, SEPTEMBER) == 1


def test_a_full_month_is_refused_and_nothing_is_counted(app: Flask) -> None:
    offering = make.offering(per_month=2, per_term=9)
    take(offering, SEPTEMBER, SEPTEMBER)

    with pytest.raises(CapacityFull, match="2026 年 9 月的 2 场已经排满"):
        take(offering, SEPTEMBER)

    assert taken(offering) == {"2026-09": 2, "2026-autumn": 2}
    take(offering, OCTOBER)  # another month has room


def test_a_full_term_is_refused_though_the_month_has_room(app: Flask) -> None:
    offering = make.offering(per_month=2, per_term=3)
    take(offering, SEPTEMBER, SEPTEMBER, OCTOBER)

    with pytest.raises(CapacityFull, match="2026 年秋季学期的 3 场已经排满"):
        take(offering, OCTOBER)

    assert taken(offering) == {"2026-09": 2, "2026-10": 1, "2026-autumn": 3}
    assert capacity.left(offering, OCTOBER) == 0
    assert capacity.left(offering, MARCH) == 2  # another term


def test_what_is_given_back_can_be_taken_again(app: Flask) -> None:
    offering = make.offering(per_month=1)
    take(offering, SEPTEMBER)

    give_back(offering, SEPTEMBER)
    take(offering, SEPTEMBER)

    assert capacity.left(offering, SEPTEMBER) == 0


def test_giving_back_what_was_never_taken_changes_nothing(app: Flask) -> None:
    offering = make.offering(per_month=1)

    give_back(offering, SEPTEMBER)

    assert capacity.left(offering, SEPTEMBER) == 1


def test_where_nothing_limits_it_it_is_counted_all_the_same(app: Flask) -> None:
    offering = make.offering()

    take(offering, SEPTEMBER, SEPTEMBER)

    assert capacity.left(offering, SEPTEMBER) is None
    assert taken(offering)["2026-09"] == 2  # for the day that a limit is set


def test_a_limit_set_below_what_is_taken_leaves_nothing(app: Flask) -> None:
    offering = make.offering(per_month=3)
    take(offering, SEPTEMBER, SEPTEMBER)
    keeper = make.principal(make.manager())
    programme = make.programme()

    make.done(lambda now: menu.revise(offering, make.menu_words(per_month=1), programme, keeper, now))

    assert capacity.left(offering, SEPTEMBER) == 0


def test_the_cards_of_many_offerings_cost_one_query(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    offerings = [make.offering(title=f"第 {n} 项", per_month=n) for n in (1, 2, 3)]
    take(offerings[2], SEPTEMBER)
    for one in offerings:
        db.session.refresh(one)

    with statements() as seen:
        left = capacity.left_of_all(offerings, SEPTEMBER)

    assert left == {offerings[0].id: 1, offerings[1].id: 2, offerings[2].id: 2}
    assert len(seen) == 1
