"""The term page of a programme: its figures, what each school was given, what each tutor gave; as JSON and as XLSX."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.base.sheets import Cell, Sheet, xlsx
from volunteer.hours.models import Provenance
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import below
from volunteer.partnership.models import Programme
from volunteer.reports.lines import Row, order_rows
from volunteer.reports.orders import ClientLine, OrderFigures, TutorLine, by_client, by_tutor, order_figures
from volunteer.reports.periods import Period
from volunteer.reports.small import orders_for_superior
from volunteer.reports.writing import cell, order_json

DEFINITIONS = (
    "课上完、到课人数填好以后才计入，按上课那一天计，日子按北京时间。",
    "春季学期是 3 月到 8 月，秋季学期是 9 月到次年 2 月；假期算在前一个学期里。",
    "学校、社区等：课已上完的，不同的才分开算；社区的假期班算在社区等其他。",
    "课时、人次按实际填写的算。授课老师：到场的不同的人。",
    "评单：给过的分的平均，没有评的项不计；没有评单是正常的，不影响任何一方。",
    "服务时长：名单确认后记下的分钟，更正已计入；不记时长的项目是 0。",
    "“—”：没有分母，无法计算。数字都由记录算出，不能手改；有错请更正记录。",
)


@dataclass(frozen=True)
class ProgrammeReport:
    """What a programme gave in a year, a term or a month."""

    programme: Programme
    period: Period
    figures: OrderFigures
    clients: list[ClientLine]
    tutors: list[TutorLine]


def programmes_below(organisation: Organisation) -> list[Programme]:
    """Return the programmes that are owned by this node or under it."""
    ours = sa.select(Programme).where(Programme.owner_id.in_(below(organisation.id))).order_by(Programme.id)
    return list(db.session.scalars(ours))


def programme_report(programme: Programme, period: Period) -> ProgrammeReport:
    """Return the figures of a programme, with a line for each client and for each tutor."""
    return ProgrammeReport(
        programme,
        period,
        order_figures(programme, period),
        by_client(programme, period),
        by_tutor(programme, period),
    )


def as_json(report: ProgrammeReport) -> dict[str, Any]:
    """Return the report as a structure without anybody's name. Units: marks from 1 to 5, ratios from 0 to 1."""
    return {
        "programme": report.programme.code,
        "name": report.programme.name,
        "period": report.period.word,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        **order_json(report.figures),
        "clients": [
            {"organisation": one.client.code, "name": one.client.name, **order_json(one.figures)}
            for one in report.clients
        ],
    }


def rows(report: ProgrammeReport, *, with_persons: bool) -> list[Row]:
    """Return the lines of its figures. `with_persons`: also how many came where it were few."""
    orders = order_json(report.figures)
    return order_rows(orders if with_persons else orders_for_superior(orders))


def as_xlsx(report: ProgrammeReport, *, with_names: bool = False, with_persons: bool = True) -> bytes:
    """Return the report as a workbook of three sheets. `with_names`: tutors by their whole name.

    Without `with_persons` nothing of it is about a single tutor, and no client's persons are counted.
    """
    name = f"{report.programme.name} {report.period.label}"
    figures: list[list[Cell]] = [[row.name, cell(row), row.note] for row in rows(report, with_persons=with_persons)]
    clients: list[list[Cell]] = [
        [
            one.client.name,
            one.figures.orders,
            one.figures.class_periods,
            one.figures.mock_trials,
            one.figures.students if with_persons else "—",
            one.figures.tutors if with_persons else "—",
            one.figures.reviews.count,
            one.figures.reviews.average if one.figures.reviews.average is not None else "—",
        ]
        for one in report.clients
    ]
    tutors: list[list[Cell]] = [
        [
            one.person.name if with_names else one.person.masked_name,
            one.orders,
            one.class_periods,
            one.clients,
            one.students,
            round(one.minutes / 60, 1),
            *(round(one.by_provenance[whence] / 60, 1) for whence in Provenance),
        ]
        for one in report.tutors
        if with_persons
    ]
    return xlsx(
        [
            Sheet("合计", ["指标", name, "说明"], figures, widths=(24, 24, 24), notes=["口径", *DEFINITIONS]),
            Sheet(
                "按学校和社区",
                [
                    "学校、社区",
                    "课（场）",
                    "课时",
                    "模拟法庭（场）",
                    "人次",
                    "老师（人）",
                    "评单（场）",
                    "评单（5 分制）",
                ],
                clients,
                widths=(28, 10, 8, 14, 8, 10, 10, 14),
            ),
            Sheet(
                "按老师",
                ["老师", "课（场）", "课时", "学校、社区（个）", "人次", "时长（小时）"]
                + [f"其中{whence.label}（小时）" for whence in Provenance],
                tutors,
                widths=(14, 10, 8, 16, 8, 14, *(20 for _whence in Provenance)),
            ),
        ]
    )
