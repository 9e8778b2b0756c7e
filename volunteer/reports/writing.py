"""A report as lines for the page, as JSON for other systems, and as XLSX."""

from dataclasses import dataclass
from typing import Any

from volunteer.base.sheets import Cell, Sheet, xlsx
from volunteer.hours.models import Provenance
from volunteer.reports.figures import Report
from volunteer.reports.records import LABELS

DEFINITIONS = (
    "征集：本期第一次提交的心愿。公开、认领、实现等：按那一步发生的日子计，日子按北京时间。",
    "认领：本期被认领过的心愿，一个心愿算一次；退回后又被认领，不重复计。",
    "实现率（社区）：实现 ÷（公开 − 公开后撤回）；跨月办结时，单月可能超过 100%。",
    "实现率（单位）：实现 ÷ 认领。两种都只算“已实现”，不算部分实现。",
    "办结天数：社区从公开、单位从认领，到居民或社区确认，取中位数。",
    "满意度：居民 1–5 分的平均，下面小字是评价的人数；不评价的不计。",
    "服务时长：已确认的分钟，按服务当天记在社区和志愿者当天所在的单位，更正已计入。",
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
        Row("服务次数（次）", hours.entries, "count", "hours", "服务时长"),
        Row("服务人数（人）", hours.persons, "count", "hours", "服务时长"),
        Row("时长合计（小时）", hours.minutes, "hours", "hours", "服务时长"),
    ]
    shown += [
        Row(f"其中{one.label}（小时）", minutes, "hours", one.value, "服务时长")
        for one, minutes in hours.by_provenance.items()
    ]
    return shown


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
        "hours": {
            "minutes": hours.minutes,
            "entries": hours.entries,
            "persons": hours.persons,
            "by_provenance": {one.value: hours.by_provenance[one] for one in Provenance},
        },
    }


def as_xlsx(report: Report) -> bytes:
    """Return the report as a workbook: the figures with their definitions below."""
    name = f"{report.organisation.name} {report.period.label}"
    rows: list[list[Cell]] = [[row.group, row.name, _cell(row), row.note] for row in rows_of(report)]
    sheet = Sheet("报表", ["类别", "指标", name, "说明"], rows, widths=(10, 24, 30, 18), notes=["口径", *DEFINITIONS])
    return xlsx([sheet])


def _cell(row: Row) -> Cell:
    if row.value is None:
        return "—"
    if row.kind == "hours":
        return round(row.value / 60, 1)
    if row.kind == "rate":
        return f"{row.value * 100:.1f}%"
    return row.value
