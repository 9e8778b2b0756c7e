"""Block A: due, registered, the rate, and what came and went, for a unit and for a place, at the period's end."""

from datetime import date

from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY
from volunteer.base.db import write
from volunteer.organisations import founding
from volunteer.organisations.models import Organisation, Role
from volunteer.registration import ending, roster, targets
from volunteer.registration.figures import RegistrationFigures, registration_figures
from volunteer.registration.permissions import may_set_target

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
TEN_DAYS_AGO, LONG_AGO = make.NOW - 10 * DAY, make.NOW - 60 * DAY


def of_unit(unit: Organisation | None = None, period: tuple[date, date] = NOVEMBER) -> RegistrationFigures:
    return registration_figures(unit or make.unit(), False, *period)


def of_place(place: Organisation | None = None, period: tuple[date, date] = NOVEMBER) -> RegistrationFigures:
    return registration_figures(place or make.community(), True, *period)


def on_roster(*people: Person, is_in_service: bool = True) -> None:
    for one in people:
        make.roster_entry(one.name, one.phone or "", is_in_service=is_in_service, at=LONG_AGO)


# ------------------------------------------------------------------------------ a unit


def test_of_a_unit_due_are_those_in_service_on_its_roster(app: Flask) -> None:
    on_roster(make.fang(), make.li())
    on_roster(make.liu(), is_in_service=False)
    make.accepted_member(at=TEN_DAYS_AGO)

    found = of_unit()

    assert (found.members_due, found.members, found.rate) == (2, 1, 0.5)


def test_registered_is_who_stands_anywhere_and_who_only_waits_is_not(app: Flask) -> None:
    on_roster(make.fang(), make.li())
    make.accepted_member(make.fang(), make.other_community(), at=TEN_DAYS_AGO)
    make.member_registration(make.li(), at=TEN_DAYS_AGO)

    assert (of_unit().members, of_unit().rate) == (1, 0.5)


def test_without_a_roster_there_is_no_rate(app: Flask) -> None:
    make.accepted_member(at=TEN_DAYS_AGO)

    assert (of_unit().members_due, of_unit().rate) == (0, None)


def test_the_figures_of_a_past_month_stay_what_they_were(app: Flask) -> None:
    on_roster(make.fang())
    made, fang = make.accepted_member(at=make.NOW - 40 * DAY), make.principal(make.fang())
    entry, liaison = make.roster_entry("周敏", "13700000001", at=LONG_AGO), make.principal(make.liaison())
    before = of_unit(period=OCTOBER)

    write(lambda now: ending.withdraw(made, fang, now))
    write(lambda now: roster.remove(entry, liaison, now))

    assert of_unit(period=OCTOBER) == before
    assert (before.members_due, before.members, before.new) == (2, 1, 1)
    assert (of_unit().members_due, of_unit().members, of_unit().ended) == (1, 0, 1)


def test_a_member_who_moves_is_one_person_and_one_move(app: Flask) -> None:
    on_roster(make.fang())
    make.accepted_member(at=LONG_AGO + DAY)
    make.accepted_member(community=make.other_community(), at=TEN_DAYS_AGO)

    found = of_unit()

    assert (found.members, found.new, found.moved, found.ended) == (1, 1, 1, 0)


def test_the_units_of_a_node_are_due_and_registered(app: Flask) -> None:
    make.unit("JYJ", "兰州市教育局")
    make.accepted_unit(at=TEN_DAYS_AGO)

    found = of_unit(make.work_committee())

    assert (found.units_due, found.units, found.units_rate) == (2, 1, 0.5)


def test_a_node_above_counts_everybody_once(app: Flask) -> None:
    other = make.unit("JYJ", "兰州市教育局")
    second = make.granted(make.person("冯雪", "13919000020", unit=other), Role.UNIT_LIAISON, other)
    on_roster(make.fang())
    make.roster_entry("王芳", "13919000001", by=second, at=LONG_AGO)  # changed her job, and both have her still
    make.accepted_member(at=TEN_DAYS_AGO)

    assert (of_unit(make.work_committee()).members_due, of_unit(make.work_committee()).members) == (1, 1)


# ------------------------------------------------------------------------------ a place


def test_of_a_place_units_and_members_stand_there_and_there_is_no_rate(app: Flask) -> None:
    make.accepted_unit(at=TEN_DAYS_AGO)
    make.accepted_member(at=TEN_DAYS_AGO)
    make.member_registration(make.li(), at=TEN_DAYS_AGO)

    for place in (make.community(), make.street()):
        found = of_place(place)
        assert (found.units, found.members, found.rate, found.members_due) == (1, 1, None, None)


def test_of_a_grid_its_members_count(app: Flask) -> None:
    made = make.accepted_member(grid=make.grid(), at=TEN_DAYS_AGO)
    make.accepted_member(make.li(), at=TEN_DAYS_AGO)

    assert made.grid is not None
    assert of_place(made.grid).members == 1


def test_of_a_grid_that_moved_its_past_members_count_as_before(app: Flask) -> None:
    made = make.accepted_member(grid=make.grid(), at=TEN_DAYS_AGO)
    grid, other = make.grid(), make.other_community()
    make.done(
        lambda now: founding.change(
            grid,
            name=grid.name,
            short_name=grid.short_name,
            parent=other,
            party_parent=None,
            office_phone=None,
            office_place=None,
            by=make.jing().id,
            now=now,
        )
    )

    assert made.grid is not None
    assert (of_place(made.grid).members, of_place(make.community()).members, of_place(other).members) == (1, 1, 0)


def test_the_level_above_says_what_is_due(app: Flask) -> None:
    make.accepted_member(at=TEN_DAYS_AGO)
    viewer, place = make.principal(make.viewer()), make.community()
    make.done(lambda now: targets.set_due(place, 2, 8, viewer, now), LONG_AGO)
    make.done(lambda now: targets.set_due(place, 2, 4, viewer, now), TEN_DAYS_AGO)

    assert (of_place().members_due, of_place().rate, of_place().units_rate) == (4, 0.25, 0.0)
    assert of_place(period=OCTOBER).members_due == 8


def test_nobody_sets_what_is_due_for_themselves_or_beside(app: Flask) -> None:
    place, street = make.community(), make.street()
    beside = make.granted(make.person("何静", "13919000021"), Role.SUPERIOR_VIEWER, make.street("DONGGANG", "东岗街道"))

    assert may_set_target(make.principal(make.viewer()), place)
    assert not may_set_target(make.principal(make.viewer()), street)
    for one in (make.jing(), make.secretary(), beside, make.liaison(), make.lei()):
        assert not may_set_target(make.principal(one), place)
