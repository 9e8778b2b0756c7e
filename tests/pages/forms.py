"""Every form of the house: where it stands, who sends it, and how it is filled in rightly."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import Scene
from tests.pages.event_scenes import CORRECTED, NEW, event_scene
from tests.pages.reading import Page, send
from tests.pages.scenes import CAST
from tests.pages.scenes import scene as wish_scene
from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.wishes.models import Wish


@dataclass(frozen=True)
class Sheet:
    """A form: who fills it in, about a wish or an `event: ` in which state, and what is right."""

    path: str
    who: str  # a part of the scene, or guest
    good: dict[str, str]
    state: str = "published"
    is_picture_form: bool = False  # sent as multipart


WISH = {
    "title": "一台收音机",
    "description": "晚上想听听秦腔。",
    "kind": "goods",
    "category": "daily",
    "value": "100",
    "handover": "at_community",
    "wanted_by": "2026-12-01",
    "alias": "刘奶奶",
    "age_band": "80+",
    "phone": "13919000010",
    "address": "桥门街",
}
PROXY = {**WISH, "name": "刘桂兰", "spoke": "self", "agreed": "in_person", "account_phone": "13919000010"}
VISIT = {"day": "2026-11-21", "began": "06:00", "ended": "07:00", "words": "送去了收音机，教会了怎么调台。"}
REASON = {"words": "家里已经买了一台。"}

EVENT = {
    **NEW,
    **{"leader": "?", "contact": "0931-8460001", "break_minutes": "0"},
    **{
        "requirement1": "能站两小时",
        "skill1": "first_aid",
        "conditions": "18 岁以上",
        "risks": "扭伤",
        "insurance": "",
        "provided": "手套",
        "opens": "",
        "closes": "",
    },
}

SHEETS = {
    "new wish": Sheet("/wishes/new", "owner", {**WISH, "community": "QIAOMEN"}),
    "revised wish": Sheet("/wishes/{code}/edit", "owner", WISH, "returned"),
    "proxy wish": Sheet("/office/wishes/new", "clerk", PROXY),
    "revised proxy wish": Sheet("/office/wishes/{code}/edit", "clerk", PROXY, "returned proxy"),
    "review": Sheet(
        "/office/wishes/{code}/review",
        "clerk",
        {"alias": "刘奶奶", "called": "y", "words": "", "decision": "publish"},
        "submitted",
    ),
    "contact": Sheet("/wishes/{code}/contacted", "claimant", {"words": "周六上午"}, "claimed"),
    "delivery": Sheet("/wishes/{code}/deliver", "claimant", VISIT, "claimed", is_picture_form=True),
    "phone": Sheet("/wishes/{code}/phone", "claimant", {"why": "appointment"}, "claimed"),
    "release": Sheet("/wishes/{code}/release", "claimant", REASON, "claimed"),
    "withdraw": Sheet("/wishes/{code}/withdraw", "owner", REASON),
    "decline": Sheet("/wishes/{code}/decline", "owner", REASON, "delivered"),
    "rate": Sheet("/wishes/{code}/rate", "owner", {"satisfaction": "5", "words": "谢谢"}, "fulfilled"),
    "slip decline": Sheet("/slip/{slip}/decline", "guest", REASON, "proxy"),
    "slip rate": Sheet("/slip/{slip}/rate", "guest", {"satisfaction": "5", "words": "谢谢"}, "fulfilled"),
    "office confirm": Sheet(
        "/office/wishes/{code}/confirm",
        "clerk",
        {"witness": "clerk_asked", "satisfaction": "5", "words": "谢谢"},
        "delivered",
    ),
    "office decline": Sheet(
        "/office/wishes/{code}/decline", "clerk", {"witness": "clerk_asked", **REASON}, "delivered"
    ),
    "office withdraw": Sheet("/office/wishes/{code}/withdraw", "clerk", REASON),
    "close": Sheet("/office/wishes/{code}/close", "clerk", REASON),
    "reveal": Sheet("/office/wishes/{code}/reveal", "clerk", {"secret": "address", "why": "visit"}),
    "follow-up": Sheet(
        "/office/wishes/{code}/follow-up",
        "clerk",
        {"way": "phone", "satisfaction": "5", "words": "都好"},
        "fulfilled",
    ),
    "code": Sheet("/login/code", "guest", {"phone": "13919000010"}),
    "digits": Sheet("/login", "guest", {"phone": "13919000010", "digits": "123456"}),
    "password": Sheet("/login/password", "guest", {"phone": "13919000010", "password": make.PASSWORD}),
    "register": Sheet("/register", "guest", {"name": "马兰", "community": "QIAOMEN", "agree": "y"}),
    "name": Sheet("/me/name", "owner", {"name": "刘桂兰"}),
    "community": Sheet("/me/community", "owner", {"community": "QIAOMEN"}),
    "new password": Sheet("/me/password", "owner", {"password": make.PASSWORD, "again": make.PASSWORD}),
    "organisation": Sheet(
        "/office/organisations/new",
        "admin",
        {
            "code": "XIGUYUAN",
            "name": "西固园社区",
            "short_name": "西固园",
            "kind": "community",
            "parent": "LINXIALU",
            "party_parent": "",
            "office_phone": "0931-8460002",
            "office_place": "便民大厅",
        },
    ),
    "person": Sheet("/office/people/add", "secretary", {"name": "马兰", "phone": "13911112222"}),
    "grant": Sheet(
        "/office/people/grant",
        "secretary",
        {"name": "刘桂兰", "phone": "13919000010", "organisation": "QIAOMEN", "role": "community_clerk"},
    ),
    "disable": Sheet("/office/people/{person}/disable", "admin", REASON),
    "skills": Sheet("/me/skills", "owner", {"skills": "first_aid"}),
    "event": Sheet("/office/events/new", "clerk", EVENT, "event: open"),
    "event draft": Sheet("/office/events/{event}/edit", "clerk", EVENT, "event: draft"),
    "copy": Sheet("/office/events/{event}/copy", "clerk", {"day": "2026-12-05", "day2": "2026-12-06"}, "event: open"),
    "postpone": Sheet("/office/events/{event}/postpone", "clerk", REASON, "event: open"),
    "cancel": Sheet("/office/events/{event}/cancel", "clerk", REASON, "event: open"),
    "reschedule": Sheet(
        "/office/events/{event}/reschedule", "clerk", {"day": "2026-12-05", "start": "10:00"}, "event: postponed"
    ),
    "leave": Sheet("/sign-ups/{sign_up}/withdraw", "volunteer", {"words": "出差"}, "event: open"),
    "answer": Sheet("/sign-ups/{sign_up}/answer", "volunteer", {"words": "我到了，手机没有电。"}, "event: absent"),
    "walk-in": Sheet("/door/{shift}/walk-in", "leader", {"name": "孙大海", "phone": "13911112222"}, "event: running"),
    "headcount": Sheet("/door/{shift}/headcount", "leader", {"headcount": "1"}, "event: ended"),
    "correction": Sheet("/door/{shift}/{person}/correct", "leader", CORRECTED, "event: confirmed"),
}


@dataclass(frozen=True)
class Desk:
    """A form in the browser of who fills it in, ready to be sent many times."""

    sheet: Sheet
    words: dict[str, str]
    client: FlaskClient

    @property
    def path(self) -> str:
        """Where the form stands."""
        return self.sheet.path.format(**self.words)

    @property
    def wish(self) -> Wish:
        """The wish that it is about."""
        return db.session.scalars(sa.select(Wish).where(Wish.code == self.words["code"])).one()

    @property
    def claimant(self) -> Person:
        """Who claimed it, in a state where somebody has."""
        return db.session.scalars(sa.select(Person).where(Person.code == self.words["person"])).one()

    def filled(self, **other: str | None) -> dict[str, str]:
        """Return the form as it is right, with other words in some fields; None leaves the field out."""
        good = {name: self.words[name] if value == "?" else value for name, value in self.sheet.good.items()}
        return {name: value for name, value in {**good, **other}.items() if value is not None}

    def send(self, **other: str | None) -> Page:
        """Send it."""
        return send(self.client, self.path, self.filled(**other))


DeskFor = Callable[[str], Desk]


def desk(app: Flask, scene: Scene, name: str) -> Desk:
    """Set up a desk for a form; what it is about is made once for all the forms of one person and one state."""
    sheet = SHEETS[name]
    words = scene(_about(sheet.state, sheet.who))
    client = app.test_client()
    if words["token"]:
        make.hold_token(client, words["token"])
    return Desk(sheet, words, client)


@cache
def _about(state: str, who: str) -> Callable[[], dict[str, str]]:
    """Return what makes a wish or an event in this state, with somebody signed in, and returns words to go by."""
    _, is_event, of_event = state.partition("event: ")

    def lay() -> dict[str, str]:
        if is_event:
            words, person = event_scene(of_event), CAST[who]()
            return {**words, "leader": person.code, "token": make.session_of(person)}
        at = wish_scene(state)
        return {**at.words, "token": "" if who == "guest" else make.session_of(at.who(who))}

    return lay
