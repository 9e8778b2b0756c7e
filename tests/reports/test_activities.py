"""Blocks C and A': what was held, and what was joined elsewhere; counted by hand and never added up."""

from datetime import date, datetime

import pytest
from flask import Flask

from tests import make
from tests.conftest import Scene
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.events.models import Category, Event
from volunteer.hours.models import Provenance
from volunteer.organisations.models import Kind, Organisation
from volunteer.reports.activities import activities_of, attendances_behind, shifts_behind
from volunteer.reports.periods import period_of

NOVEMBER = period_of("2026-11")


def zhou() -> Person:
    """周敏 of the other unit."""
    return make.person("周敏", "13919000020", unit=make.unit("JYJ", "兰州市教育局"))


def day(number: int, month: int = 11, hour: int = 9) -> datetime:
    return clock.at(date(2026, month, number), hour)


def held(
    start: datetime, *people: Person, host: Organisation | None = None, by: Person | None = None, **given: object
) -> Event:
    """A confirmed shift of three hours where all of these people were."""
    shift = make.running(*people, start=start, host=host, by=by, **given)
    for one in people:
        make.came(shift, one)
    return make.confirmed(shift, by=by).event


@pytest.fixture
def lived(app: Flask, scene: Scene) -> Flask:
    """The place after it happened."""
    scene(it_happened)
    return app


def it_happened() -> None:
    """Three shifts of the community with 王芳 three times and 周敏 once, one of the unit, one not confirmed."""
    held(day(10), make.fang(), zhou())
    held(day(11), make.fang(), category=Category.CULTURE)
    held(day(12), make.fang(), make.liu(), host=make.unit(), by=make.liaison())
    held(day(13))  # nobody came
    make.came(make.running(make.fang(), start=day(14)))
    held(day(1, month=12, hour=0), make.fang())  # still November in UTC


def test_what_a_community_held(lived: Flask) -> None:
    found = activities_of(make.community(), NOVEMBER)

    assert found.joined is None
    assert (found.held.events, found.held.sessions, found.held.attendances, found.held.persons) == (3, 3, 3, 2)
    assert (found.held.minutes, found.held.by_provenance[Provenance.SCANNED]) == (540, 540)
    assert found.held.by_category == {Category.COMMUNITY: 2, Category.CULTURE: 1}


def test_what_a_unit_held_and_what_its_members_joined_are_two_lines(lived: Flask) -> None:
    found = activities_of(make.unit(), NOVEMBER)

    assert found.joined is not None
    assert (found.held.sessions, found.held.attendances, found.held.persons, found.held.minutes) == (1, 2, 2, 360)
    assert (found.joined.sessions, found.joined.attendances, found.joined.persons) == (2, 2, 1)
    assert found.joined.minutes == 360


def test_a_month_ends_at_local_midnight(lived: Flask) -> None:
    december = activities_of(make.community(), period_of("2026-12")).held

    assert (december.sessions, december.attendances, december.minutes) == (1, 1, 180)


def test_a_roll_up_counts_each_once(lived: Flask) -> None:
    found = activities_of(make.work_committee(), NOVEMBER)

    assert found.joined is not None
    assert (found.held.sessions, found.held.persons) == (1, 2)
    assert (found.joined.sessions, found.joined.attendances, found.joined.persons) == (2, 3, 2)  # 周敏 came with 王芳
    street = activities_of(make.street(), NOVEMBER).held
    assert street == activities_of(make.community(), NOVEMBER).held


def test_an_organisation_without_any_has_noughts(app: Flask) -> None:
    found = activities_of(make.organisation("XX", "某单位", Kind.UNIT), NOVEMBER)

    assert found.held == found.joined
    assert (found.held.events, found.held.minutes, found.held.by_category) == (0, 0, {})


@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.parametrize("where", ["community", "unit", "work_committee", "street"])
def test_behind_a_figure_lie_as_many_records(lived: Flask, where: str, is_held: bool) -> None:
    place = getattr(make, where)()
    found = activities_of(place, NOVEMBER)
    line = found.held if is_held else found.joined
    if line is None:
        return

    came = attendances_behind(place, NOVEMBER, is_held=is_held)
    sessions = shifts_behind(place, NOVEMBER, is_held=is_held)

    assert (len(came.rows), came.more) == (line.attendances, None)
    assert (len(sessions), sum(count for _shift, count in sessions)) == (line.sessions, line.attendances)


def test_records_come_in_pages(lived: Flask) -> None:
    first = attendances_behind(make.community(), NOVEMBER, is_held=True, limit=2)
    rest = attendances_behind(make.community(), NOVEMBER, is_held=True, limit=2, after=first.more)

    assert (len(first.rows), len(rest.rows), rest.more) == (2, 1, None)
    assert {one.id for one in first.rows}.isdisjoint({one.id for one in rest.rows})
