"""Doors: a table says for each route what every kind of visitor sees of it, and each is knocked at.

A visitor is a guest, 赵磊 without a part in it, a clerk of elsewhere, or the right one, whom the door names.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from flask import Flask

from tests import make
from tests.conftest import Scene
from tests.pages.reading import Page, browser
from volunteer.accounts.models import Person

VISITORS = ("guest", "lei", "other", "right")
# What each of the four sees, in this order.
# page: 200; on: done, and on to another page; login: sent to sign in first; again: the form again; no: a sentence why
# not; forbidden: a page that is for other people; nothing: as if nothing were there.
ALL = ("page", "page", "page", "page")
SIGNED_IN = ("login", "page", "page", "page")
OWN = ("login", "nothing", "nothing", "page")
OFFICE = ("login", "forbidden", "page", "page")
SCOPED = ("login", "forbidden", "nothing", "page")
FEW = ("login", "forbidden", "forbidden", "page")
NOBODY = ("nothing", "nothing", "nothing", "nothing")

Routes = set[tuple[str, str]]


def done(sees: tuple[str, ...]) -> tuple[str, ...]:
    """The same for a button: who may, is sent on to a page that says what was done."""
    return tuple("on" if one == "page" else one for one in sees)


@dataclass(frozen=True)
class Door:
    """One route: who gets in, and the state of the thing that it is about."""

    method: str
    endpoint: str
    path: str
    sees: tuple[str, ...]
    right: str = "owner"
    state: str = "published"
    form: dict[str, str] = field(default_factory=dict)


def routes(app: Flask) -> Routes:
    """Return every route, as (method, endpoint)."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def kind_of(page: Page, to: str | None) -> str:
    """Return what somebody sees, in the words of the table."""
    if page.status in (301, 302, 303, 307, 308):
        return "login" if to and to.startswith("/login?next=") and page.status == 303 else "on"
    if page.status == 403:
        return "forbidden" if "这个页面不对您开放" in page.text else "no"
    return {200: "page", 404: "nothing", 422: "again", 409: "no"}.get(page.status, str(page.status))


def plain(page: Page, path: str) -> str:
    """Return the page without the path that was asked for and without its CSRF tokens."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.html).replace(path, "…")


def filled(door: Door, _person: Person | None, words: dict[str, str]) -> dict[str, Any]:
    """Return the form of this door; what it leaves open with ? is one of the words."""
    return {name: words[name] if value == "?" else value for name, value in door.form.items()}


def of_the_cast(name: str, _words: dict[str, str]) -> Person:
    """Return who is called so in tests/make.py."""
    return getattr(make, name)()  # type: ignore[no-any-return]


@cache
def in_state(scene: Callable[[str], dict[str, str]], state: str) -> Callable[[], dict[str, str]]:
    """Return what makes the scene in this state, the same each time it is asked for: a scene is kept under it."""
    return partial(scene, state)


@dataclass(frozen=True)
class Doors:
    """The doors of some rooms, and how to make what stands behind them.

    `scene` makes the thing in a state and returns the words that go into a path; `right` is who the right one is where
    the door does not say; `fill` makes the form; `around` makes what a door needs besides, and returns the words for
    it; `who` is the person of a name. Each scene is made once and put back before every door that changes it.
    """

    table: list[Door]
    rooms: set[str]
    scene: Callable[[str], dict[str, str]]
    right: str = "owner"
    fill: Callable[[Door, Person | None, dict[str, str]], dict[str, Any]] = filled
    around: Callable[[Door], dict[str, str]] = lambda _door: {}
    who: Callable[[str, dict[str, str]], Person] = of_the_cast

    def forgotten(self, app: Flask) -> Routes:
        """Return the routes of these rooms that the table does not know, and those that it only knows."""
        there = {one for one in routes(app) if one[1].split(".")[0] in self.rooms}
        return there ^ {(door.method, door.endpoint) for door in self.table}

    def knock(self, app: Flask, door: Door, visitor: str, words: dict[str, str]) -> tuple[Page, str]:
        """Let the visitor try this door in a browser of their own."""
        person = self._person(door, visitor, words)
        form = self.fill(door, person, words)
        answer = browser(app, person).open(door.path.format(**words), method=door.method, data=form or None)
        page = Page(answer)
        return page, kind_of(page, answer.headers.get("Location"))

    def wrong(self, app: Flask, visitor: str, there_is: Scene) -> list[str]:
        """Return the doors at which this visitor sees something else than the table says."""
        place = VISITORS.index(visitor)
        wrong: list[str] = []
        words: dict[str, str] = {}
        last = ""
        for door in sorted(self.table, key=lambda one: (one.sees[place] == "on", one.state)):
            if door.state != last or door.sees[place] == "on":  # what is about to be changed is put back first
                words, last = there_is(in_state(self.scene, door.state)), door.state
            seen = self.knock(app, door, visitor, {**words, **self.around(door)})[1]
            if seen != door.sees[place]:
                wrong.append(f"{door.method} {door.path}: {seen}, not {door.sees[place]}")
        return wrong

    def telling(self, app: Flask, visitor: str, there_is: Scene) -> list[str]:
        """Return the doors that are hidden from this visitor and yet look otherwise than one that leads nowhere."""
        place = VISITORS.index(visitor)
        hidden = [door for door in self.table if door.sees[place] == "nothing" and "{" in door.path]
        assert hidden, f"nothing is hidden from {visitor}"
        telling: list[str] = []
        words: dict[str, str] = {}
        last = ""
        for door in sorted(hidden, key=lambda one: one.state):
            if door.state != last:
                words, last = there_is(in_state(self.scene, door.state)), door.state
            real = {**words, **self.around(door)}
            nowhere = {**dict.fromkeys(real, "ZZZZZZZZ"), "attendance": "99999", "grant": "99999"}  # these are numbers
            there, not_there = self.knock(app, door, visitor, real)[0], self.knock(app, door, visitor, nowhere)[0]
            if plain(there, door.path.format(**real)) != plain(not_there, door.path.format(**nowhere)):
                telling.append(f"{door.method} {door.path}")
        return telling

    def _person(self, door: Door, visitor: str, words: dict[str, str]) -> Person | None:
        if visitor == "guest":
            return None
        right = self.right if door.right == "owner" else door.right
        return self.who({"lei": "lei", "other": "other_clerk"}.get(visitor, right), words)
