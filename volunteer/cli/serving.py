"""run: the web and one worker beside it. worker: the worker alone."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import click
import flask_migrate
import structlog
from flask import current_app
from flask.cli import with_appcontext

from volunteer import demo
from volunteer.accounts import sessions, signing_in, tries
from volunteer.base import clock, jobs, once
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.config import Settings
from volunteer.events import timers as event_timers
from volunteer.hours import sums
from volunteer.hours.models import HourEntry
from volunteer.journal import seals
from volunteer.journal.models import Line
from volunteer.notices import outbox
from volunteer.notices.channels import channel_for
from volunteer.orders import duty
from volunteer.orders import timers as order_timers
from volunteer.partnership import timers as partnership_timers
from volunteer.registration import importing
from volunteer.registration import timers as registration_timers
from volunteer.reports import exporting
from volunteer.reports import timers as report_timers
from volunteer.wishes import timers as wish_timers

log = structlog.get_logger()

SEALED = (seals.Chain(HourEntry, "recorded_at"), seals.Chain(Line, "at"))
REST = 1.0  # seconds between two looks at the table of jobs
KEEP_MESSAGES = 7 * DAY


def settings() -> Settings:
    """Return the settings of this process."""
    held: Settings = current_app.config["VOLUNTEER"]
    return held


def handlers() -> Mapping[str, jobs.Handler]:
    """Return what each kind of job does."""
    channel = channel_for(settings().sms_command, demo=settings().demo)

    def message(payload: jobs.Payload, _now: datetime) -> None:
        if channel is None:
            raise RuntimeError("no way to send messages is set up (VOLUNTEER_SMS_COMMAND)")
        outbox.deliver(int(str(payload["message_id"])), channel)

    def roster(payload: jobs.Payload, _now: datetime) -> None:
        importing.work(payload)

    def hours(payload: jobs.Payload, _now: datetime) -> None:
        exporting.work(payload, settings().data / exporting.FOLDER)

    return {"message": message, importing.JOB: roster, exporting.JOB: hours}


def seal_all(now: datetime, *, settled: timedelta = seals.SETTLED) -> None:
    """Seal the new rows of ledger and journal."""
    for chain in SEALED:
        write(lambda _now, chain=chain: seals.seal(chain, now, settled=settled))  # type: ignore[misc]


def tidy(now: datetime) -> None:
    """Delete what was only kept for a while."""

    def forget(_now: datetime) -> None:
        once.forget(now)
        tries.forget(now)
        signing_in.forget(now)
        sessions.forget(now)
        outbox.forget(now - KEEP_MESSAGES)
        exporting.forget(now)

    write(forget)
    exporting.sweep(settings().data / exporting.FOLDER)


TIMERS: Mapping[str, tuple[timedelta, Callable[[datetime], None]]] = {
    "wishes": (10 * MINUTE, wish_timers.run),
    "events": (5 * MINUTE, event_timers.run),
    "registrations": (HOUR, registration_timers.run),
    "partnership": (HOUR, partnership_timers.run),
    "orders": (10 * MINUTE, order_timers.run),
    "duty": (HOUR, duty.run),
    "reports": (HOUR, report_timers.run),
    "seals": (5 * MINUTE, seal_all),
    "sums": (5 * MINUTE, sums.keep_up),
    "tidy": (HOUR, tidy),
}


@click.command()
@with_appcontext
def worker() -> None:
    """Run the jobs and the timers until SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    log.info("worker started")
    beat_at = 0.0
    while not stop.is_set():
        try:
            now = clock.now()
            if time.monotonic() - beat_at > 15:
                jobs.beat(now)
                beat_at = time.monotonic()
            jobs.run_due(handlers(), now)
            jobs.run_timers(TIMERS, now)
        except Exception as error:  # a database that is away for a while must not end the worker
            db.session.rollback()
            log.error("worker stumbled", error=type(error).__name__, exc_info=True)
            stop.wait(5)
        finally:
            db.session.remove()
        stop.wait(REST)
    log.info("worker stopped")


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Invented people, a year that was lived, messages on a page.")
@with_appcontext
def run(with_demo: bool) -> None:
    """Bring the database up to date, then serve the pages, with one worker beside them."""
    held = settings()
    flask_migrate.upgrade()
    if with_demo:
        os.environ["VOLUNTEER_DEMO"] = "1"
        try:
            demo.make(clock.now(), seal=lambda now: seal_all(now, settled=timedelta()))
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from refusal
        click.echo(demo.welcome(held.origin))
    db.session.remove()
    db.engine.dispose()
    bind = f"{held.host}:{held.port}"
    # The same program as this one, so that no second environment can slip in.
    web = [
        *(sys.executable, "-m", "gunicorn", "volunteer.app:create_app()", "--bind", bind, "--preload"),
        *("--worker-class", "gthread", "--workers", str(held.workers), "--threads", str(held.threads)),
        *("--max-requests", "20000", "--max-requests-jitter", "2000", "--graceful-timeout", "20"),
        *("--log-level", "warning", "--config", "python:volunteer.cli.gunicorn"),
    ]
    side = [sys.executable, "-c", "from volunteer.app import main; main()", "worker"]
    sys.exit(_both(web, side))


def _both(web: list[str], side: list[str]) -> int:
    """Run web and worker; a worker that dies is started again, with the web everything ends."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    pages, helper = subprocess.Popen(web), subprocess.Popen(side)
    while not stop.wait(0.5) and pages.poll() is None:
        if helper.poll() is not None:
            log.error("worker ended, started again", code=helper.returncode)
            time.sleep(1)
            helper = subprocess.Popen(side)
    for process in (pages, helper):
        if process.poll() is None:
            process.terminate()
    for process in (pages, helper):
        try:
            process.wait(timeout=25)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0 if stop.is_set() else (pages.returncode or 0)
