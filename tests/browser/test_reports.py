"""From the registration to version 2: a unit and a member register, serve, and the month of unit and community is sent.

By hand, on both databases, by a clock that is moved. The event and the class are lived through the rules: their own
walks stand in `test_door.py` and `test_order.py`.
"""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.browser.conftest import done, fill, send, sign_in, watched
from tests.browser.walking import Moved, figures_on, filed, moved_place
from tests.conftest import BACKENDS
from tests.make import DAY, HOUR, NOW
from volunteer.accounts import passwords
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.cli.checking import first_difference
from volunteer.demo.people import PASSWORD
from volunteer.hours import ledger
from volunteer.hours.models import HourEntry, Source
from volunteer.organisations.models import Role
from volunteer.reports import timers
from volunteer.reports.models import PeriodicReport

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
FANG, JING, LIAISON, STREET, LIU, COMMITTEE = (f"139190000{number:02}" for number in (1, 3, 7, 8, 10, 30))
TITLE = "想要一台大字收音机"
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


def founded() -> None:
    """Found the street with its community and the committee with its unit; a wish waits to be claimed."""
    with clock.held_at(NOW - 5 * DAY):
        make.grid(), make.second_clerk(), make.viewer(), make.liaison(), make.fang()
        make.granted(make.person("周志远", COMMITTEE), Role.SUPERIOR_VIEWER, make.work_committee())
        make.published_wish(title=TITLE, at=NOW - 4 * DAY)
    hashed = passwords.hashed(PASSWORD)
    write(lambda _now: db.session.execute(sa.update(Person).values(password_hash=hashed)))


def test_who_registers_and_serves_stands_in_the_month_that_is_sent_frozen_and_amended(
    place: Moved, phone: Open, desk: Open
) -> None:
    place.set_to(NOW)
    unit_registers(desk(LIAISON), desk(JING))
    member_registers(phone(scripts=False), desk(JING))
    serves(place, phone)
    place.ask(event_and_class)

    # The month is over: it is drafted by the system, and the unit's liaison and the clerk find it on their desks.
    place.ask(lambda: timers.run(OVER))
    place.set_to(OVER + HOUR)
    unit, committee = sent_returned_and_accepted(place, desk, "SFJ", LIAISON, COMMITTEE)
    community, street = sent_returned_and_accepted(place, desk, "QIAOMEN", JING, STREET)
    for page in (unit, community):
        expect(page.get_by_text(re.compile("校验码（SHA-256）：[0-9a-f]{64}"))).to_be_visible()
        printed = figures_on(page)
        assert printed["服务时长", "服务次数"] == "2"
        assert filed(page) == printed
    assert figures_on(community)["双报到", "已报到单位"] == figures_on(unit)["双报到", "已报到单位"] == "1"
    assert figures_on(community)["微心愿", "实现"] == figures_on(unit)["微心愿", "实现"] == "1"
    assert figures_on(unit)["上门授课", "课"] == "1"
    # Above, few persons are not told.
    street.reload()
    assert figures_on(street)["服务时长", "服务人数"] == "少于 5"

    # The records are corrected later. What was sent stays as it is; version 2 says what differs.
    place.ask(corrected)
    community.reload()
    expect(community.get_by_text(re.compile("记录后来更正过"))).to_be_visible()
    assert figures_on(community)["服务时长", "服务次数"] == "2"
    community.get_by_role("button", name="按现在的记录出第 2 版").click()
    done(community)
    community.get_by_role("button", name=re.compile("上报给")).click()
    done(community)
    assert figures_on(community)["服务时长", "服务次数"] == "1"
    street.goto("/office")
    street.get_by_role("link", name="去接收").click()
    street.get_by_role("button", name="接收", exact=True).click()
    done(street)
    community.reload()
    community.get_by_role("link", name="和第 1 版的不同").click()
    changed = community.get_by_role("row").filter(has_text="服务时长：服务次数（次）")
    assert changed.get_by_role("cell").all_inner_texts()[1:] == ["2", "1"]
    committee.goto("/office/filing?period=2026-11")
    expect(committee.get_by_role("row").filter(has_text="兰州市司法局")).to_contain_text("已接收")
    assert place.ask(first_difference) is None
    versions = sa.select(PeriodicReport.version).where(PeriodicReport.frozen.is_not(None)).order_by(PeriodicReport.id)
    assert place.ask(lambda: db.session.scalars(versions).all()) == [1, 1, 2]


def unit_registers(liaison: Page, clerk: Page) -> None:
    """The unit registers with the community, which accepts it and gives its receipt."""
    liaison.goto("/communities/QIAOMEN/register/unit")
    fill(liaison, party_organisation="中共兰州市司法局机关委员会", secretary="高峰", liaison="吴涛")
    fill(liaison, office_phone="0931-8460099", address="城关区南昌路 6 号", members="60", in_service="52")
    liaison.get_by_role("button", name=re.compile("交给")).click()
    done(liaison)
    clerk.goto("/office/registrations")
    clerk.get_by_role("row").filter(has_text="兰州市司法局").get_by_role("link").click()
    clerk.get_by_role("button", name="接收，开回执").click()
    done(clerk)
    liaison.reload()
    liaison.get_by_role("link", name="打印报到单和回执").click()
    expect(liaison.get_by_text("社区接收回执")).to_be_visible()


def member_registers(member: Page, clerk: Page) -> None:
    """The member scans the poster, registers, and the clerk confirms into a grid."""
    clerk.goto("/communities/QIAOMEN/poster")
    code = zxingcpp.read_barcode(Image.open(io.BytesIO(clerk.locator(".poster-code img").screenshot())))
    assert code is not None
    sign_in(member, FANG)
    member.goto(urlsplit(code.text).path)
    member.get_by_role("link", name="我来报到").click()
    fill(member, branch="第二党支部", compound="桥门巷 3 号院")
    member.get_by_label("法律咨询与援助").check()
    member.get_by_label("我同意以党员身份登记").check()
    member.get_by_role("button", name=re.compile("交给")).click()
    done(member)
    clerk.goto("/office/registrations?what=members")
    clerk.get_by_role("row").filter(has_text="王芳").get_by_role("link").click()
    clerk.locator("[name=grid]").first.check()
    clerk.get_by_role("button", name="接收", exact=True).click()
    done(clerk)


def serves(place: Moved, phone: Open) -> None:
    """The member claims a wish, goes there on another day, and its owner says that it was so."""
    fang = phone(FANG, scripts=False)
    fang.goto("/wishes")
    fang.get_by_role("link", name=TITLE).click()
    fang.get_by_role("button", name="我要认领").click()
    done(fang)
    fill(fang, words="明天上午，社区服务大厅")
    send(fang, "words")
    wish = fang.url
    place.set_to(NOW + DAY + 6 * HOUR)
    sign_in(fang, FANG)
    fang.goto(wish)
    fang.get_by_role("link", name="我已办好").click()
    fill(fang, day="2026-11-22", began="10:00", ended="11:06", words="送去了收音机，教会了怎么调台。")
    send(fang, "day")
    liu = phone(LIU, scripts=False)
    liu.goto(urlsplit(wish).path)
    liu.get_by_role("button", name="收到了，谢谢").click()
    done(liu)


def event_and_class() -> None:
    """The member comes to an event of the community, and a team of the unit gives a class."""
    held = make.running(make.fang(), start=clock.at(date(2026, 11, 24), 14))
    make.came(held, make.fang())
    make.confirmed(held)
    make.served_order(wished=[clock.at(date(2026, 11, 27), 9)], at=clock.at(date(2026, 11, 27), 11))


def sent_returned_and_accepted(place: Moved, desk: Open, code: str, writer: str, receiver: str) -> tuple[Page, Page]:
    """Look a drafted month through, sign and send it; above it is returned once, mended, and accepted."""
    ours, above = desk(writer), desk(receiver)
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
    return ours, above


def corrected() -> None:
    """Two people take back what was credited for the event."""
    entry = db.session.scalars(sa.select(HourEntry).where(HourEntry.source != Source.WISH)).first()
    assert entry is not None
    by, other = make.jing().id, make.second_clerk().id
    moment: datetime = OVER + 2 * DAY
    make.done(lambda now: ledger.reverse(entry, by, "记错了人", now, approved_by=other), moment)
