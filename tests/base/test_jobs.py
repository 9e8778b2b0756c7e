"""Work outside the request: jobs by lease, timers by period."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests import make
from volunteer.base import clock, jobs
from volunteer.base.clock import HOUR, MINUTE, SECOND
from volunteer.base.db import db, write
from volunteer.base.jobs import LEASE, MOST_TRIES, Job, Payload, Timer
from volunteer.base.refusal import Refusal


class Done:
    """A handler that keeps what it was given, and fails as long as it is told to."""

    def __init__(self, *, failing: bool = False) -> None:
        self.payloads: list[Payload] = []
        self.failing = failing

    def __call__(self, payload: Payload, _now: datetime) -> None:
        self.payloads.append(payload)
        if self.failing:
            raise ConnectionError("网关没有回答")


def added(kind: str = "message", after: timedelta = timedelta(), **payload: object) -> int:
    return write(lambda now: _flushed(jobs.add(kind, payload, now, after=after)))


def _flushed(job: Job) -> int:
    db.session.flush()
    return job.id


def job(id_: int) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, id_)


def run_at(moment: datetime, handler: jobs.Handler) -> int:
    with clock.held_at(moment):
        return jobs.run_due({"message": handler}, moment)


def test_a_job_is_done_once(app: Flask) -> None:
    id_, handler = added(message_id=7), Done()

    taken = [run_at(make.NOW, handler), run_at(make.NOW + HOUR, handler)]

    assert (taken, handler.payloads, job(id_).done_at) == ([1, 0], [{"message_id": 7}], make.NOW)


def test_a_job_goes_with_the_transaction_it_was_written_in(app: Flask) -> None:
    def refused(now: datetime) -> None:
        jobs.add("message", {}, now)
        raise Refusal

    with pytest.raises(Refusal):
        write(refused)

    assert jobs.take(make.NOW) is None


def test_a_job_waits_for_its_time(app: Flask) -> None:
    added(after=HOUR)

    assert (run_at(make.NOW + 59 * MINUTE, Done()), run_at(make.NOW + HOUR, Done())) == (0, 1)


def test_jobs_are_taken_in_the_order_of_their_times(app: Flask) -> None:
    added(after=2 * SECOND, n=2)
    added(after=SECOND, n=1)
    handler = Done()

    run_at(make.NOW + MINUTE, handler)

    assert handler.payloads == [{"n": 1}, {"n": 2}]


def test_a_leased_job_is_nobody_elses(app: Flask) -> None:
    added()
    jobs.take(make.NOW)

    assert jobs.take(make.NOW + LEASE) is None


def test_the_job_of_a_worker_that_died_is_taken_again(app: Flask) -> None:
    id_ = added()
    jobs.take(make.NOW)

    again = jobs.take(make.NOW + LEASE + SECOND)

    assert (again and again[0], job(id_).tries) == (id_, 2)


def test_a_failed_job_waits_longer_each_time(app: Flask) -> None:
    id_, handler, waits = added(), Done(failing=True), []
    moment = make.NOW

    for _ in range(3):
        run_at(moment, handler)
        waits.append(job(id_).run_at - moment)
        moment = job(id_).run_at

    assert waits == [10 * SECOND, 20 * SECOND, 40 * SECOND]


def test_a_failed_job_says_what_was_wrong(app: Flask) -> None:
    id_ = added()

    run_at(make.NOW, Done(failing=True))

    assert job(id_).error == "ConnectionError: 网关没有回答"


def test_a_job_that_works_at_last_is_done(app: Flask) -> None:
    id_, handler = added(), Done(failing=True)
    run_at(make.NOW, handler)

    handler.failing = False
    run_at(make.NOW + MINUTE, handler)

    assert (job(id_).done_at, job(id_).error) == (make.NOW + MINUTE, None)


def test_a_job_that_never_works_is_given_up(app: Flask) -> None:
    id_, handler = added(), Done(failing=True)

    for hour in range(12):
        run_at(make.NOW + hour * HOUR, handler)

    assert (len(handler.payloads), jobs.failed_jobs()) == (MOST_TRIES, 1)
    assert job(id_).failed_at == make.NOW + (MOST_TRIES - 1) * HOUR


def test_a_job_that_kills_its_worker_each_time_is_given_up(app: Flask) -> None:
    id_ = added()

    taken = [jobs.take(make.NOW + n * (LEASE + SECOND)) for n in range(MOST_TRIES + 3)]

    assert (sum(one is not None for one in taken), job(id_).failed_at is None) == (MOST_TRIES, False)


def test_one_failing_job_does_not_hold_up_the_next(app: Flask) -> None:
    added("unheard-of")
    added(n=2)
    handler = Done()

    run_at(make.NOW, handler)

    assert handler.payloads == [{"n": 2}]


def test_a_job_of_an_unknown_kind_is_given_up_like_any_other(app: Flask) -> None:
    id_ = added("unheard-of")

    run_at(make.NOW, Done())

    assert job(id_).error == "KeyError: 'unheard-of'"


def test_what_a_failed_job_wrote_is_not_kept(app: Flask) -> None:
    def half(_payload: Payload, _now: datetime) -> None:
        db.session.add(Timer(name="half", next_run_at=make.NOW))
        db.session.flush()
        raise ValueError

    added()
    run_at(make.NOW, half)

    assert db.session.get(Timer, "half") is None


def test_a_timer_runs_once_in_its_period(app: Flask) -> None:
    ran: list[datetime] = []
    timers = {"tidy": (10 * MINUTE, ran.append)}

    for minute in (0, 1, 9, 10, 11, 30):
        jobs.run_timers(timers, make.NOW + minute * MINUTE)

    assert ran == [make.NOW, make.NOW + 10 * MINUTE, make.NOW + 30 * MINUTE]


def test_a_timer_says_when_it_last_ran(app: Flask) -> None:
    names = jobs.run_timers({"tidy": (MINUTE, lambda _now: None)}, make.NOW)

    assert (names, [(one.name, one.last_run_at) for one in jobs.last_runs()]) == (["tidy"], [("tidy", make.NOW)])


def test_a_timer_that_fails_is_logged_and_does_not_stop_the_next(app: Flask, allow_errors: list[str]) -> None:
    def fails(_now: datetime) -> None:
        raise ValueError("坏了")

    jobs.run_timers({"bad": (MINUTE, fails), "good": (MINUTE, lambda _now: None)}, make.NOW)

    assert [one.last_error for one in jobs.last_runs()] == ["ValueError: 坏了", None]
    assert len(allow_errors) == 1


def test_the_worker_is_seen_as_long_as_it_beats(app: Flask) -> None:
    jobs.beat(make.NOW)

    with clock.held_at(make.NOW + 2 * MINUTE):
        assert (jobs.worker_seen(3 * MINUTE), jobs.worker_seen(MINUTE)) == (True, False)


def test_a_worker_that_never_ran_is_not_seen(app: Flask) -> None:
    assert not jobs.worker_seen(HOUR)
