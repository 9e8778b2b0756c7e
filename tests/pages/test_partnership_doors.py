"""Every route of the partnership and every kind of visitor: a guest, 赵磊, a clerk of elsewhere, the right one."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image

from tests import make
from tests.conftest import Scene, on_sqlite
from tests.pages.doors import FEW, OFFICE, OWN, SCOPED, SIGNED_IN, VISITORS, Door, Doors, done, filled
from tests.pages.forms import REASON
from tests.pages.reading import Page, browser
from tests.pages.test_doors import PARTNER_ROOMS
from volunteer.accounts.models import Person
from volunteer.base import images
from volunteer.partnership import signing
from volunteer.partnership.models import Agreement

AGREEMENT = {
    **{"title": "法治共建协议", "kind": "co_building", "purpose": "送法进校园。"},
    **{"starts_on": "2026-12-01", "ends_on": "2027-11-30"},
    **{"party1": "SFJ", "duties1": "出人", "party2": "SCHOOL32", "duties2": "出教室"},
    **{"volunteering": "每学期四节课。", "minors_words": "不留名单。"},
}
LETTER = {
    **{"programme": "mofashi", "person": "?", "post": "tutor", "organisation": "QIAOMEN"},
    **{"starts_on": "2026-12-01", "ends_on": ""},
}
SIGNATURE = {"signatory": "高敏", "signatory_title": "校长", "signed_on": "2026-11-20", "photo": "?"}
SIGN = "/agreements/{code}/parties/b/sign"

DOORS = [
    Door("GET", "agreements.agreements", "/agreements", OFFICE, "manager", "draft"),
    Door("GET", "agreements.new", "/agreements/new", OFFICE, "manager", "draft"),
    Door("POST", "agreements.new", "/agreements/new", done(OFFICE), "manager", "draft", AGREEMENT),
    Door("GET", "agreements.edit", "/agreements/{code}/edit", SCOPED, "manager", "draft"),
    Door("POST", "agreements.edit", "/agreements/{code}/edit", done(SCOPED), "manager", "draft", AGREEMENT),
    Door("GET", "agreements.agreement", "/agreements/{code}", SCOPED, "school_contact", "signing"),
    Door("GET", "agreements.paper", "/agreements/{code}/paper", SCOPED, "school_contact", "signing"),
    Door("POST", "agreements.hand_out", "/agreements/{code}/hand-out", done(SCOPED), "manager", "draft"),
    Door("POST", "agreements.take_back", "/agreements/{code}/take-back", done(SCOPED), "manager", "signing"),
    Door("POST", "agreements.renew", "/agreements/{code}/renew", done(SCOPED), "manager", "active"),
    Door("GET", "agreements.end", "/agreements/{code}/end", SCOPED, "manager", "active"),
    Door("POST", "agreements.end", "/agreements/{code}/end", done(SCOPED), "manager", "active", REASON),
    Door("GET", "agreements.sign", SIGN, SCOPED, "school_contact", "signing"),
    Door("POST", "agreements.sign", SIGN, done(SCOPED), "school_contact", "signing", SIGNATURE),
    Door("GET", "agreements.scan", "/agreements/{code}/parties/a/scan", SCOPED, "school_contact", "signed"),
    Door("GET", "agreements.picture", "/agreements/{code}/parties/a/scan.webp", SCOPED, "school_contact", "signed"),
    Door("GET", "appointments.mine", "/appointments", SIGNED_IN, "tutor", "letter"),
    Door("GET", "appointments.letter", "/appointments/{letter}", OWN, "tutor", "letter"),
    Door("GET", "appointments.letter", "/appointments/{letter}", OWN, "school_contact", "letter"),
    Door("GET", "office_appointments.appointments", "/office/appointments", OFFICE, "school_contact", "letter"),
    Door("GET", "office_appointments.new", "/office/appointments/new", FEW, "manager", "letter"),
    Door("POST", "office_appointments.new", "/office/appointments/new", done(FEW), "manager", "letter", LETTER),
    Door("GET", "office_appointments.end", "/office/appointments/{letter}/end", FEW, "manager", "letter"),
    Door(
        "POST", "office_appointments.end", "/office/appointments/{letter}/end", done(FEW), "manager", "letter", REASON
    ),
    Door("GET", "office_appointments.clearances", "/office/clearances", FEW, "manager", "letter"),
    Door("GET", "office_appointments.clear", "/office/clearances/{person}", FEW, "manager", "letter"),
    Door(
        "POST",
        "office_appointments.clear",
        "/office/clearances/{person}",
        done(FEW),
        "manager",
        "letter",
        {"until_on": "2027-11-01"},
    ),
    Door(
        "POST", "office_appointments.withdraw", "/office/clearances/{person}/withdraw", done(FEW), "manager", "letter"
    ),
]


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return out.getvalue()


def half_signed() -> Agreement:
    """An agreement with one signature whose scan is a real picture."""
    made, by = make.signing_agreement(), make.principal(make.manager())
    paper = images.small(photo())
    make.done(lambda now: signing.sign(made.parties[0], "刘建国", "局长", make.TODAY, paper, by, now))
    return made


def scene(state: str) -> dict[str, str]:
    """Make what the door is about; return the words to put into a path."""
    make.school_contact()
    make.programme()
    make.community()
    make.unit()
    makers: dict[str, Callable[[], Agreement]] = {
        "draft": make.agreement,
        "signing": make.signing_agreement,
        "signed": half_signed,
        "active": make.active_agreement,
    }
    words = {"code": "", "letter": "", "person": make.tutor().code}
    if state == "letter":
        words["letter"] = make.appointment().code
        make.clearance()
    else:
        words["code"] = makers[state]().code
    return words


def form(door: Door, person: Person | None, words: dict[str, str]) -> dict[str, object]:
    """Return the form, with a picture where a signature is put in."""
    photos = {"photo": (io.BytesIO(photo()), "page.jpg")} if "photo" in door.form else {}
    return {**filled(door, person, {**words, "photo": ""}), **photos}


BEHIND = Doors(DOORS, PARTNER_ROOMS, scene, fill=form)


@on_sqlite
def test_the_table_knows_every_route_of_the_partnership(app: Flask) -> None:
    assert BEHIND.forgotten(app) == set()


@on_sqlite
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_door_opens_for_whom_it_should(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.wrong(app, visitor, scene) == []


@on_sqlite
@pytest.mark.parametrize("visitor", ["lei", "other"])
def test_what_is_not_theirs_looks_as_if_nothing_were_there(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.telling(app, visitor, scene) == []


# (who, sees the agreement, may sign for 乙方 the school, may change it)
SIGHT = [
    ("manager", True, True, True),
    ("liaison", True, True, True),
    ("school_contact", True, True, False),
    ("admin", True, False, False),
    ("other_school_contact", False, False, False),
    ("jing", False, False, False),
    ("viewer", False, False, False),
]


@pytest.mark.parametrize(("name", "sees", "signs", "keeps"), SIGHT, ids=[one[0] for one in SIGHT])
def test_who_sees_signs_and_changes_an_agreement(app: Flask, name: str, sees: bool, signs: bool, keeps: bool) -> None:
    made = make.signing_agreement()
    client = browser(app, getattr(make, name)())

    page = Page(client.get(f"/agreements/{made.code}"))

    assert page.status == (200 if sees else 404)
    assert (f"/agreements/{made.code}/parties/b/sign" in page.links) is signs
    assert (f"/agreements/{made.code}/end" in page.links) is keeps
    assert (client.get(f"/agreements/{made.code}/parties/b/sign").status_code == 200) is signs
    assert (client.get(f"/agreements/{made.code}/end").status_code == 200) is keeps


def test_a_superior_sees_the_agreements_below_and_no_letters(app: Flask) -> None:
    make.signing_agreement(make.unit(), make.community(), make.school())
    letter = make.appointment(at_=make.community())
    client = browser(app, make.viewer())

    assert "法治共建五方协议" in Page(client.get("/agreements")).text
    assert client.get("/office/appointments").status_code == 403
    assert client.get(f"/appointments/{letter.code}").status_code == 404
