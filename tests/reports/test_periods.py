"""A month, a quarter, half a year or a year, by the calendar where the volunteers are."""

import itertools
from datetime import UTC, date, datetime

import pytest

from volunteer.base.clock import DAY
from volunteer.reports.periods import MONTHS, BadPeriod, period_of


@pytest.mark.parametrize(
    ("word", "first", "last", "label"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "2024年第一季度"),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), "2026年第二季度"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
    ],
)
def test_a_period_is_whole_local_days(word: str, first: date, last: date, label: str) -> None:
    period = period_of(word)

    assert (period.word, period.first, period.last, period.label) == (word, first, last, label)


def test_a_month_begins_at_midnight_in_china() -> None:
    november = period_of("2026-11")

    assert (november.begins_at, november.ends_at) == (
        datetime(2026, 10, 31, 16, tzinfo=UTC),
        datetime(2026, 11, 30, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "word",
    [
        "",
        "26",
        "2026-13",
        "2026-00",
        "2026-1",
        "1999",
        "2100",
        "2026-11-01",
        "2026-11\n",
        "２０２６",
        "2026-H0",
        "2026-H3",
        "2026-Q5",
        "2026-q1",
        "2026-Q",
        "all",
    ],
)
def test_what_is_no_period_is_refused(word: str) -> None:
    with pytest.raises(BadPeriod):
        period_of(word)


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [
        ("2026-01", "2025-12", "2026-02"),
        ("2026-12", "2026-11", "2027-01"),
        ("2026", "2025", "2027"),
        ("2026-H1", "2025-H2", "2026-H2"),
        ("2026-Q4", "2026-Q3", "2027-Q1"),
        ("2026-Q1", "2025-Q4", "2026-Q2"),
    ],
)
def test_one_period_leads_to_the_next(word: str, before: str, after: str) -> None:
    period = period_of(word)

    assert (period.before().word, period.after().word) == (before, after)


def test_a_month_lies_in_its_year() -> None:
    assert period_of("2026-11").year().word == "2026"


def test_every_day_lies_in_one_period_of_each_length_and_they_make_up_the_year() -> None:
    year = period_of("2024")

    for length, months in MONTHS.items():
        parts = year.in_year(length)
        assert [period_of(one.word) for one in parts] == parts
        assert len(parts) == 12 // months
        assert (parts[0].first, parts[-1].last) == (year.first, year.last)
        assert all(one.last + DAY == after.first for one, after in itertools.pairwise(parts))
