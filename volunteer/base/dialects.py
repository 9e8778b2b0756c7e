"""The two databases as SQLAlchemy speaks to them: a transaction begins where SQLAlchemy says so, and not where the
driver would.

Dialects and no listeners: an engine that is listened to asks for listeners at each statement, which costs more than
the statement.
"""

import sqlite3
from typing import Any

import sqlalchemy as sa
import sqlalchemy.event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection
from sqlalchemy.engine.default import DefaultDialect

from volunteer.base import pg


class _Beginning(DefaultDialect):
    """Where it is said how the next transaction begins: the words for it as an option of the connection."""

    def set_connection_execution_options(self, connection: Connection, opts: Any) -> None:
        """Keep how the next transaction begins; "" for not at all."""
        super().set_connection_execution_options(connection, opts)
        if "begin" in opts:
            connection.info["begin"] = opts["begin"]

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction: as it was said, otherwise an ordinary one."""
        words = dbapi_connection.info.pop("begin", "BEGIN")
        if words:
            self._begin(dbapi_connection.driver_connection, words)

    def _begin(self, connection: Any, words: str) -> None:
        raise NotImplementedError


class Sqlite(_Beginning, SQLiteDialect_pysqlite):
    """SQLite by the driver that comes with Python."""

    supports_statement_cache = True

    def _begin(self, connection: sqlite3.Connection, words: str) -> None:
        connection.execute(words)


class Postgresql(_Beginning, PGDialect_psycopg):
    """PostgreSQL by psycopg."""

    supports_statement_cache = True

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Open a connection."""
        return pg.Keeping.connect(*cargs, autocommit=True, cursor_factory=pg.Cursor, **cparams)

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Have transactions, or each statement for itself. Raises: ValueError for what nothing here asks for."""
        if level not in ("READ COMMITTED", "AUTOCOMMIT"):
            raise ValueError(level)
        dbapi_connection.begins = level == "READ COMMITTED"

    def _begin(self, connection: pg.Keeping, words: str) -> None:
        connection.begin()  # what a writer waits for are rows: it begins as everybody does


for _name, _class in (
    ("sqlite", Sqlite),
    ("sqlite.pysqlite", Sqlite),
    ("postgresql", Postgresql),
    ("postgresql.psycopg", Postgresql),
):  # however the address names it
    registry.register(_name, __name__, _class.__name__)


def listen(engine: sa.Engine) -> None:
    """Make the engine behave: durable, foreign keys on."""
    if engine.dialect.name == "sqlite":
        sqlalchemy.event.listen(engine, "connect", _open_sqlite)
    else:
        pg.listen(engine)


def _open_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    # recursive_triggers: INSERT OR REPLACE would otherwise delete a ledger row without asking its trigger.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=8000",
        "foreign_keys=ON",
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
