"""On which days a class can be held."""

import itertools
from datetime import date

import pytest

from volunteer.base import workdays
from volunteer.orders import seasons
from volunteer.orders.models import Season

ALL, TERM, HOLIDAYS = Season.ALL_YEAR, Season.TERM, Season.HOLIDAYS


@pytest.mark.parametrize(
    ("day", "season", "is_school"),
    [
        (date(2026, 11, 27), TERM, True),  # a Friday
        (date(2026, 9, 20), TERM, True),  # a Sunday that is worked in exchange
        (date(2026, 11, 28), ALL, False),  # a Saturday in a community
        (date(2021, 7, 20), HOLIDAYS, False),
        (date(2021, 7, 20), HOLIDAYS, True),
        (date(2021, 2, 1), HOLIDAYS, False),
        (date(2030, 5, 8), TERM, True),  # nobody knows the calendar of that year yet
    ],
)
def test_a_class_can_be_held(day: date, season: Season, is_school: bool) -> None:
    assert seasons.problem(season, day, is_school) is None


@pytest.mark.parametrize(
    ("day", "season", "is_school", "why"),
    [
        (date(2026, 10, 5), ALL, False, "法定节假日"),  # a Monday
        (date(2026, 10, 4), ALL, False, "法定节假日"),  # a Sunday in it: not for communities either
        (date(2026, 11, 28), ALL, True, "周末"),
        (date(2021, 7, 20), TERM, True, "寒暑假"),
        (date(2026, 11, 27), HOLIDAYS, False, "学期内"),
        (date(2030, 10, 1), ALL, False, "法定节假日"),  # the same every year
        (date(2030, 8, 1), TERM, True, "寒暑假"),
    ],
)
def test_a_class_cannot_be_held_and_the_sentence_says_why(day: date, season: Season, is_school: bool, why: str) -> None:
    said = seasons.problem(season, day, is_school)

    assert said is not None
    assert why in said
    assert "请另选" in said


@pytest.mark.parametrize(
    ("day", "term", "label"),
    [
        (date(2021, 9, 1), "2021-autumn", "2021 年秋季学期"),
        (date(2022, 1, 10), "2021-autumn", "2021 年秋季学期"),
        (date(2021, 3, 1), "2021-spring", "2021 年春季学期"),
        (date(2021, 8, 31), "2021-spring", "2021 年春季学期"),
    ],
)
def test_every_day_has_one_term_with_the_holidays_after_it(day: date, term: str, label: str) -> None:
    assert seasons.term_of(day) == term
    assert seasons.term_label(term) == label


def test_a_year_without_the_notice_is_known_to_be_one() -> None:
    assert seasons.has_calendar(date(2026, 3, 1))
    assert not seasons.has_calendar(date(2030, 3, 1))


def test_the_terms_of_the_table_lie_apart_and_in_years_that_it_knows() -> None:
    terms = sorted(seasons._TERMS)

    assert all(first < last for first, last in terms)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(terms))
    assert {first.year for first, _last in terms} >= workdays.KNOWN_YEARS
