"""A table as XLSX. Text stays text: a volunteer named `=HYPERLINK(…)` is a name, never a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import xlsxwriter

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name (31 characters at most), the head row, the rows, widths in characters."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    notes: Sequence[str] = ()


def xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook. Strings are written as strings, numbers as numbers, None as an empty cell."""
    out = io.BytesIO()
    write_xlsx(sheets, out)
    return out.getvalue()


def write_xlsx(sheets: Iterable[Sheet], out: BinaryIO, scratch: str | None = None) -> None:
    """Write a workbook row by row, so that a long one needs no more memory than a short one.

    The rows stand in files of the folder `scratch`, else of the system's, until the last one is there.
    """
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": scratch,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        for column, title in enumerate(sheet.head):
            page.write_string(0, column, title, bold)
        row = 0
        for row, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, column, cell, wrap)
                elif cell is not None:
                    page.write_number(row, column, cell)
        for number, note in enumerate(sheet.notes, start=row + 2):
            page.write_string(number, 0, note)
    book.close()
