"""A roster as people bring it: what each row says, what was mended, and what is refused with which sentence."""

import contextlib
import time
import tracemalloc
from datetime import date

import pytest

from tests.registration.sheets import HEAD, bomb, csv, unfolding, with_row, xlsx
from volunteer.base import tables
from volunteer.base.secrets import blind
from volunteer.base.tables import Unreadable
from volunteer.registration.refusals import NoHeader, NothingInIt
from volunteer.registration.rosters import Known
from volunteer.registration.verdicts import Judge, Judged, Verdict, rows_of

MOST = 20_000


def judged(content: bytes, known: dict[str, Known] | None = None) -> list[Judged]:
    return Judge(known or {}).judge(rows_of(tables.read(content, most_rows=MOST)).rows)


def said(content: bytes, known: dict[str, Known] | None = None) -> list[tuple[str, str, Verdict]]:
    return [(one.name, one.phone, one.verdict) for one in judged(content, known)]


FANG = ("王芳", "13919000001", Verdict.NEW)


# ------------------------------------------------------------------------------ phones


@pytest.mark.parametrize(
    "cell",
    [
        13919000001,
        13919000001.0,
        "139 1900 0001",
        "139-1900-0001",
        "+86 13919000001",
        "１３９１９０００００１",
        "'13919000001",
    ],
)
def test_a_phone_that_a_sheet_has_bent_is_mended(app: object, cell: object) -> None:
    (one,) = judged(xlsx([HEAD, ("王芳", cell, "第二党支部", "是")]))

    assert (one.phone, one.verdict) == ("13919000001", Verdict.NEW)


@pytest.mark.parametrize("cell", ["13919000001.0", "1.3919000001E+10"])
def test_a_phone_that_a_csv_keeps_as_a_number_is_mended_and_it_is_said(app: object, cell: str) -> None:
    (one,) = judged(csv([HEAD, ("王芳", cell, "第二党支部", "是")]))

    assert (one.phone, one.verdict, one.words) == ("13919000001", Verdict.NEW, "手机号已整理成 11 位")


def test_a_phone_whose_last_digits_are_lost_is_not_guessed(app: object) -> None:
    (one,) = judged(csv([HEAD, ("王芳", "1.39E+10", "", "")]))

    assert one.verdict is Verdict.BAD
    assert "后几位已经丢了" in one.words


@pytest.mark.parametrize("cell", ["", "1391900000", "0931-8460001", "没有"])
def test_somebody_without_a_mobile_is_asked_about(app: object, cell: str) -> None:
    (one,) = judged(csv([HEAD, ("王芳", cell, "", "是")]))

    assert one.verdict is Verdict.BAD
    assert "手机号" in one.words


# ------------------------------------------------------------------------------ people


def test_two_people_with_one_name_are_two_people(app: object) -> None:
    first, second = judged(csv([HEAD, ("王芳", "13919000001", "", ""), ("王芳", "13919000002", "", "")]))

    assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.NEW)
    assert "同名" in second.words


def test_one_phone_with_two_names_is_asked_about(app: object) -> None:
    first, second = judged(csv([HEAD, ("王芳", "13919000001", "", ""), ("李强", "13919000001", "", "")]))

    assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.BAD)
    assert "第 2 行" in second.words


def test_the_same_row_twice_counts_once(app: object) -> None:
    first, second = judged(csv([HEAD, ("王芳", "13919000001", "", ""), ("王芳", "13919000001", "", "")]))

    assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.SAME)


def test_a_row_is_compared_with_the_roster_by_the_phone(app: object) -> None:
    known = {blind("13919000001"): Known(1, "王芳", "第一党支部", True)}
    rows = [
        ("王芳", "13919000001", "第一党支部", "是"),
        ("王芳", "13919000002", "第一党支部", "是"),
        ("王方", "13919000001", "第一党支部", "是"),
    ]

    assert [judged(csv([HEAD, row]), known)[0].verdict for row in rows] == [Verdict.SAME, Verdict.NEW, Verdict.BAD]


def test_a_change_says_what_changes(app: object) -> None:
    known = {blind("13919000001"): Known(1, "王芳", "第一党支部", True)}

    (one,) = judged(csv([HEAD, ("王芳", "13919000001", "第二党支部", "退休")]), known)

    assert one.verdict is Verdict.CHANGED
    assert one.words == "支部由“第一党支部”改为“第二党支部”；改为不在职"


# ------------------------------------------------------------------------------ how tables look


@pytest.mark.parametrize(
    "content",
    [
        csv([HEAD, ("王芳", "13919000001", "二支部", "是")]),
        csv([HEAD, ("王芳", "13919000001", "二支部", "是")], "utf-8"),
        csv([HEAD, ("王芳", "13919000001", "二支部", "是")], "gb18030"),
        csv([HEAD, ("王芳", "13919000001", "二支部", "是")], "utf-16"),
        csv([HEAD, ("王芳", "13919000001", "二支部", "是")], "gb18030", "\t"),
        csv([("联系电话", "序号", "党员姓名"), ("13919000001", "1", "王芳")]),
        csv([("司法局党员名册", "", "", ""), ("", "", "", ""), HEAD, ("王芳", "13919000001", "", "")]),
        csv([HEAD, ("name", "phone", "branch", "in_service"), ("王芳", "13919000001", "", "")]),
        csv([("序号", "姓名", "联系方式", ""), ("", "", "手机", "座机"), ("1", "王芳", "13919000001", "8460001")]),
        csv([HEAD, ("王芳", "13919000001", "", ""), HEAD, ("", "", "", "")]),
    ],
    ids=["bom", "utf-8", "gb18030", "utf-16", "tabs", "order", "title", "template", "two heads", "head again"],
)
def test_a_table_is_read_as_people_make_it(app: object, content: bytes) -> None:
    assert said(content) == [FANG]


def test_rare_names_come_through_gb18030(app: object) -> None:
    ((name, _phone, verdict),) = said(csv([HEAD, ("买买提•吐尔逊", "13919000001", "", "")], "gb18030"))

    assert (name, verdict) == ("买买提·吐尔逊", Verdict.NEW)


def test_a_branch_that_is_merged_over_several_rows_counts_for_all(app: object) -> None:
    rows = [
        HEAD,
        ("王芳", "13919000001", None, "是"),
        ("李强", "13919000002", None, "是"),
        ("周敏", "13919000003", "三支部", "是"),
    ]
    content = xlsx(rows, merge={"C2:C3": "二支部"})

    assert [one.branch for one in judged(content)] == ["二支部", "二支部", "三支部"]


def test_merged_names_are_asked_to_be_parted(app: object) -> None:
    table = tables.Table(
        [list(HEAD), ["王芳", "13919000001", "", ""], ["", "13919000002", "", ""]],
        merged={(1, 0): (1, 0), (2, 0): (1, 0)},
    )

    assert [one.verdict for one in Judge({}).judge(rows_of(table).rows)] == [Verdict.NEW, Verdict.BAD]
    assert "合并" in Judge({}).judge(rows_of(table).rows)[1].words


def test_a_formula_is_not_run_and_its_row_is_asked_about(app: object) -> None:
    content = xlsx(
        [HEAD, ("王芳", "13919000001", "", ""), ("", "13919000002", "", "")], formulas={"A3": '=CONCAT("王","芳")'}
    )

    first, second = judged(content)

    assert (first.verdict, second.verdict, second.name) == (Verdict.NEW, Verdict.BAD, "")
    assert "公式" in second.words


@pytest.mark.parametrize("cell", ["=1+1", "=HYPERLINK(1)", "@SUM(1)", "+cmd"])
def test_what_a_sheet_would_run_does_not_get_in_by_csv(app: object, cell: str) -> None:
    (one,) = judged(csv([HEAD, ("王芳", "13919000001", cell, "")]))

    assert one.verdict is Verdict.BAD


@pytest.mark.parametrize("cell", [date(2021, 3, 1), "2021-03-01", "2021年3月"])
def test_a_date_where_a_yes_belongs_is_asked_about(app: object, cell: object) -> None:
    out = xlsx([HEAD, ("王芳", "13919000001", "", str(cell))])

    (one,) = judged(out)

    assert (one.verdict, one.words) == (Verdict.BAD, "“是否在职”写“是”或“否”")


def test_columns_that_nobody_asked_for_are_named_and_not_read(app: object) -> None:
    content = csv(
        [("姓名", "手机号", "入党时间", "身份证号"), ("王芳", "13919000001", "2001-07-01", "620102199003070012")]
    )

    read = rows_of(tables.read(content, most_rows=MOST))

    assert read.unused == ["入党时间", "身份证号"]
    assert "620102" not in repr(read.rows)


# ------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "是空的"),
        (b"%PDF-1.7 not a table", "另存为 .xlsx"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "另存为 .xlsx"),
        (b"PK\x03\x04 broken", "另存为 .xlsx"),
        (bomb(), "超过"),
        (bomb("A1048576"), "超过"),
        (bomb("XFD2"), "太宽"),
        (unfolding(80_000_000), "超过"),
        (b"x" * (4 * 1024 * 1024 + 1), "最多 4 MB"),
        (b"\xff\xff\xff\xff", "编码"),
    ],
    ids=["empty", "pdf", "xls", "broken", "far cell", "far row", "far column", "zip bomb", "large", "no text"],
)
def test_a_file_that_is_no_table_is_refused_with_a_way_on(content: bytes, sentence: str) -> None:
    began = time.process_time()

    with pytest.raises(Unreadable, match=sentence):
        tables.read(content, most_rows=MOST)

    assert time.process_time() - began < 2


def test_fifty_thousand_rows_are_refused_with_a_sentence() -> None:
    rows = [HEAD, *(("王芳", f"139{number:08}", "", "") for number in range(50_000))]

    for content in (csv(rows), xlsx(rows)):
        with pytest.raises(Unreadable, match="超过 20000 行，一次读不了"):
            tables.read(content, most_rows=MOST)


@pytest.mark.parametrize(
    "row",
    [
        "<row r='2'><c r='ZZ200000'><v>1</v></c></row>",
        '<row r="2"><c r="zz200000"><v>1</v></c></row>',
        '<row r="2"><c r = "ZZ200000"><v>1</v></c></row>',
        '<row r="2"><c t="n"r="ZZ200000"><v>1</v></c></row>',
        '<row r="100000000"><c><v>1</v></c></row>',
        '<row r="20000"><c r="SF20000"><v>1</v></c></row>',
        '<row r="20000">' + "<c/>" * 5000 + "<c><v>1</v></c></row>",
    ],
    ids=["other-quotes", "small-letters", "blanks", "no-blank", "row-alone", "far-corner", "cells-without-a-place"],
)
def test_a_cell_far_out_is_found_however_its_place_is_written(row: str) -> None:
    """One such file took gigabytes, and the process with it."""
    with pytest.raises(Unreadable):
        tables.read(with_row(row), most_rows=MOST)


def test_a_part_that_says_it_is_small_does_not_unfold() -> None:
    size = 200_000_000
    content = unfolding(size).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    tracemalloc.start()
    with pytest.raises(Unreadable):
        tables.read(content, most_rows=MOST)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 3 * tables.MOST_UNFOLDED


def test_only_the_sheet_that_was_looked_at_is_read() -> None:
    """The book names another sheet than the one that a comment in it names."""
    content = with_row('<row r="2"><c r="A2"><v>1</v></c></row>', behind_a_comment=True)

    assert tables.read(content, most_rows=MOST).rows == []


def test_a_table_without_the_two_columns_is_refused_with_the_template() -> None:
    with pytest.raises(NoHeader, match="模板"):
        rows_of(tables.read(csv([("编号", "单位"), ("1", "司法局")]), most_rows=MOST))
    with pytest.raises(NothingInIt):
        rows_of(tables.read(csv([HEAD]), most_rows=MOST))


def test_five_thousand_rows_are_judged_within_five_seconds(app: object) -> None:
    rows = [HEAD, *(("王芳", 13900000000 + number, "第二党支部", "是") for number in range(5_000))]
    content = xlsx(rows)
    began = time.process_time()

    found = judged(content)

    assert len(found) == 5_000
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + b"<c " * 1_000_000,
        b"\n" * 4_000_000,
        b"a,b\n" * 1_000_000,
        xlsx([HEAD, *(("王芳", 13900000000 + number) for number in range(500))], merge={"C1:Z500": ""}),
    ],
    ids=["no package", "empty lines", "short lines", "everything merged"],
)
def test_what_is_made_to_be_slow_is_not(content: bytes) -> None:
    began = time.process_time()

    with contextlib.suppress(Unreadable):
        tables.read(content, most_rows=MOST)

    assert time.process_time() - began < 3
