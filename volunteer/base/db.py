"""The tables' base class, the session, and `write()`: the one way in which anything is changed.

SQLite is the embedded default, PostgreSQL is where an installation grows. A page's session begins an ordinary
transaction, what is read alone (`reading()`) none; a write on SQLite begins IMMEDIATE, so that it waits for its turn
instead of failing half-way.
"""

import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, cast

import sqlalchemy as sa
from flask import Flask, current_app
from flask.ctx import AppContext
from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, mapped_column

from volunteer.base import clock


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Json(sa.types.TypeDecorator[Any]):
    """A small structure kept as opaque text: no query looks inside, so both databases agree."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


key = Annotated[int, mapped_column(sa.Integer, primary_key=True, autoincrement=True)]


class Base(DeclarativeBase):
    """Every table."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, str: sa.Text}  # noqa: RUF012


def table_of(model: type[Base]) -> sa.Table:
    """Return the table behind a model: plain columns, for a statement that is built once and asked very often."""
    return cast(sa.Table, model.__table__)


_writing: ContextVar[tuple[Connection, AppContext] | None] = ContextVar("writing", default=None)
_reading: ContextVar[Connection | None] = ContextVar("reading", default=None)


class Joining(Session):
    """A session that joins the write of its application context, and ends it when it is told to."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self._context = _this_context()

    def get_bind(self, *words: Any, **named: Any) -> sa.Engine | Connection:
        """Return the connection of the write, or the engine."""
        write_of = _writing.get()
        if write_of is not None and write_of[1] is self._context:
            return write_of[0]
        return super().get_bind(*words, **named)


def _this_context() -> AppContext:
    context: AppContext = app_ctx._get_current_object()  # type: ignore[attr-defined]
    return context


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"class_": Joining, "join_transaction_mode": "control_fully"},
)

T = TypeVar("T")
Before = Callable[[], None]
TRIES = 6
POOL = 16  # connections of one process that are kept open; they are opened when they are needed


def engine_options(url: str) -> dict[str, Any]:
    """Return what the engine needs for this database. What people wrote does not go into the log with an error."""
    # Every thread finds an open connection, the one used last first; one beyond the pool's size would be opened and
    # closed for each request.
    pool = {"hide_parameters": True, "pool_size": POOL, "pool_use_lifo": True}
    if url.startswith("sqlite"):
        return pool
    set_here = ("synchronous_commit=on", "default_transaction_isolation=read\\ committed", "timezone=UTC")
    return pool | {"connect_args": {"options": " ".join(f"-c {one}" for one in set_here)}}


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a connection of its own for what is read alone, and close it; inside another one it is the same. Without
    BEGIN and ROLLBACK: on PostgreSQL they are two more ways to the server and back, on SQLite more times to wait for
    the other threads.
    """
    outer = _reading.get()
    if outer is not None:
        yield outer
        return
    with db.engine.connect().execution_options(begin="") as connection:
        connection.begin()  # at once: what the option says must not be left for whoever has the connection next
        before = _reading.set(connection)
        try:
            yield connection
        finally:
            _reading.reset(before)


def end_read() -> None:
    """End what the session has open, if there is anything."""
    if db.session.registry.has():
        db.session.rollback()


def before_every_write(app: Flask, check: Before) -> None:
    """Have `check` read the session and its grants again at the start of every write."""
    app.extensions["volunteer_before_write"] = check


def write(act: Callable[[datetime], T], *, again_after_commit: bool = False) -> T:
    """Run `act(now)` in one transaction, commit it and return what it returned.

    On a busy database, a deadlock or a lost connection the whole of it runs again. Once COMMIT was sent nobody
    knows whether it arrived: it runs again only if `again_after_commit` says that a unique key makes that safe.

    The session of this application context joins in when it is asked for, that of another one does not.
    Raises: whatever `act` raises, after a rollback.
    """
    if _writing.get() is not None:
        raise RuntimeError("a write inside a write")
    check: Before = current_app.extensions.get("volunteer_before_write", _nothing)
    for attempt in range(1, TRIES + 1):
        end_read()  # a write starts from what is true now
        sent = False
        try:
            with db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection:
                connection.begin()
                outside = _writing.set((connection, _this_context()))
                try:
                    check()
                    result = act(clock.now())
                    session = db.session() if db.session.registry.has() else None
                    if session is not None:
                        session.flush()
                    sent = True
                    if session is not None:
                        session.commit()  # and the transaction with it, if it has joined
                    connection.commit()
                    return result
                except BaseException:
                    end_read()
                    connection.rollback()
                    raise
                finally:
                    _writing.reset(outside)
        except DBAPIError as error:
            if attempt == TRIES or not _passing(error) or (sent and not again_after_commit and _unsure(error)):
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311
    raise AssertionError("unreachable")


def hold(statement: sa.Select[Any], **asked: object) -> None:
    """Hold the rows of `SELECT … FOR UPDATE` until this transaction ends. On SQLite whoever writes is alone."""
    connection = here()
    if connection.dialect.name != "sqlite":
        connection.execute(statement, asked)


def here() -> Connection:
    """Return the connection of the transaction that is open, once what the session keeps back has been sent. For
    statements; a savepoint is the session's.
    """
    if db.session.registry.has():
        db.session.flush()
    write_of = _writing.get()
    return db.session.connection() if write_of is None else write_of[0]


def _nothing() -> None:
    """Outside a request nobody is signed in, and there is nothing to read again."""


def _passing(error: DBAPIError) -> bool:
    """Say whether the same thing may succeed in a moment."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    # serialization failure, deadlock, lock not available, admin shutdown, cannot connect now
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "55P03", "57P01", "57P03", "08006", "08003"}


def _unsure(error: DBAPIError) -> bool:
    """Say whether a COMMIT that failed like this may have arrived all the same."""
    return error.connection_invalidated or not isinstance(error.orig, sqlite3.OperationalError)
