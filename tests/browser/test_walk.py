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

from tests.browser.conftest import PHONES, Place, done, fill, latest_code, on_sqlite, send
from tests.browser.walking import claim, deliver
from volunteer.base import clock
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db
from volunteer.hours.models import Provenance
from volunteer.reports.records import LABELS
from volunteer.wishes.models import (
    AgeBand,
    Agreed,
    Category,
    Handover,
    Kind,
    Outcome,
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


def publish(page: Page, title: str) -> None:
    """Review the wish from the office's home page, and publish it."""
    page.goto("/office")
    page.get_by_role("row").filter(has_text=title).get_by_role("link").click()
    fill(page, called=True)
    page.get_by_role("button", name="通过并公开").click()
    done(page)


def figures_on(page: Page) -> dict[str, str]:
    """Return the report's first column as it is printed: name to figure."""
    rows = page.locator("table.table-figures tbody tr:not(.table-group)")
    found: list[tuple[str, str]] = rows.evaluate_all(
        "rows => rows.map(row => [row.cells[0].innerText, row.cells[1].innerText.split('\\n')[0].trim()])"
    )
    return {plain(name): figure for name, figure in found}


def plain(name: str) -> str:
    """Return the name of a figure without its unit."""
    return name.partition("（")[0].strip()


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
    fill(liu, phone=PHONES["刘桂兰"])
    liu.get_by_role("button", name="发验证码").click()
    fill(liu, digits=latest_code(liu, PHONES["刘桂兰"]))
    liu.get_by_role("button", name="登录", exact=True).click()
    fill(liu, title=title, description="晚上睡不着，想听听秦腔，字要大一些，按键要好按。")
    fill(liu, kind=Kind.GOODS, category=Category.DAILY, value="120", handover=Handover.AT_COMMUNITY)
    fill(liu, alias="刘奶奶", age_band=AgeBand.AGE_80)
    send(liu, "title")
    code = code_of(liu)

    # 陈静 publishes it; 王芳 claims it, calls, goes there, and says so with a photo.
    jing = desk("陈静", scripts=scripts)
    publish(jing, title)
    fang = phone("王芳", scripts=scripts)
    claim(fang, f"/wishes/{code}")
    claimed_earlier(place, code)
    began, ended = visit_before(clock.now(), ago)
    deliver(fang, began, ended, photo=camera())

    # The picture she is shown knows nothing of where it was taken. One tap, and then, if she likes, a rating.
    liu.goto(f"/wishes/{code}")
    shown = liu.request.get(str(liu.locator("img.evidence").get_attribute("src")))
    picture = Image.open(io.BytesIO(shown.body()))
    assert shown.headers["content-type"] == "image/webp"
    assert picture.size == (300, 400)
    assert not picture.getexif()
    assert b"EXIF" not in shown.body().upper()
    liu.get_by_role("button", name="收到了，谢谢").click()
    done(liu)
    fill(liu, satisfaction=5, words="声音亮，字也大，谢谢小王。")
    send(liu, "satisfaction")

    # The community asks again some days later.
    jing.goto("/office")
    jing.get_by_role("row").filter(has_text=title).get_by_role("link").click()
    fill(jing, way=Way.PHONE, satisfaction=5)
    send(jing, "way")

    # The minutes are hers, they say where they come from, and they lead back to the wish.
    fang.goto("/me/hours")
    row = fang.get_by_role("listitem").filter(has_text=title)
    expect(row).to_contain_text(Provenance.RECEIVER.label)
    expect(row).to_contain_text("1.1 小时")
    row.get_by_role("link").click()
    expect(fang.get_by_role("heading", level=1)).to_contain_text(title)
    fang.locator(f"a[href='/wishes/{code}']").click()
    expect(fang.get_by_text(Outcome.FULFILLED.label).first).to_be_visible()

    # 李强 finds them in his report, and behind the figure the record; the file and the command say the same.
    month = f"{began:%Y-%m}"
    qiang = desk("李强", scripts=scripts)
    qiang.goto(f"/reports/SWB/{month}")
    printed = figures_on(qiang)
    received = f"其中{Provenance.RECEIVER.label}"
    assert number(printed[received]) >= 1.1
    with qiang.expect_download() as download:
        qiang.get_by_role("link", name="存为 Excel").click()
    qiang.get_by_role("row").filter(has_text=received).get_by_role("link").first.click()
    record = qiang.get_by_role("row").filter(has_text=title)
    expect(record).to_contain_text("王*")
    expect(record).to_contain_text("1.1")

    cells = python_calamine.CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()
    filed = {plain(str(line[1])): line[2] for line in cells if plain(str(line[1])) in printed}
    assert filed.keys() == printed.keys()
    for name, figure in printed.items():
        cell = filed[name]
        assert (round(cell, 1) == number(figure)) if isinstance(cell, int | float) else cell == figure, name

    exported = json.loads(place.volunteer("export", "report", "--org", "SWB", "--period", month, "--format", "json"))
    minutes = exported["hours"]["minutes"], exported["hours"]["by_provenance"][Provenance.RECEIVER.value]
    assert [f"{one / 60:.1f}" for one in minutes] == [printed["时长合计"], printed[received]]
    assert {LABELS[key]: value or 0 for key, value in exported["wishes"].items() if key in LABELS} == {
        label: number(printed[label]) for label in LABELS.values()
    }


@on_sqlite
def test_a_slip_lets_the_family_speak_for_somebody_without_a_phone(place: Place, phone: Open, desk: Open) -> None:
    title = "想请人把柜门修好"

    # 陈静 writes it down and prints the slip: its code is the link.
    jing = desk("陈静")
    jing.goto("/office/wishes/new")
    fill(jing, name="赵桂芳", spoke=Spoke.FAMILY, agreed=Agreed.IN_PERSON)
    fill(jing, title=title, description="柜门掉了一扇，自己装不上，怕砸着脚。")
    fill(jing, kind=Kind.SERVICE, category=Category.DAILY, handover=Handover.AT_HOME, address="4 号院 2 单元 502")
    fill(jing, alias="赵奶奶", age_band=AgeBand.AGE_60)
    send(jing, "title")
    code = code_of(jing)
    jing.locator("main form .btn-primary").click()
    image = jing.locator("img.slip-code")
    image.evaluate("image => image.decode()")
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
    claim(dong, f"/wishes/{code}")
    claimed_earlier(place, code)
    deliver(dong, *visit_before(clock.now(), 5 * MINUTE))

    # The daughter scans the slip on her own phone, without an account.
    family = phone()
    family.goto(found.text)
    family.get_by_role("button", name="收到了，谢谢").click()
    done(family)
    expect(family.get_by_text(Witness.SLIP_LINK.label)).to_be_visible()
    fill(family, satisfaction=4)
    send(family, "satisfaction")

    dong.goto("/me/hours")
    row = dong.get_by_role("listitem").filter(has_text=title)
    expect(row).to_contain_text(Provenance.RECEIVER.label)
    expect(row).to_contain_text("1.1 小时")
