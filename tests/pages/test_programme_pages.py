"""The programme's term on the page and as a workbook; who opens it, and the classes behind its figures."""

import io
from typing import Any

import pytest
import python_calamine
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.reading import browser, look
from tests.pages.test_catalogue_pages import other_manager
from volunteer.organisations.models import Role

PATH = "/programmes/mofashi/2026-autumn"


@on_sqlite
def test_page_and_workbook_say_the_same_and_every_figure_opens_its_classes(app: Flask) -> None:
    order = make.reviewed_order(make.offering(), marks=(5, None, None, 4))
    assert order.shift is not None
    make.came(order.shift, make.tutor())
    client = browser(app, make.manager())

    shown = look(client, PATH)

    assert "模法师 2026年秋季学期" in shown.text
    assert "1 场评过，占 100.0%" in shown.text
    assert make.school().name in shown.text
    assert "杜衡" in shown.text
    behind = [link for link in shown.links if link.startswith(f"{PATH}/orders-")]
    assert {link.rpartition("-")[2] for link in behind} == {
        *("schools", "orders", "class_periods", "students", "tutors", "reviews")
    }
    for link in behind:
        assert "初二（3）班" in look(client, link).text
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{PATH}.xlsx").data))
    totals = {row[0]: row[1] for row in book.get_sheet_by_name("合计").to_python()}
    assert (totals["课（场）"], totals["学生和居民（人次）"], totals["评单（5 分制）"]) == (1, 41, 4.5)
    assert [row[0] for row in book.get_sheet_by_name("按老师").to_python()] == ["老师", "杜衡"]


@on_sqlite
def test_who_looks_from_above_sees_no_tutor_and_no_count_of_a_few(app: Flask) -> None:
    order = make.served_order(make.offering())
    assert order.shift is not None
    make.came(order.shift, make.tutor())
    viewer = make.granted(make.person("郑华", "13919000008"), Role.SUPERIOR_VIEWER, make.work_committee())
    client = browser(app, viewer)

    shown = look(client, PATH)

    assert shown.status == 200
    assert "授课老师（人）少于 5" in shown.text
    assert "杜" not in shown.text
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{PATH}.xlsx").data))
    assert "少于 5" in [row[1] for row in book.get_sheet_by_name("合计").to_python()]
    assert book.get_sheet_by_name("按学校和社区").to_python()[1][4:6] == ["—", "—"]
    assert [row[0] for row in book.get_sheet_by_name("按老师").to_python()] == ["老师"]


@on_sqlite
@pytest.mark.parametrize(
    ("who", "status"), [(None, 303), ("lei", 403), ("jing", 404), ("other", 404), ("manager", 200), ("liaison", 200)]
)
def test_a_programme_opens_for_its_owner_and_those_above(app: Flask, who: str | None, status: int) -> None:
    make.programme()
    person = other_manager() if who == "other" else getattr(make, who)() if who else None
    client = browser(app, person)

    for path in (PATH, f"{PATH}.xlsx", f"{PATH}/orders-orders"):
        assert client.get(path).status_code == status


@on_sqlite
@pytest.mark.parametrize("path", ["/programmes/none/2026", "/programmes/mofashi/2026-summer", f"{PATH}/orders-x"])
def test_what_is_not_there_is_not_found(app: Flask, path: str) -> None:
    make.programme()

    assert look(browser(app, make.manager()), path).status == 404


@on_sqlite
def test_the_report_of_the_school_opens_its_classes(app: Flask) -> None:
    make.served_order(make.offering())
    client = browser(app, make.school_contact())

    code = make.school().code
    shown = look(client, f"/reports/{code}/2026-12")

    assert f"/reports/{code}/2026-12/orders-students" in shown.links
    assert "初二（3）班" in look(client, f"/reports/{code}/2026-12/orders-students").text


@on_sqlite
def test_a_tutors_minutes_say_where_they_come_from_on_page_and_in_the_workbook(app: Flask) -> None:
    order = make.served_order(make.offering())
    assert order.shift is not None
    make.came(order.shift, make.tutor())
    make.confirmed(order.shift, by=make.liaison(), headcount=1)
    client = browser(app, make.manager())

    assert "0.7现场扫码 0.7" in look(client, PATH).text
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{PATH}.xlsx").data))
    head, line = book.get_sheet_by_name("按老师").to_python()
    assert dict(zip(head[5:], line[5:], strict=True)) == {
        "时长（小时）": 0.7,
        **{"其中现场扫码（小时）": 0.7, "其中现场确认（小时）": 0, "其中居民确认（小时）": 0, "其中补录（小时）": 0},
    }
