"""Five parties sign one after the other, each on its own phone, and the agreement is in force."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Place, done, fill
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.partnership.models import Agreement, Capacity, Kind, State

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

TITLE = "春季学期法治共建五方协议"
PARTIES = {  # who signs for it in the demo, 甲方 first
    "SFJ2": "孙志华",
    "SFJJDS": "石磊",
    "LEINUO": "方正",
    "QIAOMEN": "陈静",
    "SCHOOL32": "温玉梅",
}


def signed_page() -> FilePayload:
    """Return the photo of a signed page."""
    image = Image.new("RGB", (600, 800), "white")
    pen = ImageDraw.Draw(image)
    pen.line((100, 600, 180, 540, 220, 610, 320, 560), fill="#24587c", width=6)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def drawn_up(page: Page) -> str:
    """Let the manager draw the agreement up and hand it out; return its path."""
    today = clock.local_day(clock.now())
    page.goto("/agreements")
    page.get_by_role("link", name="起草一份协议").first.click()
    page.get_by_text("还有丙方、丁方、戊方").click()
    fill(page, title=TITLE, kind=Kind.CO_BUILDING, purpose="把法治课送到学校和社区的假期班。")
    fill(page, starts_on=str(today), ends_on=str(today + timedelta(days=364)))
    for number, code in enumerate(PARTIES, start=1):
        page.locator(f"main [name=party{number}]").select_option(code)
        fill(page, **{f"duties{number}": "各尽其责。"})
    fill(page, volunteering="每学期在学校至少四节课。")
    page.get_by_role("button", name="存草稿").click()
    done(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("button", name="送去签署").click()
    done(page)
    return page.url.removeprefix(page.url.split("/agreements")[0])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_five_parties_sign_and_the_agreement_is_in_force(place: Place, phone: Open, desk: Open, scripts: bool) -> None:
    manager = desk("段红霞", scripts=scripts)
    path = drawn_up(manager)

    for capacity, name in zip(Capacity, PARTIES.values(), strict=True):
        one = phone(name, scripts=scripts)
        one.goto(path)
        expect(one.get_by_text("还没签")).to_have_count(5 - list(Capacity).index(capacity))
        one.get_by_role("link", name="的签署").click()
        fill(one, signatory=name, signatory_title="负责人")
        one.locator("main [name=photo]").set_input_files(signed_page())
        one.get_by_role("button", name="登记签署").click()
        done(one)
        # A second time there is nothing to press, and the address says why not.
        expect(one.get_by_role("link", name="的签署")).to_have_count(0)
        one.context.close()

    manager.goto(path)
    expect(manager.get_by_text("生效，")).to_be_visible()
    expect(manager.get_by_role("cell", name="已签")).to_have_count(5)
    manager.get_by_role("link", name="看签字页").first.click()
    expect(manager.get_by_role("img", name="签字盖章页的照片")).to_have_js_property("complete", value=True)
    manager.goto(f"{path}/paper")
    for name in PARTIES.values():
        expect(manager.get_by_text(f"签字：{name}")).to_be_visible()

    def kept() -> State:
        return db.session.scalars(
            sa.select(Agreement.state).where(Agreement.title == TITLE).order_by(Agreement.id.desc())
        ).first()  # type: ignore[return-value]

    assert place.ask(kept) is State.ACTIVE
