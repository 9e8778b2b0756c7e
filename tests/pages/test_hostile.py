"""What no honest form sends, and what a phone sends by accident: never a broken page, and nothing odd is kept."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import on_postgresql, on_sqlite
from tests.pages.forms import SHEETS, WISH, DeskFor
from tests.pages.reading import Page, browser, held, look, parts, send, send_bytes, send_parts
from volunteer.base.db import db
from volunteer.organisations.models import Organisation
from volunteer.wishes.models import Delivery, Wish

MEGABYTE = "长" * (1024 * 1024 // 3)
SCRIPT = "<script>alert(1)</script>"
UNSEEN = "\x00\x01\x1b\x7f\x85\u00ad\u061c\u200b\u200d\u200e\u202a\u202e\u2066\u2069\ufeff\U000e0001"
NO_TEXT = {"a lone surrogate": b"\xed\xa0\x80", "half a character": "收".encode()[:2], "no UTF-8": b"\xff\xfe"}

# The fields that people write into, and those that are picked or ticked.
WRITTEN = {
    "new wish": ("title", "description", "alias", "address"),
    "proxy wish": ("title", "description", "alias", "address", "name"),
    "review": ("alias", "words"),
    "contact": ("words",),
    "delivery": ("words",),
    "release": ("words",),
    "withdraw": ("words",),
    "decline": ("words",),
    "rate": ("words",),
    "slip decline": ("words",),
    "office confirm": ("words",),
    "office decline": ("words",),
    "close": ("words",),
    "follow-up": ("words",),
    "register": ("name",),
    "name": ("name",),
    "organisation": ("name", "short_name", "office_place"),
    "person": ("name",),
    "disable": ("words",),
    "event": ("title", "content", "place", "conditions", "risks", "insurance", "provided", "post1", "requirement1"),
    "postpone": ("words",),
    "cancel": ("words",),
    "leave": ("words",),
    "answer": ("words",),
    "walk-in": ("name",),
    "correction": ("reason",),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_lost_on_the_way_is_asked_for_again(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)
    before = held()

    # A browser sends this mark where half a character was typed.
    said = {field: desk.send(**{field: f"{desk.filled()[field]}\ufffd"}).beside(field) for field in WRITTEN[name]}

    assert [one for one in said.values() if "有几个字没有传对" not in one and "姓名写 2 到 30 个字" not in one] == []
    assert held() == before


@pytest.mark.parametrize("odd", NO_TEXT.values(), ids=NO_TEXT)
def test_bytes_that_are_no_text_are_asked_for_again(desk_for: DeskFor, odd: bytes) -> None:
    desk = desk_for("delivery")
    fields: dict[str, str | bytes] = {**desk.filled(), "words": "送去了收音机，教会了怎么调台".encode() + odd}

    page = send_parts(desk.client, desk.path, parts(fields))

    assert "有几个字没有传对" in page.beside("words")


@pytest.mark.parametrize("odd", NO_TEXT.values(), ids=NO_TEXT)
def test_bytes_that_are_no_text_are_seen_as_what_they_are(desk_for: DeskFor, odd: bytes) -> None:
    desk = desk_for("new wish")

    page = send_bytes(desk.client, desk.path, {**desk.filled(), "title": "收音机".encode() + odd})

    kept = db.session.scalars(sa.select(Wish.title).order_by(Wish.id.desc())).first()
    assert (page.status, kept) == (303, "收音机" + "".join(f"%{byte:02X}" for byte in odd))


@on_sqlite
@pytest.mark.parametrize(
    ("name", "field", "sentence"),
    [
        ("new wish", "title", f"您写了 {len(MEGABYTE)} 个字"),
        ("new wish", "description", f"您写了 {len(MEGABYTE)} 个字"),
        ("new wish", "value", "请写整数"),
        ("new wish", "phone", "请写手机号"),
        ("new wish", "kind", "请从列出的里面选一个"),
        ("delivery", "words", f"您写了 {len(MEGABYTE)} 个字"),
        ("delivery", "began", "时间写成"),
        ("name", "name", "姓名写 2 到 30 个字"),
        ("password", "password", "最多 200 个字"),
    ],
)
def test_a_megabyte_is_answered_with_what_fits(desk_for: DeskFor, name: str, field: str, sentence: str) -> None:
    page = desk_for(name).send(**{field: MEGABYTE})

    assert (page.status, sentence in page.beside(field)) == (422, True)


@on_postgresql  # the stricter of the two about what it takes
@pytest.mark.parametrize("name", SHEETS)
def test_no_form_breaks(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)

    broken = []
    for field in [*desk.filled(), "form_key"]:
        for value in ("\x00²'--", "9" * 30):
            page = desk.send(**{field: value})
            if page.status not in (200, 303, 400, 401, 403, 404, 409, 422):
                broken.append(f"{field}={value!r}: {page.status}")

    assert broken == []


@pytest.mark.parametrize("name", ["new wish", "proxy wish"])
def test_a_key_that_no_form_gave_out_is_none(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)

    statuses = [desk.send(form_key=key).status for key in ("a\x00b", "a" * 1_000_000, "收" * 20, "")]

    assert statuses == [303] * 4


def test_a_wish_is_kept_without_what_nobody_can_see(desk_for: DeskFor) -> None:
    odd = {name: WISH[name][0] + UNSEEN + WISH[name][1:] for name in ("title", "description", "alias", "address")}

    page = desk_for("new wish").send(**odd)

    wish = db.session.scalars(sa.select(Wish).order_by(Wish.id.desc())).first()
    assert page.status == 303
    assert wish is not None
    assert {name: WISH[name] for name in odd} == {
        "title": wish.title,
        "description": wish.description,
        "alias": wish.alias,
        "address": wish.beneficiary.address,
    }


def test_a_name_is_kept_without_what_nobody_can_see(desk_for: DeskFor) -> None:
    desk_for("name").send(name=f"刘{UNSEEN}桂兰")

    assert make.liu().name == "刘桂兰"


def test_a_report_is_kept_without_what_nobody_can_see(desk_for: DeskFor) -> None:
    desk_for("delivery").send(words=f"送去了收音机，{UNSEEN}教会了怎么调台。")

    assert db.session.scalars(sa.select(Delivery.words)).all() == ["送去了收音机，教会了怎么调台。"]


def test_an_organisation_is_kept_without_what_nobody_can_see(desk_for: DeskFor) -> None:
    desk_for("organisation").send(name=f"西固{UNSEEN}园社区")

    assert "西固园社区" in db.session.scalars(sa.select(Organisation.name)).all()


def test_rare_characters_of_four_bytes_are_kept(desk_for: DeskFor) -> None:
    desk_for("proxy wish").send(name="𠮷𬎆", title="一本《𪚥》字典", description="孙子属🐯，想要本字典。")

    wish = db.session.scalars(sa.select(Wish).where(Wish.title == "一本《𪚥》字典")).one()
    assert (wish.beneficiary.name, wish.description) == ("𠮷𬎆", "孙子属🐯，想要本字典。")


@pytest.mark.parametrize("name", ["𠮷野", "阿卜杜拉·买买提", "བསྟན་འཛིན་", "Anna Wang"])
def test_a_rare_name_is_a_name(desk_for: DeskFor, name: str) -> None:
    page = desk_for("name").send(name=name)

    assert (page.status, make.liu().name) == (303, name)


# ------------------------------------------------------------------------------ markup is words


def is_harmless(page: Page) -> bool:
    """Say whether the page has the words of the script, and no script but our own file."""
    own = all(one.attrs.get("src", "").startswith("/static/js/page.") for one in page.all("script"))
    return own and len(page.all("script")) <= 1 and "alert(1)" in page.html


@on_sqlite
def test_markup_in_a_form_comes_back_as_words(desk_for: DeskFor) -> None:
    page = desk_for("new wish").send(title=SCRIPT, description=f"</textarea>{SCRIPT}", alias=SCRIPT, value='"><b>')

    assert is_harmless(page)
    assert page.typed("description") == f"</textarea>{SCRIPT}"


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("guest", "/wishes"),
        ("guest", "/wishes/{code}"),
        ("claimant", "/"),
        ("claimant", "/wishes/{code}"),
        ("claimant", "/me/wishes"),
        ("claimant", "/wishes/{code}/release"),
        ("owner", "/me/wishes"),
        ("owner", "/me/notices"),
        ("owner", "/wishes/{code}/withdraw"),
        ("clerk", "/office/wishes?list=claimed"),
        ("clerk", "/office/wishes/{code}"),
        ("clerk", "/office/wishes/{code}/slip"),
        ("clerk", "/office/journal"),
        ("guest", "/slip/{slip}"),
    ],
)
@on_sqlite
def test_markup_in_a_wish_is_shown_as_words(app: Flask, who: str, path: str) -> None:
    wish = make.claimed_wish(title=SCRIPT, description=SCRIPT)
    people = {"guest": None, "claimant": make.fang(), "owner": make.liu(), "clerk": make.jing()}
    state = "?state=going" if path == "/wishes" else ""

    page = look(browser(app, people[who]), path.format(code=wish.code, slip=wish.slip_token) + state)

    assert (page.status, is_harmless(page)) == (200, True)


@on_sqlite
@pytest.mark.parametrize("path", ["/wishes?q={}", "/login?next=/{}", "/wishes?kind={}"])
def test_markup_in_an_address_runs_nowhere(app: Flask, path: str) -> None:
    page = look(browser(app), path.format('"><script>alert(1)</script>'))

    assert [one.attrs.get("src", "")[:12] for one in page.all("script")] == ["/static/js/p"]


# ------------------------------------------------------------------------------ addresses that nobody gave out


@pytest.mark.parametrize("odd", ["%00", "%FF", "²", "-1", "9" * 10, "9" * 30, "a" * 3000, "'"])
def test_no_address_breaks(app: Flask, odd: str) -> None:
    wish = make.claimed_wish()
    fang, jing, admin = browser(app, make.fang()), browser(app, make.jing()), browser(app, make.admin())
    paths = [
        (fang, "/{}"),
        (fang, "/?x={}"),
        (fang, "/wishes/{}"),
        (fang, f"/wishes/{wish.code}/photos/{{}}"),
        (fang, "/wishes?state={}"),
        (fang, "/wishes?kind={}"),
        (fang, "/wishes?community={}"),
        (fang, "/wishes?q={}"),
        (fang, "/wishes?after={}"),
        (fang, "/wishes/new?community={}"),
        (fang, "/me/hours?year={}"),
        (fang, "/me/hours?after={}"),
        (fang, "/me/hours?after=2026-01-01.{}"),
        (fang, "/me/hours/{}"),
        (fang, "/me/wishes?after={}"),
        (fang, "/me/notices?after={}"),
        (fang, "/login?next={}"),
        (fang, "/slip/{}"),
        (jing, "/office/wishes?list={}"),
        (jing, "/office/wishes?q={}"),
        (jing, "/office/wishes?after={}"),
        (jing, "/office/wishes/{}"),
        (jing, "/office/journal?after={}"),
        (jing, "/office/looks?after={}"),
        (jing, "/office/people?after={}"),
        (jing, "/office/people?q={}"),
        (jing, "/office/organisations?q={}"),
        (jing, "/reports?org={}&period=2026"),
        (jing, "/reports?org=QIAOMEN&period={}"),
        (jing, "/reports?org={}"),
        (jing, "/reports/{}/2026"),
        (jing, "/reports/QIAOMEN/{}"),
        (jing, "/reports/QIAOMEN/2026/{}"),
        (jing, "/reports/QIAOMEN/2026/hours?after={}"),
        (jing, "/reports/QIAOMEN/2026/hours?after=2026-01-01.{}"),
        (jing, "/reports/QIAOMEN/2026/claimed?after={}"),
        (admin, "/office/organisations/{}"),
        (admin, "/office/people/{}/disable"),
    ]

    statuses = {path: client.get(path.format(odd)).status_code for client, path in paths}

    assert {path: status for path, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize("path", ["/office/people/roles/{}/end", "/me/notices/{}", "/me/devices/{}/end"])
@pytest.mark.parametrize("odd", ["%00", "-1", "0", "9" * 30])
def test_a_button_for_what_is_not_there_finds_nothing(app: Flask, path: str, odd: str) -> None:
    page = send(browser(app, make.admin()), path.format(odd))

    assert page.status == 404


@pytest.mark.parametrize("period", ["2000", "2000-01", "2099", "2099-12"])
def test_the_first_and_the_last_period_have_a_report(app: Flask, period: str) -> None:
    page = look(browser(app, make.jing()), f"/reports/QIAOMEN/{period}")

    assert page.status == 200


@pytest.mark.parametrize("period", ["1999", "2100", "2026-00", "2026-13", "26", "２０２６"])
def test_what_is_no_period_has_none(app: Flask, period: str) -> None:
    page = look(browser(app, make.jing()), f"/reports/QIAOMEN/{period}")

    assert page.status == 404
