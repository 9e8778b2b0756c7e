"""`served`: the application behind real gunicorn, once on SQLite and once on PostgreSQL.

The server is started once for each database; every test finds the database clean and no process behind the port that
holds another one.
`served.app` is the same application in this process, its context open, for making rows through the rules before and
for reading them afterwards. A fault in the server's log fails the test.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import BACKENDS, NO_CHILDREN, House
from tests.races.serving import HAS_CHILDREN, Served
from volunteer.base.db import db
from volunteer.cli import checking


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """Here the clock runs: the processes of the server see the true time, and so must the rows."""


@pytest.fixture(scope="package")
def servers(
    houses: Callable[[str], House], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Served]]:
    """One server for each database, started when it is first wanted, ended after the last race."""
    with contextlib.ExitStack() as stack:
        started: dict[str, Served] = {}

        def server(backend: str) -> Served:
            if backend not in started:
                app, folder = houses(backend).app, tmp_path_factory.mktemp(backend)
                one = Served(app, folder / "server.log")
                stack.callback(one.end)
                one.begin(_environment(app, folder))
                started[backend] = one
            return started[backend]

        yield server


@pytest.fixture(params=BACKENDS)
def served(
    request: pytest.FixtureRequest, houses: Callable[[str], House], servers: Callable[[str], Served]
) -> Iterator[Served]:
    """The application behind gunicorn, with nothing in its database."""
    if not HAS_CHILDREN:
        pytest.skip(f"{NO_CHILDREN}: /proc/…/children is not there")  # the rules are also tried without a server
    server = servers(request.param)
    houses(request.param).empty()
    server.turn_the_page(with_new_processes=request.param == "sqlite")  # the old ones hold a file that was taken away
    with server.app.app_context():
        yield server
        db.session.remove()
    assert server.faults() == []


def _environment(app: Flask, folder: Path) -> dict[str, str]:
    """What the server is told: this database and its keys, a folder of its own, and nothing that stands around here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOLUNTEER_")}
    settings = app.config["VOLUNTEER"]
    return {
        **kept,
        "DATABASE_URL": settings.database_url,
        "VOLUNTEER_DATA": str(folder),
        "VOLUNTEER_KEYS": str(settings.keys),
        "VOLUNTEER_DEMO": "1",
        "VOLUNTEER_LOG_LEVEL": "WARNING",
    }


def all_in_order() -> str | None:
    """Say what `volunteer check` finds wrong now, None when everything holds."""
    db.session.rollback()
    return checking.first_difference()
