"""What may not stand in a wish is shown to its author beside the field, before anybody else reads it."""

import pytest
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.forms import DeskFor
from tests.pages.reading import browser, held, look

NOT_TO_BE_WRITTEN = {
    "a mobile number": ("打13800001111", "这里有电话号码，请删去"),
    "a mobile number in full width": ("１３８００００１１１１", "这里有电话号码"),
    "a landline": ("0931-8460012", "这里有电话号码"),
    "a bank number": ("6222021234567890123", "这里像有银行卡号"),
    "an ID number": ("62010219400101123X", "这里有身份证号"),
    "a link": ("pay.example.com/x", "这里有网址"),
    "a link to pay": ("https://qr.cn/pay1", "这里有网址"),
    "cash": ("给点现金", "“现金”属于现金和转账"),
    "a red envelope": ("发个红包", "“红包”属于现金和转账"),
    "a voucher": ("一张购物卡", "“购物卡”属于卡券"),
    "a code to be paid by": ("扫收款码", "“收款码”属于收付款方式"),
    "a door": ("12号楼501室", "这里有门牌号"),
}
PLACES = [
    ("new wish", "title", ""),
    ("new wish", "description", ""),
    ("proxy wish", "title", ""),
    ("proxy wish", "description", ""),
    ("delivery", "words", "送去了收音机，教会了怎么调台。"),
    ("contact", "words", ""),
    ("release", "words", ""),
    ("decline", "words", ""),
    ("slip decline", "words", ""),
    ("rate", "words", ""),
]


@pytest.mark.parametrize(("name", "field", "before"), PLACES)
@on_sqlite
def test_it_is_said_beside_the_field(desk_for: DeskFor, name: str, field: str, before: str) -> None:
    desk = desk_for(name)

    said = {called: desk.send(**{field: before + words}) for called, (words, _sentence) in NOT_TO_BE_WRITTEN.items()}

    missing = [one for one, page in said.items() if NOT_TO_BE_WRITTEN[one][1] not in page.beside(field)]
    assert missing == []


@pytest.mark.parametrize("name", ["new wish", "proxy wish"])
@on_sqlite
def test_it_is_said_beside_the_alias_too(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)

    said = {words: desk.send(alias=words).beside("alias") for words in ("给点现金", "发个红包", "马爷爷501室")}

    assert [words for words, sentence in said.items() if not sentence] == []


@on_sqlite
def test_everything_that_is_wrong_with_one_text_is_said_at_once(desk_for: DeskFor) -> None:
    page = desk_for("new wish").send(description="给现金，打 13800001111，或扫 https://qr.cn/1")

    assert all(one in page.beside("description") for one in ("电话号码", "网址", "现金和转账"))


@pytest.mark.parametrize(("name", "field"), [("new wish", "title"), ("proxy wish", "description")])
def test_nothing_of_it_is_sent(desk_for: DeskFor, name: str, field: str) -> None:
    desk = desk_for(name)
    before = held()

    for words, _sentence in NOT_TO_BE_WRITTEN.values():
        desk.send(**{field: words})

    assert held() == before


@on_sqlite
def test_the_alias_that_a_clerk_writes_is_looked_at_too(desk_for: DeskFor) -> None:
    page = desk_for("review").send(alias="马爷爷501室")

    assert "这里有门牌号" in page.beside("alias")


@on_sqlite
def test_the_clerk_sees_what_the_machine_looked_at(app: Flask) -> None:
    wish = make.wish(description="给点现金")  # when it was written the list was shorter

    page = look(browser(app, make.jing()), f"/office/wishes/{wish.code}")

    assert "“现金”属于现金和转账" in page.text


@pytest.mark.parametrize(
    "words", ["一个 2026 年的挂历", "身高 1.62 米的棉衣", "每天 15:30 到 16:30 读报", "3 个 20 升的桶"]
)
@on_sqlite
def test_ordinary_numbers_may_stand_there(desk_for: DeskFor, words: str) -> None:
    page = desk_for("new wish").send(description=words)

    assert page.status == 303
