"""How much of a wish each person sees: exactly so much, on the page of the wish and anywhere else."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.forms import REASON
from tests.pages.reading import Page, browser, look, send
from tests.pages.scenes import scene
from tests.pages.test_doors import DOORS
from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.organisations.models import Role
from volunteer.wishes import closing
from volunteer.wishes.models import Reveal, Spoke, Wish, Witness

TITLE, DESCRIPTION, ALIAS = "一台带大字的收音机", "想听听秦腔，字要大一些", "桥门街坊老人"
FACTS = {
    "title": TITLE,
    "description": DESCRIPTION,
    "alias": ALIAS,
    "value": "120 元",
    "office number": "0931-8460001",
    "masked office number": "0931-*****01",
    "liaison": "陈静",
    "phone": "13919000010",
    "masked phone": "139****0010",
    "address": "501",
    "name": "刘桂兰",
    "masked name": "刘*兰",
    "claimant": "王芳",
    "slip": "/slip/",
}
MEMBER = {"title", "description", "alias", "value", "masked office number"}
CLAIMANT = (MEMBER - {"masked office number"}) | {"office number", "liaison"}
OWNER = (MEMBER - {"masked office number"}) | {"office number", "masked name"}  # her own name, as on every page


def wish_of(**given: object) -> Wish:
    """A wish that 王芳 claimed, with facts that stand nowhere else."""
    began = make.NOW - make.DAY
    said = make.wish(title=TITLE, description=DESCRIPTION, resident=make.resident(**given), at=began)
    return make.claimed_wish(wish=make.published_wish(wish=said, alias=ALIAS, at=began), at=began)


def seen(page: Page) -> set[str]:
    """Return which of the facts stand on the page. The bar on top says who oneself is."""
    return {fact for fact, words in FACTS.items() if words in page.html}


def person(word: str) -> Person | None:
    """Return who looks."""
    cast = {"member": make.li, "claimant": make.fang, "owner": make.liu, "clerk": make.jing, "lei": make.lei}
    return cast[word]() if word in cast else None


@pytest.mark.parametrize(
    ("who", "agreed", "sees"),
    [
        ("guest", True, {"title"}),
        ("lei", True, MEMBER),
        ("member", True, MEMBER),
        ("claimant", False, CLAIMANT),
        ("claimant", True, CLAIMANT | {"masked phone"}),
        ("owner", True, OWNER),
        ("clerk", True, MEMBER),
    ],
)
def test_the_page_of_a_wish_has_exactly_what_this_person_may_see(
    app: Flask, who: str, agreed: bool, sees: set[str]
) -> None:
    wish = wish_of(is_open_to_contact=agreed)

    page = look(browser(app, person(who)), f"/wishes/{wish.code}")

    assert seen(page) == sees


def test_the_community_sees_the_resident_masked(app: Flask) -> None:
    wish = wish_of()

    page = look(browser(app, make.jing()), f"/office/wishes/{wish.code}")

    assert seen(page) & {"phone", "name", "address"} == set()
    assert {"masked phone", "masked name", "description", "claimant"} <= seen(page)


@pytest.mark.parametrize("path", ["/wishes?state=going", "/?", "/wishes?state=going&q=收音机"])
def test_a_guest_sees_titles_in_lists_and_nothing_else(app: Flask, path: str) -> None:
    wish_of()
    make.published_wish(title=TITLE, description=DESCRIPTION, alias=ALIAS)

    page = look(browser(app), path)

    assert seen(page) == {"title"}


def test_the_slip_shows_the_family_the_way_of_the_wish_and_no_more(app: Flask) -> None:
    wish = make.claimed_wish(spoke=Spoke.SELF, title=TITLE, description=DESCRIPTION)

    page = look(browser(app), f"/slip/{wish.slip_token}")

    assert seen(page) <= {"title", "office number", "slip"}


def test_who_gave_a_wish_back_is_a_member_again(app: Flask) -> None:
    wish = wish_of(is_open_to_contact=True)
    client = browser(app, make.fang())
    send(client, f"/wishes/{wish.code}/release", REASON)

    page = look(client, f"/wishes/{wish.code}")

    assert seen(page) == MEMBER


def test_after_the_end_the_claimant_sees_no_number(app: Flask) -> None:
    wish = wish_of(is_open_to_contact=True)
    make.delivered_wish(make.fang(), wish=wish)
    make.confirm(wish)

    page = look(browser(app, make.fang()), f"/wishes/{wish.code}")

    assert seen(page) & {"phone", "masked phone", "office number", "address", "name"} == set()


@pytest.mark.parametrize("path", ["/wishes/{}", "/wishes?state=done"])
def test_why_a_wish_could_not_be_done_is_not_for_guests(app: Flask, path: str) -> None:
    wish, clerk = wish_of(), make.principal(make.jing())
    make.done(lambda now: closing.could_not(wish, "老人住院了，转到区医院。", clerk, now))

    guest, member = browser(app), browser(app, make.li())

    said = ["老人住院了" in look(client, path.format(wish.code)).text for client in (guest, member)]
    assert said == [False, True]


@on_sqlite
@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_before_it_is_published_a_wish_is_for_its_author_and_the_community(app: Flask, state: str) -> None:
    wish = scene(state).wish

    statuses = {
        who: look(browser(app, person(who)), f"/wishes/{wish.code}").status
        for who in ("guest", "lei", "member", "owner", "clerk")
    }

    assert statuses == {"guest": 404, "lei": 404, "member": 404, "owner": 200, "clerk": 200}


# ------------------------------------------------------------------------------ looking at a number


def reveal(app: Flask, wish: Wish, who: str = "claimant", **form: str) -> Page:
    """Ask for the whole number."""
    path = f"/wishes/{wish.code}/phone" if who != "clerk" else f"/office/wishes/{wish.code}/reveal"
    return send(browser(app, person(who)), path, {"why": "appointment", "secret": "phone", **form})


def test_the_claimant_sees_the_whole_number_once_with_a_reason(app: Flask) -> None:
    wish = wish_of(is_open_to_contact=True)

    page = reveal(app, wish)

    assert (page.status, FACTS["phone"] in page.text) == (200, True)
    assert FACTS["phone"] not in look(browser(app, make.fang()), f"/wishes/{wish.code}").html


def test_without_a_reason_nothing_is_shown_or_kept(app: Flask) -> None:
    wish = wish_of(is_open_to_contact=True)

    page = reveal(app, wish, why="")

    assert (page.status, FACTS["phone"] in page.html) == (422, False)
    assert db.session.scalars(sa.select(Reveal)).all() == []


@pytest.mark.parametrize(
    ("who", "agreed"), [("guest", True), ("lei", True), ("member", True), ("owner", True), ("claimant", False)]
)
def test_nobody_else_sees_it(app: Flask, who: str, agreed: bool) -> None:
    wish = wish_of(is_open_to_contact=agreed)

    page = reveal(app, wish, who)

    assert (page.status in (303, 403), FACTS["phone"] in page.html) == (True, False)
    assert db.session.scalars(sa.select(Reveal)).all() == []


@pytest.mark.parametrize("ending", ["released", "confirmed", "withdrawn"])
def test_after_the_claim_it_is_shown_no_more(app: Flask, ending: str) -> None:
    wish = wish_of(is_open_to_contact=True)
    if ending == "released":
        send(browser(app, make.fang()), f"/wishes/{wish.code}/release", REASON)
    elif ending == "withdrawn":
        send(browser(app, make.liu()), f"/wishes/{wish.code}/withdraw", REASON)
    else:
        make.delivered_wish(make.fang(), wish=wish)
        make.confirm(wish, Witness.BENEFICIARY)

    page = reveal(app, wish)

    assert (page.status, FACTS["phone"] in page.html) == (403, False)


@pytest.mark.parametrize("who", ["claimant", "clerk"])
def test_each_look_is_listed_for_the_community_and_for_the_resident(app: Flask, who: str) -> None:
    wish = wish_of(is_open_to_contact=True)
    reveal(app, wish, who)
    clerk, owner = browser(app, make.second_clerk()), browser(app, make.liu())

    pages = [
        look(clerk, "/office/looks"),
        look(clerk, f"/office/wishes/{wish.code}"),
        look(owner, f"/wishes/{wish.code}"),
    ]

    assert ["约见面时间" in page.text for page in pages] == [True, True, True]


@pytest.mark.parametrize("secret", ["address", "phone"])
def test_the_door_number_is_never_for_the_claimant(app: Flask, secret: str) -> None:
    wish = wish_of(is_open_to_contact=True)

    page = reveal(app, wish, secret=secret)

    assert FACTS["address"] not in page.html


def test_the_community_sees_the_address_with_a_reason(app: Flask) -> None:
    wish = wish_of()

    page = reveal(app, wish, "clerk", secret="address", why="visit")

    assert "桥门街 12 号 3 单元 501 室" in page.text


def test_a_clerk_of_elsewhere_reveals_nothing(app: Flask) -> None:
    wish = wish_of()

    page = send(browser(app, make.other_clerk()), f"/office/wishes/{wish.code}/reveal", secret="phone", why="verify")

    assert page.status == 404
    assert db.session.scalars(sa.select(Reveal)).all() == []


# ------------------------------------------------------------------------------ numbers anywhere


EVERYBODY = ("guest", "lei", "claimant", "owner", "clerk", "secretary", "admin", "liaison", "viewer")


@on_sqlite
@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_has_the_whole_number_of_somebody_else(app: Flask, who: str) -> None:
    at = scene("claimed")
    words = {**at.words, "entry": "", "photo": "", "notice": "", "device": "", "grant": ""}
    cast = {"liaison": make.liaison, "viewer": make.viewer}
    visitor = None if who == "guest" else cast[who]() if who in cast else at.who(who)
    client = browser(app, visitor)
    own = visitor.phone if visitor else ""

    found = {}
    for path in sorted({door.path for door in DOORS if door.method == "GET"}):
        answer = client.get(path.format(**words))
        answer.headers.pop("X-Request-Id")  # twelve random signs, among which a number may stand by chance
        text = answer.data.decode("utf-8", "replace") + str(answer.headers)
        numbers = set(re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)) - {own}
        if numbers:
            found[path] = numbers

    assert found == {}


@on_sqlite
@pytest.mark.parametrize("role", [Role.SUPERIOR_VIEWER, Role.UNIT_LIAISON])
def test_who_looks_at_figures_does_not_look_at_wishes(app: Flask, role: Role) -> None:
    wish = wish_of()
    somebody = make.viewer() if role is Role.SUPERIOR_VIEWER else make.liaison()

    page = look(browser(app, somebody), f"/office/wishes/{wish.code}")

    assert page.status == 403
