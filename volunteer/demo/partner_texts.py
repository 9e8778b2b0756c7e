"""What the agreements of the demo say."""

from dataclasses import dataclass

from volunteer.partnership.models import Kind, Theme

MINORS = (
    "各方对合作中知道的个人信息保密。只记人数，不收集学生名单；不让一个成年人单独面对一名学生；不公开认得出学生的照片；"
    "来上课的人每年查询一次，合格才能进课堂；发现学生受到侵害，马上报告。"
)
ENDING = "任何一方要提前结束，提前三十天书面告诉其他各方。"


@dataclass(frozen=True)
class Text:
    """An agreement: its parties by code, 甲方 first, with what each of them does."""

    title: str
    kind: Kind
    programme: str
    purpose: str
    sides: tuple[tuple[str, str], ...]
    items: tuple[tuple[Theme, str], ...]


def five_parties(community: str, name: str) -> Text:
    """Return the five-party agreement of the model programme with this community."""
    return Text(
        f"“模法师”法治共建五方协议（{name}）",
        Kind.CO_BUILDING,
        "mofashi",
        f"为把法治课送到学校和{name}的假期班，让学生在法庭的角色里学法。",
        (
            ("SFJ2", "牵头制定服务清单，选派党员法治辅导员，汇总每学期的课和评价。"),
            ("SFJJDS", "选派司法警察讲禁毒和预防犯罪，带仿真毒品模型进课堂。"),
            ("LEINUO", "选派律师编写模拟法庭剧本，指导学生排练，讲网贷、诈骗和民法典。"),
            (community, f"{name}组织假期班，提供教室，通知居民，确认到场人数。"),
            ("SCHOOL32", "按班点课，安排安全责任人和教室，课后七天内评单。"),
        ),
        (
            (Theme.PARTY_WORK, "每学期开一次联席会，商量下学期的清单。"),
            (Theme.PUBLICITY, "共用法治教材、案例和仿真模型，国家宪法日一起办主题活动。"),
            (Theme.VOLUNTEERING, "每学期在学校至少四节课，寒暑假在社区假期班至少两节课；上课前签到，课后核对时长。"),
            (Theme.GREAT_TASKS, "发现学生受到侵害或者有危险，当天报告，各方配合。"),
        ),
    )


STUDY = Text(
    "党建联学共建协议",
    Kind.STUDY,
    "dangke",
    "为把情景主题党课办到楼院里，五家党组织一起学、一起排、一起演。",
    (
        ("SFJ2", "出剧本和导演，每季度排一堂情景党课。"),
        ("LEINUO", "出律师党员讲案例，参加演出。"),
        ("QIAOMEN", "出场地，组织居民党员参加。"),
        ("SWB1", "出党员参加演出，提供学习资料。"),
        ("SCHOOL32", "组织教师党员参加，借给礼堂和音响。"),
    ),
    (
        (Theme.PARTY_WORK, "每季度联学一次，轮流主持。"),
        (Theme.PUBLICITY, "每年演四堂情景主题党课，录下来给不能到场的党员看。"),
        (Theme.CULTURE, "七一前后一起办一场文艺演出。"),
    ),
)
NEIGHBOURS = Text(
    "桥门社区共驻共建协议",
    Kind.CO_BUILDING,
    "",
    "为帮桥门社区的老人和困难家庭办好身边的小事。",
    (
        ("QIAOMEN", "汇总居民的心愿和需求，安排网格员陪同上门。"),
        ("SWB", "组织党员认领微心愿，每月至少参加一次社区活动。"),
    ),
    (
        (Theme.VOLUNTEERING, "一起办微心愿：社区核实，党员认领，居民说收到了才算办好。"),
        (Theme.ENVIRONMENT, "每季度一起清理一次楼道和院子，手套、口罩由社区准备。"),
    ),
)
