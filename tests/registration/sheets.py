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
        file.writestr("xl/_rels/workbook.xml.rels", b"<Relationships/>")
        file.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return out.getvalue()


def with_row(row: str, *, behind_a_comment: bool = False) -> bytes:
    """A workbook whose sheet has this row written by hand; or one that names it, and a harmless one in a comment."""
    sheet = "xl/worksheets/sheet1.xml"
    parts = _parts(xlsx([HEAD]))
    source = parts[sheet].replace(b"</sheetData>", row.encode() + b"</sheetData>")
    if behind_a_comment:
        book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
        parts[book] = parts[book].replace(b"<sheets>", b'<sheets><!--<sheet name="b" r:id="rId1"/>-->')
        parts[book] = parts[book].replace(b'r:id="rId1"/></sheets>', b'r:id="rId99"/></sheets>')
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        link = f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/sheet2.xml"/></Relationships>'
        parts[links] = parts[links].replace(b"</Relationships>", link.encode())
        sheet = "xl/worksheets/sheet2.xml"
    parts[sheet] = source
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {one: package.read(one) for one in package.namelist()}
