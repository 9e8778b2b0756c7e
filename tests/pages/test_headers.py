"""What stands above and between the lines: headers, and no script or style where the policy would not allow it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.pages.reading import Page, browser, look
from tests.pages.scenes import scene
from tests.pages.test_doors import DOORS
from volunteer.base import clock

pytestmark = on_sqlite
PATHS = sorted({door.path for door in DOORS if door.method == "GET"})
ALLOWED = {"'self'", "'none'", "data:"}


def everywhere(app: Flask) -> dict[str, tuple[FlaskClient, str]]:
    """Return a browser and a path for every page, each opened by who may; and some pages of trouble."""
    delivered, fulfilled = scene("delivered"), scene("fulfilled")
    words = {**delivered.words, "entry": fulfilled.words["entry"]}
    clients = {who: browser(app, delivered.who(who)) for who in ("owner", "clerk", "secretary", "admin")}
    clients["claimant"] = browser(app, fulfilled.claimant)
    found: dict[str, tuple[FlaskClient, str]] = {"guest /": (browser(app), "/"), "guest /no": (browser(app), "/no")}
    for door in DOORS:
        if door.method == "GET":
            at = door.path.format(**(delivered.words if door.state == "delivered" else words))
            found[f"{door.right} {door.path}"] = (clients[door.right], at)
    return found


def test_every_answer_has_the_policy_and_is_kept_by_nobody(app: Flask) -> None:
    wrong = []
    for called, (client, path) in everywhere(app).items():
        headers = client.get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        sources = {source for words in policy.values() for source in words.split()}
        fine = (
            sources <= ALLOWED
            and policy["script-src"] == "'self'"
            and policy["style-src"] == "'self'"
            and policy["frame-ancestors"] == "'none'"
            and headers["X-Content-Type-Options"] == "nosniff"
            and headers["Referrer-Policy"] == "same-origin"
            and "no-store" in headers["Cache-Control"]
            and re.fullmatch(r"[0-9a-f]{12}", headers["X-Request-Id"])
        )
        if not fine:
            wrong.append(called)

    assert wrong == []


def harm(page: Page) -> list[str]:
    """Return what a browser would refuse to run or to draw on this page."""
    found = []
    for one in page.elements:
        found += [f"{one.tag} {name}" for name in one.attrs if name == "style" or name.startswith("on")]
        if one.tag == "style" or (one.tag == "script" and not one.attrs.get("src", "").startswith("/static/")):
            found.append(one.tag)
        if any(one.attrs.get(name, "").lower().startswith("javascript:") for name in ("href", "src", "action")):
            found.append(f"{one.tag} javascript:")
        if one.tag in ("link", "img", "script", "use", "iframe"):
            address = one.attrs.get("href") or one.attrs.get("src") or ""
            found += [] if address.startswith(("/", "data:image/")) and not address.startswith("//") else [address]
    return found


def test_no_page_has_script_or_style_of_its_own(app: Flask) -> None:
    wrong = {called: harm(look(client, path)) for called, (client, path) in everywhere(app).items()}

    assert {called: found for called, found in wrong.items() if found} == {}


def test_every_page_is_whole(app: Flask) -> None:
    wrong = []
    for called, (client, path) in everywhere(app).items():
        page = look(client, path)
        if page.status in (303, 404) or not page.html:
            continue
        ids = [one.attrs["id"] for one in page.elements if "id" in one.attrs]
        labels = [one.attrs["for"] for one in page.all("label") if "for" in one.attrs]
        if (
            len(page.all("h1")) != 1
            or len(page.all("main")) != 1
            or not page.all("title")[0].text
            or len(ids) != len(set(ids))
            or not set(labels) <= set(ids)
        ):
            wrong.append(called)

    assert wrong == []


def test_what_is_loaded_with_a_page_is_there_and_kept_for_ever(app: Flask) -> None:
    client = browser(app)
    page = look(client, "/")
    names = {
        one.attrs.get("href") or one.attrs.get("src") or "" for one in page.elements if one.tag in ("link", "script")
    }

    kept = {}
    for name in names:
        with client.get(name) as answer:
            kept[name] = answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]

    assert len(kept) >= 4
    assert set(kept.values()) == {True}


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../config.py", "/static/%2e%2e/keys.json"])
def test_nothing_else_is_there(app: Flask, path: str) -> None:
    assert browser(app).get(path).status_code == 404


def test_each_request_has_an_id_of_its_own(app: Flask) -> None:
    client = browser(app)

    ids = {client.get("/").headers["X-Request-Id"] for _ in range(5)}

    assert len(ids) == 5


@pytest.mark.parametrize("path", ["/no", "/login", "/office", "/wishes/NOTHERE1/claim"])
def test_trouble_has_the_same_headers(app: Flask, path: str) -> None:
    answer = browser(app, make.lei()).get(path)

    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize("is_elder", [False, True])
def test_the_elder_view_is_remembered_and_left_again(app: Flask, is_elder: bool) -> None:
    client = browser(app)
    client.post("/view", data={"next": "/wishes"})
    if not is_elder:
        client.post("/view", data={"next": "/wishes"})

    page = look(client, "/wishes")

    assert (page.all("html")[0].attrs.get("data-view") == "elder") is is_elder


def test_the_session_cookie_is_sent_anew_once_a_day(app: Flask) -> None:
    phone = browser(app, make.fang())
    with phone.session_transaction() as cookie:
        cookie.permanent = True

    sent = []
    for later in (0 * make.DAY, make.HOUR / 6, make.DAY):
        with clock.held_at(make.NOW + later):
            sent.append("session=" in phone.get("/me").headers.get("Set-Cookie", ""))

    assert sent == [True, False, True]
