"""The demo's people with an account. Their names, phones and doings are invented."""

from dataclasses import dataclass
from datetime import datetime

from volunteer.accounts import people
from volunteer.accounts.queries import person_of_phone
from volunteer.organisations import membership, roles
from volunteer.organisations.models import Belonging, Organisation, Role
from volunteer.organisations.queries import organisation_of_code
from volunteer.organisations.standing import Principal, principal_of

PASSWORD = "qiaomen-2021"  # noqa: S105 - printed at every start of the demo; a real installation never has it


@dataclass(frozen=True)
class Somebody:
    """A person to register: phone, name, the unit and the community they belong to, a role and where."""

    phone: str
    name: str
    unit: str = ""
    community: str = ""
    role: Role | None = None
    role_at: str = ""


# Who can be tried: listed when the demo starts.
ACCOUNTS = (
    Somebody("13800000001", "刘桂兰", community="QIAOMEN"),
    Somebody("13800000002", "王芳", "SWB1", "QIAOMEN"),
    Somebody("13800000003", "陈静", role=Role.COMMUNITY_CLERK, role_at="QIAOMEN"),
    Somebody("13800000004", "何建平", role=Role.COMMUNITY_CLERK, role_at="QIAOMEN"),
    Somebody("13800000005", "马秀英", role=Role.COMMUNITY_SECRETARY, role_at="QIAOMEN"),
    Somebody("13800000006", "李强", "SWB2", "SHENGOUQIAO", Role.UNIT_LIAISON, "SWB"),
    Somebody("13800000007", "赵敏", "SFJ2", "SHENGOUQIAO", Role.UNIT_LIAISON, "SFJ"),
    Somebody("13800000008", "孙丽华", role=Role.SUPERIOR_VIEWER, role_at="LINXIALU"),
    Somebody("13800000009", "周志远", role=Role.SUPERIOR_VIEWER, role_at="SZGW"),
    Somebody("13800000010", "管理员", role=Role.SYSTEM_ADMIN, role_at="CHENGGUAN"),
    Somebody("13800000011", "张丽", role=Role.COMMUNITY_CLERK, role_at="SHENGOUQIAO"),
    Somebody("13800000012", "杨国强", role=Role.COMMUNITY_CLERK, role_at="SHENGOUQIAO"),
    Somebody("13800000013", "魏淑珍", community="QIAOMEN"),
    Somebody("13800000014", "白文清", community="SHENGOUQIAO"),
    Somebody("13800000015", "赵磊"),
    Somebody("13800000016", "段红霞", role=Role.PROGRAMME_MANAGER, role_at="SFJ"),
    Somebody("13800000017", "温玉梅", role=Role.SCHOOL_CONTACT, role_at="SCHOOL32"),
    Somebody("13800000018", "孙志华", "SFJ2", "QIAOMEN", Role.TEAM_LEADER, "SFJ2"),
    Somebody("13800000019", "方正", "LEINUO", "SHENGOUQIAO", Role.TEAM_LEADER, "LEINUO"),
    Somebody("13800000020", "石磊", "SFJJDS", "QIAOMEN", Role.TEAM_LEADER, "SFJJDS"),
    Somebody("13800000021", "韩雪梅", role=Role.SUPERIOR_VIEWER, role_at="CHENGGUAN"),
)
_UNITS = {
    "SWB1": "周晓东 刘海涛 陈雪梅 张立新 魏国庆 马晓燕 杨帆 高建国 徐静 郭志鹏 何晓琳",
    "SWB2": "王建华 张晓慧 丁文博 宋玉洁 韩冰 罗永刚 苏婷 邓伟 冯丽娜 曹志刚 田甜",
    "SFJ2": "孙志华 吴丹 郑海波 梁艳",
    "SFJJDS": "石磊 贾文斌 许娟",
    "LEINUO": "方正 陆雨桐",
}
_MEMBERS = [(name, unit) for unit, names in _UNITS.items() for name in names.split()]
_LISTED = {one.name: one for one in ACCOUNTS}
EVERYBODY = tuple(one for one in ACCOUNTS if not any(one.name == name for name, _unit in _MEMBERS)) + tuple(
    _LISTED.get(name) or Somebody(f"138000001{number:02}", name, unit, ("QIAOMEN", "SHENGOUQIAO")[number % 2])
    for number, (name, unit) in enumerate(_MEMBERS)
)
CLERKS = {"QIAOMEN": ("陈静", "何建平", "马秀英"), "SHENGOUQIAO": ("张丽", "杨国强")}

_phones = {one.name: one.phone for one in EVERYBODY}
_ADMIN = next(one for one in ACCOUNTS if one.role is Role.SYSTEM_ADMIN)


def members_of(*units: str) -> list[str]:
    """Return the names of those who belong to these units."""
    return [one.name for one in EVERYBODY if one.unit in units]


def register_all(password_hash: str, now: datetime) -> None:
    """Register everybody, let them belong, and grant their roles. The places are there."""
    cast = Cast()
    for one in (_ADMIN, *(other for other in EVERYBODY if other is not _ADMIN)):
        person = people.register(one.name, one.phone, now, password_hash=password_hash)
        for code, belonging in ((one.unit, Belonging.UNIT), (one.community, Belonging.COMMUNITY)):
            if code:
                membership.join(person.id, cast.place(code).id, belonging, person.id, now)
        if one.role is not None:
            # The first admin is made at the shell, the others by the admin.
            by = None if one is _ADMIN else cast[_ADMIN.name]
            roles.grant(person, cast.place(one.role_at), one.role, by, now)


class Cast:
    """The demo's people by name and its places by code, each read once."""

    def __init__(self) -> None:
        self._principals: dict[str, Principal] = {}
        self._places: dict[str, Organisation] = {}

    def __getitem__(self, name: str) -> Principal:
        """Return somebody as the one who acts."""
        if name not in self._principals:
            person = person_of_phone(_phones[name])
            assert person is not None, f"{name} is gone from the demo"
            self._principals[name] = principal_of(person)
        return self._principals[name]

    def place(self, code: str) -> Organisation:
        """Return an organisation."""
        if code not in self._places:
            place = organisation_of_code(code)
            assert place is not None, f"{code} is gone from the demo"
            self._places[code] = place
        return self._places[code]
