"""What the walks share: a place whose clock is moved, what people do in it by hand, and what stands in its books.

`place.set_to(…)` moves the server's clock, and time flows from there: nobody waits for the end of a shift.
"""

import contextlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import python_calamine
import zxingcpp
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests import make
from tests.browser import moved
from tests.browser.conftest import Place, build_place, done, fill, send
from volunteer.attendance.models import Direction
from volunteer.base import clock
from volunteer.base.clock import HOUR
from volunteer.events.models import Category, Risk
from volunteer.wishes.models import Evidence


@dataclass
class Moved(Place):
    """An installation with its own beginnings, and a clock to set."""

    file: Path = field(default_factory=Path)

    def now(self) -> datetime:
        """Return what its clock says."""
        return moved.moved(self.file)

    def set_to(self, moment: datetime) -> None:
        """Let it be `moment` there now."""
        moved.set_to(self.file, moment)

    def let_in(self, page: Page, name: str) -> None:
        """Let somebody be signed in again: while the clock was moved, who works in an office was signed out."""
        page.context.add_cookies([{"name": "session", "value": self.signed_in(name), "url": self.origin}])


@contextmanager
def moved_place(name: str, backend: str, folder: Path, founded: Callable[[], None]) -> Iterator[Moved]:
    """Serve a place of this name that begins with what `founded` makes; at first its clock says `make.NOW`."""
    file = folder / "ahead"
    moved.set_to(file, make.NOW)
    settings = {moved.CLOCK: str(file), "PYTHONPATH": str(Path(moved.__file__).parent)}
    with contextlib.ExitStack() as stack:
        made = build_place(name, backend, stack, founded, web="moved:create_app()", has_worker=False, **settings)
        yield Moved(**vars(made), file=file)


def decoded(code: Locator) -> str:
    """Read a printed code, or the one on a screen, as a phone does."""
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(code.screenshot())))
    assert found is not None
    return found.text


# ------------------------------------------------------------------------------ a wish


def claim(page: Page, path: str) -> None:
    """Claim the wish and note that we talked."""
    page.goto(path)
    page.get_by_role("button", name="我要认领").click()
    done(page)
    fill(page, words="今天下午，社区服务大厅")
    send(page, "words")


def deliver(page: Page, began: datetime, ended: datetime, *, photo: bytes | None = None) -> None:
    """Report the visit, from the page of the wish. `began` and `ended` in local time."""
    page.reload()
    page.get_by_role("link", name="我已办好").click()
    fill(page, day=f"{began:%Y-%m-%d}", began=f"{began:%H:%M}", ended=f"{ended:%H:%M}")
    fill(page, words="带着工具去了，先问清楚哪里不好用，修好试过，又坐着说了一会儿话。")
    if photo:
        file: FilePayload = {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": photo}
        page.locator("input[type=file]").set_input_files(file)
        fill(page, evidence=Evidence.PHOTO)
    send(page, "day")


# ------------------------------------------------------------------------------ an event, and its door


def publish(page: Page, title: str, starts_at: datetime) -> str:
    """Write an event of three hours down with all its notice needs, publish it, and return the path of its page."""
    start = clock.local(starts_at)
    page.goto("/office/events")
    page.get_by_role("link", name="办一个活动").first.click()
    fill(page, title=title, category=Category.COMMUNITY, content="把堆在楼道里的旧家具搬到院门口，扫干净。")
    fill(page, place="桥门社区 3 号院东门", day1=f"{start:%Y-%m-%d}", start1=f"{start:%H:%M}")
    fill(page, end1=f"{start + 3 * HOUR:%H:%M}", post1="搬运清扫", places1="3", conditions="18 岁以上，身体健康")
    fill(page, risk=Risk.LOW, risks="搬东西可能扭伤，请戴手套", provided="手套、饮水", contact="0931-8460012")
    send(page, "title")
    page.get_by_role("button", name="发布，开始报名").click()
    done(page)
    return str(page.get_by_role("link", name="看公开的页面").get_attribute("href"))


def sign_up(page: Page, title: str) -> None:
    """Find the event in the list, and sign up."""
    page.goto("/events")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="我要报名").click()
    done(page)
    expect(page.get_by_text("已报名", exact=True)).to_be_visible()


def show(page: Page, path: str, direction: Direction) -> None:
    """Come to the screen with this code from the page of the event, as the leader does."""
    page.goto(path)
    page.get_by_role("link", name="签到码").click()
    if direction is Direction.OUT:
        page.get_by_role("link", name="换成签退码").click()
    expect(page.get_by_text("打开微信，扫一扫")).to_be_visible()


def press(page: Page, direction: Direction) -> None:
    """Press the one button, and read what was recorded."""
    page.get_by_role("button", name=direction.label, exact=True).click()
    expect(page.get_by_role("heading", name=f"{direction.label}成功")).to_be_visible()


def scan_each_other(one: Page, other: Page, path: str, direction: Direction) -> None:
    """Two who lead come, or go: each reads the code of the other's screen."""
    for host, guest in ((one, other), (other, one)):
        show(host, path, direction)
        guest.goto(decoded(host.locator("#image")))
        press(guest, direction)


def come_to_the_list(page: Page, path: str, heads: str) -> None:
    """Count heads, and come to the list."""
    page.goto(path)
    page.get_by_role("link", name="确认名单").click()
    fill(page, headcount=heads)
    page.get_by_role("button", name="数好了，看名单").click()


def confirm(page: Page) -> None:
    """Confirm the list."""
    page.get_by_role("button", name="名单属实，确认").click()
    done(page)


# ------------------------------------------------------------------------------ a class


def prepare(page: Page, order: str, *materials: str) -> None:
    """Write the plan of the class, and tick these materials off."""
    page.goto(order)
    page.get_by_role("link", name="去备课").click()
    fill(page, plan="先问：谁接到过陌生电话？再分组拆一条短信，最后写下三不。")
    for name in materials:
        page.get_by_label(name).check()
    page.get_by_role("button", name="记下").click()
    done(page)
    expect(page.get_by_text("备好了", exact=True)).to_be_visible()


def record(page: Page, order: str, people: str) -> None:
    """Record the class that was given."""
    page.goto(order)
    page.get_by_role("link", name="填上课情况").click()
    fill(page, people=people, record="拆了三条诈骗短信，人人写下自己的三不。")
    page.get_by_role("button", name="交给对方").click()
    done(page)


# ------------------------------------------------------------------------------ the books


def figures_on(page: Page) -> dict[tuple[str, str], str]:
    """Return the report's first column as it is printed: block and name to figure."""
    found: dict[tuple[str, str], str] = {}
    group = ""
    rows: list[list[str]] = page.locator("table.table-figures tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.split('\\n')[0].trim()))"
    )
    for cells in rows:
        if len(cells) == 1:
            group = cells[0]
        else:
            found[group, cells[0].partition("（")[0].strip()] = cells[1]
    return found


def filed(page: Page) -> dict[tuple[str, str], str]:
    """Return the same from the workbook that the page gives away, written as the page writes it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="存为 Excel").click()
    lines = python_calamine.CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()
    figures = {}
    for group, name, cell, *_ in lines[1:]:
        if not group or not name:
            break
        is_hours = "小时" in str(name) or str(name).startswith("其中")
        plain = f"{cell:.1f}" if is_hours else f"{cell:g}" if isinstance(cell, int | float) else str(cell)
        figures[str(group), str(name).partition("（")[0].strip()] = plain
    return figures
