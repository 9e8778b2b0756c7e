"""A report as lines for the page, as JSON for other systems, and as XLSX."""

from dataclasses import dataclass
from typing import Any

from volunteer.base.sheets import Cell, Sheet, xlsx
from volunteer.events.models import Category
from volunteer.hours.models import Provenance
from volunteer.reports.activities import ActivityFigures
from volunteer.reports.orders import LABELS as ORDERS
from volunteer.reports.orders import OrderFigures
from volunteer.reports.records import LABELS
from volunteer.reports.whole import Report

DEFINITIONS = (
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
    "评课：下面小字是评过的课数和占上完的课的比例；分数是给过的分的平均，没有评的项不计。",
    "“—”：这一项不适用，或没有分母，无法计算。数字都由记录算出，不能手改；有错请更正记录。",
)


@dataclass(frozen=True)
class Row:
    """One line of the printed report: its name, the figure, how it is written, and the records it opens."""

    name: str
    value: float | None
    kind: str  # count, rate, days, score, hours
    figure: str | None  # key of the records behind it
    group: str
    note: str = ""


def rows_of(report: Report) -> list[Row]:
    """Return the lines of a report in the order in which they are printed."""
    wishes, hours = report.wishes, report.hours
    shown = [
        Row(
            f"{LABELS[name]}（个）",
            getattr(wishes, name),
            "count",
            name if getattr(wishes, name) is not None else None,
            "微心愿",
        )
        for name in LABELS
    ]
    rated = f"{wishes.satisfaction_answers} 人评价" if wishes.satisfaction_answers else "没有人评价"
    shown += [
        Row("实现率", wishes.fulfil_rate, "rate", "fulfilled", "微心愿"),
        Row("办结天数（天，中位数）", wishes.median_days, "days", "fulfilled", "微心愿"),
        Row("满意度（5 分制）", wishes.satisfaction, "score", "rated", "微心愿", rated),
    ]
    shown += _activity_rows(report.activities.held, "主办的活动", "held")
    if report.activities.joined is not None:
        shown += _activity_rows(report.activities.joined, "成员参加别处的活动", "joined")
    shown += order_rows(report.orders)
    shown += [
        Row("服务次数（次）", hours.entries, "count", "hours", "服务时长"),
        Row("服务人数（人）", hours.persons, "count", "hours", "服务时长"),
        Row("时长合计（小时）", hours.minutes, "hours", "hours", "服务时长"),
    ]
    shown += [
        Row(f"其中{one.label}（小时）", minutes, "hours", one.value, "服务时长")
        for one, minutes in hours.by_provenance.items()
    ]
    return shown


def order_rows(figures: OrderFigures) -> list[Row]:
    """Return the lines of block E."""
    group, reviews = "上门授课", figures.reviews
    shown = [Row(label, getattr(figures, name), "count", f"orders-{name}", group) for name, label in ORDERS.items()]
    covered = (
        "没有人评课"
        if reviews.coverage is None or not reviews.count
        else (f"{reviews.count} 场评过，占 {reviews.coverage * 100:.1f}%")
    )
    return [*shown, Row("评课（5 分制）", reviews.average, "score", "orders-reviews", group, covered)]


def order_json(figures: OrderFigures) -> dict[str, Any]:
    """Return block E as a structure."""
    return {**vars(figures), "reviews": dict(vars(figures.reviews))}


def _activity_rows(figures: ActivityFigures, group: str, key: str) -> list[Row]:
    """Return the lines of one of the two blocks of activities."""
    shown = [
        Row("活动（项）", figures.events, "count", f"{key}-sessions", group),
        Row("场次", figures.sessions, "count", f"{key}-sessions", group),
        Row("参加人次", figures.attendances, "count", f"{key}-attendances", group),
        Row("参加人数", figures.persons, "count", f"{key}-attendances", group),
        Row("时长（小时）", figures.minutes, "hours", f"{key}-attendances", group),
    ]
    shown += [
        Row(f"其中{one.label}（小时）", minutes, "hours", f"{key}-attendances", group)
        for one, minutes in figures.by_provenance.items()
    ]
    return shown


def _activity_json(figures: ActivityFigures) -> dict[str, Any]:
    return {
        "events": figures.events,
        "sessions": figures.sessions,
        "attendances": figures.attendances,
        "persons": figures.persons,
        "minutes": figures.minutes,
        "by_provenance": {one.value: figures.by_provenance[one] for one in Provenance},
        "by_category": {one.value: count for one, count in figures.by_category.items()},
    }


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as a structure; None where the page prints —. Units: minutes, ratios from 0 to 1, days."""
    wishes, hours = report.wishes, report.hours
    return {
        "organisation": report.organisation.code,
        "name": report.organisation.name,
        "period": report.period.word,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "wishes": dict(vars(wishes)),
        "activities": _activity_json(report.activities.held),
        "joined": _activity_json(report.activities.joined) if report.activities.joined else None,
        "orders": order_json(report.orders),
        "hours": {
            "minutes": hours.minutes,
            "entries": hours.entries,
            "persons": hours.persons,
            "by_provenance": {one.value: hours.by_provenance[one] for one in Provenance},
        },
    }


def by_category(report: Report) -> list[tuple[Category, int]]:
    """Return the events held by category, the most first."""
    return sorted(report.activities.held.by_category.items(), key=lambda one: (-one[1], one[0].label))


def as_xlsx(report: Report) -> bytes:
    """Return the report as a workbook: the figures with their definitions below."""
    name = f"{report.organisation.name} {report.period.label}"
    rows: list[list[Cell]] = [[row.group, row.name, cell(row), row.note] for row in rows_of(report)]
    sheet = Sheet("报表", ["类别", "指标", name, "说明"], rows, widths=(10, 24, 30, 18), notes=["口径", *DEFINITIONS])
    kinds: list[list[Cell]] = [[one.label, count] for one, count in by_category(report)]
    return xlsx([sheet, Sheet("主办的活动按类别", ["类别", "活动（项）"], kinds, widths=(20, 12))])


def cell(row: Row) -> Cell:
    """Return the figure of a line as it stands in a workbook."""
    if row.value is None:
        return "—"
    if row.kind == "hours":
        return round(row.value / 60, 1)
    if row.kind == "rate":
        return f"{row.value * 100:.1f}%"
    return row.value
