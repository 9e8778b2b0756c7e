"""Work outside the request: a table of jobs, written in the same transaction as what they follow from.

A worker takes a job by a lease, so a worker that dies gives it back. A handler runs outside any transaction, at
least once: it writes through `write()` and bears being run twice.
"""

import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.base import clock
from volunteer.base.db import Base, Json, db, key, write

LEASE = timedelta(minutes=2)
MOST_TRIES = 8

log = structlog.get_logger()

Payload = dict[str, object]
Handler = Callable[[Payload, datetime], None]


class Job(Base):
    """One piece of work. It is open until `done_at` or `failed_at` is set."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index(
            "ix_jobs_open",
            "run_at",
            sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[key]
    kind: Mapped[str]
    payload: Mapped[Payload] = mapped_column(Json)
    run_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]
    added_at: Mapped[datetime]


class Timer(Base):
    """Something that is done every so often, and when it last was."""

    __tablename__ = "timers"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_run_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    next_run_at: Mapped[datetime]


def add(kind: str, payload: Payload, now: datetime, *, after: timedelta = timedelta()) -> Job:
    """Add a job to this transaction."""
    job = Job(kind=kind, payload=payload, run_at=now + after, added_at=now)
    db.session.add(job)
    return job


def take(now: datetime) -> tuple[int, str, Payload] | None:
    """Lease the next job that is due and return its id, kind and payload. One worker gets it, never two."""

    def lease(_now: datetime) -> tuple[int, str, Payload] | None:
        # A job that takes its worker down with it never comes back to say that it failed.
        db.session.execute(
            sa.update(Job)
            .where(Job.done_at.is_(None), Job.failed_at.is_(None), Job.leased_until < now, Job.tries >= MOST_TRIES)
            .values(failed_at=now, leased_until=None)
            .execution_options(synchronize_session=False)
        )
        due = (
            sa.select(Job.id)
            .where(Job.done_at.is_(None), Job.failed_at.is_(None), Job.run_at <= now)
            .where(sa.or_(Job.leased_until.is_(None), Job.leased_until < now))
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = db.session.execute(
            sa.update(Job)
            .where(Job.id == due.scalar_subquery())
            .values(leased_by=_me(), leased_until=now + LEASE, tries=Job.tries + 1)
            .returning(Job.id, Job.kind, Job.payload)
        ).one_or_none()
        return None if row is None else (row.id, row.kind, row.payload)

    return write(lease)


def run_due(handlers: Mapping[str, Handler], now: datetime) -> int:
    """Run every job that is due. Returns how many were taken."""
    taken = 0
    while (job := take(now)) is not None:
        taken += 1
        id_, kind, payload = job
        try:
            handlers[kind](payload, now)
        except Exception as error:
            db.session.rollback()
            log.warning("job failed", job=id_, kind=kind, error=type(error).__name__, exc_info=True)
            _later(id_, f"{type(error).__name__}: {error}"[:500])
        else:
            _done(id_)
    return taken


def run_timers(timers: Mapping[str, tuple[timedelta, Callable[[datetime], None]]], now: datetime) -> list[str]:
    """Run every timer whose time has come, and remember when. Returns the names of those that ran."""
    ran = []
    for name, (every, act) in timers.items():
        if not _claim_timer(name, every, now):
            continue
        ran.append(name)
        error = None
        try:
            act(now)
        except Exception as problem:
            db.session.rollback()
            error = f"{type(problem).__name__}: {problem}"[:500]
            log.error("timer failed", timer=name, error=error, exc_info=True)
        _timer_ran(name, now, error)
    return ran


def _claim_timer(name: str, every: timedelta, now: datetime) -> bool:
    def claim(_now: datetime) -> bool:
        if db.session.get(Timer, name) is None:
            db.session.add(Timer(name=name, next_run_at=now))
            db.session.flush()
        won = db.session.execute(
            sa.update(Timer).where(Timer.name == name, Timer.next_run_at <= now).values(next_run_at=now + every)
        )
        return bool(won.rowcount)  # type: ignore[attr-defined]

    return write(claim)


def _timer_ran(name: str, now: datetime, error: str | None) -> None:
    def note(_now: datetime) -> None:
        db.session.execute(sa.update(Timer).where(Timer.name == name).values(last_run_at=now, last_error=error))

    write(note)


def _done(id_: int) -> None:
    def note(now: datetime) -> None:
        db.session.execute(sa.update(Job).where(Job.id == id_).values(done_at=now, leased_until=None, error=None))

    write(note)


def _later(id_: int, error: str) -> None:
    def note(now: datetime) -> None:
        job = db.session.get_one(Job, id_)
        job.error, job.leased_until = error, None
        job.run_at = now + timedelta(seconds=5 * 2**job.tries)
        if job.tries >= MOST_TRIES:
            job.failed_at = now

    write(note)


def last_runs() -> list[Timer]:
    """Return the timers with their last run, for the office page and `/readyz`."""
    return list(db.session.scalars(sa.select(Timer).order_by(Timer.name)))


def failed_jobs() -> int:
    """Return the number of jobs that were given up."""
    return db.session.scalar(sa.select(sa.func.count()).where(Job.failed_at.is_not(None))) or 0


def given_up(kind: str, since: datetime) -> list[Payload]:
    """Return what the jobs of a kind were about that were added since then and have been given up."""
    return list(
        db.session.scalars(
            sa.select(Job.payload).where(Job.kind == kind, Job.failed_at.is_not(None), Job.added_at >= since)
        )
    )


def beat(now: datetime) -> None:
    """Leave a sign of life of the worker."""
    _claim_timer("worker", timedelta(), now)
    _timer_ran("worker", now, None)


def worker_seen(within: timedelta) -> bool:
    """Say whether the worker gave a sign of life lately."""
    timer = db.session.get(Timer, "worker")
    return timer is not None and timer.last_run_at is not None and timer.last_run_at > clock.now() - within


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
