"""From the clerk's form to the report, through the door: by hand, on old phones, on both databases.

Here time does not have to be waited for: `place.set_to(…)` moves the server's clock, and it flows from there. Each walk
begins at 23:30 UTC, which in Shanghai is the next day: an ordinary one, a leap day, the first of a month, of a year.
"""

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Response, expect

from tests import make
from tests.browser.conftest import PHONES, done, fill, sign_in, watched
from tests.browser.walking import (
    Moved,
    come_to_the_list,
    confirm,
    figures_on,
    filed,
    moved_place,
    press,
    publish,
    show,
    sign_up,
)
from tests.conftest import BACKENDS
from volunteer.accounts import passwords
from volunteer.attendance.models import Direction
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.cli.checking import first_difference
from volunteer.demo import people, places
from volunteer.demo.people import PASSWORD
from volunteer.hours.models import Provenance

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


# ------------------------------------------------------------------------------ a place whose clock is moved


@pytest.fixture(scope="module", params=BACKENDS)
def built(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Moved]:
    """One for each database."""
    with moved_place("door", request.param, tmp_path_factory.mktemp("clock"), founded) as made:
        yield made


@pytest.fixture
def place(built: Moved) -> Iterator[Moved]:
    """The place of this database; an error in its log fails the test."""
    yield from watched(built)


def founded() -> None:
    """Found the demo's places and let its people join, long ago."""
    password_hash = passwords.hashed(PASSWORD)

    def act(now: datetime) -> None:
        places.found_all(now)
        people.register_all(password_hash, now)

    make.done(act, make.LONG_AGO)


# ------------------------------------------------------------------------------ what people do at the door


@dataclass(frozen=True)
class Walk:
    """One walk: what the event is called, and when the clerk sits down to write it."""

    title: str
    begins: datetime

    @property
    def starts_at(self) -> datetime:
        """The shift begins half an hour later and lasts three hours."""
        return self.begins + 30 * MINUTE

    @property
    def month(self) -> str:
        """The month in which it counts."""
        return f"{clock.local(self.starts_at):%Y-%m}"


ORDINARY = Walk("楼道堆物清理", make.NOW)
LEAP_DAY = Walk("巷口雪后扫雪", datetime(2024, 2, 28, 23, 30, tzinfo=UTC))
FIRST_OF_THE_MONTH = Walk("消防通道巡查", datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
NEW_YEAR = Walk("元旦慰问送福字", datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
LIGHT, OFFLINE, GONE, SIGNED_OUT = (
    Walk(title, make.NOW + days * DAY)
    for days, title in ((30, "社区图书整理"), (31, "法律咨询台"), (32, "孝老包饺子"), (33, "交通文明劝导"))
)


def read(page: Page) -> str:
    """Return the link in the code, as a camera reads it off what the screen shows."""
    page.locator("#image").evaluate("image => image.decode()")
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return found.text


def type_digits(page: Page, path: str, digits: str, direction: Direction) -> None:
    """Type the digits of the screen on the page of the event."""
    page.goto(path)
    fill(page, digits=digits)
    press(page, direction)


def stands_in_the_books(
    place: Moved, phone: Open, walk: Walk, origin: Provenance, came: int = 1, of_the_unit: int = 1, scripts: bool = True
) -> None:
    """See that 王芳 and all who came have their three hours: on her page, in both reports, in workbook and JSON."""
    fang = phone("王芳", scripts=scripts)
    fang.goto(f"/me/hours?year={walk.month[:4]}")
    row = fang.get_by_role("listitem").filter(has_text=walk.title)
    expect(row).to_contain_text(origin.label)
    expect(row).to_contain_text("3.0 小时")
    for name, code, block, key, count in (
        ("陈静", "QIAOMEN", "主办的活动", "activities", came),
        ("李强", "SWB", "成员参加别处的活动", "joined", of_the_unit),
    ):
        page = phone(name, scripts=scripts)
        page.goto(f"/reports/{code}/{walk.month}")
        printed = figures_on(page)
        assert printed[block, "活动"] == printed[block, "场次"] == "1"
        assert printed[block, "参加人次"] == printed[block, "参加人数"] == str(count)
        assert printed[block, "时长"] == printed[block, f"其中{origin.label}"] == f"{count * 3:.1f}"
        assert filed(page) == printed

        words = ("export", "report", "--org", code, "--period", walk.month, "--format", "json")
        exported = json.loads(place.volunteer(*words))[key]
        assert (exported["events"], exported["sessions"]) == (1, 1)
        assert (exported["attendances"], exported["persons"]) == (count, count)
        assert exported["minutes"] == exported["by_provenance"][origin.value] == count * 180
    assert place.ask(first_difference) is None


# ------------------------------------------------------------------------------ the walks


@pytest.mark.parametrize(
    ("walk", "scripts"), [(ORDINARY, True), (LEAP_DAY, False)], ids=["scripts", "no-scripts-on-a-leap-day"]
)
def test_a_scan_becomes_hours_in_the_report(place: Moved, phone: Open, walk: Walk, scripts: bool) -> None:
    # 陈静 writes it down and publishes it; 王芳 signs up.
    place.set_to(walk.begins)
    jing = phone("陈静", scripts=scripts)
    path = publish(jing, walk.title, walk.starts_at)
    sign_up(phone("王芳", scripts=scripts), walk.title)

    # The code is read off the screen by a phone on which nobody is signed in: she signs in, and the scan still counts.
    place.set_to(walk.starts_at - 10 * MINUTE)
    show(jing, path, Direction.IN)
    fang = phone(scripts=scripts)
    fang.goto(read(jing))
    expect(fang).to_have_url(re.compile("/login"))
    place.set_to(walk.starts_at - 8 * MINUTE)  # by now the code itself is dead
    fang.get_by_role("link", name="用密码登录").click()
    fill(fang, phone=PHONES["王芳"], password=PASSWORD)
    fang.get_by_role("button", name="登录", exact=True).click()
    press(fang, Direction.IN)
    expect(fang.get_by_text("今天的岗位是搬运清扫")).to_be_visible()
    expect(fang.get_by_role("heading", name="07:52 签到成功")).to_be_visible()
    jing.reload()
    expect(jing.locator("#came")).to_have_text("1")

    # Three hours later the leader has to sign in again, and shows the other code.
    place.set_to(walk.starts_at + 3 * HOUR - 5 * MINUTE)
    sign_in(jing, "陈静")
    show(jing, path, Direction.OUT)
    fang.goto(read(jing))
    press(fang, Direction.OUT)
    jing.reload()
    expect(jing.locator("#left")).to_have_text("1")

    # Heads first, then the list, then the books.
    place.set_to(walk.starts_at + 3 * HOUR + 10 * MINUTE)
    come_to_the_list(jing, path, "一个人")
    expect(jing.get_by_text("请写整数，只写数字，不写“人”").first).to_be_visible()
    fill(jing, headcount="1")
    jing.get_by_role("button", name="数好了，看名单").click()
    expect(jing.get_by_label("王芳的时长（分钟）")).to_have_value("180")
    confirm(jing)

    stands_in_the_books(place, phone, walk, Provenance.SCANNED, scripts=scripts)


def test_six_digits_do_where_a_camera_does_not(place: Moved, phone: Open) -> None:
    walk = FIRST_OF_THE_MONTH
    place.set_to(walk.begins)
    jing = phone("陈静")
    path = publish(jing, walk.title, walk.starts_at)
    fang = phone("王芳")
    sign_up(fang, walk.title)

    # Wrong ones are said to be wrong, and she may try again.
    place.set_to(walk.starts_at - 5 * MINUTE)
    show(jing, path, Direction.IN)
    digits = jing.locator("#digits").inner_text()
    fang.goto(path)
    fill(fang, digits=f"{(int(digits.replace(' ', '')) + 1) % 1_000_000:06d}")
    fang.get_by_role("button", name="签到", exact=True).click()
    expect(fang.get_by_text("数字不对")).to_be_visible()
    type_digits(fang, path, jing.locator("#digits").inner_text(), Direction.IN)

    place.set_to(walk.starts_at + 3 * HOUR - 2 * MINUTE)
    place.let_in(jing, "陈静")
    show(jing, path, Direction.OUT)
    type_digits(fang, path, jing.locator("#digits").inner_text(), Direction.OUT)

    place.set_to(walk.starts_at + 3 * HOUR + 10 * MINUTE)
    come_to_the_list(jing, path, "1")
    confirm(jing)

    stands_in_the_books(place, phone, walk, Provenance.SCANNED)


def test_the_leader_does_it_all_for_people_without_a_phone_in_hand(place: Moved, phone: Open) -> None:
    walk = NEW_YEAR
    place.set_to(walk.begins)
    jing = phone("陈静")
    path = publish(jing, walk.title, walk.starts_at)
    for name in ("王芳", "周晓东"):
        sign_up(phone(name), walk.title)

    # 王芳 is found by the tail of her phone; a mark made in error is taken back; one comes by, one has no phone.
    place.set_to(walk.starts_at - 5 * MINUTE)
    jing.goto(path)
    jing.get_by_role("link", name="签到台").click()
    roster = jing.url
    fill(jing, q=PHONES["王芳"][-4:])
    jing.get_by_role("button", name="找人").click()
    expect(jing.locator("ul.roll > li")).to_have_count(1)
    jing.locator("ul.roll > li").get_by_role("button", name="签到").click()
    jing.goto(roster)
    dong = jing.locator("ul.roll > li").filter(has_text="周晓东")
    dong.get_by_role("button", name="签到").click()
    dong.get_by_role("button", name="撤销").click()
    expect(dong.get_by_role("button", name="签到")).to_be_visible()
    for name, number in (("郭志鹏", PHONES["郭志鹏"]), ("马奶奶", "13900001234")):  # he has an account, she has not
        fill(jing, name=name, phone=number)
        jing.get_by_role("button", name="登记并签到").click()
        done(jing)
        expect(jing.locator("ul.roll > li").filter(has_text=name)).to_contain_text("已到")

    place.set_to(walk.starts_at + 3 * HOUR - 2 * MINUTE)
    place.let_in(jing, "陈静")
    jing.goto(roster)
    for name in ("王芳", "郭志鹏", "马奶奶"):
        jing.locator("ul.roll > li").filter(has_text=name).get_by_role("button", name="签退").click()
        expect(jing.locator("ul.roll > li").filter(has_text=name)).to_contain_text("已走")

    place.set_to(walk.starts_at + 3 * HOUR + 10 * MINUTE)
    come_to_the_list(jing, path, "3")
    expect(jing.get_by_text("没有报名", exact=True)).to_have_count(2)
    jing.get_by_label("周晓东，请过假").check()
    confirm(jing)
    expect(jing.locator("ul.roll > li").filter(has_text="周晓东")).to_contain_text("请假")

    # 马奶奶 belongs to no unit: three came to us, two were joined from there.
    stands_in_the_books(place, phone, walk, Provenance.STAFF, came=3, of_the_unit=2)


# ------------------------------------------------------------------------------ the scanned page, and the screen


def opened_event(place: Moved, phone: Open, walk: Walk) -> tuple[Page, str]:
    """Let 陈静 publish an event, and its door be open. Returns her phone and the event's path."""
    place.set_to(walk.begins)
    jing = phone("陈静")
    path = publish(jing, walk.title, walk.starts_at)
    place.set_to(walk.starts_at - 10 * MINUTE)
    return jing, path


def test_a_scanned_page_is_light_with_everything_it_loads(place: Moved, phone: Open) -> None:
    jing, path = opened_event(place, phone, LIGHT)
    show(jing, path, Direction.IN)
    fang = phone("王芳", scripts=False)
    fang.goto("about:blank")
    network = fang.context.new_cdp_session(fang)
    network.send("Network.clearBrowserCache")
    answers: list[Response] = []
    fang.on("response", lambda answer: answers.append(answer))

    fang.goto(read(jing))
    expect(fang.get_by_role("button", name="签到", exact=True)).to_be_visible()
    fang.wait_for_load_state("networkidle")

    weights = {urlsplit(one.url).path.rpartition("/")[2]: weight(one) for one in answers}
    assert len(weights) == len(answers) >= 5, answers  # the link, the page, two style sheets, the icons
    assert sum(weights.values()) <= 40_000, weights
    press(fang, Direction.IN)


def weight(answer: Response) -> int:
    """Return what came over the wire, headers and all; a page, which the proxy will compress, as if it had been."""
    size = answer.request.sizes()
    is_plain = answer.ok and "content-encoding" not in answer.headers
    return size["responseHeadersSize"] + (len(gzip.compress(answer.body())) if is_plain else size["responseBodySize"])


def test_a_screen_without_network_says_so_and_then_shows_no_code(place: Moved, desk: Open, phone: Open) -> None:
    jing, path = opened_event(place, phone, OFFLINE)
    jing.goto(path)
    screen = str(jing.get_by_role("link", name="签到码").get_attribute("href"))
    wall = desk("陈静")
    wall.clock.install()
    with wall.expect_response(re.compile("/codes")):
        wall.goto(screen)
    old = read(wall)

    # At once it says that the network is gone. The codes it holds are good for two minutes more, and they change.
    wall.context.set_offline(True)
    wall.clock.fast_forward(30_000)
    expect(wall.get_by_text("网络断了。这个码还能扫")).to_be_visible()
    assert read(wall) != old

    # Then there is none: not on the picture, not in digits, and no old one either.
    wall.clock.fast_forward(100_000)
    expect(wall.get_by_role("alert")).to_contain_text("网络断了，码已收起")
    expect(wall.locator("#digits")).to_have_text("— —")
    assert not zxingcpp.read_barcodes(Image.open(io.BytesIO(wall.screenshot())))

    # The network is back, and so is the code of this moment: the server's clock counts, not the machine's.
    wall.context.set_offline(False)
    wall.clock.fast_forward(6_000)
    expect(wall.get_by_role("alert")).to_be_hidden()
    fang = phone("王芳")
    fang.goto(read(wall))
    press(fang, Direction.IN)


def test_a_screen_that_never_reached_the_server_again_gives_up_its_first_code(
    place: Moved, desk: Open, phone: Open
) -> None:
    jing, path = opened_event(place, phone, GONE)
    jing.goto(path)
    wall = desk("陈静")
    wall.clock.install()
    wall.route(re.compile("/codes"), lambda route: route.abort())
    wall.goto(str(jing.get_by_role("link", name="签到码").get_attribute("href")))
    expect(wall.get_by_text("打开微信，扫一扫")).to_be_visible()

    wall.clock.fast_forward(16_000)

    expect(wall.get_by_role("alert")).to_contain_text("网络断了，码已收起")
    expect(wall.get_by_alt_text("签到二维码")).to_be_hidden()


def test_a_screen_that_was_signed_out_says_so_instead_of_blaming_the_network(
    place: Moved, desk: Open, phone: Open
) -> None:
    jing, path = opened_event(place, phone, SIGNED_OUT)
    jing.goto(path)
    wall = desk("陈静")
    wall.goto(str(jing.get_by_role("link", name="签到码").get_attribute("href")))

    place.set_to(SIGNED_OUT.starts_at + HOUR)  # the lid was closed, and nobody asked for an hour

    expect(wall.get_by_role("alert")).to_contain_text("登录过期了，码已收起")
    wall.get_by_role("link", name="重新登录").click()
    expect(wall).to_have_url(re.compile("/login"))
