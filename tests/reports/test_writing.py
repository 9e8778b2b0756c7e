"""A report as JSON for other systems and as XLSX: the same figures each time."""

import io
import json
from datetime import date
from typing import Any

import pytest
import python_calamine
from flask import Flask

from tests import make
from volunteer.cli.exporting import report as export_report
from volunteer.reports.issued import Issued
from volunteer.reports.lines import DEFINITIONS, rows_of, written_as
from volunteer.reports.periods import period_of
from volunteer.reports.records import LABELS
from volunteer.reports.whole import Report, report_of
from volunteer.reports.writing import as_json, as_xlsx, canonical, with_reporting


@pytest.fixture
def report(app: Flask) -> Report:
    """November of the community: three wishes, one of them fulfilled with ninety minutes and a five."""
    make.fulfilled_wish(minutes=90, satisfaction=5)
    make.published_wish()
    make.wish()
    return report_of(make.community(), period_of("2026-11"))


def test_the_json_has_the_keys_that_other_systems_rely_on(report: Report) -> None:
    written = as_json(report)

    assert list(written) == [
        "organisation",
        "name",
        "is_place",
        "period",
        "from",
        "to",
        "registration",
        "agreements",
        "activities",
        "joined",
        "wishes",
        "orders",
        "hours",
    ]
    assert (written["organisation"], written["period"], written["from"], written["to"]) == (
        "QIAOMEN",
        "2026-11",
        "2026-11-01",
        "2026-11-30",
    )
    assert set(written["wishes"]) == {
        *("collected", "published", "claimed", "fulfilled", "partly", "could_not", "withdrawn", "rejected"),
        *("expired", "released", "fulfil_rate", "median_days", "satisfaction", "satisfaction_answers", "followed_up"),
    }


def test_the_json_holds_the_figures(report: Report) -> None:
    written = as_json(report)

    assert (written["wishes"]["published"], written["wishes"]["claimed"], written["wishes"]["fulfilled"]) == (2, 1, 1)
    assert written["hours"] == {
        "minutes": 90,
        "entries": 1,
        "persons": 1,
        "by_provenance": {"scanned": 0, "staff": 0, "receiver": 90, "backfill": 0},
    }


def test_the_json_is_json(report: Report) -> None:
    assert json.loads(json.dumps(as_json(report))) == as_json(report)


def test_what_is_frozen_is_the_same_bytes_each_time(report: Report) -> None:
    again = report_of(make.community(), period_of("2026-11"))

    assert canonical(as_json(report)) == canonical(dict(reversed(as_json(again).items())))
    assert json.loads(canonical(as_json(report))) == as_json(report)


def test_the_lines_stand_in_the_order_of_the_printed_form(app: Flask) -> None:
    rows = rows_of(as_json(report_of(make.unit(), period_of("2026-11"))))

    groups = list(dict.fromkeys(row.group for row in rows))
    assert groups == [
        *("双报到", "共建协议", "主办的活动", "成员参加别处的活动", "微心愿", "上门授课", "服务时长"),
    ]
    assert len({row.key for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("sent_on", "in_time", "said"),
    [(None, None, ["—", "3", "2", "1", "33.3%"]), (date(2026, 12, 5), True, ["是", "3", "2", "1", "33.3%"])],
)
def test_how_the_report_was_sent_stands_last_and_is_no_part_of_what_is_sent(
    report: Report, sent_on: date | None, in_time: bool | None, said: list[str]
) -> None:
    written = with_reporting(as_json(report), Issued(date(2026, 12, 5), sent_on, in_time, 3, 2, 1))

    rows = rows_of(written)[-5:]
    assert [written_as(row) for row in rows] == said
    assert rows[0].note == ("12月5日报送" if sent_on else "还没有报送")
    assert "reporting" not in as_json(report)
    assert [row.key for row in rows_of(with_reporting(as_json(report), None))][-1].startswith("hours.")


def test_what_a_unit_has_not_is_null(report: Report) -> None:
    written = as_json(report_of(make.unit(), period_of("2026-11")))

    assert written["wishes"]["published"] is None
    assert written["wishes"]["claimed"] == 1


def sheet(report: Report) -> list[list[Any]]:
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(as_json(report))))
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python()
    return rows


def named_cells(report: Report) -> dict[str, Any]:
    """The figures of wishes and hours by name, without the unit; activities have names of their own."""
    rows = [row for row in sheet(report) if row[0] in ("微心愿", "服务时长")]
    return {str(row[1]).partition("（")[0]: row[2] for row in rows}


def test_the_sheet_holds_the_same_numbers_as_the_json(report: Report) -> None:
    cells = named_cells(report)

    wishes, hours = as_json(report)["wishes"], as_json(report)["hours"]
    assert {figure: cells[label] for figure, label in LABELS.items()} == {figure: wishes[figure] for figure in LABELS}
    assert cells["实现率"] == f"{wishes['fulfil_rate'] * 100:.1f}%"
    assert (cells["办结天数"], cells["满意度"]) == (wishes["median_days"], wishes["satisfaction"])
    assert (cells["服务次数"], cells["服务人数"]) == (hours["entries"], hours["persons"])
    assert (cells["时长合计"], cells["其中居民确认"]) == (hours["minutes"] / 60, 1.5)


def test_the_shown_hours_add_up_to_the_shown_total(report: Report) -> None:
    cells = named_cells(report)

    parts = [value for name, value in cells.items() if name.startswith("其中")]
    assert sum(parts) == cells["时长合计"]


def test_the_sheet_says_whose_figures_these_are_and_how_they_are_counted(report: Report) -> None:
    rows = sheet(report)

    assert rows[0][2] == "临夏路街道桥门社区 2026年11月"
    assert [row[0] for row in rows[-len(DEFINITIONS) :]] == list(DEFINITIONS)


def test_what_has_no_meaning_is_a_dash(app: Flask) -> None:
    cells = named_cells(report_of(make.unit(), period_of("2026-11")))

    assert (cells["公开"], cells["实现率"], cells["认领"]) == ("—", "—", 0)


def test_every_line_that_counts_wishes_opens_them(report: Report) -> None:
    rows = rows_of(as_json(report))

    assert [row.name for row in rows if row.kind == "count" and row.figure is None and row.value is not None] == []


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_the_operator_exports_the_same_report(report: Report, app: Flask, kind: str) -> None:
    words = ["--org", "qiaomen", "--period", "2026-11", "--format", kind]

    ran = app.test_cli_runner().invoke(export_report, words)

    assert ran.exit_code == 0, ran.output
    if kind == "json":
        written = json.loads(ran.stdout_bytes)
        reporting = written.pop("reporting")
        assert written == as_json(report)
        assert (reporting["due_on"], reporting["in_time"]) == ("2026-12-05", None)
    else:
        assert ran.stdout_bytes[:2] == b"PK"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--org", "NOWHERE", "--period", "2026-11"], "no organisation has the code NOWHERE"),
        (["--org", "QIAOMEN", "--period", "November"], "not a period: 'November'"),
    ],
)
def test_what_cannot_be_exported_says_why(report: Report, app: Flask, words: list[str], said: str) -> None:
    ran = app.test_cli_runner().invoke(export_report, words)

    assert (ran.exit_code, said in ran.output) == (1, True)
