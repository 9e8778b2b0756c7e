"""A month or a year, by the calendar where the volunteers are."""

from datetime import UTC, date, datetime

import pytest

from volunteer.reports.periods import BadPeriod, period_of


@pytest.mark.parametrize(
    ("word", "first", "last", "label"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
    ],
)
def test_a_period_is_whole_local_days(word: str, first: date, last: date, label: str) -> None:
    period = period_of(word)

    assert (period.first, period.last, period.label, period.is_month) == (first, last, label, "-" in word)


def test_a_month_begins_at_midnight_in_china() -> None:
    november = period_of("2026-11")

    assert (november.begins_at, november.ends_at) == (
        datetime(2026, 10, 31, 16, tzinfo=UTC),
        datetime(2026, 11, 30, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "word", ["", "26", "2026-13", "2026-00", "2026-1", "1999", "2100", "2026-11-01", "2026-11\n", "２０２６", "all"]
)
def test_what_is_no_period_is_refused(word: str) -> None:
    with pytest.raises(BadPeriod):
        period_of(word)


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [("2026-01", "2025-12", "2026-02"), ("2026-12", "2026-11", "2027-01"), ("2026", "2025", "2027")],
)
def test_one_period_leads_to_the_next(word: str, before: str, after: str) -> None:
    period = period_of(word)

    assert (period.before().word, period.after().word) == (before, after)


def test_a_month_lies_in_its_year() -> None:
    assert period_of("2026-11").year().word == "2026"
