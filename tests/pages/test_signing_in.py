"""Signing in and out in a browser: the same words for every failure, sessions that end, cookies that carry nothing."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.pages.reading import Page, another, browser, look, send
from tests.pages.test_doors import DOORS
from tests.pages.test_quiet_logs import digits
from volunteer.accounts import people, sessions
from volunteer.accounts.models import LoginSession, Person
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE, SECOND
from volunteer.base.db import db
from volunteer.organisations import roles
from volunteer.organisations.models import Role, RoleGrant
from volunteer.views.guards import me
from volunteer.wishes.models import State, WishClaim

PHONE = "13919000001"


@pytest.fixture
def fang(app: Flask) -> Person:
    """王芳, who has a password."""
    return make.person("王芳", PHONE, password=make.PASSWORD)


def enter(client: FlaskClient, password: str = make.PASSWORD, phone: str = PHONE, **form: str) -> Page:
    """Send phone and password."""
    return send(client, "/login/password", {"phone": phone, "password": password, **form})


def is_in(client: FlaskClient) -> bool:
    """Say whether this browser is signed in."""
    return look(client, "/me").status == 200


# ------------------------------------------------------------------------------ by password


def test_the_right_password_opens(app: Flask, fang: Person) -> None:
    client = browser(app)

    page = enter(client)

    assert (page.status, is_in(client)) == (303, True)


def test_every_failure_has_the_same_page(app: Flask, fang: Person) -> None:
    make.person("李强", "13919000002")  # has no password
    gone = make.person("赵磊", "13919000003", password=make.PASSWORD)
    make.done(lambda now: people.disable(gone, None, "离开", now))
    nobody = "13919000099"

    pages = [enter(browser(app), phone=phone) for phone in ("13919000002", "13919000003", nobody)]
    pages.append(enter(browser(app), "不对的密码"))

    assert {page.status for page in pages} == {422}
    assert len({re.sub(r'value="[^"]*"', "", page.html) for page in pages}) == 1


def test_the_sixth_wrong_password_closes_the_door_to_the_right_one(app: Flask, fang: Person) -> None:
    client = browser(app)
    wrong = [enter(client, "不对的密码").beside("password") for _ in range(5)]

    page = enter(client)

    assert page.status == 422
    assert {page.beside("password"), *wrong} == {page.beside("password")}


def test_after_a_quarter_of_an_hour_the_right_one_opens_again(app: Flask, fang: Person) -> None:
    client = browser(app)
    for _ in range(6):
        enter(client, "不对的密码")

    with clock.held_at(make.NOW + 16 * MINUTE):
        page = enter(client)

    assert page.status == 303


# ------------------------------------------------------------------------------ by code


@pytest.fixture
def demo(app: Flask, tmp_path: Path) -> Callable[[], AbstractContextManager[Flask]]:
    """An application that can send messages: the demo, which leaves them in their table."""
    return lambda: another(app, tmp_path, demo=True)


Demo = Callable[[], AbstractContextManager[Flask]]


def test_a_code_opens_where_the_password_is_shut(app: Flask, fang: Person, demo: Demo) -> None:
    with demo() as made:
        client = made.test_client()
        for _ in range(6):
            enter(client, "不对的密码")
        send(client, "/login/code", phone=PHONE)

        send(client, "/login", phone=PHONE, digits=digits())

        assert is_in(client)


def test_six_digits_in_full_width_are_the_same_digits(app: Flask, fang: Person, demo: Demo) -> None:
    with demo() as made:
        client = made.test_client()
        send(client, "/login/code", phone="+86 139-1900-0001")
        wide = digits().translate({ord("0") + n: 0xFF10 + n for n in range(10)})

        page = send(client, "/login", phone=PHONE, digits=f" {wide[:3]} {wide[3:]}")

        assert page.status == 303


def test_the_digits_are_good_only_in_the_browser_that_asked(app: Flask, fang: Person, demo: Demo) -> None:
    with demo() as made:
        send(made.test_client(), "/login/code", phone=PHONE)

        page = send(made.test_client(), "/login", phone=PHONE, digits=digits())

        assert "验证码不对，或者已经过期" in page.beside("digits")


@pytest.mark.parametrize("late", [timedelta(), 11 * MINUTE])
def test_digits_open_once_and_for_ten_minutes(app: Flask, fang: Person, demo: Demo, late: timedelta) -> None:
    with demo() as made:
        client = made.test_client()
        send(client, "/login/code", phone=PHONE)
        code = digits()
        if not late:
            send(client, "/login", phone=PHONE, digits=code)

        with clock.held_at(make.NOW + late):
            page = send(client, "/login", phone=PHONE, digits=code)

        assert page.status == 422


def test_a_new_phone_goes_on_to_its_name_and_then_to_where_it_was_going(app: Flask, demo: Demo) -> None:
    make.community()
    with demo() as made:
        client = made.test_client()
        send(client, "/login/code", phone="13911112222")
        form = {"phone": "13911112222", "digits": digits(), "next": "/wishes?state=done&kind=goods"}
        register = client.post("/login", data=form).location

        answer = client.post(register, data={"name": "马兰", "agree": "y"})

        assert (answer.location, is_in(client)) == ("/wishes?state=done&kind=goods", True)


# ------------------------------------------------------------------------------ out at once


def test_a_disabled_person_is_out_at_the_next_request(app: Flask, fang: Person) -> None:
    client = browser(app, fang)
    make.done(lambda now: people.disable(fang, None, "离开", now))

    answer = client.get("/me")

    assert answer.location == "/login?next=/me"


def between(app: Flask, act: Callable[[datetime], object]) -> None:
    """Have something happen after the guard has looked at who comes in, and before anything is written."""

    @app.before_request
    def meanwhile() -> None:
        if me() is not None:
            make.done(act)


def test_a_person_who_is_disabled_meanwhile_writes_nothing(app: Flask, tmp_path: Path, fang: Person) -> None:
    wish = make.published_wish()
    with another(app, tmp_path) as made:
        between(made, lambda now: people.disable(fang, None, "离开", now))
        client = browser(made, fang)

        page = send(client, f"/wishes/{wish.code}/claim")

    assert (page.status, "您已经退出登录" in page.text) == (401, True)
    assert (wish.state, db.session.scalars(sa.select(WishClaim)).all()) == (State.PUBLISHED, [])


def test_a_clerk_whose_role_ends_meanwhile_publishes_nothing(app: Flask, tmp_path: Path) -> None:
    wish, jing, secretary = make.wish(), make.jing(), make.principal(make.secretary())
    given = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == jing.id)).one()
    with another(app, tmp_path) as made:
        between(made, lambda now: roles.end(db.session.get_one(RoleGrant, given.id), secretary, now))
        client = browser(made, jing)

        page = send(
            client, f"/office/wishes/{wish.code}/review", {"decision": "publish", "alias": "刘奶奶", "called": "y"}
        )

    assert (page.status, "您的角色刚才变了" in page.text) == (401, True)
    assert wish.state is State.SUBMITTED


def test_who_signs_out_is_out_with_the_old_cookie_too(app: Flask, fang: Person) -> None:
    client, thief = browser(app, fang), browser(app)
    cookie = client.get_cookie("session")
    assert cookie
    thief.set_cookie("session", cookie.value)

    send(client, "/logout")

    assert (is_in(client), is_in(thief)) == (False, False)


# ------------------------------------------------------------------------------ my devices


def test_one_ends_one_device(app: Flask, fang: Person) -> None:
    here, there, third = (browser(app, fang) for _ in range(3))
    code = db.session.scalars(sa.select(LoginSession.code).order_by(LoginSession.id)).all()[1]

    send(here, f"/me/devices/{code}/end")

    assert [is_in(one) for one in (here, there, third)] == [True, False, True]


def test_one_ends_all_the_others(app: Flask, fang: Person) -> None:
    here, there, third = (browser(app, fang) for _ in range(3))

    send(here, "/me/devices/end-others")

    assert [is_in(one) for one in (here, there, third)] == [True, False, False]


def test_a_new_password_ends_all_the_others(app: Flask, fang: Person) -> None:
    here, there = browser(app, fang), browser(app, fang)

    page = send(here, "/me/password", password="黄河边上的一棵大柳树", again="黄河边上的一棵大柳树", now=make.PASSWORD)

    assert page.status == 303
    assert [is_in(one) for one in (here, there)] == [True, False]


@on_sqlite
def test_the_list_of_devices_has_ones_own_only(app: Flask, fang: Person) -> None:
    browser(app, make.li())

    page = look(browser(app, fang), "/me/devices")

    assert page.text.count("登录，最近") == 1


# ------------------------------------------------------------------------------ how long one stays


@pytest.mark.parametrize(
    ("who", "is_shared", "rests"),
    [
        (make.fang, False, 30 * DAY),
        (make.fang, True, 15 * MINUTE),
        (make.jing, False, 30 * MINUTE),
        (make.jing, True, 15 * MINUTE),
        (make.viewer, False, 30 * MINUTE),
    ],
)
def test_a_session_may_rest_so_long(app: Flask, who: Callable[[], Person], is_shared: bool, rests: timedelta) -> None:
    client = browser(app, who(), is_shared=is_shared)
    with clock.held_at(make.NOW + rests):
        still = is_in(client)

    with clock.held_at(make.NOW + rests + rests + SECOND):
        later = is_in(client)

    assert (still, later) == (True, False)


def test_staff_sign_in_again_each_working_day(app: Flask) -> None:
    client = browser(app, make.jing())
    for minutes in range(0, 8 * 60, 20):
        with clock.held_at(make.NOW + minutes * MINUTE):
            still = is_in(client)

    with clock.held_at(make.NOW + 8 * HOUR + SECOND):
        later = is_in(client)

    assert (still, later) == (True, False)


@on_sqlite
@pytest.mark.parametrize(("is_shared", "lasts"), [("", True), ("y", False)])
def test_on_a_shared_phone_the_cookie_goes_with_the_window(
    app: Flask, fang: Person, is_shared: str, lasts: bool
) -> None:
    client = browser(app)

    answer = client.post("/login/password", data={"phone": PHONE, "password": make.PASSWORD, "is_shared": is_shared})

    assert ("Expires=" in answer.headers["Set-Cookie"]) is lasts


# ------------------------------------------------------------------------------ going on


@on_sqlite
@pytest.mark.parametrize("path", ["/wishes?state=done&kind=goods", "/me", "/wishes/ABCDEFGH", "/a/b?c=d%20e#f"])
def test_after_signing_in_one_is_where_one_was_going(app: Flask, fang: Person, path: str) -> None:
    answer = browser(app).post("/login/password", data={"phone": PHONE, "password": make.PASSWORD, "next": path})

    assert answer.location == path


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/ /evil.example",
    "//[::1",
    "",
]


@on_sqlite
@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere(app: Flask, fang: Person, path: str) -> None:
    client = browser(app)

    there = client.post("/login/password", data={"phone": PHONE, "password": make.PASSWORD, "next": path})
    view = client.post("/view", data={"next": path})
    out = client.post("/logout", data={"next": path})

    assert (there.location, view.location, out.location) == ("/", "/", "/login")


@on_sqlite
@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_form_carries_an_address_of_elsewhere(app: Flask, path: str) -> None:
    page = look(browser(app), "/login/password", query_string={"next": path.replace("\x00", "")})

    carried = [one.attrs["value"] for one in page.all("input", name="next")]
    assert [one for one in carried if not one.startswith("/login/password")] == ["/"]


@on_sqlite
@pytest.mark.parametrize(
    ("method", "path", "came", "goes_on"),
    [
        ("GET", "/me/wishes?after=5", "", "/login?next=/me/wishes?after%3D5"),
        ("POST", "/wishes/new", "", "/login?next=/wishes/new"),
        ("POST", "/wishes/ABCDEFGH/claim", "http://localhost/wishes/ABCDEFGH", "/login?next=/wishes/ABCDEFGH"),
        ("POST", "/wishes/ABCDEFGH/claim", "https://evil.example/x", "/login?next=/"),
        ("POST", "/wishes/ABCDEFGH/claim", "", "/login?next=/"),
    ],
)
def test_a_guest_comes_back_to_a_page_and_never_to_a_button(
    app: Flask, method: str, path: str, came: str, goes_on: str
) -> None:
    answer = browser(app).open(path, method=method, headers={"Referer": came} if came else {})

    assert (answer.status_code, answer.location) == (303, goes_on)


# ------------------------------------------------------------------------------ the cookie


@on_sqlite
def test_the_cookie_is_for_this_site_over_https_and_for_no_script(app: Flask, fang: Person, tmp_path: Path) -> None:
    with another(app, tmp_path, secure_cookies=True) as made:
        answer = made.test_client().post("/login/password", data={"phone": PHONE, "password": make.PASSWORD})

    flags = {one.strip() for one in answer.headers["Set-Cookie"].split(";")}
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags


def test_signing_in_leaves_nothing_of_the_cookie_before(app: Flask, fang: Person) -> None:
    client = browser(app)
    look(client, "/login")
    with client.session_transaction() as cookie:
        planted = cookie["csrf_token"]
        cookie["_user_id"] = cookie["browser"] = "planted"

    enter(client)

    with client.session_transaction() as cookie:
        after = dict(cookie)
    assert (after["_user_id"] != "planted", "browser" in after, after.get("csrf_token") == planted) == (
        True,
        False,
        False,
    )


def test_each_signing_in_has_a_token_of_its_own(app: Flask, fang: Person) -> None:
    client, tokens = browser(app), set()
    for _ in range(2):
        enter(client)
        with client.session_transaction() as cookie:
            tokens.add(cookie["_user_id"])

    assert len(tokens) == 2


def test_the_database_does_not_hold_the_token(app: Flask, fang: Person) -> None:
    client = browser(app)
    enter(client)

    with client.session_transaction() as cookie:
        token = cookie["_user_id"]

    assert token not in {row.token_hash for row in db.session.scalars(sa.select(LoginSession))}
    assert sessions.of_token(token) is not None


@on_sqlite
@pytest.mark.parametrize("cookie", ["", "nonsense", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "a" * 3000])
def test_a_cookie_that_is_none_of_ours_is_a_guest(app: Flask, cookie: str) -> None:
    client = browser(app)
    client.set_cookie("session", cookie)

    assert client.get("/me").location == "/login?next=/me"


# ------------------------------------------------------------------------------ forms of elsewhere


@pytest.fixture
def strict(app: Flask, tmp_path: Path) -> Callable[[], AbstractContextManager[Flask]]:
    """An application as it runs outside of tests: every form needs its token."""
    return lambda: another(app, tmp_path)


def test_without_its_token_no_form_does_anything(app: Flask, strict: Demo) -> None:
    wish = make.published_wish()
    with strict() as made:
        made.config["WTF_CSRF_ENABLED"] = True
        client = browser(made, make.fang())

        page = send(client, f"/wishes/{wish.code}/claim")

    assert (page.status, "页面放得太久" in page.text) == (400, True)
    assert wish.state is State.PUBLISHED


@on_sqlite
def test_no_button_works_without_a_token(app: Flask, strict: Demo) -> None:
    with strict() as made:
        made.config["WTF_CSRF_ENABLED"] = True
        client = browser(made, make.jing())
        words = dict.fromkeys(("code", "slip", "entry", "photo", "notice", "device", "person"), "X") | {"grant": "1"}

        statuses = {
            door.path: client.post(door.path.format(**words), data=door.form).status_code
            for door in DOORS
            if door.method == "POST"
        }

    assert {path: status for path, status in statuses.items() if status != 400} == {}


@pytest.mark.parametrize("base", ["http://localhost/", "https://localhost/"])
def test_with_its_token_a_form_works(app: Flask, strict: Demo, base: str) -> None:
    wish = make.published_wish()
    with strict() as made:
        made.config["WTF_CSRF_ENABLED"] = True
        client = browser(made, make.fang())
        page = look(client, f"/wishes/{wish.code}", base_url=base)

        client.post(
            f"/wishes/{wish.code}/claim",
            data={"csrf_token": page.typed("csrf_token")},
            base_url=base,
            headers={"Referer": f"{base}wishes/{wish.code}"},
        )

    assert wish.state is State.CLAIMED


def test_the_token_of_another_browser_is_none(app: Flask, strict: Demo) -> None:
    wish = make.published_wish()
    with strict() as made:
        made.config["WTF_CSRF_ENABLED"] = True
        client, evil = browser(made, make.fang()), browser(made, make.lei())
        look(client, f"/wishes/{wish.code}")

        page = send(client, f"/wishes/{wish.code}/claim", csrf_token=look(evil, "/me").typed("csrf_token"))

    assert (page.status, wish.state) == (400, State.PUBLISHED)


@on_sqlite
def test_every_form_on_a_page_carries_the_token(app: Flask) -> None:
    wish = make.delivered_wish(make.fang())
    cast = {"fang": make.fang(), "liu": make.liu(), "jing": make.jing(), "admin": make.admin()}
    paths = [
        ("fang", "/"),
        ("fang", f"/wishes/{wish.code}"),
        ("liu", f"/wishes/{wish.code}"),
        ("liu", "/me"),
        ("liu", "/me/notices"),
        ("liu", "/me/devices"),
        ("jing", f"/office/wishes/{wish.code}"),
        ("admin", "/office/people"),
    ]

    for who, path in paths:
        page = look(browser(app, cast[who]), path)
        forms = page.all("form", method="post")

        assert forms
        assert all("csrf_token" in {part.attrs.get("name") for part in form.everything()} for form in forms)


# ------------------------------------------------------------------------------ several hats


def test_one_acts_in_one_role_at_a_time(app: Flask) -> None:
    jing = make.granted(make.jing(), Role.COMMUNITY_CLERK, make.other_community())
    here, there = make.published_wish(), make.published_wish(community=make.other_community())
    client = browser(app, jing)
    before = [look(client, f"/office/wishes/{one.code}").status for one in (here, there)]
    second = db.session.scalars(
        sa.select(RoleGrant.id).where(RoleGrant.person_id == jing.id).order_by(RoleGrant.id)
    ).all()

    send(client, "/office/acting", grant=str(second[1]))

    after = [look(client, f"/office/wishes/{one.code}").status for one in (here, there)]
    assert (before, after) == ([200, 404], [404, 200])


@pytest.mark.parametrize("grant", ["99999", "", "x", "-1", "²"])
def test_a_role_that_one_does_not_hold_is_not_chosen(app: Flask, grant: str) -> None:
    client = browser(app, make.jing())

    send(client, "/office/acting", grant=grant)

    assert "社区专干" in look(client, "/office").text
