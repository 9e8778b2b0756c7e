"""Residents of the demo's two communities, invented, most of them without an account."""

from dataclasses import dataclass

from volunteer.demo.people import ACCOUNTS, Cast
from volunteer.wishes.models import AgeBand
from volunteer.wishes.posting import Resident

_GROUPS = {
    AgeBand.AGE_80: "old",
    AgeBand.AGE_60: "old",
    AgeBand.AGE_6: "child",
    AgeBand.AGE_10: "child",
    AgeBand.AGE_14: "teen",
    AgeBand.ADULT: "adult",
}
_ACCOUNTS = {one.name: one.phone for one in ACCOUNTS}


@dataclass(frozen=True)
class Neighbour:
    """A resident: the name only the community knows, and the alias that everybody sees."""

    name: str
    alias: str
    band: AgeBand
    community: str
    address: str

    def suits(self, whom: str) -> bool:
        """Say whether a text for this group, or for this alias, is for them."""
        return whom in (_GROUPS[self.band], self.alias)

    @property
    def has_account(self) -> bool:
        """Say whether they can speak for themselves on a phone."""
        return self.name in _ACCOUNTS

    def resident(self, cast: Cast) -> Resident:
        """Return the private half of a wish. Without an account the phone is the family's; every third may be rung."""
        number = NEIGHBOURS.index(self)
        return Resident(
            name=self.name,
            phone=_ACCOUNTS.get(self.name, f"138000002{number:02}"),
            address=self.address,
            is_open_to_contact=number % 3 == 1,
            person_id=cast[self.name].person_id if self.has_account else None,
        )


NEIGHBOURS = (
    Neighbour("刘桂兰", "刘奶奶", AgeBand.AGE_80, "QIAOMEN", "3 号院 2 单元 301"),
    Neighbour("孙玉兰", "孙奶奶", AgeBand.AGE_80, "SHENGOUQIAO", "铁路小区 6 号楼 1 单元 102"),
    Neighbour("张玉梅", "张奶奶", AgeBand.AGE_80, "QIAOMEN", "4 号院 1 单元 101"),
    Neighbour("白文清", "白爷爷", AgeBand.AGE_60, "SHENGOUQIAO", "铁路小区 3 号楼 2 单元 502"),
    Neighbour("李福海", "李爷爷", AgeBand.AGE_60, "QIAOMEN", "3 号院 1 单元 402"),
    Neighbour("韩占奎", "韩爷爷", AgeBand.AGE_80, "SHENGOUQIAO", "深沟桥 19 号 2 单元 201"),
    Neighbour("魏淑珍", "魏阿姨", AgeBand.AGE_60, "QIAOMEN", "4 号院 3 单元 201"),
    Neighbour("马成林", "马爷爷", AgeBand.AGE_80, "QIAOMEN", "桥门巷 12 号 1 单元 202"),
    Neighbour("冯桂英", "冯奶奶", AgeBand.AGE_60, "SHENGOUQIAO", "深沟桥 21 号 1 单元 302"),
    Neighbour("王玉珍", "王奶奶", AgeBand.AGE_60, "QIAOMEN", "3 号院 4 单元 102"),
    Neighbour("陈德全", "陈爷爷", AgeBand.AGE_80, "QIAOMEN", "桥门巷 8 号 2 单元 101"),
    Neighbour("郭凤莲", "郭奶奶", AgeBand.AGE_80, "SHENGOUQIAO", "铁路小区 1 号楼 3 单元 401"),
    Neighbour("赵桂芳", "赵奶奶", AgeBand.AGE_60, "QIAOMEN", "4 号院 2 单元 502"),
    Neighbour("牛志明", "牛爷爷", AgeBand.AGE_60, "SHENGOUQIAO", "深沟桥 19 号 1 单元 101"),
    Neighbour("马晨雨", "小雨同学", AgeBand.AGE_6, "QIAOMEN", "桥门巷 12 号 3 单元 501"),
    Neighbour("李佳怡", "佳怡同学", AgeBand.AGE_6, "SHENGOUQIAO", "深沟桥 21 号 2 单元 402"),
    Neighbour("陈子涵", "子涵同学", AgeBand.AGE_10, "QIAOMEN", "4 号院 2 单元 302"),
    Neighbour("杨乐", "乐乐同学", AgeBand.AGE_10, "SHENGOUQIAO", "铁路小区 2 号楼 1 单元 601"),
    Neighbour("张浩然", "浩浩同学", AgeBand.AGE_6, "QIAOMEN", "3 号院 3 单元 602"),
    Neighbour("王思远", "小远同学", AgeBand.AGE_14, "QIAOMEN", "3 号院 1 单元 601"),
    Neighbour("孙静怡", "静静同学", AgeBand.AGE_14, "SHENGOUQIAO", "铁路小区 5 号楼 2 单元 302"),
    Neighbour("周建军", "周师傅", AgeBand.ADULT, "QIAOMEN", "4 号院 1 单元 602"),
    Neighbour("吴海燕", "吴女士", AgeBand.ADULT, "SHENGOUQIAO", "深沟桥 19 号 3 单元 501"),
    Neighbour("何美玲", "何女士", AgeBand.ADULT, "QIAOMEN", "桥门巷 8 号 1 单元 402"),
    Neighbour("丁志刚", "丁师傅", AgeBand.ADULT, "SHENGOUQIAO", "铁路小区 4 号楼 1 单元 201"),
)
