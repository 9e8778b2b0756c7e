"""What goes wrong at the code, the tap, the digits, the sign-up, the headcount: a sentence, a way on, no record."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.make import DAY, HOUR, MINUTE, NOW
from tests.pages.reading import Page, browser, changed, held, look, send
from tests.pages.test_events_pages import path
from volunteer.accounts.models import LoginSession, Person
from volunteer.accounts.sessions import SEEN_EVERY
from volunteer.attendance import codes
from volunteer.attendance.models import Attendance, Direction, Means, Scan
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.config import policy
from volunteer.events import arranging, signups, timers
from volunteer.events.models import Shift, SignUp, SignUpState

IN, OUT = Direction.IN, Direction.OUT
TAP = "/attendance/check-in"


def arrange(rule: Callable[..., object], *given: object) -> None:
    clerk = make.principal(make.jing())
    make.done(lambda now: rule(*given, clerk, now))


def leads_on(page: Page, shift: Shift) -> bool:
    return f"/events/{shift.event.code}" in page.links


def scanned(app: Flask, shift: Shift, direction: Direction = IN) -> FlaskClient:
    """王芳's phone, the code scanned and not yet tapped."""
    phone = browser(app, make.fang())
    assert phone.get(path(shift, direction)).status_code == 303
    return phone


@pytest.mark.parametrize("ended", ["ended", "rested", "disabled"])
def test_who_was_signed_out_before_the_tap_signs_in_first(app: Flask, ended: str) -> None:
    shift = make.running(make.fang())
    phone = scanned(app, shift)
    db.session.execute(
        {
            "ended": sa.update(LoginSession).values(ended_at=NOW),
            "rested": sa.update(LoginSession).values(last_seen_at=NOW - policy.idle_days * DAY - MINUTE),
            "disabled": sa.update(Person).where(Person.id == make.fang().id).values(disabled_at=NOW),
        }[ended]
    )
    db.session.commit()

    answer = phone.post(TAP)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/")
    assert db.session.scalars(sa.select(Scan)).all() == []


def test_a_tap_notes_that_the_device_was_used(app: Flask) -> None:
    phone = scanned(app, make.running(make.fang()))
    seen = db.session.scalar(sa.select(LoginSession.last_seen_at))

    with clock.held_at(NOW + SEEN_EVERY + MINUTE):
        assert phone.post(TAP).status_code == 303

    assert (seen, db.session.scalar(sa.select(LoginSession.last_seen_at))) == (NOW, NOW + SEEN_EVERY + MINUTE)


def elsewhere() -> Shift:
    """A shift of another community at the same time."""
    return make.running(host=make.other_community(), by=make.other_clerk())


# ------------------------------------------------------------------------------ the link


@pytest.mark.parametrize("spoilt", ["old", "early", "changed", "direction", "shift", "community"])
def test_a_code_that_is_not_good_says_to_scan_again_and_leads_on(app: Flask, spoilt: str) -> None:
    shift = make.running(make.fang())
    other = elsewhere() if spoilt == "community" else make.running()
    text = path(shift, IN)
    links = {
        "changed": text[:-1] + ("0" if text[-1] != "0" else "1"),
        "direction": text.replace(f"{shift.code}I", f"{shift.code}O"),
        "shift": text.replace(shift.code, other.code),
        "community": text.replace(shift.code, other.code),
    }
    phone = browser(app, make.fang())
    before = held()

    with clock.held_at(NOW + {"old": 31, "early": -16}.get(spoilt, 0) * make.SECOND):
        page = look(phone, links.get(spoilt, text))

    assert (page.status, "请再扫一次" in page.text) == (410, True)
    assert leads_on(page, other if spoilt in ("shift", "community") else shift)
    assert phone.post(TAP).status_code == 410  # and there is no grant
    assert held() == before


@pytest.mark.parametrize("text", ["", "x", "ABCDEFGHIP-0123456789abcdef", "号" * 9, "A" * 3000])
@on_sqlite
def test_what_is_no_code_at_all_says_so_too(app: Flask, text: str) -> None:
    page = look(browser(app, make.fang()), f"/s/{text}")

    assert page.status == (410 if text else 404)
    assert "请再扫一次" in page.text or not text


def test_a_code_of_a_draft_gives_nothing_away(app: Flask) -> None:
    shift = make.event().shifts[0]

    page = look(browser(app), path(shift, IN)[:-1])

    assert (page.status, leads_on(page, shift)) == (410, False)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("HEAD", {}),
        ("GET", {"Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"User-Agent": "Mozilla/5.0 MicroMessenger (link preview)"}),
    ],
)
def test_a_link_that_was_opened_by_a_machine_is_still_good(app: Flask, method: str, headers: dict[str, str]) -> None:
    shift = make.running(make.fang())
    text = path(shift, IN)
    machine, phone = app.test_client(), browser(app, make.fang())

    def open_(client: FlaskClient) -> None:
        for where in (text, "/attendance/confirm"):
            client.open(where, method=method, headers=headers)

    assert changed(held(), lambda: open_(machine)) | changed(held(), lambda: open_(phone)) == set()
    phone.get(text)
    assert phone.post(TAP).status_code == 303


# ------------------------------------------------------------------------------ between scan and tap


def moved(shift: Shift) -> None:
    arrange(arranging.postpone, shift.event, "下雪了")
    arrange(arranging.reschedule, shift.event, 24 * 60)


def confirmed(shift: Shift) -> None:
    with clock.held_at(shift.ends_at + MINUTE):
        make.confirmed(shift, headcount=0)


BETWEEN: dict[str, tuple[Callable[[Shift], None], str]] = {
    "moved": (moved, "现在不是这一场的时间"),
    "postponed": (lambda shift: arrange(arranging.postpone, shift.event, "下雪了"), "已经取消或延期"),
    "cancelled": (lambda shift: arrange(arranging.cancel, shift.event, "下雪了"), "已经取消或延期"),
    "confirmed": (confirmed, "名单已经确认"),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_what_happened_between_scan_and_tap_is_said(app: Flask, what: str) -> None:
    shift = make.running(make.fang(), start=NOW + 10 * MINUTE)
    phone = scanned(app, shift)
    act, sentence = BETWEEN[what]
    act(shift)
    before = held()

    page = send(phone, TAP)

    assert (page.status, sentence in page.text) == (409, True)
    assert leads_on(page, shift)
    assert held() == before


def test_nobody_leaves_who_did_not_come_and_is_told_what_to_do(app: Flask) -> None:
    shift = make.running(make.fang())

    page = send(scanned(app, shift, OUT), TAP)

    assert (page.status, "您还没有签到，不能签退" in page.text) == (409, True)
    assert leads_on(page, shift)


def test_a_grant_that_is_used_again_shows_the_first_time(app: Flask) -> None:
    shift = make.running(make.fang())
    phone = scanned(app, shift)
    cookie = phone.get_cookie("grant")
    assert cookie is not None
    first = phone.post(TAP).headers["Location"]
    phone.set_cookie("grant", cookie.value)

    again = phone.post(TAP).headers["Location"]

    assert again == f"{first}?again=1"
    assert "07:30 已签到" in look(phone, again).text


def test_a_grant_in_the_hand_of_another_account_is_used(app: Flask) -> None:
    shift = make.running(make.fang())
    phone, other = scanned(app, shift), browser(app, make.lei())
    cookie = phone.get_cookie("grant")
    assert cookie is not None
    phone.post(TAP)
    other.set_cookie("grant", cookie.value)

    page = send(other, TAP)

    assert (page.status, "这个码已经用过，请再扫一次" in page.text) == (410, True)
    assert leads_on(page, shift)
    assert db.session.scalars(sa.select(Attendance.person_id)).all() == [make.fang().id]


def test_who_lost_the_place_between_scan_and_tap_comes_in_as_a_walk_in(app: Flask) -> None:
    shift = make.running(start=NOW + 10 * MINUTE, places=3)
    made = make.signed_up(make.fang(), shift, at=NOW - DAY)
    phone = scanned(app, shift)
    arrange(signups.release, made, "名额重复")
    arrange(arranging.change_places, shift.posts[0], 1)

    page = look(phone, phone.post(TAP).headers["Location"])

    assert "您没有报名，负责人会核对" in page.text
    assert db.session.scalars(sa.select(Attendance.sign_up_id)).one() is None


def test_an_ended_event_still_lets_the_late_ones_check_out(app: Flask) -> None:
    shift = make.running(make.fang(), start=NOW - 4 * HOUR)
    make.came(shift, left=None)
    timers.run(NOW)

    page = look(scanned(app, shift, OUT), "/attendance/confirm")

    assert (page.status, "签退" in page.text) == (200, True)


# ------------------------------------------------------------------------------ digits, sign-up, headcount


@pytest.mark.parametrize(("typed", "status"), [("000 00", 422), ("abcdef", 422), ("六位数字", 422)])
def test_digits_that_are_none_are_said_and_lead_on(app: Flask, typed: str, status: int) -> None:
    shift = make.running(make.fang())

    page = send(browser(app, make.fang()), f"/shifts/{shift.code}/digits/in", digits=typed)

    assert (page.status, "再输一次" in page.text, leads_on(page, shift)) == (status, True, True)


def test_too_many_digits_lead_to_the_screen_and_the_leader(app: Flask) -> None:
    shift, other = make.running(make.fang()), make.running()
    phone, lei = browser(app, make.fang()), browser(app, make.lei())
    where = f"/shifts/{shift.code}/digits/in"
    right = codes.batch(shift, IN, NOW, 1)[0].digits
    for _ in range(codes.DIGIT_TRIES):
        send(phone, where, digits="abcdef")

    page = send(phone, where, digits=right)

    assert (page.status, "请扫屏幕上的码，或请负责人登记" in page.text, leads_on(page, shift)) == (429, True, True)
    digits = codes.batch(other, IN, NOW, 1)[0].digits
    assert phone.post(f"/shifts/{other.code}/digits/in", data={"digits": digits}).status_code == 303
    assert lei.post(where, data={"digits": right}).status_code == 303
    assert set(db.session.scalars(sa.select(Attendance.came_by))) == {Means.DIGITS}


CLOSED: dict[str, tuple[dict[str, object], Callable[[Shift], None], str]] = {
    "closed": ({"closes_at": NOW, "start": NOW + HOUR}, lambda _shift: None, "报名已经截止"),
    "ended": ({"start": NOW + MINUTE}, lambda shift: timers.run(shift.ends_at), "现在不能报名"),
    "started": ({"start": NOW}, lambda _shift: None, "已经开始，不能再报名。可以直接去现场"),
    "cancelled": ({}, lambda shift: arrange(arranging.cancel, shift.event, "下雪了"), "现在不能报名"),
}


@pytest.mark.parametrize("what", CLOSED)
def test_a_post_that_closed_meanwhile_says_so(app: Flask, what: str) -> None:
    given, act, sentence = CLOSED[what]
    shift = make.shift(at=NOW - 2 * DAY, **given)
    phone = browser(app, make.fang())
    assert look(phone, f"/events/{shift.event.code}").status == 200
    act(shift)
    before = held()

    page = send(phone, f"/posts/{shift.posts[0].code}/sign-up")

    assert (page.status, sentence in page.text) == (409, True)
    assert held() == before


def test_a_post_lowered_meanwhile_lets_one_wait(app: Flask) -> None:
    shift = make.shift(places=2)
    make.signed_up(make.liu(), shift)
    phone = browser(app, make.fang())
    assert "我要报名" in look(phone, f"/events/{shift.event.code}").text
    arrange(arranging.change_places, shift.posts[0], 1)

    to = phone.post(f"/posts/{shift.posts[0].code}/sign-up").headers["Location"]

    assert "排上候补了" in look(phone, to).text
    fangs = sa.select(SignUp.state).where(SignUp.person_id == make.fang().id)
    assert db.session.scalars(fangs).one() is SignUpState.WAITING


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("三十", "请写整数"),
        ("30人", "请写整数，只写数字，不写“人”"),
        ("", "请数一数"),
        ("-1", "请写整数"),
        ("99999", "最多 20000 人"),
    ],
)
def test_a_headcount_in_words_is_asked_for_in_figures(app: Flask, typed: str, said: str) -> None:
    shift = make.running(make.fang(), start=NOW - 4 * HOUR)
    make.came(shift)

    page = send(browser(app, make.jing()), f"/door/{shift.code}/headcount", headcount=typed)

    assert (page.status, said in page.beside("headcount"), page.typed("headcount")) == (422, True, typed)
    assert db.session.get_one(Shift, shift.id).headcount is None
