"""The demo's organisations, in both hierarchies."""

from dataclasses import dataclass
from datetime import datetime

from volunteer.organisations import founding
from volunteer.organisations.models import Kind, Organisation

MARK = "QIAOMEN"  # where this organisation and its clerk's phone are, the demo is


@dataclass(frozen=True)
class Place:
    """An organisation to found. `parent` and `party_parent` are codes of those founded before it."""

    code: str
    name: str
    short_name: str
    kind: Kind
    parent: str = ""
    party_parent: str = ""
    office_phone: str | None = None
    office_place: str | None = None


PLACES = (
    Place("CHENGGUAN", "兰州市城关区", "城关区", Kind.DISTRICT),
    Place("LINXIALU", "城关区临夏路街道", "临夏路街道", Kind.SUBDISTRICT, "CHENGGUAN"),
    Place(
        "QIAOMEN",
        "临夏路街道桥门社区",
        "桥门社区",
        Kind.COMMUNITY,
        "LINXIALU",
        office_phone="0931-8460012",
        office_place="桥门社区服务大厅",
    ),
    Place("QIAOMENG3", "桥门社区 3 号院网格", "3 号院网格", Kind.GRID, "QIAOMEN"),
    Place("QIAOMENG4", "桥门社区 4 号院网格", "4 号院网格", Kind.GRID, "QIAOMEN"),
    Place("DONGGANG", "城关区东岗街道", "东岗街道", Kind.SUBDISTRICT, "CHENGGUAN"),
    Place(
        "SHENGOUQIAO",
        "东岗街道深沟桥社区",
        "深沟桥社区",
        Kind.COMMUNITY,
        "DONGGANG",
        office_phone="0931-8460031",
        office_place="深沟桥社区服务大厅",
    ),
    Place("SCHOOL32", "兰州市第三十二中学", "三十二中", Kind.SCHOOL, "CHENGGUAN"),
    Place("SZGW", "兰州市直机关工委", "市直机关工委", Kind.WORK_COMMITTEE),
    Place("SWB", "中共兰州市委办公室机关党委", "市委办机关党委", Kind.UNIT, party_parent="SZGW"),
    Place("SWB1", "市委办机关党委第一党支部", "市委办第一党支部", Kind.PARTY_ORG, party_parent="SWB"),
    Place("SWB2", "市委办机关党委第二党支部", "市委办第二党支部", Kind.PARTY_ORG, party_parent="SWB"),
    Place("SFJ", "兰州市司法局", "市司法局", Kind.UNIT, party_parent="SZGW"),
    Place("SFJ2", "市司法局机关党委第二党支部", "司法局第二党支部", Kind.PARTY_ORG, party_parent="SFJ"),
    Place("SFJJDS", "市司法局强制隔离戒毒所党总支", "戒毒所党总支", Kind.PARTY_ORG, party_parent="SFJ"),
    Place("LSHY", "兰州市律师行业党委", "市律师行业党委", Kind.PARTY_ORG, party_parent="SFJ"),
    Place("LEINUO", "甘肃雷诺律师事务所党支部", "雷诺所党支部", Kind.LAW_FIRM, party_parent="LSHY"),
)


def found_all(now: datetime) -> None:
    """Found every organisation of the demo."""
    founded: dict[str, Organisation] = {}
    for place in PLACES:
        founded[place.code] = founding.found(
            place.code,
            place.name,
            place.kind,
            now,
            short_name=place.short_name,
            parent=founded.get(place.parent),
            party_parent=founded.get(place.party_parent),
            office_phone=place.office_phone,
            office_place=place.office_place,
        )
