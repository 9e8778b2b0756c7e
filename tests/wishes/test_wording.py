"""What may not stand in a wish, and what must be let through."""

import pytest

from volunteer.wishes.wording import problems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我的电话 13919000001", "电话号码"),
        ("打 139 1900 0001 找我", "电话号码"),
        ("139-1900-0001", "电话号码"),
        ("１３９１９０００００１", "电话号码"),
        ("家里座机 0931-8460000", "电话号码"),
        ("09318460000", "电话号码"),
        ("010 62345678", "电话号码"),
        ("身份证 620102195003071234", "身份证号"),
        ("62010219500307123X", "身份证号"),
        ("6222 0212 3456 7890 123", "银行卡号"),
        ("6222021234567890123", "银行卡号"),
        ("住 3 单元 501", "门牌号"),
        ("12 号楼 301 室", "门牌号"),
        ("2幢1002", "门牌号"),
        ("送到 501 室", "门牌号"),
        ("看 https://evil.example/x", "网址"),
        ("www.taobao.com 上有", "网址"),
        ("jd.com 那种", "网址"),
        ("想要一点现金", "现金"),
        ("发个红包也行", "红包"),
        ("借钱过冬", "借钱"),
        ("一张购物卡", "购物卡"),
        ("话费充值 50 元", "话费充值"),
        ("付不起医药费", "医药费"),
        ("一条香烟", "香烟"),
        ("一瓶白酒", "白酒"),
        ("帮孙子安排工作", "安排工作"),
        ("我的收款码在下面", "收款码"),
    ],
)
def test_what_may_not_stand_in_a_wish_is_named(text: str, said: str) -> None:
    found = problems(text)

    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "一台收音机，100 元左右",
        "在 3 号院里转转",
        "2026年12月5日以前",
        "2026-12-05 上午 9:00",
        "我 80 岁了",
        "邮编 730030",
        "身高 165，穿 38 码的鞋",
        "想学用手机挂号",
        "一副 200 度的老花镜",
        "一本《现代汉语词典》第7版",
        "教室里的 12 张课桌",
        "第三十二中学 7 年级 5 班",
        "血压计，型号 HEM-7121",
        "2 斤面粉，10 斤大米",
        "陪我说说话",
        "",
    ],
)
def test_what_anybody_would_write_is_let_through(text: str) -> None:
    assert problems(text) == []


def test_every_problem_is_named_at_once() -> None:
    assert len(problems("打 13919000001，住 3 单元 501，要现金")) == 3


def test_a_long_number_is_one_problem_and_not_two() -> None:
    assert len(problems("620102195003071234")) == 1


def test_a_number_is_named_as_what_it_is() -> None:
    assert problems("13919000001") == ["这里有电话号码，请删去"]
