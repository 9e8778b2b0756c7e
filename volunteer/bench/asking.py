"""One request in this process, as a browser would send it: what it took of the CPU, and how many statements."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlalchemy.event
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from volunteer.base import clock
from volunteer.base.codes import bearer
from volunteer.base.db import db
from volunteer.bench import cpu
from volunteer.views import guards

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


def cookie_and_token(app: Flask, token: str) -> tuple[str, str]:
    """Return the cookie of a browser in which the session `token` is signed in, and the token of its forms."""
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    with app.app_context(), app.test_request_context():  # the token is kept in the context: a fresh one each time
        for_forms = guards.form_token()
        session["_user_id"], session["_fresh"] = token, True
        session.permanent = True
        session["scans"] = bearer()  # from the page with the button, as the token is
        session["renewed"] = clock.local_day(clock.now()).toordinal()  # by the pages she came here by
        return str(serializer.dumps(dict(session))), for_forms


@dataclass(frozen=True)
class Browser:
    """A browser of this application in which a session is signed in."""

    app: Flask
    client: FlaskClient
    form_token: str = ""

    @classmethod
    def of(cls, app: Flask, token: str) -> "Browser":
        """Return one for the session with this token."""
        client = app.test_client()
        cookie, form_token = cookie_and_token(app, token)
        client.set_cookie(str(app.config["SESSION_COOKIE_NAME"]), cookie)
        return cls(app, client, form_token)

    def get(self, path: str) -> TestResponse:
        """Open a page, in a context of its own as on the web."""
        with self.app.app_context():
            return self.client.get(path)

    def post(self, path: str) -> TestResponse:
        """Press the one button of a page."""
        with self.app.app_context():
            return self.client.post(path, data={"csrf_token": self.form_token})


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that are sent, without BEGIN and COMMIT. The application's context is open."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.upper().startswith(_NOT_COUNTED):
            seen.append(statement)

    sqlalchemy.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sqlalchemy.event.remove(db.engine, "before_cursor_execute", note)


def median_cpu(asks: Sequence[tuple[Browser, str]], times: int) -> list[float]:
    """Return, for each page, the median CPU seconds of so many requests: of this process, and of the database's.

    The pages are asked for in turn, so that what else happens on the machine happens to all of them alike.
    """
    helpers = {id(browser.app): _helper(browser.app) for browser, _path in asks}
    took: list[list[float]] = [[] for _ in asks]
    for number in range(times + 1):
        for (browser, path), seconds in zip(asks, took, strict=True):
            helper = helpers[id(browser.app)]
            before = _now(helper)
            answer = browser.get(path)
            after = _now(helper)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            if number:  # the first one warms up
                seconds.append(after - before)
    return [statistics.median(seconds) for seconds in took]


@contextmanager
def measured(app: Flask) -> Iterator[list[float]]:
    """Put into the list the CPU seconds that this process and the database's take meanwhile."""
    helper, seen = _helper(app), list[float]()
    before = _now(helper)
    yield seen
    seen.append(_now(helper) - before)


def _helper(app: Flask) -> int | None:
    """Return the PostgreSQL process that answers this one; the pool holds one connection, as requests come in turn."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            return None
        pid = int(db.session.scalar(sa.text("SELECT pg_backend_pid()")))
        db.session.rollback()
        return pid


def _now(helper: int | None) -> float:
    return time.process_time() + (cpu.of_process(helper) if helper else 0.0)
