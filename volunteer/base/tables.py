"""A table that somebody brings, XLSX or CSV, read as text. Formulas are never run: their cells are named.

What a small file can unfold to is looked at before it is unfolded: a single cell in the last row of a sheet would
otherwise ask for a table of a million rows.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import python_calamine

from volunteer.base import text
from volunteer.base.refusal import Refusal

MOST_BYTES = 4 * 1024 * 1024
MOST_UNFOLDED = 64 * 1024 * 1024
MOST_COLUMNS = 60

_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,4})([0-9]{1,8})"[^>]*>(?=\s*<(?:\w+:)?f[\s>/])')
_PLACE = re.compile(rb'\sr="([A-Z]{0,4})([0-9]{1,8})"')
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_NAMED = re.compile(r'([\w:]+)="([^"]*)"')


class Unreadable(Refusal):
    """The file is no table that we can read; says what to do with it."""

    message = "这个文件读不出来。请用 Excel 或 WPS 打开，另存为 .xlsx，再传一次"
    status = 422
    field = "file"


@dataclass(frozen=True)
class Table:
    """The rows as text, the first row of the file first. Cells are named by (row, column), both from 0."""

    rows: list[list[str]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)  # first and last cell

    def top_of(self, row: int, column: int) -> tuple[int, int] | None:
        """Return the cell that a merged one belongs to, None for one that stands alone."""
        for (top, left), (bottom, right) in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return None


def read(content: bytes, *, most_rows: int) -> Table:
    """Return the first sheet of an XLSX file, or a CSV file in UTF-8 or GB18030. Raises: Unreadable."""
    if not content:
        raise Unreadable("这个文件是空的。请选一份填好的表")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"文件太大了，最多 {MOST_BYTES // 1024 // 1024} MB。请只留要导入的那一张表，再传一次")
    if content.startswith(b"PK"):
        table = _xlsx(content, most_rows)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xd8", b"\x89PNG")):
        raise Unreadable
    else:
        table = _csv(content)
    if len(table.rows) > most_rows:
        raise _too_many(most_rows)
    return table


def _too_many(most_rows: int) -> Unreadable:
    return Unreadable(f"这张表超过 {most_rows} 行，一次读不了。请按支部分成几份，分几次导入")


# ------------------------------------------------------------------------------ csv


def _csv(content: bytes) -> Table:
    words = _decoded(content)
    if "\0" in words:
        raise Unreadable
    first = words.split("\n", 1)[0]
    separator = max(",\t;", key=first.count)
    try:
        rows = [
            [text.line(cell) for cell in row[:MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(words), delimiter=separator)
        ]
    except csv.Error as error:
        raise Unreadable from error
    formulas = {
        (number, column)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell.startswith(("=", "@"))
    }
    return Table(rows, frozenset(formulas))


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("这份表的文字编码读不出来。请另存为 .xlsx，或 UTF-8 的 CSV，再传一次")


# ------------------------------------------------------------------------------ xlsx


def _xlsx(content: bytes, most_rows: int) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheet = _first_sheet(package, most_rows)
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            read_ = book.get_sheet_by_index(0)
            rows = read_.to_python(skip_empty_area=False)
            merged = [(start, end) for start, end in read_.merged_cell_ranges or []]
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        KeyError,
        NotImplementedError,
        EOFError,
        OSError,
    ) as error:
        raise Unreadable from error
    formulas = {(int(row) - 1, _column(letters.decode())) for letters, row in _CELL.findall(sheet)}
    return Table([[_said(cell) for cell in row] for row in rows], frozenset(formulas), merged)


def _first_sheet(package: zipfile.ZipFile, most_rows: int) -> bytes:
    """Return the source of the first sheet, once it is known that the file does not unfold to something huge."""
    if sum(one.file_size for one in package.infolist()) > MOST_UNFOLDED:
        raise _too_many(most_rows)
    book = package.read("xl/workbook.xml").decode("utf-8", "replace")
    links = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {
        one.get("Id"): one.get("Target", "") for one in (dict(_NAMED.findall(found)) for found in _LINK.findall(links))
    }
    first = next((dict(_NAMED.findall(found)) for found in _SHEET.findall(book)), {})
    wanted = next((value for name, value in first.items() if name.endswith(":id")), "")
    target = targets.get(wanted) or "worksheets/sheet1.xml"
    source = package.read(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
    for letters, row in set(_PLACE.findall(source)):
        if int(row) > most_rows + 20:
            raise _too_many(most_rows)
        if letters and _column(letters.decode()) >= 500:
            raise Unreadable("这张表太宽了。请只留姓名、手机号、支部、是否在职这几列，再传一次")
    return source


def _column(letters: str) -> int:
    """Return 0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _said(cell: object) -> str:
    """Return a cell as a person reads it: 13800000001.0 is a number that a sheet has made of a phone."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta | int):
        return str(cell)
    return text.line(str(cell)) if cell is not None else ""
