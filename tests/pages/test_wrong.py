"""What is filled in wrongly: a Chinese sentence beside the field, everything else as it was typed, nothing stored."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.forms import SHEETS, DeskFor
from tests.pages.reading import browser, held, send
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.wishes.models import Delivery, Wish

LONG = "长" * 301
NOT_OFFERED = "请从列出的里面选一个"

# (field, what is typed, what is said beside it); None: the field is not there at all.
Wrong = tuple[str, str | None, str]
A_WISH: list[Wrong] = [
    ("title", None, "请写一句话，想要什么"),
    ("title", " 　\u200b\u2060", "请写一句话，想要什么"),
    ("title", "一" * 31, "最多 30 个字，您写了 31 个字"),
    ("description", "", "请写为什么需要"),
    ("description", LONG, "最多 200 个字，您写了 301 个字"),
    ("kind", None, "请选"),
    ("kind", "money", NOT_OFFERED),
    ("category", "", "请选"),
    ("category", "DAILY", NOT_OFFERED),
    ("handover", None, "请选"),
    ("handover", "by_post", NOT_OFFERED),
    ("age_band", "", "请选年龄段"),
    ("age_band", "80", NOT_OFFERED),
    ("value", None, "实物请写大约多少钱"),
    ("value", "0", "最少 1 元"),
    ("value", "301", "最多 300 元，您写的是 301 元"),
    ("value", "９９９", "最多 300 元，您写的是 999 元"),
    ("value", "-5", "请写整数"),
    ("value", "12.5", "请写整数"),
    ("value", "1e2", "请写整数"),
    ("value", "²²", "请写整数"),
    ("value", "一百", "请写整数"),
    ("value", "100元", "请写整数，只写数字，不写“元”"),
    ("value", "9" * 40, "请写整数"),
    ("wanted_by", "明天", "日期写成 2026-11-21 这样"),
    ("wanted_by", "2026-02-30", "日期写成"),
    ("wanted_by", "2026-13-01", "日期写成"),
    ("wanted_by", "0226-11-30", "日期写成"),
    ("wanted_by", "2026-11-20", "这个日子已经过去了"),
    ("alias", None, "请写一个称呼"),
    ("alias", "桥门社区的一位老大爷", "最多 8 个字"),
    ("phone", "12345", "请写手机号，或带区号的固定电话"),
    ("phone", "１３８００", "请写手机号"),
    ("address", LONG, "最多 60 个字"),
]
A_REASON: list[Wrong] = [
    ("words", None, "请写原因"),
    ("words", "\u202e\ufeff \n", "请写原因"),
    ("words", LONG, "最多 200 个字，您写了 301 个字"),
    ("words", "打给 13800001111", "这里有电话号码"),
]
A_RATING: list[Wrong] = [
    ("satisfaction", "6", NOT_OFFERED),
    ("satisfaction", "-1", NOT_OFFERED),
    ("words", LONG, "最多 200 个字"),
]
WRONG: dict[str, list[Wrong]] = {
    "new wish": [*A_WISH, ("phone", None, "请写联系电话")],
    "revised wish": [("title", "", "请写一句话"), ("value", "9" * 40, "请写整数"), ("kind", "money", NOT_OFFERED)],
    "proxy wish": [
        *A_WISH,
        ("name", None, "请写居民姓名"),
        ("name", "刘", "姓名写 2 到 30 个字"),
        ("name", "刘桂兰1", "姓名写 2 到 30 个字，不带数字和符号"),
        ("spoke", None, "请选是谁说的"),
        ("spoke", "nobody", NOT_OFFERED),
        ("agreed", "", "请选居民是怎么同意的"),
        ("agreed", "later", NOT_OFFERED),
        ("account_phone", "0931-8460001", "请写 11 位手机号"),
    ],
    "revised proxy wish": [("title", "", "请写一句话"), ("name", "刘", "姓名写 2 到 30 个字")],
    "review": [
        ("decision", None, "请选怎么办"),
        ("decision", "burn", NOT_OFFERED),
        ("alias", "", "请写公开称呼"),
        ("alias", "桥门社区的一位老大爷", "最多 8 个字"),
        ("alias", "13800001111", "最多 8 个字"),
        ("called", None, "公开以前要核实"),
        ("words", LONG, "最多 200 个字"),
    ],
    "contact": [("words", LONG, "最多 60 个字"), ("words", "打我电话 13800001111", "这里有电话号码")],
    "delivery": [
        ("day", None, "请选日期"),
        ("day", "昨天", "日期写成"),
        ("day", "0001-01-01", "日期写成"),
        ("day", "2026-11-31", "日期写成"),
        ("began", None, "请写开始时间"),
        ("began", "9:5", "时间写成 14:30 这样"),
        ("began", "25:00", "时间写成"),
        ("began", "06:60", "时间写成"),
        ("began", "早上", "时间写成"),
        ("ended", None, "请写结束时间"),
        ("ended", "24:00", "时间写成"),
        ("ended", "05:00", "结束时间要晚于开始时间"),
        ("ended", "07:40", "结束时间还没到"),
        ("words", None, "请写做了什么"),
        ("words", "送到了", "请写 10 个字以上"),
        ("words", LONG, "最多 300 个字"),
        ("words", "送去了收音机，住 3 单元 501 室", "这里有门牌号"),
        ("evidence", "selfie", NOT_OFFERED),
    ],
    "phone": [("why", None, "请选为什么要看"), ("why", "curious", NOT_OFFERED), ("why", "verify", NOT_OFFERED)],
    "release": A_REASON,
    "withdraw": A_REASON,
    "decline": A_REASON,
    "rate": A_RATING,
    "slip decline": A_REASON,
    "slip rate": A_RATING,
    "office confirm": [
        ("witness", None, "请选您是怎么知道的"),
        ("witness", "beneficiary", NOT_OFFERED),
        *A_RATING,
    ],
    "office decline": [*A_REASON, ("witness", None, "请选您是怎么知道的"), ("witness", "slip_link", NOT_OFFERED)],
    "office withdraw": A_REASON,
    "close": A_REASON,
    "reveal": [
        ("why", "", "请选为什么要看"),
        ("why", "curious", NOT_OFFERED),
        ("secret", None, "请选看什么"),
        ("secret", "name", NOT_OFFERED),
    ],
    "follow-up": [
        ("way", None, "请选怎么回访的"),
        ("way", "dream", NOT_OFFERED),
        ("satisfaction", "", "请选一项，不评价也可以"),
        ("satisfaction", "５", NOT_OFFERED),
        ("words", LONG, "最多 300 个字"),
    ],
    "code": [("phone", None, "请写手机号"), ("phone", "12345678901", "请写 11 位手机号")],
    "digits": [
        ("phone", None, "请写手机号"),
        ("phone", "1380000111", "请写 11 位手机号"),
        ("digits", None, "请写短信里的 6 位数字"),
        ("digits", "12", "验证码不对"),
        ("digits", "abcdef", "验证码不对"),
    ],
    "password": [
        ("phone", None, "请写手机号"),
        ("phone", "刘桂兰", "请写 11 位手机号"),
        ("password", None, "请写密码"),
        ("password", LONG, "最多 200 个字"),
    ],
    "register": [
        ("name", None, "请写真实姓名"),
        ("name", "马", "姓名写 2 到 30 个字"),
        ("name", "マ" * 31, "姓名写 2 到 30 个字"),
        ("community", "NOWHERE", NOT_OFFERED),
        ("agree", None, "要同意隐私说明才能登记"),
    ],
    "name": [
        ("name", "", "请写真实姓名"),
        ("name", "\u200b\u200b", "请写真实姓名"),
        ("name", "刘桂兰☺", "姓名写 2 到 30 个字"),
    ],
    "community": [("community", None, "请选一个社区"), ("community", "SFJ", NOT_OFFERED)],
    "new password": [
        ("password", None, "请写新密码"),
        ("password", "1234567890", "密码至少 10 个字"),
        ("again", "别的一句话", "两次写的不一样"),
    ],
    "organisation": [
        ("code", None, "请写代码"),
        ("code", "1号", "代码用大写字母开头"),
        ("code", "QIAOMEN", "这个代码已经有组织在用"),
        ("name", None, "请写全称"),
        ("name", LONG, "最多 60 个字"),
        ("short_name", LONG, "最多 20 个字"),
        ("kind", None, "请选"),
        ("kind", "company", NOT_OFFERED),
        ("parent", "NOWHERE", "没有代码是 NOWHERE 的组织"),
        ("party_parent", "NOWHERE", "没有代码是 NOWHERE 的组织"),
        ("office_phone", "1234", "请写手机号，或带区号的固定电话"),
        ("office_place", LONG, "最多 60 个字"),
    ],
    "person": [
        ("name", None, "请写姓名"),
        ("phone", None, "请写手机号"),
        ("phone", "+1 202 555 0100", "请写 11 位手机号"),
        ("phone", "13919000010", "这个手机号已经登记过了"),
    ],
    "grant": [
        ("name", None, "请写姓名"),
        ("phone", None, "请写手机号"),
        ("phone", "13900000000", "姓名和手机号对不上，或还没有登记"),
        ("organisation", None, "请选组织"),
        ("organisation", "SHENGOUQIAO", NOT_OFFERED),
        ("role", None, "请选角色"),
        ("role", "system_admin", NOT_OFFERED),
    ],
    "disable": [("words", None, "请写原因"), ("words", LONG, "最多 200 个字")],
    "skills": [("skills", "flying", "请从列出的里面选")],
    "event": [
        ("title", None, "请写活动名称"),
        ("title", LONG, "最多 40 个字"),
        ("category", "", "请选类别"),
        ("category", "party", NOT_OFFERED),
        ("content", LONG * 2, "最多 500 个字，您写了 602 个字"),
        ("place", " 　", "请写详细地点"),
        ("day1", "明天", "日期写成"),
        ("day1", None, "请选日期"),
        ("start1", "25:00", "时间写成"),
        ("end1", "08:00", "结束时间要晚于开始时间"),
        ("end1", "9:00", "结束时间要晚于开始时间"),
        ("break_minutes", "241", "最多 240 分钟"),
        ("break_minutes", "半小时", "请写整数"),
        ("post1", None, "请写岗位"),
        ("places1", "两个", "请写整数"),
        ("places1", "0", "最少 1 人"),
        ("places1", "2001", "最多 2000 人"),
        ("requirement1", LONG, "最多 60 个字"),
        ("skill1", "flying", NOT_OFFERED),
        ("opens", "2026-12-24", "要在活动以前"),
        ("closes", "明天", "日期写成"),
        ("risk", None, "请选风险高低"),
        ("risk", "none", NOT_OFFERED),
        ("contact", "1234", "请写手机号，或带区号的固定电话"),
        ("leader", None, "请选负责人"),
        ("leader", "NOBODY", NOT_OFFERED),
    ],
    "event draft": [("title", "", "请写活动名称"), ("places1", "9" * 40, "请写整数"), ("skill1", "x", NOT_OFFERED)],
    "copy": [("day", None, "请选新的日期"), ("day2", "明天", "日期写成"), ("day5", "2026-12-06", "12月6日写了两遍")],
    "postpone": A_REASON,
    "cancel": A_REASON,
    "reschedule": [("day", None, "请选新的日期"), ("day", "2026-02-30", "日期写成"), ("start", "25:00", "时间写成")],
    "leave": [("words", LONG, "最多 60 个字")],
    "answer": [("words", None, "请写一写"), ("words", LONG, "最多 200 个字")],
    "walk-in": [
        ("name", None, "请写姓名"),
        ("name", "孙", "姓名写 2 到 30 个字"),
        ("phone", None, "请写手机号"),
        ("phone", "12345", "请写 11 位手机号"),
    ],
    "headcount": [("headcount", None, "请数一数"), ("headcount", "三十", "请写整数"), ("headcount", "-1", "请写整数")],
    "correction": [
        ("minutes", None, "请写更正以后的分钟数"),
        ("minutes", "两小时", "请写整数"),
        ("minutes", "151", "请写 150 或 156 分钟"),
        ("minutes", "1000", "只有 180 分钟"),
        ("reason", "\u202e \n", "请写为什么要更正"),
        ("reason", LONG, "最多 100 个字"),
    ],
}
SECRET = {"password", "again"}  # never shown again


@on_sqlite
def test_every_form_is_tried(app: Flask) -> None:
    assert set(WRONG) == set(SHEETS)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_beside_its_field(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)
    make.other_community()

    differ = []
    for field, typed, sentence in WRONG[name]:
        page = desk.send(**{field: typed})
        if page.status != 422 or sentence not in page.beside(field) or sentence not in page.complaints.get(field, ""):
            differ.append(f"{field}={typed!r:.30}: {page.status} {page.beside(field)!r} {page.complaints}")

    assert differ == []


@on_sqlite
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_changes_nothing(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)
    before = held()

    for field, typed, _sentence in WRONG[name]:
        desk.send(**{field: typed})

    counted = {"tries", "one_time_codes"}  # how often somebody tried to sign in
    after = held()
    assert [table for table in after if after[table] != before[table] and table not in counted] == []


@on_sqlite
@pytest.mark.parametrize("name", WRONG)
def test_the_other_fields_stand_as_they_were_typed(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)
    field, typed, _sentence = WRONG[name][0]

    page = desk.send(**{field: typed})

    kept = {one: page.typed(one) for one in desk.filled() if one not in {field, "decision", "secret"} | SECRET}
    assert kept == {one: desk.filled()[one] for one in kept}


@on_sqlite
@pytest.mark.parametrize(
    ("name", "field", "typed"),
    [
        ("new wish", "value", "100元"),
        ("new wish", "wanted_by", "明天"),
        ("new wish", "phone", "12345"),
        ("new wish", "title", "一" * 31),
        ("new wish", "description", "第一行\n第二行" + LONG),
        ("delivery", "began", "9:5"),
        ("delivery", "day", "昨天"),
        ("name", "name", "刘桂兰1"),
        ("organisation", "parent", "NOWHERE"),
    ],
)
def test_what_is_wrong_stands_as_it_was_typed(desk_for: DeskFor, name: str, field: str, typed: str) -> None:
    page = desk_for(name).send(**{field: typed})

    assert page.typed(field) == typed


@on_sqlite
@pytest.mark.parametrize("name", ["password", "new password"])
def test_a_password_is_never_shown_again(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)

    page = desk.send(phone="", again="别的")

    assert make.PASSWORD not in page.html


@pytest.mark.parametrize(
    ("began", "understood"), [("06:00", 6), ("6:00", 6), ("0600", 6), ("６：００", 6), ("6点", 6), ("06.00", 6)]
)
def test_a_time_may_be_written_in_many_ways(desk_for: DeskFor, began: str, understood: int) -> None:
    page = desk_for("delivery").send(began=began)

    assert page.status == 303
    assert [clock.local(one).hour for one in db.session.scalars(sa.select(Delivery.began_at))] == [understood]


@pytest.mark.parametrize("value", ["１２０", " 120 ", "0120"])
def test_a_number_may_be_written_in_full_width(desk_for: DeskFor, value: str) -> None:
    desk_for("new wish").send(value=value, title="字大的")

    assert db.session.scalars(sa.select(Wish.value).where(Wish.title == "字大的")).all() == [120]


@pytest.mark.parametrize("day", ["2026-12-05", "2026/12/5", "2026年12月5日", "２０２６．１２．５"])
def test_a_day_may_be_written_in_many_ways(desk_for: DeskFor, day: str) -> None:
    desk_for("new wish").send(wanted_by=day, title="字大的")

    assert db.session.scalars(sa.select(Wish.wanted_by).where(Wish.title == "字大的")).all() == [date(2026, 12, 5)]


@on_sqlite
@pytest.mark.parametrize("community", ["NOWHERE", "SFJ", "-", "\x00"])
def test_a_wish_goes_to_no_place_that_is_not_offered(desk_for: DeskFor, community: str) -> None:
    desk = desk_for("new wish")
    make.other_community()

    page = desk.send(community=community)

    assert (page.status, "交给哪个社区" in page.text) == (422, True)


@on_sqlite
def test_to_register_one_shows_that_the_phone_is_ones_own(desk_for: DeskFor) -> None:
    page = desk_for("register").send()

    assert page.complaints == {"": "请先用短信验证码验证手机号"}


@on_sqlite
def test_sending_a_code_without_a_way_to_send_says_so(app: Flask) -> None:
    page = send(browser(app), "/login/code", phone="13919000010")

    assert "这里还没有接通短信" in page.text
