"""A table that somebody brings, XLSX or CSV, read as text. Formulas are never run: their cells are named.

What a small file can unfold to is looked at before it is unfolded: a single cell in the last row of a sheet would
otherwise ask for a table of a million rows.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

import python_calamine

from volunteer.base import text
from volunteer.base.refusal import Refusal

MOST_BYTES = 4 * 1024 * 1024
MOST_UNFOLDED = 32 * 1024 * 1024
MOST_COLUMNS = 60
MOST_LIST = 256 * 1024  # bytes of the list of sheets that are looked at
MOST_CELLS = 1_000_000
MOST_COLUMN = 500  # cells further to the right are a table of something else
MOST_AREA = 6_000_000  # empty cells between the filled ones count too: they are made as the table is read
NO_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'

BROKEN = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    OSError,
    RuntimeError,  # a password; NotImplementedError is one too
)
# Every repetition has an end: what somebody brings may be made to be slow.
_ROW = re.compile(rb"<(?:[^\s<>/:]{1,200}:)?row[\s>/]")
_CELL = re.compile(rb"<(?:[^\s<>/:]{1,200}:)?c[\s>/]")
_FORMULA = re.compile(
    rb'<(?:\w{1,20}:)?c\s(?:[^<>]{0,200}?\s)?r="([A-Z]{1,4})([0-9]{1,8})"[^<>]{0,200}>(?=\s{0,20}<(?:\w{1,20}:)?f[\s>/])'
)
# As the reader of the table takes it: either quotes, small letters, blanks around the sign.
_PLACE = re.compile(rb"""(?<![\w:.-])r\s{0,20}=\s{0,20}["']([A-Za-z]{0,20})([0-9]{0,200})["']""")
_SHEET = re.compile(r"<(?:\w{1,20}:)?sheet\s([^<>]{0,2000})>")
_LINK = re.compile(r"<(?:\w{1,20}:)?Relationship\s([^<>]{0,2000})>")
_NAMED = re.compile(r'([\w:]{1,40})="([^"]{0,500})"')


Cell = tuple[int, int]


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
    merged: dict[Cell, Cell] = field(default_factory=dict)  # each cell of a merged block, and the first one of it

    def top_of(self, row: int, column: int) -> Cell | None:
        """Return the cell that a merged one belongs to, None for one that stands alone."""
        return self.merged.get((row, column))


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
        table = _csv(content, most_rows)
    if len(table.rows) > most_rows:
        raise _too_many(most_rows)
    return table


def _too_many(most_rows: int) -> Unreadable:
    return Unreadable(f"这张表超过 {most_rows} 行，一次读不了。请按支部分成几份，分几次导入")


def _too_wide() -> Unreadable:
    return Unreadable("这张表太宽了。请只留姓名、手机号、支部、是否在职这几列，再传一次")


# ------------------------------------------------------------------------------ csv


def _csv(content: bytes, most_rows: int) -> Table:
    words = _decoded(content)
    if "\0" in words:
        raise Unreadable
    first = words.split("\n", 1)[0]
    separator = max(",\t;", key=first.count)
    try:
        read_ = list(islice(csv.reader(io.StringIO(words), delimiter=separator), most_rows + 1))
    except csv.Error as error:
        raise Unreadable from error
    if len(read_) > most_rows:
        raise _too_many(most_rows)
    rows = [[text.line(cell) for cell in row[:MOST_COLUMNS]] for row in read_]
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
            name, sheet = _first_sheet(package, most_rows)
            unfolded = _unfolded(package, name)
        with python_calamine.load_workbook(unfolded) as book:
            read_ = book.get_sheet_by_index(0)
            rows = read_.to_python(skip_empty_area=False)
            if len(rows) > most_rows:
                raise _too_many(most_rows)
            merged = _blocks(read_.merged_cell_ranges or [], len(rows))
    except BROKEN as error:
        raise Unreadable from error
    formulas = {(int(row) - 1, _column(letters.decode())) for letters, row in _FORMULA.findall(sheet)}
    return Table([[_said(cell) for cell in row] for row in rows], frozenset(formulas), merged)


def _unfolded(package: zipfile.ZipFile, sheet: str) -> io.BytesIO:
    """Return the package again, its parts as they are, but no other sheet: nothing unfolds that was not looked at."""
    out = io.BytesIO()
    parts = {one.filename: one for one in package.infolist() if one.filename.endswith((".xml", ".rels"))}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        for name, part in parts.items():
            content = _part(package, part.filename)
            if b"\0" in content:  # an encoding in which nothing was looked at
                raise Unreadable
            plain.writestr(name, NO_SHEET if name != sheet and b"sheetData" in content else content)
    out.seek(0)
    return out


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """Return a part. With a bound: without one all of it unfolds, whatever size the package says it has."""
    with package.open(name) as part:
        return part.read(MOST_UNFOLDED + 1)


def _first_sheet(package: zipfile.ZipFile, most_rows: int) -> tuple[str, bytes]:
    """Return name and source of the first sheet, once it is known that the file does not unfold to something huge."""
    if sum(one.file_size for one in package.infolist()) > MOST_UNFOLDED:
        raise _too_many(most_rows)
    book = _part(package, "xl/workbook.xml")[:MOST_LIST].decode("utf-8", "replace")
    links = _part(package, "xl/_rels/workbook.xml.rels")[:MOST_LIST].decode("utf-8", "replace")
    targets = {
        one.get("Id"): one.get("Target", "") for one in (dict(_NAMED.findall(found)) for found in _LINK.findall(links))
    }
    first = next((dict(_NAMED.findall(found)) for found in _SHEET.findall(book)), {})
    wanted = next((value for name, value in first.items() if name.endswith(":id")), "")
    target = targets.get(wanted) or "worksheets/sheet1.xml"
    name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    source = _part(package, name)
    starts = [found.start() for found in _ROW.finditer(source)]
    if len(starts) > most_rows + 20:
        raise _too_many(most_rows)
    if sum(1 for _ in _CELL.finditer(source)) > MOST_CELLS:
        raise _too_many(most_rows)
    ends = [*starts[1:], len(source)]
    widest = max((sum(1 for _ in _CELL.finditer(source, *one)) for one in zip(starts, ends, strict=True)), default=0)
    last_row, last_column = 0, 0
    for found in _PLACE.finditer(source):
        letters, row = found.groups()
        if len(row) > 8 or int(row or b"0") > most_rows + 20:
            raise _too_many(most_rows)
        if len(letters) > 4 or (letters and _column(letters.decode().upper()) >= MOST_COLUMN):
            raise _too_wide()
        last_row = max(last_row, int(row or b"0"))
        last_column = max(last_column, _column(letters.decode().upper()) if letters else 0)
    # Rows and cells that do not say where they are go on from those that do.
    if (last_row + len(starts)) * (last_column + widest) > MOST_AREA:
        raise _too_wide()
    return name, source


def _blocks(ranges: Iterable[tuple[Cell, Cell]], rows: int) -> dict[Cell, Cell]:
    found: dict[Cell, Cell] = {}
    for (top, left), (bottom, right) in ranges:
        for row in range(top, min(bottom + 1, rows)):
            found.update(dict.fromkeys(((row, one) for one in range(left, min(right + 1, MOST_COLUMNS))), (top, left)))
        if len(found) > MOST_CELLS // 4:
            raise Unreadable("这张表里合并的单元格太多了。请全部取消合并，每人一行，再传一次")
    return found


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
