"""From the wish to the report, and from the slip to the minutes: by hand, on an old phone, on both databases."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import python_calamine
import sqlalchemy as sa
import zxingcpp
from PIL import ExifTags, Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONES, Place, latest_code, on_sqlite
from volunteer.base import clock
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db
from volunteer.base.labelled import Labelled
from volunteer.reports.records import LABELS
from volunteer.wishes.models import (
    AgeBand,
    Agreed,
    Category,
    Evidence,
    Handover,
    Kind,
    Spoke,
    Way,
    Wish,
    WishClaim,
    Witness,
)
from volunteer.wishes.queries import wish_of_code

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
SERVED = 66 * MINUTE


def camera() -> bytes:
    """Return a photo as a phone takes it: lying on its side, and it knows where it was."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "HUAWEI"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (36.0, 3.0, 42.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (103.0, 50.0, 4.0),
        }
    )
    Image.new("RGB", (400, 300), "#c39a45").save(out, "JPEG", exif=exif)
    assert b"Exif" in out.getvalue()
    return out.getvalue()


def code_of(page: Page) -> str:
    """Return the code of the wish whose page this is."""
    return page.url.removesuffix("/slip").rpartition("/")[2]


def claimed_earlier(place: Place, code: str) -> None:
    """Let the claim be eight hours old.

    A visit may not begin before the claim, and here time flows: without this the minutes could not be had. It is the
    one thing in these walks that is not done with a finger.
    """

    def shift() -> None:
        wish = sa.select(Wish.id).where(Wish.code == code).scalar_subquery()
        then = clock.now() - 8 * HOUR
        db.session.execute(sa.update(WishClaim).where(WishClaim.wish_id == wish).values(claimed_at=then))
        db.session.commit()

    place.ask(shift)


def visit_before(now: datetime, ago: timedelta) -> tuple[datetime, datetime]:
    """Return a visit of 66 minutes that ended so long ago, in local time, both on one day."""
    ended = clock.local(now - ago)
    began = ended - SERVED
    if began.date() != ended.date():  # shortly after midnight: the visit was over before it
        ended = began.replace(hour=23, minute=59)
        began = ended - SERVED
    return began, ended


def choose(page: Page, field: str, answer: Labelled) -> None:
    """Press the row of an answer."""
    page.locator(f"input[name={field}][value={answer.value}]").check()


def publish(page: Page, title: str) -> None:
    """Review the wish from the office's home page, and publish it."""
    page.goto("/office")
    page.get_by_role("row").filter(has_text=title).get_by_role("link", name="去审核").click()
    page.get_by_label("我已打电话核实").check()
    page.get_by_role("button", name="通过并公开").click()
    expect(page.get_by_role("status")).to_contain_text("通过了，已经公开")


def claim(page: Page, code: str) -> None:
    """Claim the wish and note that we talked."""
    page.goto(f"/wishes/{code}")
    page.get_by_role("button", name="我要认领").click()
    expect(page.get_by_role("status")).to_contain_text("认领好了")
    page.get_by_label("约在什么时候").fill("今天下午，社区服务大厅")
    page.get_by_role("button", name="我已联系上").click()
    expect(page.get_by_role("status")).to_contain_text("记下了")


def deliver(page: Page, began: datetime, ended: datetime, *, photo: bytes | None = None) -> None:
    """Report the visit, from the page of the wish."""
    page.reload()
    page.get_by_role("link", name="我已办好").click()
    page.get_by_label("哪一天").fill(f"{began:%Y-%m-%d}")
    page.get_by_label("几点开始").fill(f"{began:%H:%M}")
    page.get_by_label("几点结束").fill(f"{ended:%H:%M}")
    page.get_by_label("做了什么").fill("送去了收音机，教老人调台、换电池，试听了一段秦腔。")
    if photo:
        file = {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": photo}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        choose(page, "evidence", Evidence.PHOTO)
    page.get_by_role("button", name="交上去，请居民确认").click()
    expect(page.get_by_role("status")).to_contain_text("记下了")


def figures_on(page: Page) -> dict[str, str]:
    """Return the report's first column as it is printed: name to figure."""
    rows = page.locator("table.table-figures tbody tr:not(.table-group)")
    found: dict[str, str] = rows.evaluate_all(
        "rows => Object.fromEntries(rows.map(row => "
        "[row.cells[0].innerText.trim(), row.cells[1].innerText.trim().split('\\n')[0]]))"
    )
    return found


def number(text: str) -> float:
    return 0.0 if text == "—" else float(text)


# The two visits lie apart: nobody is in two places at once.
@pytest.mark.parametrize(
    ("scripts", "title", "ago"),
    [(True, "想要一台大字收音机", 5 * MINUTE), (False, "想要一个会唱戏的匣子", 4 * HOUR)],
    ids=["scripts", "no-scripts"],
)
def test_a_wish_goes_from_her_phone_to_the_report(
    place: Place, phone: Open, desk: Open, scripts: bool, title: str, ago: timedelta
) -> None:
    # 刘奶奶 signs in with the digits of a message, and says what she would like.
    liu = phone(scripts=scripts)
    liu.goto("/wishes/new")
    liu.get_by_label("手机号").fill(PHONES["刘桂兰"])
    liu.get_by_role("button", name="发验证码").click()
    liu.get_by_label("短信里的 6 位数字").fill(latest_code(liu, PHONES["刘桂兰"]))
    liu.get_by_role("button", name="登录", exact=True).click()
    liu.get_by_label("想要什么").fill(title)
    liu.get_by_label("为什么需要").fill("晚上睡不着，想听听秦腔，字要大一些，按键要好按。")
    choose(liu, "kind", Kind.GOODS)
    liu.get_by_label("关于什么").select_option(label=Category.DAILY.label)
    liu.get_by_label("大约多少钱（元）").fill("120")
    choose(liu, "handover", Handover.AT_COMMUNITY)
    liu.get_by_label("公开时怎么称呼").fill("刘奶奶")
    liu.get_by_label("年龄段").select_option(label=AgeBand.AGE_80.label)
    liu.get_by_role("button", name="交给社区").click()
    expect(liu.get_by_role("status")).to_contain_text("交给社区了")
    code = code_of(liu)

    # 陈静 publishes it; 王芳 claims it, calls, goes there, and says so with a photo.
    jing = desk("陈静", scripts=scripts)
    publish(jing, title)
    fang = phone("王芳", scripts=scripts)
    claim(fang, code)
    claimed_earlier(place, code)
    began, ended = visit_before(clock.now(), ago)
    deliver(fang, began, ended, photo=camera())

    # One tap, and then, if she likes, a rating. The picture she is shown knows nothing of where it was taken.
    liu.goto(f"/wishes/{code}")
    shown = liu.request.get(str(liu.locator("img.evidence").get_attribute("src")))
    picture = Image.open(io.BytesIO(shown.body()))
    assert shown.headers["content-type"] == "image/webp"
    assert picture.size == (300, 400)
    assert not picture.getexif()
    assert b"EXIF" not in shown.body().upper()
    liu.get_by_role("button", name="收到了，谢谢").click()
    expect(liu.get_by_role("status")).to_contain_text("谢谢您，已经告诉志愿者和社区")
    liu.get_by_role("radio", name="5 分，很满意").check()
    liu.get_by_label("想说的话").fill("声音亮，字也大，谢谢小王。")
    liu.get_by_role("button", name="交上评价").click()
    expect(liu.get_by_role("status")).to_contain_text("谢谢您的评价")

    # The community asks again some days later.
    jing.goto("/office")
    jing.get_by_role("row").filter(has_text=title).get_by_role("link", name="去回访").click()
    choose(jing, "way", Way.PHONE)
    jing.get_by_label("居民满意吗").select_option(label="5 分，很满意")
    jing.get_by_role("button", name="记下回访").click()
    expect(jing.get_by_role("status")).to_contain_text("回访记下了")

    # The minutes are hers, they say where they come from, and they lead back to the wish.
    fang.goto("/me/hours")
    row = fang.get_by_role("listitem").filter(has_text=title)
    expect(row).to_contain_text("居民确认")
    expect(row).to_contain_text("1.1 小时")
    row.get_by_role("link").click()
    expect(fang.get_by_role("heading", level=1)).to_contain_text(title)
    fang.get_by_role("link", name="看这个心愿").click()
    assert code_of(fang) == code
    expect(fang.get_by_text("已实现").first).to_be_visible()

    # 李强 finds them in his report, and behind the figure the record; the file and the command say the same.
    month = f"{began:%Y-%m}"
    qiang = desk("李强", scripts=scripts)
    qiang.goto(f"/reports/SWB/{month}")
    printed = figures_on(qiang)
    assert number(printed["其中居民确认"]) >= 1.1
    with qiang.expect_download() as download:
        qiang.get_by_role("link", name="存为 Excel").click()
    qiang.get_by_role("row").filter(has_text="其中居民确认").get_by_role("link").first.click()
    record = qiang.get_by_role("row").filter(has_text=title)
    expect(record).to_contain_text("王*")
    expect(record).to_contain_text("1.1")

    cells = python_calamine.CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()
    filed = {str(line[1]): line[2] for line in cells if line[1] in printed}
    assert filed.keys() == printed.keys()
    for name, figure in printed.items():
        cell = filed[name]
        assert (round(cell, 1) == number(figure)) if isinstance(cell, int | float) else cell == figure, name

    exported = json.loads(place.volunteer("export", "report", "--org", "SWB", "--period", month, "--format", "json"))
    assert exported["hours"]["minutes"] / 60 == pytest.approx(number(printed["时长合计（小时）"]), abs=0.05)
    assert exported["hours"]["by_provenance"]["receiver"] / 60 == pytest.approx(
        number(printed["其中居民确认"]), abs=0.05
    )
    assert {LABELS[key]: value or 0 for key, value in exported["wishes"].items() if key in LABELS} == {
        label: number(printed[label]) for label in LABELS.values()
    }


@on_sqlite
def test_a_slip_lets_the_family_speak_for_somebody_without_a_phone(place: Place, phone: Open, desk: Open) -> None:
    title = "想请人把柜门修好"

    # 陈静 writes it down and prints the slip: its code is the link.
    jing = desk("陈静")
    jing.goto("/office/wishes/new")
    jing.get_by_label("居民姓名").fill("赵桂芳")
    jing.get_by_label("谁说的").select_option(label=Spoke.FAMILY.label)
    jing.get_by_label("怎么同意的").select_option(label=Agreed.IN_PERSON.label)
    jing.get_by_label("想要什么").fill(title)
    jing.get_by_label("为什么需要").fill("柜门掉了一扇，自己装不上，怕砸着脚。")
    choose(jing, "kind", Kind.SERVICE)
    jing.get_by_label("关于什么").select_option(label=Category.DAILY.label)
    choose(jing, "handover", Handover.AT_HOME)
    jing.get_by_label("公开时怎么称呼").fill("赵奶奶")
    jing.get_by_label("年龄段").select_option(label=AgeBand.AGE_60.label)
    jing.get_by_role("textbox", name="住址").fill("4 号院 2 单元 502")
    jing.get_by_role("button", name="登记，打印回执单").click()
    expect(jing.get_by_role("heading", name="微心愿回执单")).to_be_visible()
    code = code_of(jing)
    jing.locator("img.slip-code").evaluate("image => image.decode()")
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(jing.screenshot(full_page=True))))
    wish = place.ask(lambda: wish_of_code(code))
    assert wish is not None
    assert found.text == f"{place.origin}/slip/{wish.slip_token}"

    # She may not review what she wrote herself; 何建平 does.
    jing.goto(f"/office/wishes/{code}")
    expect(jing.get_by_text("您不能审")).to_be_visible()
    expect(jing.get_by_role("button", name="通过并公开")).to_have_count(0)
    publish(desk("何建平"), title)

    # 周晓东 goes there.
    dong = phone("周晓东")
    claim(dong, code)
    claimed_earlier(place, code)
    deliver(dong, *visit_before(clock.now(), 5 * MINUTE))

    # The daughter scans the slip on her own phone, without an account.
    family = phone()
    family.goto(found.text)
    family.get_by_role("button", name="收到了，谢谢").click()
    expect(family.get_by_role("status")).to_contain_text("谢谢您，已经告诉志愿者和社区")
    expect(family.get_by_text(Witness.SLIP_LINK.label)).to_be_visible()

    dong.goto("/me/hours")
    row = dong.get_by_role("listitem").filter(has_text=title)
    expect(row).to_contain_text("居民确认")
    expect(row).to_contain_text("1.1 小时")
