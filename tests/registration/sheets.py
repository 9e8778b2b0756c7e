"""Tables as people bring them: made with the library that writes ours, or by hand where it would be too kind."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

HEAD = ("姓名", "手机号", "支部", "是否在职")


def xlsx(
    rows: Iterable[Sequence[Any]], *, merge: dict[str, str] | None = None, formulas: dict[str, str] | None = None
) -> bytes:
    """Return a workbook: numbers as numbers, as Excel keeps a phone that was typed; cells merged, and formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("名册")
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                page.write(number, column, cell)
    for cells, word in (merge or {}).items():
        page.merge_range(cells, word)
    for cell, formula in (formulas or {}).items():
        page.write_formula(cell, formula, None, "王芳")
    book.close()
    return out.getvalue()


def csv(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    """Return the rows as CSV in this encoding."""
    return "\r\n".join(separator.join(row) for row in rows).encode(encoding)


def bomb(cell: str = "XFD1048576") -> bytes:
    """Return a small workbook with one cell far away: a table of it would have sixteen thousand million cells."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([HEAD, ("王芳", "13919000001")]))) as good, zipfile.ZipFile(out, "w") as bad:
        for item in good.infolist():
            content = good.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                row = "".join(letter for letter in cell if letter.isdigit())
                far = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
                content = content.replace(b"</sheetData>", far)
            bad.writestr(item.filename, content)
    return out.getvalue()


def unfolding(size: int) -> bytes:
    """Return a small file that unfolds to so many bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"<workbook/>")
        file.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return out.getvalue()
