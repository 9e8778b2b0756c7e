"""From the poster's code to block E: a school orders, a team takes, a class takes place, the school says how it was.

By hand, on old phones, on both databases, by a clock that is moved.
"""

import json
import re
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.browser.conftest import done, fill, watched
from tests.browser.walking import (
    Moved,
    come_to_the_list,
    confirm,
    decoded,
    figures_on,
    filed,
    moved_place,
    prepare,
    record,
    scan_each_other,
)
from tests.conftest import BACKENDS
from tests.make import CLASS_AT, DAY, HOUR, MINUTE
from volunteer.accounts import passwords
from volunteer.accounts.models import Person
from volunteer.attendance.models import Direction
from volunteer.base.db import db, write
from volunteer.cli.checking import first_difference
from volunteer.demo.people import PASSWORD
from volunteer.orders.models import Audience

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
SCHOOL, MANAGER, LEADER, OTHER, DU, YE = (f"139190000{number}" for number in (15, 12, 13, 14, 17, 18))
TITLE = "网贷和电信诈骗的套路"


@pytest.fixture(scope="module", params=BACKENDS)
def built(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Moved]:
    """One for each database."""
    with moved_place("order", request.param, tmp_path_factory.mktemp("clock"), founded) as made:
        yield made


@pytest.fixture
def place(built: Moved) -> Iterator[Moved]:
    """The place of this database; an error in its log fails the test."""
    yield from watched(built)


def founded() -> None:
    """Found the school, the programme with one offering, two teams, and tutors of whom one's clearance has ended."""
    make.offering(per_month=2)
    make.school_contact(), make.other_team_leader(), make.team_leader()
    make.ready_tutors()
    make.ready_tutors(make.person("石磊", unit=make.team()), until_on=make.TODAY)
    hashed = passwords.hashed(PASSWORD)
    write(lambda _now: db.session.execute(sa.update(Person).values(password_hash=hashed)))


def test_an_order_goes_from_the_poster_to_the_report(place: Moved, phone: Open, desk: Open) -> None:
    place.set_to(make.NOW)

    # The poster hangs in the staff room; its code opens the menu on a phone on which nobody is signed in.
    wall = desk()
    wall.goto("/catalogue/poster")
    school = phone()
    school.goto(decoded(wall.get_by_alt_text("服务清单二维码")))
    school.get_by_role("link", name=TITLE, exact=True).click()
    school.get_by_role("link", name="点单", exact=True).click()
    school.get_by_role("link", name="用密码登录").click()
    fill(school, phone=SCHOOL, password=PASSWORD)
    school.get_by_role("button", name="登录", exact=True).click()

    # Seven things are asked for, and it takes less than a minute.
    began = time.monotonic()
    expect(school.get_by_role("heading", name=TITLE)).to_be_visible()
    fields = school.locator("main form :is(input:not([type=hidden]), select, textarea):visible")
    assert fields.count() <= 8
    fill(school, first="2026-12-01T09:00", second="2026-12-03T09:00", audience=Audience.JUNIOR)
    fill(school, class_name="初二（3）班", people="42", place="教学楼 301", safety_person="高老师 138 0000 0000")
    school.get_by_role("button", name="提交点单").click()
    done(school)
    assert time.monotonic() - began < 60
    order = school.url.removeprefix(place.origin)

    # The manager asks two teams; one cannot, which needs no reason.
    manager = desk(MANAGER)
    manager.goto("/office")
    manager.get_by_role("link", name=re.compile("待派单")).first.click()
    manager.get_by_role("row").filter(has_text=TITLE).get_by_role("link").click()
    for team in ("第二党支部", "甘肃雷诺律师事务所党支部"):
        manager.get_by_label(re.compile(team)).check()
    manager.get_by_role("button", name="派出去").click()
    done(manager)
    other = phone(OTHER)
    other.goto("/")
    other.get_by_role("link", name=re.compile("1 份派单")).click()
    other.get_by_role("link", name=TITLE).click()
    other.get_by_role("button", name="这次来不了").click()
    done(other)

    # A tutor whose clearance has ended cannot be ticked, and is refused by name when he is sent all the same.
    leader = phone(LEADER)
    leader.goto(order)
    leader.get_by_role("link", name="能去，接单").click()
    fill(leader, starts=1)
    leader.get_by_label(re.compile("杜衡")).check()
    expired = leader.get_by_label(re.compile("石磊"))
    expect(expired).to_be_disabled()
    expired.evaluate("box => { box.disabled = false }")
    expired.check()
    leader.get_by_role("button", name="接单", exact=True).click()
    expect(leader.get_by_text("石磊的未成年人查询到11月21日为止，上课那天已经过期").first).to_be_visible()
    expired.uncheck()
    leader.get_by_label(re.compile("叶青")).check()
    leader.get_by_role("button", name="接单", exact=True).click()
    done(leader)

    # The lesson is prepared.
    du = phone(DU)
    prepare(du, order, "反诈手册", "课件")

    # The class is scanned: each reads the screen that the other holds.
    place.set_to(CLASS_AT - 10 * MINUTE)
    place.let_in(du, DU)
    ye = phone(YE)
    scan_each_other(du, ye, order, Direction.IN)
    place.set_to(CLASS_AT + 46 * MINUTE)
    place.let_in(du, DU)
    place.let_in(ye, YE)
    scan_each_other(du, ye, order, Direction.OUT)
    place.set_to(CLASS_AT + HOUR)
    place.let_in(leader, LEADER)
    come_to_the_list(leader, order, "2")
    confirm(leader)

    # What was taught is recorded, and the school's slip is reviewed by its code, without an account.
    place.let_in(du, DU)
    record(du, order, "41")
    place.set_to(CLASS_AT + 2 * HOUR)
    place.let_in(school, SCHOOL)
    school.goto(order)
    school.get_by_role("link", name="打印评单条").click()
    school.get_by_role("button", name="打印一张新的").click()
    teacher = phone(scripts=False)
    teacher.goto(decoded(school.get_by_alt_text("评单二维码")))
    for name in ("content", "manner", "gains", "punctuality"):
        assert teacher.locator(f"[name={name}]").input_value() == ""  # nothing is chosen beforehand
    fill(teacher, content=5, manner=4, words="孩子们听得进去")
    teacher.get_by_role("button", name="提交评价").click()
    expect(teacher.get_by_role("heading", name="这堂课评过了，谢谢您")).to_be_visible()
    teacher.reload()
    expect(teacher.get_by_role("heading", name="这堂课评过了，谢谢您")).to_be_visible()

    # The minutes, the class periods and block E.
    place.set_to(CLASS_AT + DAY)
    for number in (DU, YE):
        tutor = phone(number)
        tutor.goto("/me/hours?year=2026")
        expect(tutor.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text("0.9 小时")
    stands_in_block_e(place, desk(MANAGER))
    assert place.ask(first_difference) is None


def stands_in_block_e(place: Moved, manager: Page) -> None:
    """See the order with its figures on the page, in the workbook and in the JSON."""
    manager.goto("/reports/SFJ/2026-12")
    printed = figures_on(manager)
    assert filed(manager) == printed
    words = ("export", "programme", "--programme", "mofashi", "--period", "2026", "--format", "json")
    exported = json.loads(place.volunteer(*words))
    assert (exported["schools"], exported["others"], exported["orders"]) == (1, 0, 1)
    assert (exported["class_periods"], exported["students"], exported["tutors"]) == (1, 41, 2)
    assert exported["reviews"]["count"] == 1
    assert exported["reviews"]["average"] == 4.5
    ours = {name: figure for (block, name), figure in printed.items() if "点单" in block or "课" in block}
    assert {"1", "41", "2"} <= set(ours.values()), printed
