"""Every route of orders and every kind of visitor: who gets in, and for whom it is as if nothing were there."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask

from tests import make
from tests.conftest import Scene, on_sqlite
from tests.make import CLASS_AT, HOUR
from tests.pages.doors import in_state
from tests.pages.reading import browser, look
from tests.pages.test_doors import ORDER_ROOMS
from volunteer.base import clock
from volunteer.orders.models import Order

VISITORS = ("lei", "other_school_contact", "other_team_leader", "school_contact", "team_leader", "tutor", "manager")


@dataclass(frozen=True)
class Door:
    """One route, the state of the order it is about, and who of the visitors gets in; a guest is sent to sign in."""

    method: str
    path: str
    state: str
    opens_to: set[str]
    form: dict[str, str] = field(default_factory=dict)
    guest: int = 303


CREW = {"team_leader", "tutor", "manager"}
PARTS = {"school_contact", *CREW}
CLIENTS = {"school_contact", "other_school_contact"}
WORDS = {"words": "学校运动会"}

DOORS = [
    Door("GET", "/orders", "taken", set(VISITORS)),
    Door("GET", "/orders/calendar", "taken", set(VISITORS)),
    Door("GET", "/orders/new?offering={item}", "taken", CLIENTS),
    Door("GET", "/orders/{code}", "taken", PARTS),
    Door("GET", "/orders/{code}", "invited", {"school_contact", "team_leader", "manager"}),
    Door("GET", "/orders/{code}/edit", "placed", {"school_contact"}),
    Door("POST", "/orders/{code}/decline", "invited", {"team_leader"}),
    Door("GET", "/orders/{code}/take", "invited", {"team_leader", "manager"}),
    Door("GET", "/orders/{code}/crew", "taken", {"team_leader", "manager"}),
    Door("GET", "/orders/{code}/prepare", "taken", CREW),
    Door("GET", "/orders/{code}/serve", "taken", CREW),
    Door("GET", "/orders/{code}/postpone", "taken", PARTS),
    Door("GET", "/orders/{code}/cancel", "taken", PARTS),
    Door("GET", "/orders/{code}/review", "served", {"school_contact"}),
    Door("GET", "/orders/{code}/review-link", "served", {"school_contact", "manager"}),
    Door("POST", "/orders/{code}/review-link", "served", {"school_contact", "manager"}),
    Door("GET", "/harm", "taken", set(VISITORS), guest=200),
    Door("GET", "/office/orders", "taken", {"manager"}),
    Door("GET", "/office/orders/{code}", "placed", {"manager"}),
    Door("POST", "/office/orders/{code}/invite", "placed", {"manager"}, form={"teams": "SFJ2"}),
    Door("POST", "/office/orders/{code}/answer", "placed", {"manager"}, form={**WORDS, "decision": "return"}),
    Door("POST", "/office/orders/{code}/call-back", "invited", {"manager"}),
]


def order(state: str) -> dict[str, str]:
    """Make an order in this state; return the words to put into a path."""
    make.ready_tutors()
    make.team_leader()
    makers: dict[str, Callable[[], Order]] = {
        "placed": make.order,
        "invited": make.invited_order,
        "taken": make.taken_order,
        "served": make.served_order,
    }
    made = makers[state]()
    return {"code": made.code, "item": made.offering.code if made.offering else ""}


@on_sqlite
@pytest.mark.parametrize("door", DOORS, ids=lambda one: f"{one.method} {one.path} {one.state}")
def test_each_visitor_sees_what_is_theirs(app: Flask, scene: Scene, door: Door) -> None:
    for who in (*VISITORS, None):
        path = door.path.format(**scene(in_state(order, door.state)))
        with clock.held_at(CLASS_AT + 12 * HOUR) if door.state == "served" else clock.held_at(make.NOW):
            client = browser(app, getattr(make, who)() if who else None)
            answer = client.open(path, method=door.method, data=door.form if door.method == "POST" else None)

        if who is None:
            assert answer.status_code == door.guest
            assert door.guest == 200 or "/login" in answer.headers["Location"]
        elif who in door.opens_to:
            assert answer.status_code in (200, 303), who
            assert "/login" not in answer.headers.get("Location", "")
        else:
            # Who sees the order and may not decline it reads why; whom it does not concern finds nothing.
            known = door.path.endswith("decline") and who in ("school_contact", "manager")
            assert answer.status_code in ((409,) if known else (403, 404)), who


@on_sqlite
def test_no_route_of_orders_was_forgotten(app: Flask) -> None:
    there = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in ORDER_ROOMS}
    tried = {door.path.partition("?")[0].replace("{code}", "<code>") for door in DOORS}

    assert there - tried == {"/review/<token>"}  # whoever holds the link; in test_order_pages.py


@on_sqlite
def test_a_clerk_of_elsewhere_and_a_superior_of_elsewhere_find_nothing(app: Flask) -> None:
    made = make.taken_order()

    for who in (make.jing(), make.other_clerk(), make.viewer()):
        assert look(browser(app, who), f"/orders/{made.code}").status == 404
    assert look(browser(app, make.admin()), f"/orders/{made.code}").status == 200
