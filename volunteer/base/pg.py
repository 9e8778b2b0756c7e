"""Connections to PostgreSQL that keep what they have prepared, and are asked after a rest whether they are there."""

import functools
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
import sqlalchemy.event
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

UNASKED = 2.0  # seconds: a connection that rested longer is asked whether it is still there


class _Columns(Sequence[psycopg.Column]):
    """What a result's columns are called and of which type they are, found out when somebody looks.

    SQLAlchemy asks at each result whether there are any, and keeps what it saw the first time.
    """

    def __init__(self, look: Callable[[], list[psycopg.Column] | None]) -> None:
        self._look = look

    @functools.cached_property
    def _seen(self) -> list[psycopg.Column]:
        return self._look() or []

    def __len__(self) -> int:
        return len(self._seen)

    def __getitem__(self, index: Any) -> Any:
        return self._seen[index]


class Cursor(psycopg.Cursor[Any]):
    """A cursor that describes its columns when somebody looks."""

    @property
    def description(self) -> Any:
        """The columns; None where nothing came back."""
        found = self.pgresult
        return _Columns(lambda: super(Cursor, self).description) if found and found.nfields else None


class Keeping(psycopg.Connection[Any]):
    """A connection whose prepared statements outlive a rollback.

    Psycopg forgets them at each, and every page that only reads ends with one: each would be parsed and planned anew,
    which costs the server more than the answers. PostgreSQL itself keeps them, and plans anew what a migration changed.
    Taken from the engine as it is (`raw_connection`), it has no transaction until `begin`.
    """

    begins = True  # a transaction where SQLAlchemy begins one; otherwise each statement is one

    def begin(self) -> None:
        """Begin a transaction, which the driver was told not to do. Raises: OperationalError."""
        if self.begins and not self._plain(b"BEGIN"):
            raise psycopg.OperationalError(self.pgconn.get_error_message())

    def rollback(self) -> None:
        """Roll back. Where anything went wrong in the transaction, as psycopg does it."""
        status = self.pgconn.transaction_status
        if status == TransactionStatus.IDLE or (status == TransactionStatus.INTRANS and self._plain(b"ROLLBACK")):
            return
        super().rollback()

    def _plain(self, command: bytes) -> bool:
        with self.lock:
            return self.pgconn.exec_(command).status == ExecStatus.COMMAND_OK


def listen(engine: sa.Engine) -> None:
    """Have the engine ask a connection whether it is there; one that was used a moment ago is not asked each time."""

    def rests(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    def wake(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        now = time.monotonic()
        if now - record.info.get("rests_since", now) < UNASKED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool opens another one

    sqlalchemy.event.listen(engine, "checkin", rests)
    sqlalchemy.event.listen(engine, "checkout", wake)
