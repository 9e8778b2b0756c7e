"""A report as one structure, and from that as XLSX.

The structure is what other systems read, what is frozen when a report is handed in, and what the page shows: computed
once, the same on both databases. Units: minutes, ratios from 0 to 1, days; None where the page prints —.
"""

import json
from typing import Any

from volunteer.base.sheets import Cell, Sheet, xlsx
from volunteer.events.models import Category
from volunteer.hours.models import Provenance
from volunteer.reports.activities import ActivityFigures
from volunteer.reports.issued import Issued
from volunteer.reports.lines import DEFINITIONS, Row, rows_of, written_as
from volunteer.reports.orders import OrderFigures
from volunteer.reports.periods import period_of
from volunteer.reports.whole import Report

DIGITS = 4  # of a ratio: as many as the databases agree on


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as a structure."""
    activities, hours = report.activities, report.hours
    return {
        "organisation": report.organisation.code,
        "name": report.organisation.name,
        "is_place": report.is_place,
        "period": report.period.word,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "registration": _plain(report.registration, "units_rate", "rate"),
        "agreements": _plain(report.agreements),
        "activities": _activity_json(activities.held),
        "joined": _activity_json(activities.joined) if activities.joined else None,
        "wishes": _plain(report.wishes, "fulfil_rate"),
        "orders": order_json(report.orders),
        "hours": {
            "minutes": hours.minutes,
            "entries": hours.entries,
            "persons": hours.persons,
            "by_provenance": {one.value: hours.by_provenance[one] for one in Provenance},
        },
    }


def with_reporting(written: dict[str, Any], issued: Issued | None) -> dict[str, Any]:
    """Return the structure with block G: how the report itself was sent, which is no part of what is sent.

    `issued` is None for an organisation that sends no reports.
    """
    if issued is None:
        return {**written, "reporting": None}
    rate = round((issued.below_in_time or 0) / issued.below_due, DIGITS) if issued.below_due else None
    said = {"submitted_on": issued.submitted_on.isoformat() if issued.submitted_on else None, "rate": rate}
    return {**written, "reporting": {**_plain(issued), "due_on": issued.due_on.isoformat(), **said}}


def canonical(written: dict[str, Any]) -> bytes:
    """Return the structure as the bytes that are hashed: keys sorted, no space, UTF-8."""
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def order_json(figures: OrderFigures) -> dict[str, Any]:
    """Return block E as a structure."""
    return {**vars(figures), "reviews": _plain(figures.reviews, "coverage")}


def _plain(figures: object, *ratios: str) -> dict[str, Any]:
    """Return the fields of a block; its ratios with as many digits as are kept."""
    return {
        name: round(value, DIGITS) if name in ratios and value is not None else value
        for name, value in vars(figures).items()
    }


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


def by_category(written: dict[str, Any]) -> list[tuple[Category, int]]:
    """Return the events held by category, the most first."""
    counted = [(Category(word), count) for word, count in written["activities"]["by_category"].items()]
    return sorted(counted, key=lambda one: (-one[1], one[0].label))


def as_xlsx(written: dict[str, Any]) -> bytes:
    """Return a report, as `as_json` wrote it, as a workbook: the figures with their definitions below."""
    name = f"{written['name']} {period_of(written['period']).label}"
    rows: list[list[Cell]] = [[row.group, row.name, cell(row), row.note] for row in rows_of(written)]
    sheet = Sheet("报表", ["类别", "指标", name, "说明"], rows, widths=(18, 24, 30, 18), notes=["口径", *DEFINITIONS])
    kinds: list[list[Cell]] = [[one.label, count] for one, count in by_category(written)]
    return xlsx([sheet, Sheet("主办的活动按类别", ["类别", "活动（项）"], kinds, widths=(20, 12))])


def cell(row: Row) -> Cell:
    """Return the figure of a line as it stands in a workbook: a number where one may reckon with it."""
    if row.kind in ("rate", "yes") or row.value is None or isinstance(row.value, str):
        return written_as(row)
    return round(row.value / 60, 1) if row.kind == "hours" else row.value
