"""Where a shift counts: month ends, leap days, midnights, and mornings that UTC still calls yesterday."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import HOUR, MINUTE
from volunteer.attendance import scanning
from volunteer.attendance.models import Direction, Means
from volunteer.attendance.refusals import NotThisTime
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.events.models import Shift
from volunteer.hours.models import HourEntry
from volunteer.organisations.models import Organisation
from volunteer.reports.activities import ActivityFigures
from volunteer.reports.periods import Period, period_of
from volunteer.reports.whole import report_of


def local(text: str) -> datetime:
    """Return a moment that was written down by the clock in Shanghai."""
    day, _, time = text.partition(" ")
    hour, minute = map(int, time.split(":"))
    return clock.at(date.fromisoformat(day), hour, minute)


# When it begins in Shanghai; it lasts three hours. Which month has it, and which one beside it might have.
WINDOWS = [
    pytest.param("2026-11-30 14:00", "2026-11", "2026-12", id="the last afternoon of a month"),
    pytest.param("2026-11-30 22:30", "2026-11", "2026-12", id="over midnight into the next month"),
    pytest.param("2026-12-01 00:30", "2026-12", "2026-11", id="after midnight, still November in UTC"),
    pytest.param("2026-12-01 07:30", "2026-12", "2026-11", id="at 23:30 UTC"),
    pytest.param("2024-02-29 09:00", "2024-02", "2024-03", id="a leap day"),
    pytest.param("2024-02-29 23:00", "2024-02", "2024-03", id="over midnight out of a leap day"),
    pytest.param("2024-03-01 07:30", "2024-03", "2024-02", id="the morning after a leap day, which UTC calls one"),
    pytest.param("2025-02-28 22:30", "2025-02", "2025-03", id="the end of a short February"),
    pytest.param("2025-12-31 22:30", "2025-12", "2026-01", id="over midnight into the next year"),
    pytest.param("2026-01-01 07:30", "2026-01", "2025-12", id="the first morning of a year"),
]


def held_at(start: datetime) -> Shift:
    """A shift of three hours where 王芳 was from its start to its end, confirmed half an hour later."""
    shift = make.running(make.fang(), start=start)
    make.came(shift)
    return make.confirmed(shift)


def counted(organisation: Organisation, period: Period, *, is_held: bool) -> tuple[int, ...]:
    """Return sessions, attendances, persons and minutes, and the minutes of the whole report."""
    report = report_of(organisation, period)
    found: ActivityFigures | None = report.activities.held if is_held else report.activities.joined
    assert found is not None
    return (found.sessions, found.attendances, found.persons, found.minutes, report.hours.minutes)


@pytest.mark.parametrize(("start", "month", "beside"), WINDOWS)
def test_a_shift_counts_in_the_month_in_which_it_began(app: Flask, start: str, month: str, beside: str) -> None:
    held_at(local(start))

    for organisation, is_held in ((make.community(), True), (make.unit(), False)):
        assert counted(organisation, period_of(month), is_held=is_held) == (1, 1, 1, 180, 180)
        assert counted(organisation, period_of(beside), is_held=is_held) == (0, 0, 0, 0, 0)
        assert counted(organisation, period_of(month[:4]), is_held=is_held) == (1, 1, 1, 180, 180)


@pytest.mark.parametrize(("start", "month", "beside"), WINDOWS)
def test_its_minutes_stand_on_the_local_day_on_which_it_began(app: Flask, start: str, month: str, beside: str) -> None:
    held_at(local(start))

    (entry,) = db.session.scalars(sa.select(HourEntry))
    assert (entry.served_on.isoformat(), entry.minutes) == (start[:10], 180)


@pytest.mark.parametrize(("start", "month", "beside"), WINDOWS)
def test_its_door_opens_and_closes_to_the_minute(app: Flask, start: str, month: str, beside: str) -> None:
    shift = make.running(make.fang(), start=local(start))
    fang = make.fang().id

    def come(at: datetime, direction: Direction) -> None:
        make.done(lambda now: scanning.mark(shift.id, fang, direction, Means.SCREEN, now), at)

    with pytest.raises(NotThisTime):
        come(shift.starts_at - 31 * MINUTE, Direction.IN)
    come(shift.starts_at - 30 * MINUTE, Direction.IN)
    with pytest.raises(NotThisTime):
        come(shift.ends_at + 2 * HOUR + MINUTE, Direction.OUT)
    come(shift.ends_at + 2 * HOUR, Direction.OUT)


def test_who_came_before_midnight_to_a_shift_after_it_counts_with_the_shift_and_serves_from_that_day(
    app: Flask,
) -> None:
    shift = make.running(make.fang(), start=local("2026-12-01 00:05"))
    make.came(shift, came=-10 * MINUTE)
    make.confirmed(shift)

    # The ledger keeps the day on which the service began; the session and who came belong to the shift's month.
    assert counted(make.community(), period_of("2026-12"), is_held=True)[:3] == (1, 1, 1)
    assert counted(make.community(), period_of("2026-11"), is_held=True)[3:] == (186, 186)
