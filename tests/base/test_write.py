"""`write()`: one transaction, that runs again when the database was only busy."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Dialect

from tests.conftest import on_postgresql, on_sqlite
from volunteer.base import jobs, pg
from volunteer.base.db import db, here, reading, write
from volunteer.base.dialects import Postgresql, Sqlite
from volunteer.base.jobs import Job
from volunteer.base.refusal import Refusal


def kinds() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Job.kind).order_by(Job.id)))


def test_it_gives_back_what_was_done(app: Flask) -> None:
    assert write(lambda now: jobs.add("message", {}, now).kind) == "message"


def test_what_was_done_is_there_for_everybody(app: Flask) -> None:
    write(lambda now: jobs.add("message", {}, now))

    with db.engine.connect() as other:
        assert other.scalar(sa.select(sa.func.count()).select_from(Job)) == 1


def test_a_refusal_leaves_nothing(app: Flask) -> None:
    def act(now: datetime) -> None:
        jobs.add("message", {}, now)
        db.session.flush()
        raise Refusal

    with pytest.raises(Refusal):
        write(act)

    assert kinds() == []


def _sent_at_once(now: datetime) -> None:
    here().execute(sa.insert(Job), {"kind": "tidy", "payload": {}, "added_at": now, "run_at": now})


def _one_by_each(now: datetime) -> None:
    """The session keeps one back, the connection sends one at once."""
    jobs.add("message", {}, now)
    _sent_at_once(now)


def test_what_session_and_connection_did_is_kept_together(app: Flask) -> None:
    write(_one_by_each)

    assert kinds() == ["message", "tidy"]


def test_what_session_and_connection_did_is_undone_together(app: Flask) -> None:
    def act(now: datetime) -> None:
        _one_by_each(now)
        raise Refusal

    with pytest.raises(Refusal):
        write(act)

    assert kinds() == []


def test_a_write_that_asks_no_session_is_kept_and_makes_none(app: Flask) -> None:
    db.session.remove()

    write(_sent_at_once)

    assert not db.session.registry.has()
    assert kinds() == ["tidy"]


def test_a_commit_that_fails_leaves_no_transaction_open(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE houses (id INTEGER PRIMARY KEY)"))
        connection.execute(
            sa.text("CREATE TABLE doors (house INTEGER REFERENCES houses (id) DEFERRABLE INITIALLY DEFERRED)")
        )

    with pytest.raises(sa.exc.IntegrityError):
        write(lambda _now: here().execute(sa.text("INSERT INTO doors VALUES (7)")))
    write(_sent_at_once)

    assert kinds() == ["tidy"]
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE doors"))
        connection.execute(sa.text("DROP TABLE houses"))


def test_there_is_no_write_inside_a_write(app: Flask) -> None:
    def act(now: datetime) -> None:
        jobs.add("message", {}, now)
        write(_sent_at_once)

    with pytest.raises(RuntimeError, match="inside"):
        write(act)

    assert kinds() == []


@pytest.mark.parametrize(
    ("address", "dialect"),
    [
        ("sqlite:///volunteer.db", Sqlite),
        ("sqlite+pysqlite:///volunteer.db", Sqlite),
        ("postgresql://127.0.0.1/volunteer", Postgresql),
        ("postgresql+psycopg://127.0.0.1/volunteer", Postgresql),
    ],
)
def test_however_the_address_names_it_transactions_begin(address: str, dialect: type[Dialect]) -> None:
    assert sa.make_url(address).get_dialect() is dialect


def test_it_begins_from_what_is_true_now(app: Flask) -> None:
    job = write(lambda now: jobs.add("message", {}, now))
    job.kind = "left over from a read"

    write(lambda _now: None)

    assert kinds() == ["message"]


def test_a_fault_is_not_tried_again(app: Flask) -> None:
    tried = []

    def act(_now: datetime) -> None:
        tried.append(1)
        db.session.execute(sa.text("INSERT INTO timers (name, next_run_at) VALUES ('tidy', NULL)"))

    with pytest.raises(sa.exc.IntegrityError):
        write(act)

    assert len(tried) == 1


@on_sqlite
def test_a_write_on_sqlite_waits_for_its_turn_before_it_reads(app: Flask) -> None:
    begun = _told_to(_connection_of_all())

    write(lambda _now: db.session.scalar(sa.text("SELECT 1")))
    db.session.scalar(sa.text("SELECT 1"))

    assert begun == ["BEGIN IMMEDIATE", "SELECT 1", "COMMIT", "BEGIN", "SELECT 1"]
    db.engine.dispose()


@on_sqlite
def test_what_is_read_alone_begins_nothing_and_leaves_nothing_behind(app: Flask) -> None:
    told = _told_to(_connection_of_all())

    with reading() as connection:
        connection.scalar(sa.text("SELECT 1"))
    with reading():
        pass
    db.session.scalar(sa.text("SELECT 2"))

    assert told == ["SELECT 1", "BEGIN", "SELECT 2"]
    db.engine.dispose()


def _connection_of_all() -> sqlite3.Connection:
    """Return the connection that is in the pool: the next one to ask gets it."""
    db.session.rollback()
    with contextlib.closing(db.engine.raw_connection()) as connection:
        return connection.driver_connection  # type: ignore[return-value]


def _told_to(connection: sqlite3.Connection) -> list[str]:
    told: list[str] = []
    connection.set_trace_callback(told.append)
    return told


@on_sqlite
def test_a_busy_sqlite_is_tried_again(app: Flask) -> None:
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None, check_same_thread=False)
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout = 1")  # else SQLite itself would wait long enough
    db.session.rollback()
    other.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.2, other.execute, ["COMMIT"])
    ends.start()

    write(lambda now: jobs.add("message", {}, now))

    ends.join()
    other.close()
    db.engine.dispose()
    assert kinds() == ["message"]


@on_sqlite
def test_a_sqlite_that_stays_busy_is_given_up(app: Flask) -> None:
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout = 1")
    db.session.rollback()
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(sa.exc.OperationalError, match="locked"):
        write(lambda now: jobs.add("message", {}, now))

    other.close()
    db.engine.dispose()


@on_postgresql
@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "55P03"])
def test_a_deadlock_is_tried_again(app: Flask, sqlstate: str) -> None:
    tried = []

    def act(now: datetime) -> None:
        jobs.add("message", {}, now)
        tried.append(1)
        if len(tried) == 1:
            db.session.execute(sa.text(f"DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '{sqlstate}'; END $$"))

    write(act)

    assert (len(tried), kinds()) == (2, ["message"])


@on_postgresql
def test_a_connection_that_is_lost_is_opened_again(app: Flask) -> None:
    tried = []

    def act(now: datetime) -> None:
        jobs.add("message", {}, now)
        tried.append(1)
        if len(tried) == 1:
            db.session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))

    write(act)

    assert (len(tried), kinds()) == (2, ["message"])


@on_postgresql
def test_a_commit_that_may_have_arrived_is_not_sent_twice(app: Flask) -> None:
    def act(now: datetime) -> None:
        jobs.add("message", {}, now)
        connection = db.session.connection()
        pid = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        _cut(pid)

    with pytest.raises(sa.exc.OperationalError):
        write(_at_commit(act))

    assert kinds() == []


@on_postgresql
def test_a_connection_that_rested_is_asked_before_it_is_used(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg, "UNASKED", 0.0)
    resting = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
    db.session.rollback()
    with sa.create_engine(db.engine.url, poolclass=sa.NullPool).connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": resting})

    found = db.session.scalar(sa.text("SELECT pg_backend_pid()"))

    assert found not in (None, resting)


@on_postgresql
def test_a_connection_lost_while_reading_is_said_and_the_next_one_is_there(app: Flask) -> None:
    def read_of_one_that_is_lost() -> None:
        with reading() as connection:
            _cut(connection.scalar(sa.text("SELECT pg_backend_pid()")))
            connection.scalar(sa.text("SELECT 1"))

    with pytest.raises(sa.exc.OperationalError):
        read_of_one_that_is_lost()

    with reading() as another:
        assert another.scalar(sa.text("SELECT 1")) == 1


@on_postgresql
def test_a_connection_lost_before_its_transaction_says_why(app: Flask) -> None:
    resting = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
    db.session.rollback()
    with sa.create_engine(db.engine.url, poolclass=sa.NullPool).connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": resting})

    with pytest.raises(sa.exc.OperationalError, match="terminating connection"):
        db.session.scalar(sa.text("SELECT 1"))

    assert write(lambda _now: db.session.scalar(sa.text("SELECT 1"))) == 1


@on_postgresql
def test_what_is_prepared_outlives_a_rollback(app: Flask) -> None:
    def prepared() -> int:
        return db.session.scalar(sa.text("SELECT count(*) FROM pg_prepared_statements")) or 0

    for _ in range(8):  # psycopg prepares what it was asked five times
        prepared()
        db.session.rollback()

    assert prepared() > 0


@on_postgresql
def test_a_transaction_in_which_something_failed_is_rolled_back_as_ever(app: Flask) -> None:
    with pytest.raises(sa.exc.ProgrammingError):
        db.session.execute(sa.text("SELECT no_such_column"))
    db.session.rollback()

    assert db.session.scalar(sa.text("SELECT 1")) == 1


def _cut(pid: int | None) -> None:
    with db.engine.connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": pid})


def _at_commit(act: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Let what cuts the connection happen after the last flush, just before COMMIT is sent."""

    def later(now: datetime) -> None:
        sa.event.listen(db.session(), "before_commit", lambda _session: act(now), once=True)

    return later


def test_every_read_of_a_write_is_in_its_transaction(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with statements() as seen:
        write(lambda _now: db.session.scalar(sa.select(sa.func.count()).select_from(Job)))

    assert len(seen) == 1
