"""服务登记卡: what stands on it, for oneself and for who works with people, and for nobody else."""

import io
from functools import partial
from typing import Any

import pytest
import python_calamine
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.pages.reading import browser, look
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY
from volunteer.hours import ledger
from volunteer.hours.queries import balance, rows_of


def served() -> Person:
    """王芳, who registered here, with a wish of ninety minutes here and a shift that her unit held."""
    fang = make.fang()
    make.accepted_member(fang)
    make.fulfilled_wish(minutes=90)
    shift = make.running(fang, start=make.NOW - 5 * DAY, host=make.unit(), by=make.liaison())
    make.came(shift, fang)
    make.confirmed(shift, by=make.liaison())
    return fang


def rows(client: FlaskClient, path: str) -> list[list[Any]]:
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(client.get(path).data))
    return [row for row in book.get_sheet_by_index(0).to_python()[1:] if row[0].startswith("20")]


@on_sqlite
def test_my_card_has_every_service_with_who_vouches_for_it_and_running_totals(app: Flask) -> None:
    fang = served()
    client = browser(app, fang)

    page, sheet = look(client, "/me/card?year=2026"), rows(client, "/me/card.xlsx?year=2026")

    assert [row[7] for row in sheet] == [1, 2]
    assert sheet[-1][8] == round(balance(fang.id) / 60, 1)
    assert {row[5] for row in sheet} == {"居民本人确认，居民确认", f"{make.liaison().masked_name}，现场扫码"}
    assert "居民本人确认" in page.text
    assert f"2 次，{sheet[-1][8]} 小时" in page.text


@on_sqlite
def test_what_was_reversed_is_not_on_the_card(app: Flask) -> None:
    fang = served()
    client = browser(app, fang)
    assert len(rows(client, "/me/card.xlsx")) == 2

    clerk = make.jing().id
    for entry in rows_of(fang.id):
        make.done(partial(ledger.reverse, entry, clerk, "名单有误"))

    assert rows(client, "/me/card.xlsx") == []
    assert "还没有服务记录" in look(client, "/me/card").text


@on_sqlite
def test_the_office_sees_what_was_served_there_or_for_there(app: Flask) -> None:
    fang = served()

    of_unit = rows(browser(app, make.liaison()), f"/office/people/{fang.code}/card.xlsx")
    of_place = look(browser(app, make.jing()), f"/office/people/{fang.code}/card")

    assert len(of_unit) == 2
    assert f"只列在{make.community().short_name}的服务" in of_place.text


@on_sqlite
@pytest.mark.parametrize(("who", "status"), [("jing", 200), ("liaison", 200), ("other_clerk", 404), ("viewer", 403)])
def test_the_card_of_somebody_opens_only_where_they_belong(app: Flask, who: str, status: int) -> None:
    fang = served()
    client = browser(app, getattr(make, who)())

    for path in (f"/office/people/{fang.code}/card", f"/office/people/{fang.code}/card.xlsx"):
        assert client.get(path).status_code == status


@on_sqlite
@pytest.mark.parametrize("year", ["21", "1999", "x", "２０２６"])
def test_a_year_that_is_none_is_not_found(app: Flask, year: str) -> None:
    assert look(browser(app, make.fang()), f"/me/card?year={year}").status == 404


@on_sqlite
def test_who_has_served_nothing_has_an_empty_card(app: Flask) -> None:
    assert "还没有服务记录" in look(browser(app, make.lei()), "/me/card").text
