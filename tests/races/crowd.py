"""Many people at once: each signed in, with a form in hand, their connections open, all released at one moment."""

import http.client
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from typing import TypeVar
from urllib.parse import urlencode

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf

from tests.races.serving import PATIENCE, Served
from volunteer.accounts import sessions
from volunteer.accounts.models import Person
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal

S = TypeVar("S")
T = TypeVar("T")
Ask = tuple["Visitor", str, Mapping[str, object]]  # who sends which form with what in it
Act = Callable[[datetime], object]

ALERT = re.compile(r'role="alert"[^>]*>(.*?)</div>', re.DOTALL)
SAYS = re.compile(r"<p>(.*?)</p>|<h2>(?:<svg.*?</svg>)?(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    goes_to: str
    cookie: str  # what the browser is to keep from now on; empty when that has not changed

    @property
    def sentence(self) -> str:
        """The sentence of a rule that said no, else nothing."""
        alert = ALERT.search(self.text)
        found = SAYS.search(alert[1]) if alert else None
        return unescape(found[1] or found[2]).strip() if found else ""

    @property
    def state(self) -> str:
        """What that sentence says of the state now: the first part of it, without the time."""
        return self.sentence.partition("，")[0]


@dataclass
class Visitor:
    """A browser with a session cookie and the token of the forms in it. Several threads may use it."""

    port: int
    cookie: str
    form_token: str
    grant: str = ""  # what a code at the door was turned into, as its cookie carries it

    def holding(self, grant: str) -> "Visitor":
        """The same browser after it opened the link of a code."""
        return replace(self, grant=grant)

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection, so that the request itself takes no longer than it must."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.connect()
        return connection

    def post(self, path: str, over: http.client.HTTPConnection | None = None, **fields: object) -> Answer:
        """Send a form."""
        words = {"csrf_token": self.form_token, **fields}  # a list is a field that is sent several times
        return self._ask("POST", path, over or self.connect(), urlencode(words, doseq=True))

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, self.connect())

    def _ask(self, method: str, path: str, over: http.client.HTTPConnection, body: str | None = None) -> Answer:
        grant = f"; grant={self.grant}" if self.grant else ""
        headers = {"Cookie": f"session={self.cookie}{grant}", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            over.request(method, path, body, headers)
            with over.getresponse() as answer:
                text = answer.read().decode()
                new = re.match(r"session=([^;]*)", answer.headers.get("Set-Cookie", ""))
                return Answer(answer.status, text, answer.headers.get("Location", ""), new[1] if new else "")
        finally:
            over.close()


def statuses(answers: Sequence[Answer]) -> dict[int, int]:
    """Return how many answers there are of each status."""
    kinds = [answer.status for answer in answers]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def guest(served: Served) -> Visitor:
    """Somebody who is not signed in."""
    return _visitor(served.app, served.port, {})


def signed_in(served: Served, people: Sequence[Person]) -> list[Visitor]:
    """Each of these people, signed in on a phone of their own a moment ago."""
    ids = [person.id for person in people]

    def begin(now: datetime) -> list[str]:
        rows = (db.session.get_one(Person, one) for one in ids)
        return [sessions.begin(row, now, device="手机", address="127.0.0.1", is_shared=False)[1] for row in rows]

    tokens = write(begin)
    return [_visitor(served.app, served.port, {"_user_id": token, "_fresh": True}) for token in tokens]


def _visitor(app: Flask, port: int, held: dict[str, object]) -> Visitor:
    """A browser as it would be after a page with a form was opened: the token of the form stands in its cookie."""
    with app.app_context(), app.test_request_context():  # a context of its own: the token is kept in `g`
        form_token = str(generate_csrf())
        held = {**held, "csrf_token": session["csrf_token"]}
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    cookie = serializer.dumps(held)
    return Visitor(port, cookie if isinstance(cookie, str) else cookie.decode(), form_token)


def together(asks: Sequence[Ask]) -> list[Answer]:
    """Send all these forms at one moment and return the answers in the same order."""
    start = threading.Barrier(len(asks))

    def send(ask: Ask) -> Answer:
        visitor, path, fields = ask
        connection = visitor.connect()
        start.wait(PATIENCE)
        return visitor.post(path, connection, **fields)

    return side_by_side(send, asks)


def side_by_side(act: Callable[[S], T], each: Sequence[S]) -> list[T]:
    """Do it for each in a thread of its own."""
    with ThreadPoolExecutor(len(each)) as threads:
        return list(threads.map(act, each))


def meanwhile(app: Flask, act: Act) -> Future[Refusal | None]:
    """Begin to do it beside what is being done here, and go on once it has read what was true before.

    The result is how it was refused, if it was.
    """

    def beside() -> Refusal | None:
        with app.app_context():
            try:
                write(act)
            except Refusal as refusal:
                return refusal
            return None

    thread = ThreadPoolExecutor(1)
    begun = thread.submit(beside)
    thread.shutdown(wait=False)
    wait([begun], 0.4)  # by now it waits for our transaction to end
    return begun


def one_after_the_other(app: Flask, first: Act, second: Act) -> type[Refusal] | None:
    """Do the first, begin the second before it is committed, and return how the second was refused."""

    def both(now: datetime) -> Future[Refusal | None]:
        first(now)
        db.session.flush()
        return meanwhile(app, second)

    refusal = write(both).result(PATIENCE)
    db.session.rollback()
    return type(refusal) if refusal else None
