"""A November of 王芳, by hand: her unit and she register; she fulfils a wish, comes to an event, teaches a class.

The scenes follow one another, each at its own time. The walk in `test_reports.py` reports what came of them.
"""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.conftest import done, fill, sign_in
from tests.browser.walking import (
    Moved,
    claim,
    come_to_the_list,
    confirm,
    decoded,
    deliver,
    prepare,
    press,
    publish,
    record,
    scan_each_other,
    show,
    sign_up,
)
from tests.make import DAY, HOUR, MINUTE, NOW
from volunteer.accounts import passwords
from volunteer.accounts.models import Person
from volunteer.attendance.models import Direction
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.demo.people import PASSWORD
from volunteer.hours.models import Provenance
from volunteer.orders.models import Audience
from volunteer.organisations.models import Role

Open = Callable[..., Page]
FANG, JING, PING, LIAISON, STREET, LIU, MANAGER, DU, COMMITTEE = (
    f"139190000{number:02}" for number in (1, 3, 4, 7, 8, 10, 12, 17, 30)
)
WISH, EVENT, CLASS = "想要一台大字收音机", "楼道堆物清理", "网贷和电信诈骗的套路"
VISITED = clock.at(date(2026, 11, 22), 10)  # 66 minutes
HELD = clock.at(date(2026, 11, 24), 14)  # three hours; by the correction two
TAUGHT = clock.at(date(2026, 11, 27), 9)  # 45 minutes, from the scan to the scan 54, by two tutors


def founded() -> None:
    """Found the street with its community, the committee with its unit, the menu and its tutors; a wish waits."""
    with clock.held_at(NOW - 5 * DAY):
        make.grid(), make.second_clerk(), make.viewer(), make.liaison(), make.fang()
        make.granted(make.person("周志远", COMMITTEE), Role.SUPERIOR_VIEWER, make.work_committee())
        make.offering(title=CLASS, audiences=(Audience.RESIDENTS,))
        make.ready_tutors(make.fang(), make.tutor())
        make.published_wish(title=WISH, at=NOW - 4 * DAY)
    hashed = passwords.hashed(PASSWORD)
    write(lambda _now: db.session.execute(sa.update(Person).values(password_hash=hashed)))


# ------------------------------------------------------------------------------ 双报到


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
    sign_in(member, FANG)
    member.goto(decoded(clerk.locator(".poster-code img")))
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


# ------------------------------------------------------------------------------ 微心愿，活动，上门授课


def fulfils_a_wish(place: Moved, fang: Page, phone: Open) -> None:
    """She claims a wish, goes there on another day, and its owner says that it was so."""
    fang.goto("/wishes")
    wish = str(fang.get_by_role("link", name=WISH).get_attribute("href"))
    claim(fang, wish)
    place.set_to(VISITED + 3 * HOUR)
    deliver(fang, clock.local(VISITED), clock.local(VISITED + 66 * MINUTE))
    liu = phone(LIU, scripts=False)
    liu.goto(wish)
    liu.get_by_role("button", name="收到了，谢谢").click()
    done(liu)


def comes_to_an_event(place: Moved, fang: Page, jing: Page) -> str:
    """The clerk publishes an event, she signs up, scans in and out, and the clerk confirms the list."""
    place.let_in(jing, JING)
    event = publish(jing, EVENT, HELD)
    sign_up(fang, EVENT)
    for direction, moment in ((Direction.IN, HELD - 10 * MINUTE), (Direction.OUT, HELD + 3 * HOUR - 5 * MINUTE)):
        place.set_to(moment)
        place.let_in(jing, JING)
        show(jing, event, direction)
        fang.goto(decoded(jing.locator("#image")))
        press(fang, direction)
    place.set_to(HELD + 3 * HOUR + 10 * MINUTE)
    come_to_the_list(jing, event, "1")
    expect(jing.get_by_label("王芳的时长（分钟）")).to_have_value("180")
    confirm(jing)
    return event


def teaches_a_class(place: Moved, fang: Page, phone: Open, desk: Open) -> None:
    """The community orders a class, she takes it with a colleague and gives it, and the community says how it was."""
    jing = phone(JING)
    jing.goto("/catalogue")
    jing.get_by_role("link", name=CLASS, exact=True).click()
    jing.get_by_role("link", name="点单", exact=True).click()
    fill(jing, first=f"{clock.local(TAUGHT):%Y-%m-%dT%H:%M}", second=f"{clock.local(TAUGHT + 3 * DAY):%Y-%m-%dT%H:%M}")
    fill(jing, class_name="3 号院居民", people="30", place="社区二楼活动室", safety_person="陈静 0931-8460012")
    jing.get_by_role("button", name="提交点单").click()
    done(jing)
    order = urlsplit(jing.url).path

    manager = desk(MANAGER)
    manager.goto("/office")
    manager.get_by_role("link", name=re.compile("待派单")).first.click()
    manager.get_by_role("row").filter(has_text=CLASS).get_by_role("link").click()
    manager.get_by_label("王芳").check()
    manager.get_by_role("button", name="派出去").click()
    done(manager)
    fang.goto("/")
    fang.get_by_role("link", name=re.compile("1 份派单")).click()
    fang.get_by_role("link", name=CLASS).click()
    fang.get_by_role("link", name="能去，接单").click()
    fill(fang, starts=1)
    expect(fang.get_by_label("王芳")).to_be_checked()
    fang.get_by_label("杜衡").check()
    fang.get_by_role("button", name="接单", exact=True).click()
    done(fang)
    prepare(fang, order, "反诈手册", "课件")

    # Each reads the screen that the other holds. The list is confirmed by somebody who did not teach.
    du = phone(DU)
    for direction, moment in ((Direction.IN, TAUGHT - 10 * MINUTE), (Direction.OUT, TAUGHT + 46 * MINUTE)):
        place.set_to(moment)
        scan_each_other(fang, du, order, direction)
    place.set_to(TAUGHT + HOUR)
    place.let_in(manager, MANAGER)
    come_to_the_list(manager, order, "2")
    confirm(manager)
    record(fang, order, "28")
    place.let_in(jing, JING)
    jing.goto(order)
    jing.get_by_role("link", name="去评单").click()
    fill(jing, content=5, manner=4, words="大家听得进去，还想再听。")
    jing.get_by_role("button", name="提交评价").click()
    done(jing)


def three_services_are_hers(fang: Page) -> None:
    """Her page says what each of the three was worth, and whose word that is."""
    fang.goto("/me/hours?year=2026")
    for name, origin, hours in (
        (WISH, Provenance.RECEIVER, "1.1 小时"),
        (EVENT, Provenance.SCANNED, "3.0 小时"),
        (CLASS, Provenance.SCANNED, "0.9 小时"),
    ):
        row = fang.get_by_role("listitem").filter(has_text=name)
        expect(row).to_contain_text(origin.label)
        expect(row).to_contain_text(hours)
