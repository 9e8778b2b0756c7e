"""A page as a person reads it: its words, its form as it was typed, and what stands beside a field.

Also what the tests of pages have in common besides: a browser in which somebody is signed in, everything that the
database holds, a body of raw bytes.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import make
from tests.conftest import application
from volunteer.accounts.models import Person
from volunteer.base.db import db

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """One element with what stands in it."""

    tag: str
    attrs: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    def everything(self) -> Iterator["Element"]:
        """Yield this element and all in it."""
        yield self
        for one in self.inside:
            if isinstance(one, Element):
                yield from one.everything()

    @property
    def text(self) -> str:
        """The words, on one line."""
        return re.sub(r"\s+", " ", self.raw).strip()

    @property
    def raw(self) -> str:
        """The words as they stand in the source."""
        return "".join(one.raw if isinstance(one, Element) else one for one in self.inside)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and tag not in _VOID:
            if self.open.pop().tag == tag:
                return

    def handle_data(self, words: str) -> None:
        self.open[-1].inside.append(words)


class Page:
    """What came back: its status, its words, its form."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""

    @cached_property
    def elements(self) -> list[Element]:
        """The document and everything in it; who only asks for the status does not wait for this."""
        builder = _Builder()
        builder.feed(self.html)
        return list(builder.open[0].everything())

    @property
    def text(self) -> str:
        """Everything that can be read, the title in the window too."""
        return self.elements[0].text

    def by_id(self, id_: str) -> Element | None:
        """Return the element with this id."""
        return next((one for one in self.elements if one.attrs.get("id") == id_), None)

    def all(self, tag: str, **attrs: str) -> list[Element]:
        """Return every element of this tag with these attributes."""
        return [
            one
            for one in self.elements
            if one.tag == tag and all(one.attrs.get(name) == value for name, value in attrs.items())
        ]

    def beside(self, name: str) -> str:
        """Return what is said to be wrong with a field: the words that its control is described by."""
        control = self.by_id(name)
        if control is None or "aria-describedby" not in control.attrs:
            return ""
        described = [self.by_id(id_) for id_ in control.attrs["aria-describedby"].split()]
        assert None not in described, f"{name} is described by something that is not on the page"
        return " ".join(one.text for one in described if one and "-bad" in one.attrs["id"])

    @property
    def complaints(self) -> dict[str, str]:
        """Return what the list at the top says: field to sentence, "" for what belongs to none."""
        top = next((one for one in self.elements if one.attrs.get("class") == "problem"), None)
        found: dict[str, str] = {}
        for one in top.everything() if top else ():
            if one.tag == "li":
                links = [link.attrs["href"].removeprefix("#") for link in one.everything() if link.tag == "a"]
                assert all(self.by_id(link) for link in links), f"{links} are not on the page"
                found["".join(links)] = one.text
        return found

    def typed(self, name: str) -> str | None:
        """Return what stands in a field of the form, None when there is no such field or nothing is chosen."""
        for one in self.elements:
            if one.tag == "option" and "selected" in one.attrs and self._select_of(one) == name:
                return one.attrs["value"]
            if one.attrs.get("name") != name:
                continue
            if one.tag == "textarea":
                return one.raw.removeprefix("\n")
            if one.tag == "input" and (one.attrs.get("type") not in ("radio", "checkbox") or "checked" in one.attrs):
                return one.attrs.get("value", "")
        return None

    def _select_of(self, option: Element) -> str | None:
        return next((one.attrs.get("name") for one in self.all("select") if option in one.inside), None)

    @property
    def links(self) -> set[str]:
        """Where one can go from here."""
        return {one.attrs["href"] for one in self.all("a")}

    @property
    def actions(self) -> set[str]:
        """Where forms and buttons of this page lead."""
        buttons = {one.attrs["formaction"] for one in self.all("button") if "formaction" in one.attrs}
        return {one.attrs.get("action", "") for one in self.all("form") if one.attrs.get("method") == "post"} | buttons


def look(client: FlaskClient, path: str, **kwargs: Any) -> Page:
    """Open a page."""
    return Page(client.get(path, **kwargs))


def send(client: FlaskClient, path: str, _data: dict[str, Any] | None = None, **fields: Any) -> Page:
    """Send a form."""
    return Page(client.post(path, data={**(_data or {}), **fields}))


def send_bytes(client: FlaskClient, path: str, fields: dict[str, str | bytes]) -> Page:
    """Send a form whose fields may be bytes that are no text."""
    words = {name: value if isinstance(value, bytes) else value.encode() for name, value in fields.items()}
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in words.items())
    return Page(client.post(path, data=body, content_type="application/x-www-form-urlencoded"))


BOUNDARY = "----a-line-between-parts"


def parts(fields: dict[str, str | bytes], *, photo: bytes | None = None, called: str = "photo.jpg") -> bytes:
    """Return the body of a form with a picture in it, as a phone sends it."""
    body = b""
    for name, value in fields.items():
        words = value if isinstance(value, bytes) else value.encode()
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + words + b"\r\n"
    if photo is not None:
        head = f'Content-Disposition: form-data; name="photo"; filename="{called}"\r\nContent-Type: image/jpeg'
        body += f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + photo + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def send_parts(client: FlaskClient, path: str, body: bytes) -> Page:
    """Send a form with a picture in it."""
    return Page(client.post(path, data=body, content_type=f"multipart/form-data; boundary={BOUNDARY}"))


def browser(app: Flask, person: Person | None = None, *, is_shared: bool = False) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = app.test_client()
    if person is not None:
        make.browser_sign_in(client, person, is_shared)
    return client


@contextmanager
def another(app: Flask, folder: Path, **changed: Any) -> Iterator[Flask]:
    """A second application over the same database, with other settings."""
    made = application(str(app.config["SQLALCHEMY_DATABASE_URI"]), folder, **changed)
    try:
        yield made
    finally:
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


# What a GET may write: that the device was used.
COUNTERS = {("login_sessions", "last_seen_at")}


def held() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table as it lies in the database, except what a GET may write."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        names = [f'"{column.name}"' for column in table.columns if (table.name, column.name) not in COUNTERS]
        rows = db.session.connection().exec_driver_sql(f'SELECT {", ".join(names)} FROM "{table.name}"')  # noqa: S608
        found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    db.session.rollback()
    return found


def changed(before: dict[str, list[tuple[Any, ...]]], act: Callable[[], object]) -> set[str]:
    """Do it and return the tables in which something is different now."""
    act()
    after = held()
    return {name for name in after if after[name] != before[name]}
