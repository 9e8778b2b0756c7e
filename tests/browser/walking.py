"""What the walks share: a place whose clock is moved, what people do at its door, and what stands in its books.

`place.set_to(…)` moves the server's clock, and time flows from there: nobody waits for the end of a shift.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import python_calamine
from playwright.sync_api import Page, expect

from tests import make
from tests.browser import moved
from tests.browser.conftest import Place, build_place, done, fill
from volunteer.attendance.models import Direction


@dataclass
class Moved(Place):
    """An installation with its own beginnings, and a clock to set."""

    file: Path = field(default_factory=Path)

    def set_to(self, moment: datetime) -> None:
        """Let it be `moment` there now."""
        moved.set_to(self.file, moment)


@contextmanager
def moved_place(name: str, backend: str, folder: Path, founded: Callable[[], None]) -> Iterator[Moved]:
    """Serve a place of this name that begins with what `founded` makes; at first its clock says `make.NOW`."""
    file = folder / "ahead"
    moved.set_to(file, make.NOW)
    settings = {moved.CLOCK: str(file), "PYTHONPATH": str(Path(moved.__file__).parent)}
    with contextlib.ExitStack() as stack:
        made = build_place(name, backend, stack, founded, web="moved:create_app()", has_worker=False, **settings)
        yield Moved(**vars(made), file=file)


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


def figures_on(page: Page) -> dict[tuple[str, str], str]:
    """Return the report's first column as it is printed: block and name to figure."""
    found: dict[tuple[str, str], str] = {}
    group = ""
    for row in page.locator("table.table-figures tbody tr").all():
        cells = [one.split("\n")[0].strip() for one in row.locator("th, td").all_inner_texts()]
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
