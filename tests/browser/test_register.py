"""双报到 by hand, on both databases: the unit's registration ends in a receipt, the poster in a badge."""

import io
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests import make
from tests.browser.conftest import Place, done, fill
from tests.registration.sheets import HEAD, xlsx
from volunteer.demo.people import PASSWORD
from volunteer.organisations.models import Kind, Role

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
LIAISON = "13900000031"


def read_code(image: Locator) -> str:
    """Return where a code on the page leads, as a phone reads it."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(image.screenshot())))
    assert len(found) == 1
    return str(found[0].text)


def another_unit() -> None:
    """Let there be a unit that has not registered yet, with its liaison."""
    unit = make.organisation("JYJ", "兰州市教育局", Kind.UNIT)
    make.granted(make.person("冯雪", LIAISON, unit=unit, password=PASSWORD), Role.UNIT_LIAISON, unit)


def test_a_unit_registers_is_accepted_and_prints_its_receipt(place: Place, desk: Open) -> None:
    place.ask(another_unit)
    liaison, clerk = desk(LIAISON, scripts=False), desk("何建平")

    liaison.goto("/office/registrations")
    liaison.get_by_role("link", name="桥门社区").click()
    fill(liaison, party_organisation="中共兰州市教育局机关委员会", secretary="高峰", liaison="冯雪")
    fill(liaison, office_phone="0931-8460077", address="城关区通渭路 16 号", members="40", in_service="33")
    fill(liaison, people="八名党员教师", skills="周末辅导功课")
    liaison.get_by_role("button", name="交给桥门社区").click()
    done(liaison)
    clerk.goto("/office/registrations")
    clerk.get_by_role("row").filter(has_text="兰州市教育局").get_by_role("link").click()
    fill(clerk, words="同意接收")
    clerk.get_by_role("button", name="接收，开回执").click()
    done(clerk)

    liaison.reload()
    liaison.get_by_role("link", name="打印报到单和回执").click()
    for words in ("社区留存", "单位留存", "QIAOMEN-", "八名党员教师", "中共兰州市教育局机关委员会"):
        expect(liaison.get_by_text(words).first).to_be_visible()
    clerk.goto("/communities/QIAOMEN")
    expect(clerk.locator("main").get_by_text("周末辅导功课")).to_be_visible()


def test_a_member_scans_the_poster_registers_and_shows_the_badge(place: Place, desk: Open, phone: Open) -> None:
    clerk = desk("陈静")
    clerk.goto("/communities/QIAOMEN/poster")
    link = read_code(clerk.locator(".poster-code img"))
    assert link == f"{place.origin}/communities/QIAOMEN/register"

    member = phone("梁艳", scripts=False)
    member.goto(urlsplit(link).path)
    member.get_by_role("link", name="我来报到").click()
    fill(member, branch="司法局第二党支部", compound="桥门巷 3 号院")
    member.get_by_label("法律咨询与援助").check()
    member.get_by_label("周末白天").check()
    member.get_by_label("我同意以党员身份登记").check()
    member.get_by_role("button", name="交给桥门社区").click()
    done(member)
    expect(member.get_by_text("待社区接收")).to_be_visible()

    clerk.goto("/office/registrations?what=members")
    clerk.get_by_role("row").filter(has_text="梁艳").get_by_role("link").click()
    clerk.get_by_label("3 号院网格").check()
    clerk.get_by_role("button", name="接收", exact=True).click()
    done(clerk)

    member.goto("/me/registration")
    expect(member.get_by_text("3 号院网格")).to_be_visible()
    member.get_by_role("button", name="我同意，亮身份").click()
    done(member)
    shown = urlsplit(read_code(member.locator(".slip-code"))).path
    neighbour, elsewhere = phone("刘桂兰", scripts=False), phone("白文清", scripts=False)
    neighbour.goto(shown)
    expect(neighbour.get_by_role("heading", name="梁艳")).to_be_visible()
    expect(neighbour.get_by_text("法律咨询与援助")).to_be_visible()
    answer = elsewhere.goto(shown)
    assert answer is not None
    assert answer.status == 404


def test_a_roster_is_brought_as_excel_left_it_and_taken_back(place: Place, desk: Open) -> None:
    place.ask(another_unit)
    liaison = desk(LIAISON)
    rows = [
        ("教育局党员名册",),
        HEAD,
        ("冯雪", 13900000031, "机关支部", "是"),
        ("陶然", 13900000032, "机关支部", "退休"),
    ]
    bad = [*rows, ("景岩", "1390000", "机关支部", "是")]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file: FilePayload = {"name": "名册.xlsx", "mimeType": kind, "buffer": xlsx(bad)}

    liaison.goto("/office/roster")
    liaison.get_by_role("link", name="从表格导入").click()
    liaison.locator("input[type=file]").set_input_files(file)
    liaison.get_by_role("button", name="核对").click()
    expect(liaison.get_by_text("2 行新增，0 行更新，0 行没有变化，1 行要改")).to_be_visible()
    liaison.get_by_role("button", name="只导入好的 2 行").click()
    expect(liaison.get_by_text("新增 2 人")).to_be_visible()
    liaison.get_by_role("link", name="看名册").click()
    expect(liaison.get_by_text("在册 2 人，在职 1 人，已报到 0 人")).to_be_visible()
    liaison.get_by_role("link", name="2 行").or_(liaison.get_by_role("link", name="3 行")).first.click()
    liaison.get_by_role("button", name="撤销这次导入").click()

    done(liaison)
    expect(liaison.get_by_text("在册 0 人")).to_be_visible()
