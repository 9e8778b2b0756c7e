"""An event from the draft to the credited minutes, through the pages; and what the pages cost."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.make import DAY, HOUR, MINUTE, NOW
from tests.pages.event_scenes import NEW
from tests.pages.reading import browser, changed, held, look, send
from volunteer.accounts import skills
from volunteer.accounts.models import Person, Skill
from volunteer.attendance import codes
from volunteer.attendance.models import Attendance, Direction
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.cli.checking import first_difference
from volunteer.events.models import Event, Shift, State
from volunteer.hours.models import HourEntry
from volunteer.journal.models import Line
from volunteer.organisations.models import Role
from volunteer.reports.activities import activities_of
from volunteer.reports.periods import period_of
from volunteer.views.office.journal import ACTIONS
from volunteer.wishes.models import WishClaim

Statements = Callable[[], AbstractContextManager[list[str]]]
FULL = {**NEW, "conditions": "18 岁以上", "risks": "扭伤", "provided": "手套", "contact": "0931-8460001"}
DAY_FORM = {"day1": "2026-11-23", "start1": "09:00", "end1": "11:30", "signing_up": "本页"}


def path(shift: Shift, direction: Direction) -> str:
    return codes.batch(shift, direction, clock.now(), 1)[0].path


@on_sqlite
def test_an_event_from_the_draft_to_the_hours(app: Flask) -> None:
    clerk, fang = browser(app, make.jing()), browser(app, make.fang())

    made = clerk.post("/office/events/new", data={**FULL, **DAY_FORM, "leader": make.jing().code})
    code = made.headers["Location"].split("/")[-1]
    assert clerk.post(f"/office/events/{code}/publish").status_code == 303
    assert "楼道堆物清理" in look(browser(app), "/events").text
    shift = db.session.scalars(sa.select(Shift)).one()
    assert fang.post(f"/posts/{shift.posts[0].code}/sign-up").status_code == 303
    assert "已报名" in look(fang, f"/events/{code}").text

    with clock.held_at(shift.starts_at):
        clerk, fang = browser(app, make.jing()), browser(app, make.fang())
        assert fang.get(path(shift, Direction.IN)).headers["Location"] == "/attendance/confirm"
        assert "签到" in look(fang, "/attendance/confirm").text
        done = fang.post("/attendance/check-in")
        assert "09:00" in look(fang, done.headers["Location"]).text
        assert fang.post("/attendance/check-in").status_code == 410
        walk_in = {"name": "孙大海", "phone": "13911112222"}
        assert clerk.post(f"/door/{shift.code}/walk-in", data=walk_in).status_code == 303
    with clock.held_at(shift.ends_at + MINUTE):
        clerk, fang = browser(app, make.jing()), browser(app, make.fang())
        digits = codes.batch(shift, Direction.OUT, clock.now(), 1)[0].digits
        assert fang.post(f"/shifts/{shift.code}/digits/out", data={"digits": digits}).status_code == 303
        clerk.post(f"/door/{shift.code}/headcount", data={"headcount": "2"})
        page = look(clerk, f"/door/{shift.code}/confirm")
        minutes = {one.attrs["name"]: one.attrs["value"] for one in page.all("input", inputmode="numeric")}
        assert clerk.post(f"/door/{shift.code}/confirm", data=minutes).status_code == 303
        assert "楼道堆物清理" in look(fang, "/me/hours?year=all").text
        for where in (f"/office/shifts/{shift.code}", "/me/events", "/office", "/office/journal"):
            assert look(clerk, where).status == 200
        for line in ("held-sessions", "held-attendances"):
            assert "楼道堆物清理" in look(clerk, f"/reports/QIAOMEN/2026/{line}").text

    db.session.expire_all()
    assert db.session.scalars(sa.select(Event.state)).one() is State.SETTLED
    assert db.session.scalars(sa.select(HourEntry.minutes)).all() == [150, 150]
    assert first_difference() is None


def test_one_event_is_copied_to_several_days_at_once(app: Flask) -> None:
    event = make.published_event(closes_at=NOW + 2 * DAY, slots=[make.slot(NOW + 2 * DAY, skill=Skill.LEGAL)])
    fang = make.fang()
    make.done(lambda now: skills.state(fang.id, [Skill.LEGAL], now))
    make.signed_up(fang, event.shifts[0])
    clerk, where = browser(app, make.jing()), f"/office/events/{event.code}/copy"
    form_key = look(clerk, where).typed("form_key")
    days = {"form_key": form_key, "day": "2026-11-30", "day3": "2026-12-07", "day5": "2026-12-31"}

    answers = [clerk.post(where, data=days).headers["Location"] for _ in range(2)]  # sent twice

    assert answers == ["/office/events?list=draft"] * 2
    assert look(clerk, answers[0]).text.count("楼道堆物清理") == 3
    drafts = db.session.scalars(sa.select(Event).where(Event.state == State.DRAFT).order_by(Event.id)).all()
    assert [one.shifts[0].starts_at - NOW for one in drafts] == [9 * DAY, 16 * DAY, 40 * DAY]
    assert [one.closes_at for one in drafts] == [one.shifts[0].starts_at for one in drafts]
    assert [(one.skill, one.taken) for draft in drafts for one in draft.shifts[0].posts] == [(Skill.LEGAL, 0)] * 3


@on_sqlite
def test_a_day_that_stands_there_twice_or_is_none_is_said(app: Flask) -> None:
    event = make.published_event()
    clerk, where = browser(app, make.jing()), f"/office/events/{event.code}/copy"

    twice = send(clerk, where, day="2026-11-30", day4="2026-11-30")
    wrong = send(clerk, where, day="2026-11-30", day2="明天")

    assert (twice.status, "写了两遍" in twice.text, twice.typed("day4")) == (422, True, "2026-11-30")
    assert (wrong.status, "日期写成" in wrong.text) == (422, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 1


# ------------------------------------------------------------------------------ what fits me


def test_who_lacks_a_skill_is_told_writes_it_down_and_signs_up(app: Flask) -> None:
    clerk, fang = browser(app, make.jing()), browser(app, make.fang())
    form = {**FULL, **DAY_FORM, "leader": make.jing().code, "skill1": "legal", "opens": "2026-11-21"}
    code = clerk.post("/office/events/new", data=form).headers["Location"].split("/")[-1]
    clerk.post(f"/office/events/{code}/publish")
    post = db.session.scalars(sa.select(Shift)).one().posts[0].code

    assert "需要资格" in look(fang, "/events").text
    assert "楼道堆物清理" not in look(fang, "/events?only=mine").text
    assert "要会法律" in look(fang, f"/events/{code}").text
    refused = send(fang, f"/posts/{post}/sign-up")
    assert (refused.status, "要会“法律”" in refused.text) == (409, True)
    assert send(fang, "/me/skills", skills="nonsense").status == 422
    assert fang.post("/me/skills", data={"skills": ["legal", "driving"]}).status_code == 303
    assert "法律、驾驶" in look(fang, "/me").text
    assert "楼道堆物清理" in look(fang, "/events?only=mine").text
    assert fang.post(f"/posts/{post}/sign-up").status_code == 303
    assert "楼道堆物清理" not in look(fang, "/events?only=mine").text


@on_sqlite
def test_the_days_of_signing_up_are_kept_and_must_make_sense(app: Flask) -> None:
    clerk = browser(app, make.jing())
    form = {**FULL, **DAY_FORM, "leader": make.jing().code, "opens": "2026-11-22", "closes": "2026-11-22"}

    wrong = send(clerk, "/office/events/new", {**form, "opens": "2026-11-24", "closes": "2026-11-23"})
    code = clerk.post("/office/events/new", data=form).headers["Location"].split("/")[-1]

    assert wrong.status == 422
    for said in ("要在活动以前", "不能早于开始报名"):
        assert said in wrong.text
    shown = look(clerk, f"/office/events/{code}/edit")
    assert (shown.typed("opens"), shown.typed("closes")) == ("2026-11-22", "2026-11-22")
    event = db.session.scalars(sa.select(Event)).one()
    assert (event.opens_at, event.closes_at) == (clock.at(date(2026, 11, 22)), clock.at(date(2026, 11, 23)))


# ------------------------------------------------------------------------------ a look records nothing


@on_sqlite
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_code_records_nothing(app: Flask, method: str) -> None:
    shift = make.running(make.fang())
    fang = browser(app, make.fang())
    text = path(shift, Direction.IN)

    assert changed(held(), lambda: fang.open(text, method=method)) == set()


@on_sqlite
def test_a_guest_signs_in_and_the_grant_waits(app: Flask) -> None:
    shift, guest = make.running(make.fang()), app.test_client()
    guest.get(path(shift, Direction.IN))

    to = guest.get("/attendance/confirm").headers["Location"]
    make.browser_sign_in(guest, make.fang())

    assert to.startswith("/login?next=")
    assert guest.post("/attendance/check-in").status_code == 303
    assert db.session.scalars(sa.select(Attendance.person_id)).one() == make.fang().id


@on_sqlite
def test_wrong_digits_are_said_and_counted(app: Flask) -> None:
    shift = make.running(make.fang())
    fang = browser(app, make.fang())
    right = codes.batch(shift, Direction.IN, NOW, 1)[0].digits
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    seen = [send(fang, f"/shifts/{shift.code}/digits/in", digits=wrong).status for _ in range(codes.DIGIT_TRIES + 1)]

    assert seen == [422] * codes.DIGIT_TRIES + [429]


@pytest.mark.parametrize("name", ["minutes-²", "excused-²", "minutes-" + "9" * 5000])
def test_a_field_of_the_list_whose_name_is_no_number_is_passed_over(app: Flask, name: str) -> None:
    shift = make.running(make.fang())
    clerk = browser(app, make.jing())

    assert clerk.post(f"/door/{shift.code}/confirm", data={name: "30"}).status_code == 422  # it is not over


@on_sqlite
def test_what_is_wrong_with_a_list_is_said_with_what_was_typed(app: Flask) -> None:
    shift = make.running(make.fang(), start=NOW - 4 * HOUR)
    one = make.came(shift)
    clerk = browser(app, make.jing())
    clerk.post(f"/door/{shift.code}/headcount", data={"headcount": "1"})

    for typed, said in (("60", "改了，请写原因"), ("abc", "整数分钟"), ("9999", "请写原因")):
        page = send(clerk, f"/door/{shift.code}/confirm", {f"minutes-{one.id}": typed, f"reason-{one.id}": ""})

        assert page.status == 422
        assert page.typed(f"minutes-{one.id}") == typed
        assert said in page.text
    for typed, said in (("9999", "最多在场"), ("151", "请写 150 或 156 分钟")):
        page = send(clerk, f"/door/{shift.code}/confirm", {f"minutes-{one.id}": typed, f"reason-{one.id}": "有事"})

        assert (page.status, page.typed(f"minutes-{one.id}")) == (422, typed)
        assert said in page.text


def test_a_confirmed_list_is_corrected_by_two_and_the_report_follows(app: Flask) -> None:
    shift = make.running(make.fang(), start=NOW - 4 * HOUR)
    make.came(shift)
    make.confirmed(shift)
    li, jing, where = browser(app, make.li()), browser(app, make.jing()), f"/door/{shift.code}/confirm"

    def reported() -> int:
        return activities_of(make.community(), period_of("2026-11")).held.minutes

    assert f"/door/{shift.code}/{make.fang().code}/correct" in look(li, where).links
    wrong = send(li, f"/door/{shift.code}/{make.fang().code}/correct", minutes="151", reason="")
    odd = send(li, f"/door/{shift.code}/{make.fang().code}/correct", minutes="151", reason="中途有事走了")
    assert (wrong.status, "请写为什么要更正" in wrong.text) == (422, True)
    assert (odd.status, "请写 150 或 156 分钟" in odd.beside("minutes")) == (422, True)
    asked = li.post(f"/door/{shift.code}/{make.fang().code}/correct", data={"minutes": "120", "reason": "中途有事走了"})
    assert asked.headers["Location"] == where
    page = look(jing, where)
    assert "3.0 小时更正为 2.0 小时：中途有事走了 李强，11月21日 07:30提出" in page.text
    approve = next(path for path in page.actions if path.endswith("/approve"))
    assert approve not in look(li, where).actions
    assert send(li, approve).status == 403
    before = reported()
    assert jing.post(approve).status_code == 303
    assert jing.post(approve).status_code == 409

    assert (before, reported()) == (180, 120)
    assert "2.0 小时" in look(jing, where).text
    assert first_difference() is None


@on_sqlite
def test_what_is_done_with_events_stands_in_the_journal_in_words(app: Flask) -> None:
    make.a_row_in_every_table()

    done = set(db.session.scalars(sa.select(Line.action).where(Line.subject == "events")))

    assert len(done) > 8
    assert done - set(ACTIONS) == set()
    assert "要求更正时长" in look(browser(app, make.jing()), "/office/journal").text


# ------------------------------------------------------------------------------ where the pages lead


@on_sqlite
def test_the_minutes_of_an_event_lead_to_it_and_to_nobodys_wish(app: Flask) -> None:
    claimed = make.claimed_wish(make.li())
    shift = make.running(make.fang(), start=NOW - 4 * HOUR)
    attended = make.came(shift)
    make.confirmed(shift)
    claim = db.session.scalars(sa.select(WishClaim)).one()
    assert claim.id == attended.id  # two tables that count from 1
    entry = db.session.scalars(sa.select(HourEntry)).one()

    page = look(browser(app, make.fang()), f"/me/hours/{entry.code}")

    assert f"/events/{shift.event.code}" in page.html
    assert claimed.code not in page.html


@on_sqlite
def test_a_number_that_is_somebody_elses_is_said_to_be(app: Flask) -> None:
    shift = make.running(make.fang())
    door = browser(app, make.jing())

    door.post(f"/door/{shift.code}/walk-in", data={"name": "马奶奶", "phone": make.lei().phone})

    assert "登记的是赵磊，签到记在赵磊名下" in look(door, f"/door/{shift.code}").text


@on_sqlite
def test_a_dead_code_leads_to_the_events_and_not_back_to_the_camera(app: Flask) -> None:
    page = look(browser(app, make.fang()), "/s/ABCDEFGHI1-0")

    assert page.status == 410
    assert [one.text for one in page.all("a", href="/events")][-1] == "去活动页"


@on_sqlite
def test_after_the_start_no_page_offers_to_withdraw(app: Flask) -> None:
    shift = make.running(make.fang())
    fang = browser(app, make.fang())

    with clock.held_at(NOW - MINUTE):
        before = look(fang, f"/events/{shift.event.code}").html
    after = look(fang, f"/events/{shift.event.code}").html

    assert ("/withdraw" in before, "/withdraw" in after) == (True, False)
    assert "用微信扫屏幕上的“签到”码" in after


@on_sqlite
def test_a_wrong_headcount_can_be_put_right_before_the_list_is_confirmed(app: Flask) -> None:
    shift = make.running(make.fang(), start=NOW - 4 * HOUR)
    make.came(shift)
    clerk = browser(app, make.jing())

    for counted in ("12", "1"):
        assert send(clerk, f"/door/{shift.code}/headcount", headcount=counted).status == 303
    page = look(clerk, f"/door/{shift.code}/confirm")

    assert page.typed("headcount") == "1"
    assert "差得多" not in page.text


@on_sqlite
def test_in_the_office_what_comes_first_stands_first(app: Flask) -> None:
    for days, title in ((9, "后办的"), (3, "先办的")):
        make.published_event(start=NOW + days * DAY, title=title)

    text = look(browser(app, make.jing()), "/office/events").text

    assert text.index("先办的") < text.index("后办的")


# ------------------------------------------------------------------------------ what it costs


def cost(client: FlaskClient, where: str, statements: Statements) -> int:
    client.get(where)
    with statements() as seen:
        assert client.get(where).status_code == 200
    return len(seen)


@on_sqlite
@pytest.mark.parametrize(("where", "who"), [("/events", "fang"), ("/events", None), ("/office/events", "jing")])
def test_a_list_costs_the_same_for_three_and_for_thirty(
    app: Flask, statements: Statements, where: str, who: str | None
) -> None:
    person: Person | None = getattr(make, who)() if who else None
    for number in range(3):
        made = make.shift(start=NOW + timedelta(days=2 + number))
        make.signed_up(make.fang(), made)
    few = cost(browser(app, person), where, statements)
    for number in range(27):
        made = make.shift(start=NOW + timedelta(days=9 + number))
        make.signed_up(make.fang(), made)

    assert cost(browser(app, person), where, statements) == few


@pytest.mark.parametrize("who", ["signed up", "walk-in", "two roles"])
@pytest.mark.parametrize("direction", list(Direction))
def test_a_scan_and_its_page_take_at_most_ten_statements(
    app: Flask, statements: Statements, who: str, direction: Direction
) -> None:
    person = make.secretary() if who == "two roles" else make.fang()
    if who == "two roles":
        make.granted(person, Role.UNIT_LIAISON, make.unit())
    shift = make.running(*([] if who == "walk-in" else [person]))
    if direction is Direction.OUT:
        make.came(shift, person, left=None)
    phone = browser(app, person)
    phone.get("/me/events")
    phone.get(path(shift, direction))

    with statements() as seen:
        done = phone.post("/attendance/check-in")
        assert "成功" in look(phone, done.headers["Location"]).text

    assert len(seen) <= 10, "\n".join(re.sub(r"\s+", " ", one)[:120] for one in seen)


@on_sqlite
def test_the_page_with_the_button_is_light(app: Flask) -> None:
    shift = make.running(make.fang())
    fang = browser(app, make.fang())
    fang.get(path(shift, Direction.IN))
    html = fang.get("/attendance/confirm").get_data()

    links = set(re.findall(r'(?:href|src)="(/static/[^"?#]+)', html.decode()))
    sizes = {"html": len(gzip.compress(html))}
    for one in links:
        answer = fang.get(one)
        sizes[one] = len(gzip.compress(answer.get_data()))
        answer.close()

    assert sum(sizes.values()) <= 40_000, sizes


def test_the_card_says_who_has_checked_in_and_who_has_left(app: Flask) -> None:
    shift = make.running(make.fang(), make.li(), make.liu())
    make.came(shift, make.fang(), left=None)
    make.came(shift, make.li(), left=-160 * MINUTE)
    seen = {}

    with clock.held_at(NOW + 30 * MINUTE):
        for one in (make.fang(), make.li(), make.liu()):
            client = browser(app, one)
            seen[one.name] = [look(client, path).text for path in ("/events", f"/events/{shift.event.code}")]

    said = {"王芳": "已签到07:30 到的，走的时候再扫一次码。", "李强": "已签退07:50 走的。", "刘桂兰": "已报名"}
    for name, words in said.items():
        for page in seen[name]:
            assert words in page, name
