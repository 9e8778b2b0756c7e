"""From the registration to version 2: a unit and a member register, serve, and the month of unit and community is sent.

王芳 serves three times in November: a wish, an event, a class. All of it is done by hand, on both databases, by a clock
that is moved; only the draft of the month is the system's own.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import done, fill, send, watched
from tests.browser.november import (
    COMMITTEE,
    EVENT,
    JING,
    LIAISON,
    PING,
    STREET,
    Open,
    comes_to_an_event,
    founded,
    fulfils_a_wish,
    member_registers,
    teaches_a_class,
    three_services_are_hers,
    unit_registers,
)
from tests.browser.walking import Moved, figures_on, filed, moved_place
from tests.conftest import BACKENDS
from tests.make import DAY, HOUR, NOW
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.cli.checking import first_difference
from volunteer.hours.models import Provenance
from volunteer.reports import timers
from volunteer.reports.models import PeriodicReport

pytestmark = pytest.mark.browser

MONTH = "2026-11"
OVER = clock.at(date(2026, 12, 1), 9)


@pytest.fixture(scope="module", params=BACKENDS)
def built(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Moved]:
    """One for each database."""
    with moved_place("reports", request.param, tmp_path_factory.mktemp("clock"), founded) as made:
        yield made


@pytest.fixture
def place(built: Moved) -> Iterator[Moved]:
    """The place of this database; an error in its log fails the test."""
    yield from watched(built)


def test_who_registers_and_serves_stands_in_the_month_that_is_sent_frozen_and_amended(
    place: Moved, phone: Open, desk: Open
) -> None:
    place.set_to(NOW)
    fang, jing, liaison = phone(scripts=False), desk(JING), desk(LIAISON)
    unit_registers(liaison, jing)
    member_registers(fang, jing)
    fulfils_a_wish(place, fang, phone)
    event = comes_to_an_event(place, fang, jing)
    teaches_a_class(place, fang, phone, desk)
    three_services_are_hers(fang)

    # The month is over: it is drafted by the system, and the unit's liaison and the clerk find it on their desks.
    place.ask(lambda: timers.run(OVER))
    place.set_to(OVER + HOUR)
    committee, street = desk(COMMITTEE), desk(STREET)
    place.let_in(liaison, LIAISON)
    sent_returned_and_accepted("SFJ", liaison, committee)
    says_what_was_done(liaison, UNIT)
    place.let_in(jing, JING)
    sent_returned_and_accepted("QIAOMEN", jing, street)
    says_what_was_done(jing, COMMUNITY)
    few_are_not_told(street)

    # It turns out that she left the event an hour early. What was sent stays as it is; version 2 says what differs.
    place.set_to(OVER + 2 * DAY)
    for page, number in ((jing, JING), (street, STREET), (liaison, LIAISON), (committee, COMMITTEE)):
        place.let_in(page, number)
    corrected(event, jing, desk(PING), fang)
    amended("QIAOMEN", jing, street, an_hour_less("主办的活动"))
    amended("SFJ", liaison, committee, an_hour_less("成员参加别处的活动"))
    committee.goto(f"/office/filing?period={MONTH}")
    expect(committee.get_by_role("row").filter(has_text="兰州市司法局")).to_contain_text("已接收")
    assert place.ask(first_difference) is None
    versions = sa.select(PeriodicReport.version).where(PeriodicReport.frozen.is_not(None)).order_by(PeriodicReport.id)
    assert place.ask(lambda: db.session.scalars(versions).all()) == [1, 1, 2, 2]


# ------------------------------------------------------------------------------ 上报，退回，接收

IN_THE_HOURS = {
    ("服务时长", "服务次数"): "4",  # hers, and the other tutor's
    ("服务时长", "服务人数"): "2",
    ("服务时长", "时长合计"): "5.9",
    ("服务时长", "其中居民确认"): "1.1",
    ("服务时长", "其中现场扫码"): "4.8",
    ("服务时长", "其中补录"): "0.0",
}
OF_THE_CLASS = {
    ("上门授课", "社区等其他"): "1",
    ("上门授课", "课"): "1",
    ("上门授课", "课时"): "1",
    ("上门授课", "学生和居民"): "28",
    ("上门授课", "授课老师"): "2",
    ("上门授课", "评单"): "4.5",
}
UNIT = {
    ("双报到", "已报到单位"): "1",
    ("微心愿", "认领"): "1",
    ("微心愿", "实现"): "1",
    ("主办的活动", "活动"): "1",  # the class, which was its own
    ("主办的活动", "参加人次"): "2",
    ("主办的活动", "时长"): "1.8",
    ("成员参加别处的活动", "活动"): "1",
    ("成员参加别处的活动", "参加人数"): "1",
    ("成员参加别处的活动", "时长"): "3.0",
    **OF_THE_CLASS,
    **IN_THE_HOURS,
}
COMMUNITY = {
    ("双报到", "已报到单位"): "1",
    ("双报到", "已报到党员"): "1",
    ("微心愿", "公开"): "1",
    ("微心愿", "实现"): "1",
    ("主办的活动", "活动"): "1",
    ("主办的活动", "参加人数"): "1",
    ("主办的活动", "时长"): "3.0",
    **OF_THE_CLASS,
    **IN_THE_HOURS,
}


def sent_returned_and_accepted(code: str, ours: Page, above: Page) -> None:
    """Look a drafted month through, sign and send it; above it is returned once, mended, and accepted."""
    ours.goto("/office")
    ours.get_by_role("row").filter(has_text="看一遍2026年11月报表，上报").get_by_role("link").click()
    expect(ours).to_have_url(re.compile(f"/reports/{code}/{MONTH}/filing"))
    ours.get_by_role("link", name="写文字和填报人").click()
    expect(ours.locator("[name=main_work]")).to_have_value(re.compile("2026年11月"))
    fill(ours, head="马建国", filler="高敏", telephone="0931-8460012", difficulties="人手不够，缺 37 人。")
    send(ours, "main_work")
    expect(ours.get_by_text(re.compile("文字里的 37 在记录里找不到"))).to_be_visible()
    ours.get_by_role("button", name=re.compile("上报")).click()
    done(ours)

    above.goto("/office")
    above.get_by_role("row").filter(has_text="接收2026年11月报表").get_by_role("link").click()
    fill(above, words="37 人从哪里来，请核对")
    above.get_by_role("button", name="退回修改").click()
    done(above)
    ours.reload()
    expect(ours.get_by_text(re.compile("37 人从哪里来，请核对"))).to_be_visible()
    ours.get_by_role("link", name="改文字和填报人").click()
    fill(ours, difficulties="人手不够。")
    send(ours, "main_work")
    ours.get_by_role("button", name=re.compile("上报")).click()
    done(ours)
    above.reload()
    above.get_by_role("button", name="接收", exact=True).click()
    done(above)
    ours.reload()
    expect(ours.get_by_text("已接收").first).to_be_visible()


def says_what_was_done(page: Page, expected: dict[tuple[str, str], str]) -> None:
    """See the figures on the accepted page; workbook and frozen bytes say the same, and the bytes have the hash."""
    printed = figures_on(page)
    assert {name: printed[name] for name in expected} == expected
    assert filed(page) == printed
    said = frozen(page)
    assert said["wishes"]["fulfilled"] == 1
    assert (said["orders"]["orders"], said["orders"]["others"], said["orders"]["tutors"]) == (1, 1, 2)
    assert (said["hours"]["entries"], said["hours"]["persons"], said["hours"]["minutes"]) == (4, 2, 66 + 180 + 2 * 54)
    assert {name: minutes for name, minutes in said["hours"]["by_provenance"].items() if minutes} == {
        Provenance.RECEIVER.value: 66,
        Provenance.SCANNED.value: 180 + 2 * 54,
    }
    line = said["joined"] or said["activities"]  # to the unit the community's event is one that was joined
    assert (line["events"], line["attendances"], line["persons"], line["minutes"]) == (1, 1, 1, 180)


def frozen(page: Page) -> dict[str, Any]:
    """Return the figures out of the bytes that were sent; their SHA-256 is the one that is printed."""
    where = urlsplit(page.url)
    answer = page.request.get(f"{where.path}.json?{where.query}")
    words = page.get_by_text(re.compile("校验码（SHA-256）：[0-9a-f]{64}")).inner_text()
    assert words.endswith(hashlib.sha256(answer.body()).hexdigest())
    return dict(json.loads(answer.body())["figures"])


def few_are_not_told(above: Page) -> None:
    """Above, few persons are not told, and nobody gets the bytes that would tell them."""
    above.reload()
    printed = figures_on(above)
    assert printed["服务时长", "服务人数"] == "少于 5"
    assert printed["微心愿", "实现"] == "1"
    where = urlsplit(above.url)
    assert above.request.get(f"{where.path}.json").status == 404


# ------------------------------------------------------------------------------ 更正，第 2 版

IN_ALL = {
    "服务时长：时长合计（小时）": ["5.9", "4.9"],
    "服务时长：其中现场扫码（小时）": ["4.8", "1.8"],
    "服务时长：其中补录（小时）": ["0.0", "2.0"],
}


def an_hour_less(block: str) -> dict[str, list[str]]:
    """What version 1 and version 2 say of the block in which the event stands, and of the hours."""
    return {
        f"{block}：时长（小时）": ["3.0", "2.0"],
        f"{block}：其中现场扫码（小时）": ["3.0", "0.0"],
        f"{block}：其中补录（小时）": ["0.0", "2.0"],
        **IN_ALL,
    }


def corrected(event: str, jing: Page, ping: Page, fang: Page) -> None:
    """One clerk asks for other minutes and says why; it is another one who approves. She is told."""
    jing.goto(event)
    jing.get_by_role("link", name="看名单").click()
    jing.get_by_role("listitem").filter(has_text="王芳").get_by_role("link", name="更正").click()
    fill(jing, minutes="120", reason="四点就走了，忘了签退")
    jing.get_by_role("button", name="提交，等另一位核对").click()
    done(jing)
    expect(jing.get_by_role("button", name="核对，更正")).to_have_count(0)

    ping.goto("/me/notices")
    ping.get_by_role("listitem").filter(has_text=f"“{EVENT}”的名单有一条更正等您核对").get_by_role("button").click()
    ping.get_by_role("button", name="核对，更正").click()
    done(ping)
    fang.goto("/me/notices")
    expect(fang.get_by_text(re.compile("更正为 2.0 小时：四点就走了，忘了签退"))).to_be_visible()


def amended(code: str, ours: Page, above: Page, differences: dict[str, list[str]]) -> None:
    """The accepted page says that the records differ; version 2 is sent and accepted, and says what has changed."""
    first = f"/reports/{code}/{MONTH}/filing"
    ours.goto(first)
    expect(ours.get_by_text(f"记录后来更正过，{len(differences)} 处和这一版不同")).to_be_visible()
    before = frozen(ours)
    ours.get_by_role("button", name="按现在的记录出第 2 版").click()
    done(ours)
    old_words = ours.get_by_text(re.compile(r"文字里的 .*5\.9.* 在记录里找不到，请核对"))
    expect(old_words).to_be_visible()
    ours.get_by_text("文字按现在的数字重新起草", exact=True).click()
    ours.get_by_role("button", name="重新起草", exact=True).click()
    done(ours)
    expect(old_words).to_have_count(0)
    ours.get_by_role("button", name=re.compile("上报给")).click()
    done(ours)

    above.goto("/office")
    above.get_by_role("link", name="去接收").click()
    above.get_by_role("button", name="接收", exact=True).click()
    done(above)

    ours.reload()
    expect(ours.get_by_text("已接收").first).to_be_visible()
    after = frozen(ours)
    assert (before["hours"]["minutes"], after["hours"]["minutes"]) == (354, 294)
    ours.get_by_role("link", name="和第 1 版的不同").click()
    rows = [row.get_by_role("cell").all_inner_texts() for row in ours.locator("tbody tr").all()]
    assert {name: [was, is_now] for name, was, is_now in rows} == differences
    ours.goto(f"{first}?version=1")  # as it was sent
    assert frozen(ours) == before
