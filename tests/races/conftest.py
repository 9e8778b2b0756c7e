"""`served`: the application behind real gunicorn, on a database of its own, once on SQLite and once on PostgreSQL.

`served.app` is the same application in this process, its context open, for making rows through the rules before and
for reading them afterwards. A fault in the server's log fails the test.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest

from tests.conftest import BACKENDS, application, empty_database
from tests.races.serving import NO_CHILDREN, Served
from volunteer.base.db import db
from volunteer.cli import checking


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """Here the clock runs: the processes of the server see the true time, and so must the rows."""


@pytest.fixture(params=BACKENDS)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """The application behind gunicorn."""
    if NO_CHILDREN:
        pytest.skip("no /proc/…/children, by which the processes of the server are found")
    with empty_database(request.param, tmp_path) as url:
        app = application(url, tmp_path, demo=True)
        with app.app_context():
            flask_migrate.upgrade()
            db.session.remove()
            server = Served(app, tmp_path / "server.log")
            try:
                server.begin(_environment(url, tmp_path, app.config["VOLUNTEER"].keys))
                yield server
            finally:
                server.end()
                db.session.remove()
                db.engine.dispose()
    assert server.faults() == []


def _environment(url: str, folder: Path, keys: Path) -> dict[str, str]:
    """What the server is told: this database, this folder, these keys, and nothing that stands around here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOLUNTEER_")}
    return {
        **kept,
        "DATABASE_URL": url,
        "VOLUNTEER_DATA": str(folder),
        "VOLUNTEER_KEYS": str(keys),
        "VOLUNTEER_DEMO": "1",
        "VOLUNTEER_LOG_LEVEL": "WARNING",
    }


def all_in_order() -> str | None:
    """Say what `volunteer check` finds wrong now, None when everything holds."""
    db.session.rollback()
    return checking.first_difference()
