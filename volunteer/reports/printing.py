"""A sent report as a workbook, out of the document as it was frozen."""

from volunteer.base import clock
from volunteer.base.sheets import Cell, Sheet, xlsx
from volunteer.reports.freezing import SIGNED, TEXTS, Frozen
from volunteer.reports.lines import rows_of
from volunteer.reports.models import PeriodicReport
from volunteer.reports.periods import period_of
from volunteer.reports.writing import cell


def document_xlsx(filed: PeriodicReport, frozen: Frozen) -> bytes:
    """Return the figures with their definitions, and the words with who signed, as two sheets."""
    head = ["类别", "指标", f"{frozen.figures['name']} {period_of(filed.period).label}", "说明"]
    lines: list[list[Cell]] = [[row.group, row.name, cell(row), row.note] for row in rows_of(frozen.figures)]
    figures = Sheet("报表", head, lines, widths=(18, 24, 30, 18), notes=["口径", *frozen.definitions])
    said: list[list[Cell]] = [[label, frozen.texts[name]] for name, label in TEXTS.items()]
    said += [[label, frozen.signed[name]] for name, label in SIGNED.items()]
    sent_on = clock.local_day(filed.submitted_at).isoformat() if filed.submitted_at else "—"
    said += [["填报日期", sent_on], ["版次", filed.version], ["状态", filed.state.label]]
    said += [["校验码（SHA-256）", filed.digest]]
    return xlsx([figures, Sheet("文字", ["栏目", "内容"], said, widths=(18, 90))])
