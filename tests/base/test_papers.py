"""QR codes, tables as XLSX, files under hashed names."""

import gzip
import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import zxingcpp
from PIL import Image

from volunteer.base import assets, qr
from volunteer.base.sheets import Sheet, xlsx


@pytest.mark.parametrize(
    "link",
    ["https://volunteer.example/s/K7Q2M9XW", "https://志愿.example/slip/" + "a" * 27, "http://192.168.1.7:8000/"],
)
def test_a_qr_code_says_the_link(link: str) -> None:
    picture = Image.open(io.BytesIO(qr.png(link)))

    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [link]


def test_a_qr_code_has_its_white_border() -> None:
    picture = Image.open(io.BytesIO(qr.png("https://volunteer.example/"))).convert("L")

    assert {picture.getpixel((x, y)) for x in range(40) for y in range(40)} == {255}


HARMFUL = ('=HYPERLINK("http://evil.example","x")', "+1+1", "-2", "@SUM(A1)", "https://evil.example", "\t=1+1", "0012")


def read(book: bytes) -> list[list[Any]]:
    sheet: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    rows: list[list[Any]] = sheet.to_python()
    return rows


@pytest.mark.parametrize("text", HARMFUL)
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    book = xlsx([Sheet("名单", ["姓名"], [[text]])])

    assert read(book)[1] == [text]


def test_no_cell_of_a_table_is_a_formula_or_a_link() -> None:
    book = xlsx([Sheet("名单", HARMFUL, [[text] for text in HARMFUL], notes=HARMFUL)])

    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        pages = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))

    assert not re.search(r"<f[ >]|hyperlink ", pages)


def test_numbers_are_numbers_and_nothing_is_empty() -> None:
    book = xlsx([Sheet("报表", ["指标", "数"], [["公开", 3], ["时长", 2.5], ["满意度", None]])])

    assert read(book)[1:] == [["公开", 3.0], ["时长", 2.5], ["满意度", ""]]


def test_notes_stand_below_the_rows() -> None:
    book = xlsx([Sheet("报表", ["指标"], [["公开"]], notes=["口径", "按日计"])])

    assert [row[0] for row in read(book)] == ["指标", "公开", "", "口径", "按日计"]


def test_a_table_without_rows_is_a_table() -> None:
    assert read(xlsx([Sheet("一个很长很长很长很长很长很长很长很长很长很长很长很长的名字", ["指标"], [])])) == [["指标"]]


def test_an_asset_is_published_under_its_hash_and_squeezed(tmp_path: Path) -> None:
    static = tmp_path / "static"
    (static / "css").mkdir(parents=True)
    (static / "css" / "look.css").write_text("a { color: red }" * 50)

    names = assets.publish(static, tmp_path / "assets")

    hashed = names["css/look.css"]
    assert re.fullmatch(r"css/look\.[0-9a-f]{12}\.css", hashed)
    published = tmp_path / "assets" / hashed
    assert gzip.decompress(Path(f"{published}.gz").read_bytes()) == published.read_bytes()


def test_a_changed_asset_gets_another_name(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    names = []
    for colour in ("red", "blue"):
        (tmp_path / "static" / "look.css").write_text(f"a {{ color: {colour} }}")
        names.append(assets.publish(tmp_path / "static", tmp_path / "assets")["look.css"])

    assert len(set(names)) == 2


def test_a_second_start_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "look.css").write_text("a {}")
    assets.publish(tmp_path / "static", tmp_path / "assets")
    before = {one: one.stat().st_mtime_ns for one in (tmp_path / "assets").iterdir()}

    assets.publish(tmp_path / "static", tmp_path / "assets")

    assert {one: one.stat().st_mtime_ns for one in (tmp_path / "assets").iterdir()} == before


def test_only_what_pages_need_is_published(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    for name in ("LICENSE", "README.md", "notes.txt", "page.html"):
        (tmp_path / "static" / name).write_text("x")

    assert assets.publish(tmp_path / "static", tmp_path / "assets") == {}
    assert not os.path.exists(tmp_path / "assets")
