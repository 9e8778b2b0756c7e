"""The lines of a report: which figure stands where, under which name, and which records it opens.

A line is read from the structure that `writing.as_json` makes, so a report computed now and one that was frozen are
shown by the same lines. The order is that of the printed form: A, B, C, D, E, the minutes, G. Block G says how the
report itself was sent; it is no part of what is sent.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from volunteer.base import clock
from volunteer.hours.models import Provenance
from volunteer.registration.queries import FEW
from volunteer.reports.orders import LABELS as ORDERS
from volunteer.reports.records import LABELS as WISHES
from volunteer.reports.small import SMALL, WITHHELD

REGISTRATION = {
    "units_due": "应报到单位（个）",
    "units": "已报到单位（个）",
    "units_rate": "单位报到率",
    "members_due": "应报到党员（人）",
    "members": "已报到党员（人）",
    "rate": "党员报到率",
    "new": "本期新报到（人次）",
    "moved": "本期转走（人次）",
    "ended": "本期结束（人次）",
}
AGREEMENTS = {"in_force": "期末有效（份）", "signed": "本期签署（份）", "ended": "本期到期或终止（份）"}
REPORTING = {
    "below_due": "下级应报送（个）",
    "below_issued": "下级已报送（个）",
    "below_in_time": "下级按时报送（个）",
}  # they open the tree of who has reported and who has not
ACTIVITIES = {
    "events": ("活动（项）", "sessions"),
    "sessions": ("场次", "sessions"),
    "attendances": ("参加人次", "attendances"),
    "persons": ("参加人数", "attendances"),
}
GROUPS = {
    "registration": "双报到",
    "agreements": "共建协议",
    "held": "主办的活动",
    "joined": "成员参加别处的活动",
    "wishes": "微心愿",
    "orders": "上门授课",
    "hours": "服务时长",
    "reporting": "报送",
}
DEFINITIONS = (
    "报到：期末已被社区接收、还没有结束的。应报到：单位按名册上在职的党员，社区按上级下达的数；没有下达的不算率。",
    "报到率：已报到 ÷ 应报到。本期新报到、转走、结束：按接收和结束的日子计；转到别的社区算转走，其余算结束。",
    "协议：本组织或下级起草、参加的。最后一方登记签署那天算签署，过了最后一天或提前终止那天算终止。",
    "征集：本期第一次提交的心愿。公开、认领、实现等：按那一步发生的日子计，日子按北京时间。",
    "认领：本期被认领过的心愿，一个心愿算一次；退回后又被认领，不重复计。",
    "实现率（社区）：实现 ÷（公开 − 公开后撤回）；跨月办结时，单月可能超过 100%。",
    "实现率（单位）：实现 ÷ 认领。两种都只算“已实现”，不算部分实现。",
    "办结天数：社区从公开、单位从认领，到居民或社区确认，取中位数。",
    "满意度：居民 1–5 分的平均，下面小字是评价的人数；不评价的不计。",
    "服务时长：已确认的分钟，按服务当天记在社区和志愿者当天所在的单位，更正已计入。",
    "人次：名单确认后到场的次数，同一人来两次算两次。人数：不同的人。活动、场次、人次按开始那一天计，名单确认以后才计入。",
    "本单位主办和成员参加别处的，分两栏写，不相加。",
    "上门授课：课上完、到课人数填好以后才计入，按上课那一天计。单位看自己的队伍去上的、或自己答复的单；社区、街道和学校看自己点的单。",
    "一场课也是一场活动，主办的活动里也有它；两处各看各的，不相加。",
    "学校、社区等：点过单、课已上完的，不同的才分开算。课时、人次按实际填写的算。授课老师：到场的不同的人。",
    "评单：下面小字是评过的课数和占上完的课的比例；分数是给过的分的平均，没有评的项不计。",
    "报送：第一版第一次送出那天算报送，退回后没有再送的不算；按时：在应报日当天或以前。",
    "“—”：这一项不适用，或没有分母，无法计算。数字都由记录算出，不能手改；有错请更正记录。",
    f"“少于 {FEW}”：上级看数不看人，不足 {FEW} 人（次）的不写明；“不单列”：写明了就能推算出不足 {FEW} 的那一项。",
)


@dataclass(frozen=True)
class Row:
    """One line of the printed report: its name, the figure, how it is written, and the records it opens."""

    key: str  # where the figure stands in the structure, as wishes.fulfilled
    group: str
    name: str
    kind: str  # count, rate, days, score, hours, yes
    value: float | str | None  # a word where the reader is not told the figure
    figure: str | None  # key of the records behind it
    note: str = ""

    @property
    def is_told(self) -> bool:
        """Say whether the reader is told the figure."""
        return not isinstance(self.value, str)

    @property
    def full_name(self) -> str:
        """微心愿：实现（个）."""
        return f"{self.group}：{self.name}"


def rows_of(written: dict[str, Any]) -> list[Row]:
    """Return the lines of a report, as `writing.as_json` wrote it, in the order in which they are printed."""
    return [
        *_registration_rows(written),
        *_agreement_rows(written),
        *_activity_rows(written, "held"),
        *_activity_rows(written, "joined"),
        *_wish_rows(written),
        *order_rows(written["orders"]),
        *_hour_rows(written),
        *_reporting_rows(written.get("reporting")),
    ]


def order_rows(orders: dict[str, Any]) -> list[Row]:
    """Return the lines of block E."""
    shown = [_row("orders", key, name, "count", orders[key], f"orders-{key}") for key, name in ORDERS.items()]
    reviews = orders["reviews"]
    covered = "没有评单"
    if reviews["count"]:
        covered = f"{reviews['count']} 场评过，占 {reviews['coverage'] * 100:.1f}%"
    mark = _row("orders", "reviews.average", "评单（5 分制）", "score", reviews["average"], "orders-reviews", covered)
    return [*shown, mark]


def plain_name(name: str) -> str:
    """Return the name of a figure without its unit."""
    return name.partition("（")[0]


def written_as(row: Row) -> str:
    """Return the figure of a line as it is printed."""
    if row.value is None:
        return "—"
    if isinstance(row.value, str):
        return {SMALL: f"少于 {FEW}", WITHHELD: "不单列"}[row.value]
    if row.kind == "hours":
        return f"{row.value / 60:.1f}"
    if row.kind == "yes":
        return "是" if row.value else "否"
    if row.kind == "rate":
        return f"{row.value * 100:.1f}%"
    return str(row.value) if isinstance(row.value, int) else f"{row.value:.1f}"


def _row(
    block: str, key: str, name: str, kind: str, value: float | str | None, figure: str | None, note: str = ""
) -> Row:
    is_open = value is not None and not isinstance(value, str)
    return Row(f"{block}.{key}", GROUPS[block], name, kind, value, figure if is_open else None, note)


def _registration_rows(written: dict[str, Any]) -> list[Row]:
    block = written["registration"]
    set_above = {"units_due", "members_due"} if written["is_place"] else set()
    rates = {"units_rate": "units", "rate": "members"}
    return [
        _row(
            "registration",
            key,
            name,
            "rate" if key in rates else "count",
            block[key],
            None if key in set_above else f"registration-{rates.get(key, key)}",
            "上级下达" if key in set_above and block[key] is not None else "",
        )
        for key, name in REGISTRATION.items()
    ]


def _agreement_rows(written: dict[str, Any]) -> list[Row]:
    block = written["agreements"]
    return [_row("agreements", key, name, "count", block[key], f"agreements-{key}") for key, name in AGREEMENTS.items()]


def _wish_rows(written: dict[str, Any]) -> list[Row]:
    wishes, block = written["wishes"], "wishes"
    shown = [_row(block, key, f"{name}（个）", "count", wishes[key], key) for key, name in WISHES.items()]
    answers = wishes["satisfaction_answers"]
    rated = f"{f'少于 {FEW}' if answers == SMALL else answers} 人评价" if answers else "没有人评价"
    return [
        *shown,
        _row(block, "fulfil_rate", "实现率", "rate", wishes["fulfil_rate"], "fulfilled"),
        _row(block, "median_days", "办结天数（天，中位数）", "days", wishes["median_days"], "fulfilled"),
        _row(block, "satisfaction", "满意度（5 分制）", "score", wishes["satisfaction"], "rated", rated),
    ]


def _activity_rows(written: dict[str, Any], line: str) -> list[Row]:
    """Return the lines of one of the two blocks of activities; none where there is no such block."""
    block = written["activities" if line == "held" else "joined"]
    if block is None:
        return []
    shown = [
        _row(line, key, name, "count", block[key], f"{line}-{records}") for key, (name, records) in ACTIVITIES.items()
    ]
    shown.append(_row(line, "minutes", "时长（小时）", "hours", block["minutes"], f"{line}-attendances"))
    return shown + _split(line, block, dict.fromkeys(Provenance, f"{line}-attendances"))


def _hour_rows(written: dict[str, Any]) -> list[Row]:
    block, name = written["hours"], "hours"
    return [
        _row(name, "entries", "服务次数（次）", "count", block["entries"], "hours"),
        _row(name, "persons", "服务人数（人）", "count", block["persons"], "hours"),
        _row(name, "minutes", "时长合计（小时）", "hours", block["minutes"], "hours"),
        *_split(name, block, {one: one.value for one in Provenance}),
    ]


def _split(group: str, block: dict[str, Any], figures: dict[Provenance, str]) -> list[Row]:
    split = block["by_provenance"]
    return [
        _row(group, f"by_provenance.{one.value}", f"其中{one.label}（小时）", "hours", split[one.value], figures[one])
        for one in Provenance
    ]


def _reporting_rows(block: dict[str, Any] | None) -> list[Row]:
    """Return the lines of block G; none in what was sent, and for who sends no reports."""
    if block is None:
        return []
    sent = clock.said(date.fromisoformat(block["submitted_on"])) + "报送" if block["submitted_on"] else "还没有报送"
    in_time = _row("reporting", "in_time", "按时报送", "yes", block["in_time"], None, sent)
    below = [_row("reporting", key, name, "count", block[key], key) for key, name in REPORTING.items()]
    return [in_time, *below, _row("reporting", "rate", "下级按时报送率", "rate", block["rate"], None)]
