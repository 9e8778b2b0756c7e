"""Every route of the events and every kind of visitor: a guest, 赵磊, a clerk of elsewhere, the right one."""

import re

import pytest
from flask import Flask

from tests.conftest import Scene, on_sqlite
from tests.pages.doors import ALL, OFFICE, OWN, SCOPED, SIGNED_IN, VISITORS, Door, Doors, done, filled
from tests.pages.event_scenes import CORRECTED, NEW, event_scene
from tests.pages.forms import REASON
from tests.pages.reading import browser
from tests.pages.test_doors import EVENT_ROOMS
from volunteer.accounts.models import Person

STALE = ("410", "410", "410", "410")
HIDDEN = ("nothing", "nothing", "nothing", "page")
DOORS = [
    Door("GET", "events.events", "/events", ALL, state="open"),
    Door("GET", "events.event", "/events/{event}", ALL, state="open"),
    Door("GET", "events.event", "/events/{event}", HIDDEN, "jing", "draft"),
    Door("POST", "events.sign_up", "/posts/{post}/sign-up", done(SIGNED_IN), "second_clerk", "open"),
    Door("GET", "events.withdraw", "/sign-ups/{sign_up}/withdraw", OWN, "fang", "open"),
    Door("POST", "events.withdraw", "/sign-ups/{sign_up}/withdraw", done(OWN), "fang", "open"),
    Door("GET", "events.calendar", "/shifts/{shift}.ics", ALL, state="open"),
    Door("GET", "events.calendar", "/shifts/{shift}.ics", ("nothing",) * 4, state="draft"),
    Door("GET", "events.mine", "/me/events", SIGNED_IN, state="open"),
    Door("GET", "events.answer", "/sign-ups/{sign_up}/answer", OWN, "fang", "absent"),
    Door("POST", "events.answer", "/sign-ups/{sign_up}/answer", done(OWN), "fang", "absent", REASON),
    Door("GET", "attendance.scanned", "{link}", ("on",) * 4, "fang", "running"),
    Door("GET", "attendance.confirm", "/attendance/confirm", STALE, "fang", "running"),
    Door("POST", "attendance.check_in", "/attendance/check-in", ("login", *STALE[1:]), "fang", "running"),
    Door("GET", "attendance.recorded", "/attendance/scans/{scan}", OWN, "fang", "ended"),
    Door("POST", "attendance.digits", "/shifts/{shift}/digits/in", done(SIGNED_IN), "fang", "running", {"digits": "?"}),
    Door("GET", "attendance.screen", "/screen/{shift}", OWN, "li", "running"),
    Door("GET", "attendance.screen_codes", "/screen/{shift}/codes", OWN, "jing", "running"),
    Door("GET", "attendance.poster", "/shifts/{shift}/poster", OWN, "li", "running"),
    Door("GET", "attendance.sheet", "/shifts/{shift}/sheet", OWN, "jing", "running"),
    Door("GET", "door.roster", "/door/{shift}", OWN, "li", "running"),
    Door("POST", "door.mark", "/door/{shift}/{person}/in", done(OWN), "li", "running"),
    Door(
        "POST",
        "door.walk_in",
        "/door/{shift}/walk-in",
        done(OWN),
        "li",
        "running",
        {"name": "孙大海", "phone": "13911112222"},
    ),
    Door("POST", "door.pick", "/door/{shift}/pick/{waiting}", done(OWN), "li", "waiting"),
    Door("GET", "door.confirm", "/door/{shift}/confirm", OWN, "li", "ended"),
    Door("POST", "door.headcount", "/door/{shift}/headcount", done(OWN), "li", "ended", {"headcount": "1"}),
    Door("POST", "door.confirmed", "/door/{shift}/confirm", done(OWN), "li", "counted"),
    Door("POST", "door.approve", "/door/{shift}/approve/{attendance}", done(OWN), "second_clerk", "second"),
    Door("GET", "door.correct", "/door/{shift}/{person}/correct", OWN, "li", "confirmed"),
    Door("POST", "door.correct", "/door/{shift}/{person}/correct", done(OWN), "li", "confirmed", CORRECTED),
    Door("POST", "door.decide", "/door/{shift}/{person}/correct/approve", done(OWN), "li", "corrected"),
    Door("GET", "office_events.events", "/office/events", OFFICE, "jing", "open"),
    Door("GET", "office_events.new", "/office/events/new", OFFICE, "jing", "open"),
    Door("POST", "office_events.new", "/office/events/new", done(OFFICE), "jing", "open", {**NEW, "leader": "?"}),
    Door("GET", "office_events.event", "/office/events/{event}", SCOPED, "jing", "open"),
    Door("GET", "office_events.edit", "/office/events/{event}/edit", SCOPED, "jing", "draft"),
    Door(
        "POST",
        "office_events.edit",
        "/office/events/{event}/edit",
        done(SCOPED),
        "jing",
        "draft",
        {**NEW, "leader": "?"},
    ),
    Door("POST", "office_events.publish", "/office/events/{event}/publish", done(SCOPED), "jing", "draft"),
    Door("GET", "office_events.copy", "/office/events/{event}/copy", SCOPED, "jing", "open"),
    Door(
        "POST", "office_events.copy", "/office/events/{event}/copy", done(SCOPED), "jing", "open", {"day": "2026-12-05"}
    ),
    Door("GET", "office_events.stop", "/office/events/{event}/cancel", SCOPED, "jing", "open"),
    Door("POST", "office_events.stop", "/office/events/{event}/postpone", done(SCOPED), "jing", "open", REASON),
    Door("GET", "office_events.reschedule", "/office/events/{event}/reschedule", SCOPED, "jing", "postponed"),
    Door(
        "POST",
        "office_events.reschedule",
        "/office/events/{event}/reschedule",
        done(SCOPED),
        "jing",
        "postponed",
        {"day": "2026-12-05", "start": "10:00"},
    ),
    Door("POST", "office_events.places", "/office/posts/{post}/places", done(SCOPED), "jing", "open", {"places": "3"}),
    Door("GET", "office_events.signed_up", "/office/shifts/{shift}", SCOPED, "jing", "open"),
    Door("GET", "office_events.sheet", "/office/shifts/{shift}.xlsx", SCOPED, "jing", "open"),
]


def form(door: Door, person: Person | None, words: dict[str, str]) -> dict[str, str]:
    """Return the form; who arranges an event leads it."""
    return filled(door, person, {**words, "leader": person.code if person else ""})


BEHIND = Doors(DOORS, EVENT_ROOMS, event_scene, "fang", form)


@on_sqlite
def test_the_table_knows_every_route_of_the_events(app: Flask) -> None:
    assert BEHIND.forgotten(app) == set()


@on_sqlite
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_door_opens_for_whom_it_should(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.wrong(app, visitor, scene) == []


@on_sqlite
@pytest.mark.parametrize("visitor", ["guest", "lei", "other"])
def test_what_is_not_theirs_looks_as_if_nothing_were_there(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.telling(app, visitor, scene) == []


@on_sqlite
@pytest.mark.parametrize("after", ["x", "2026-11-20T00:00:00_1", "2026-11-20T00:00:00+00:00_99999999999999999999", "_"])
def test_a_forged_place_in_the_list_is_no_error(app: Flask, after: str) -> None:
    answer = browser(app).get("/events", query_string={"after": after})

    assert answer.status_code in (200, 404)
    assert not re.search("错误", answer.text)
