"""The only clock, and the local day."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base import clock, jobs
from volunteer.base.db import db, write


def test_the_standing_moment_is_already_the_next_day_in_china() -> None:
    assert (clock.now().date(), clock.local_day(clock.now())) == (date(2026, 11, 20), make.TODAY)


def test_a_local_time_is_eight_hours_ahead() -> None:
    assert clock.at(date(2026, 11, 21), 7, 30) == make.NOW


def test_the_clock_goes_on_after_it_was_held() -> None:
    with clock.held_at(make.NOW + clock.DAY):
        pass

    assert clock.now() == make.NOW


def test_a_moment_without_a_time_zone_is_refused(app: Flask) -> None:
    naive = datetime(2026, 11, 21, 7, 30)  # noqa: DTZ001

    with pytest.raises(sa.exc.StatementError, match="without a time zone"):
        write(lambda _now: jobs.add("message", {}, naive))


def test_a_moment_comes_back_aware_and_in_utc(app: Flask) -> None:
    in_china = make.NOW.astimezone(clock.SHANGHAI) + timedelta(microseconds=7)
    write(lambda _now: jobs.add("message", {}, in_china))

    kept = db.session.scalar(sa.select(jobs.Job.run_at))

    assert (kept, kept and kept.tzinfo) == (in_china, UTC)


def test_moments_sort_in_the_database_as_they_do_in_time(app: Flask) -> None:
    later = (make.NOW + clock.MINUTE).astimezone(clock.SHANGHAI)  # the larger number on the wall is not what counts
    write(lambda _now: (jobs.add("second", {}, later), jobs.add("first", {}, make.NOW)))

    kinds = db.session.scalars(sa.select(jobs.Job.kind).where(jobs.Job.run_at <= make.NOW)).all()

    assert kinds == ["first"]
