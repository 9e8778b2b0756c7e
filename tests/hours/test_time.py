"""From a beginning and an end to whole creditable minutes."""

from datetime import date, datetime

import pytest

from volunteer.base import clock
from volunteer.base.clock import HOUR, MINUTE, SECOND
from volunteer.hours.time import creditable, unfit

MORNING = clock.at(date(2026, 11, 21), 9)


@pytest.mark.parametrize(
    ("minutes", "credited"),
    [
        (0, 0),
        (29, 0),
        (30, 30),
        (35, 30),  # rounded down to a tenth of an hour
        (36, 36),
        (41, 36),
        (59, 54),
        (60, 60),
        (61, 60),
        (119, 114),
        (480, 480),
        (719, 714),
        (-60, 0),
    ],
)
def test_minutes_are_rounded_down_once_and_thirty_are_the_least(minutes: int, credited: int) -> None:
    assert creditable(MORNING, MORNING + minutes * MINUTE) == credited


@pytest.mark.parametrize("minutes", [0, 30, 36, 150, 480])
def test_whole_steps_may_be_written(minutes: int) -> None:
    assert unfit(minutes) is None


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "不足 30 分钟不计时长，请写 0"),
        (24, "不足 30 分钟不计时长，请写 0"),  # a whole step, and too little all the same
        (31, "时长按 6 分钟一档，请写 30 或 36 分钟"),
        (151, "时长按 6 分钟一档，请写 150 或 156 分钟"),
    ],
)
def test_other_minutes_are_not_rounded_for_the_person_but_asked_about(minutes: int, said: str) -> None:
    assert unfit(minutes) == said


def test_seconds_do_not_make_a_minute() -> None:
    assert creditable(MORNING, MORNING + 36 * MINUTE - SECOND) == 30


@pytest.mark.parametrize(("breaks", "credited"), [(0, 120), (1, 114), (30, 90), (90, 30), (91, 0), (120, 0)])
def test_breaks_are_taken_off_before_rounding(breaks: int, credited: int) -> None:
    assert creditable(MORNING, MORNING + 2 * HOUR, breaks=breaks) == credited


@pytest.mark.parametrize(
    ("began", "ended", "credited"),
    [
        (clock.at(date(2026, 10, 31), 23), clock.at(date(2026, 11, 1), 1), 120),  # over the end of a month
        (clock.at(date(2026, 12, 31), 23), clock.at(date(2027, 1, 1), 1), 120),  # and of a year
        (clock.at(date(2024, 2, 29), 9), clock.at(date(2024, 2, 29), 10), 60),  # on the leap day
        (clock.at(date(2024, 2, 28), 23), clock.at(date(2024, 2, 29), 0, 30), 90),
        (clock.at(date(2026, 11, 20), 23, 30), clock.at(date(2026, 11, 21), 0, 30), 60),  # over midnight
    ],
)
def test_the_calendar_makes_no_difference(began: datetime, ended: datetime, credited: int) -> None:
    assert creditable(began, ended) == credited


def test_moments_of_different_zones_are_the_same_moments() -> None:
    assert creditable(MORNING, (MORNING + HOUR).astimezone(clock.SHANGHAI)) == 60
