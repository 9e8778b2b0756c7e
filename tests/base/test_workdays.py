"""Working days as the State Council's notice has them."""

from datetime import date

import pytest

from volunteer.base import workdays


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 9, 20), True),  # a Sunday, worked in exchange
        (date(2026, 10, 10), True),  # a Saturday, worked in exchange
        (date(2026, 2, 16), False),  # a Monday in the Spring Festival
        (date(2021, 5, 8), True),  # a Saturday, worked in exchange
        (date(2021, 5, 5), False),
        (date(2023, 10, 2), True),  # a year without a notice here counts Monday to Friday
        (date(2023, 10, 1), False),
    ],
)
def test_holidays_rest_and_make_up_days_are_worked(day: date, worked: bool) -> None:
    assert workdays.is_workday(day) is worked


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 11, 20), 3, date(2026, 11, 25)),  # over a weekend
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # over the holiday, and the make-up Saturday counts
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_a_term_counts_working_days_after_the_day_itself(day: date, count: int, due: date) -> None:
    assert workdays.after(day, count) == due


@pytest.mark.parametrize(
    ("today", "due", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 25), 3),
        (date(2026, 11, 25), date(2026, 11, 25), 0),
        (date(2026, 11, 26), date(2026, 11, 25), -1),
        (date(2026, 10, 10), date(2026, 9, 30), -3),
    ],
)
def test_what_is_left_of_a_term_turns_negative_when_it_is_past(today: date, due: date, days: int) -> None:
    assert workdays.left(today, due) == days
