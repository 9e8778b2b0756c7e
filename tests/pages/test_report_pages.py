"""A report on the page, as a workbook and as JSON: the same for one reader; every figure opens its records in scope."""

import io
import json
from typing import Any

import pytest
import python_calamine
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import Scene, on_sqlite
from tests.pages.reading import Page, browser, look
from volunteer.base.clock import DAY
from volunteer.hours import ledger
from volunteer.hours.models import Provenance
from volunteer.organisations.models import Kind, Role
from volunteer.reports.records import HOURS

MONTH = "2026-11"
AGO = make.NOW - 10 * DAY
OF_PLACE, OF_UNIT = f"/reports/QIAOMEN/{MONTH}", f"/reports/SFJ/{MONTH}"


@pytest.fixture
def lived(app: Flask, scene: Scene) -> Flask:
    """The place after it happened."""
    scene(it_happened)
    return app


def it_happened() -> None:
    """November: 王芳, on the roster, is registered and fulfilled a wish; the unit is registered with an agreement."""
    make.roster_entry(at=make.NOW - 60 * DAY)
    make.accepted_member(make.fang(), at=AGO)
    make.accepted_unit(at=AGO)
    make.active_agreement(make.unit(), make.community(), at=AGO)
    make.fulfilled_wish(minutes=90, satisfaction=5)


def opened(client: FlaskClient, path: str) -> dict[str, Page]:
    """Every figure of this period's column that opens something, with its page."""
    links = [one for one in look(client, path).links if one.startswith(f"{path}/")]
    return {one.removeprefix(f"{path}/"): look(client, one) for one in dict.fromkeys(links)}


def sheet(client: FlaskClient, path: str) -> dict[tuple[str, str], Any]:
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{path}.xlsx").data))
    return {(row[0], row[1]): row[2] for row in book.get_sheet_by_index(0).to_python()[1:] if len(row) > 2}


@on_sqlite
@pytest.mark.parametrize(
    ("who", "path", "figures"),
    [
        ("jing", OF_PLACE, {"registration-units", "registration-members", "registration-new"}),
        ("liaison", OF_UNIT, {"registration-units", "registration-members", "registration-members_due"}),
    ],
)
def test_every_figure_opens_its_records(lived: Flask, who: str, path: str, figures: set[str]) -> None:
    found = opened(browser(lived, getattr(make, who)()), path)

    assert figures | {"agreements-in_force", "agreements-signed", "claimed", "fulfilled", "hours"} <= set(found)
    assert {name: page.status for name, page in found.items()} == dict.fromkeys(found, 200)
    assert [name for name, page in found.items() if "本期没有" in page.text] == []
    assert "王*" in found["registration-members"].text


@on_sqlite
@pytest.mark.parametrize("who", ["other_clerk", "liaison"])
def test_outside_the_readers_scope_no_record_is_there(lived: Flask, who: str) -> None:
    figures = opened(browser(lived, make.jing()), OF_PLACE)

    client = browser(lived, getattr(make, who)())

    paths = [OF_PLACE, f"{OF_PLACE}.xlsx", f"{OF_PLACE}.json", *(f"{OF_PLACE}/{one}" for one in figures)]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


@on_sqlite
def test_a_superior_is_not_told_how_few_there_are_on_page_workbook_and_json_alike(lived: Flask) -> None:
    client = browser(lived, make.viewer())

    page, cells, written = look(client, OF_PLACE), sheet(client, OF_PLACE), client.get(f"{OF_PLACE}.json").json

    assert written is not None
    assert written["registration"]["members"] == written["hours"]["persons"] == "<5"
    assert cells[("双报到", "已报到党员（人）")] == cells[("服务时长", "服务人数（人）")] == "少于 5"
    assert cells[("微心愿", "满意度（5 分制）")] == "不单列"
    assert page.text.count("少于 5") > 5
    assert written["registration"]["units"] == cells[("双报到", "已报到单位（个）")] == 1


@on_sqlite
def test_a_superior_opens_no_list_of_a_few_and_reads_no_name(lived: Flask) -> None:
    client = browser(lived, make.viewer())

    found = opened(client, OF_PLACE)

    assert {"registration-units", "agreements-in_force", "fulfilled"} <= set(found)
    assert not set(found) & {"registration-members", "registration-new", "hours", "receiver"}
    assert "王*" not in "".join(page.text for page in found.values())
    for shut in ("registration-members", "registration-new", "hours", "receiver", "held-attendances"):
        assert client.get(f"{OF_PLACE}/{shut}").status_code == (200 if shut == "held-attendances" else 404)


@on_sqlite
def test_a_superior_cannot_count_the_times_of_one_provenance(app: Flask) -> None:
    for number in range(5):
        make.posting_(make.person("周敏", f"1391900010{number}"))
    wrong, jing = make.posting_(make.li(), provenance=Provenance.RECEIVER), make.jing().id
    make.done(lambda now: ledger.reverse(wrong, jing, "居民说没有来", now))
    viewer, clerk = browser(app, make.viewer()), browser(app, make.jing())

    shown, whole = look(viewer, f"{OF_PLACE}/hours"), look(clerk, f"{OF_PLACE}/hours")

    said = {"来历", "居民确认", "冲正", "居民说没有来"}
    assert ({one for one in said if one in whole.text}, {one for one in said if one in shown.text}) == (said, set())
    assert len(shown.all("tr")) == len(whole.all("tr")) == 8
    assert set(opened(viewer, OF_PLACE)) & set(HOURS) == {"hours"}
    assert {viewer.get(f"{OF_PLACE}/{one.value}").status_code for one in Provenance} == {404}
    assert clerk.get(f"{OF_PLACE}/receiver").status_code == 200


@on_sqlite
def test_who_leads_a_team_opens_no_list_of_party_members(lived: Flask) -> None:
    client = browser(lived, make.manager())
    code = make.programme().owner.code

    assert client.get(f"/reports/{code}/{MONTH}").status_code == 200
    assert client.get(f"/reports/{code}/{MONTH}/registration-members").status_code == 404
    assert client.get(f"/reports/{code}/{MONTH}/hours").status_code == 200


@on_sqlite
def test_the_figures_of_who_reported_below_open_the_tree_of_that_period(lived: Flask) -> None:
    make.submitted_report()
    viewer, admin = browser(lived, make.viewer()), browser(lived, make.admin())
    tree = "/office/filing?of=LINXIALU&period=2026-10&list="

    links = look(viewer, "/reports/LINXIALU/2026-10").links

    assert {f"{tree}all", f"{tree}issued"} <= set(links)
    for word in ("all", "issued"):
        shown = look(viewer, f"{tree}{word}").text
        assert "桥门社区" in shown.partition("下级")[2]
        assert "报了 1" in shown
    assert [one for one in look(admin, "/reports/LINXIALU/2026-10").links if "filing?" in one] == []


@on_sqlite
def test_the_tree_of_a_node_opens_to_who_may_see_it_and_reminders_go_from_ones_own(app: Flask) -> None:
    district = make.organisation("CGQ", "城关区", Kind.DISTRICT)
    street = make.organisation("LINXIALU", "临夏路街道", Kind.SUBDISTRICT, parent=district)
    make.community(parent=street), make.unit()
    viewer = browser(app, make.granted(make.person("郑华", "13919000008"), Role.SUPERIOR_VIEWER, district))

    of_street = look(viewer, "/office/filing?of=LINXIALU&period=2026-10")

    assert "临夏路街道 2026年10月：谁报了，谁没报" in of_street.text
    assert [one.text for one in of_street.all("button") if "提醒" in one.text] == []
    assert [one.text for one in look(viewer, "/office/filing?period=2026-10").all("button") if "提醒" in one.text]
    for code in ("SFJ", "nothing"):
        assert look(viewer, f"/office/filing?of={code}&period=2026-10").status == 404


@on_sqlite
def test_the_json_of_the_page_is_the_one_that_the_operator_exports(lived: Flask) -> None:
    given = browser(lived, make.jing()).get(f"{OF_PLACE}.json")

    assert given.content_type == "application/json; charset=utf-8"
    assert json.loads(given.data)["hours"]["persons"] == 1


@on_sqlite
@pytest.mark.parametrize("word", ["2026", "2026-H2", "2026-Q4", "2026-11"])
def test_each_length_of_period_has_its_page_and_leads_to_the_others(lived: Flask, word: str) -> None:
    shown = look(browser(lived, make.jing()), f"/reports/QIAOMEN/{word}")

    assert shown.status == 200
    assert {f"/reports/QIAOMEN/{one}" for one in ("2026", "2026-H2", "2026-Q4")} <= set(shown.links)


@on_sqlite
@pytest.mark.parametrize("figure", ["registration-", "registration-rate", "agreements-x", "held-x", "orders-x", "x"])
def test_a_figure_that_is_none_is_not_found(lived: Flask, figure: str) -> None:
    assert browser(lived, make.jing()).get(f"{OF_PLACE}/{figure}").status_code == 404


@on_sqlite
@pytest.mark.parametrize("after", ["0001-01-01T00:00:00%2B14:00_1", "9999-12-31T23:59:59-14:00_1", "9999-12-31.1"])
def test_a_page_behind_the_end_of_time_is_the_first(lived: Flask, after: str) -> None:
    jing = browser(lived, make.jing())

    assert {jing.get(f"{OF_PLACE}/{one}?after={after}").status_code for one in ("orders-orders", "hours")} == {200}


@on_sqlite
def test_the_page_draws_trend_and_funnel_with_a_table_beside_each(lived: Flask) -> None:
    shown = look(browser(lived, make.jing()), OF_PLACE)

    assert shown.html.count('role="img"') == 2
    assert "style=" not in shown.html
    assert "2026年11月 1.5" in shown.text
    assert "征集 1，公开 1，认领 1，实现 1" in shown.text
