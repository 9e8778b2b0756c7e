"""The records behind the hours as a workbook: who gets it, what stands in it, and that it goes away again."""

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import make
from tests.conftest import Scene, on_sqlite
from tests.pages.doors import SCOPED, VISITORS, Door, Doors, done
from tests.pages.many import more_postings
from tests.pages.reading import browser, look
from tests.pages.test_doors import EXPORT_ROOMS
from volunteer.accounts.models import Person
from volunteer.base import clock, jobs
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.cli import serving
from volunteer.hours import ledger
from volunteer.hours.models import Provenance
from volunteer.journal.models import Line
from volunteer.notices.queries import notices_of
from volunteer.organisations import roles
from volunteer.organisations.models import Role, RoleGrant
from volunteer.reports import exporting
from volunteer.reports.figures import hour_figures
from volunteer.reports.models import HourExport
from volunteer.reports.periods import period_of
from volunteer.reports.refusals import TooManyRecords

MONTH = "2026-11"
BEHIND = f"/reports/QIAOMEN/{MONTH}/hours"
MANY = exporting.AT_ONCE + 1

DOORS = [
    Door("POST", "exports.ask", "/reports/QIAOMEN/2026-11/hours/export", SCOPED, state="few"),
    Door("POST", "exports.ask", "/reports/QIAOMEN/2026-11/receiver/export", SCOPED, state="few"),
    Door("POST", "exports.ask", "/reports/QIAOMEN/2026-11/hours/export", done(SCOPED), state="many"),
    Door("GET", "exports.waiting", "/exports/{export}", SCOPED, state="asked"),
    Door("GET", "exports.waiting", "/exports/{export}", SCOPED, state="ready"),
    Door("GET", "exports.fetch", "/exports/{export}.xlsx", SCOPED, state="ready"),
]


def scene(state: str) -> dict[str, str]:
    """Make a few postings, or many; have 陈静 ask for them; let the worker write them."""
    make.community(), make.jing()
    first = make.posting_()
    if state == "few":
        return {}
    more_postings(first, MANY)
    return {} if state == "many" else {"export": asked(is_ready=state == "ready").code}


def asked(who: Person | None = None, *, is_ready: bool = False, figure: str = "hours") -> HourExport:
    by, place = make.principal(who or make.jing()), make.community()
    made = write(lambda now: exporting.ask(place, period_of(MONTH), figure, by, now))
    assert made is not None
    if is_ready:
        jobs.run_due(serving.handlers(), clock.now())
        db.session.refresh(made)
        assert made.ready_at is not None
    return made


KNOCKED = Doors(DOORS, EXPORT_ROOMS, scene, "jing")


@on_sqlite
def test_the_table_knows_every_route_of_exports(app: Flask) -> None:
    assert KNOCKED.forgotten(app) == set()


@on_sqlite
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_door_opens_for_whom_it_should(app: Flask, visitor: str, scene: Scene) -> None:
    assert KNOCKED.wrong(app, visitor, scene) == []


@on_sqlite
def test_what_is_not_theirs_looks_as_if_nothing_were_there(app: Flask, scene: Scene) -> None:
    assert KNOCKED.telling(app, "other", scene) == []


# ------------------------------------------------------------------------------ what stands in it


def rows(content: bytes) -> list[list[Any]]:
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    found: list[list[Any]] = book.get_sheet_by_index(0).to_python()
    return found


def export(client: FlaskClient, path: str = BEHIND) -> TestResponse:
    return client.post(f"{path}/export")


def minutes_told(figure: str = "hours") -> int:
    told = hour_figures(make.community(), period_of(MONTH))
    return told.minutes if figure == "hours" else told.by_provenance[Provenance(figure)]


def test_a_few_records_come_at_once_and_their_sum_is_the_figure(app: Flask) -> None:
    wrong, place = make.posting_(), make.community().short_name
    make.posting_(make.li(), started_at=make.NOW - 30 * HOUR, provenance=Provenance.RECEIVER)
    clerk, second = make.jing().id, make.second_clerk().id
    make.done(lambda now: ledger.correct(wrong, 60, clerk, second, "提前走了", now))

    answer = export(browser(app, make.jing()))

    head, *found, total = rows(answer.data)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert head == list(exporting.HEAD)
    assert sorted((row[1], row[6], row[8]) for row in found) == sorted(
        [("李强", 120.0, ""), ("王芳", 120.0, "已冲正"), ("王芳", -120.0, "冲正"), ("王芳", 60.0, "更正后")]
    )
    assert {(row[2], row[3], row[4]) for row in found} == {("兰州市司法局", place, place)}
    assert (total[0], total[6]) == ("合计", minutes_told())


def test_one_provenance_alone_adds_up_to_its_own_figure(app: Flask) -> None:
    make.posting_()
    make.posting_(make.li(), started_at=make.NOW - 30 * HOUR, provenance=Provenance.RECEIVER)

    found = rows(export(browser(app, make.jing()), f"/reports/QIAOMEN/{MONTH}/receiver").data)

    assert [row[1] for row in found[1:-1]] == ["李强"]
    assert found[-1][6] == minutes_told("receiver") == 120


@on_sqlite
def test_a_name_that_looks_like_a_formula_is_a_name(app: Flask) -> None:
    evil = '=HYPERLINK("http://example.org","王芳")'
    make.posting_()
    fang = make.fang().id
    write(lambda _now: db.session.execute(sa.update(Person).where(Person.id == fang).values(name=evil)))

    content = export(browser(app, make.jing())).data

    assert rows(content)[1][1] == evil
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("=hyperlink(", "")


@on_sqlite
def test_who_does_not_work_with_people_by_name_takes_masked_names(app: Flask) -> None:
    owner = make.programme().owner
    make.posting_(unit_id=owner.id)

    found = rows(export(browser(app, make.manager()), f"/reports/{owner.code}/{MONTH}/hours").data)

    assert [row[1] for row in found[1:-1]] == ["王*"]


@on_sqlite
def test_a_superior_takes_no_names_along(app: Flask) -> None:
    scene("many")
    client = browser(app, make.viewer())

    assert export(client).status_code == 404
    assert "存为 Excel" not in client.get(BEHIND).text


@on_sqlite
@pytest.mark.parametrize("path", ["published", "held-sessions", "nothing"])
def test_only_minutes_are_taken_along(app: Flask, path: str) -> None:
    assert export(browser(app, make.jing()), f"/reports/QIAOMEN/{MONTH}/{path}").status_code == 404


def lines() -> list[Line]:
    return list(db.session.scalars(sa.select(Line).where(Line.action == "reports.exported").order_by(Line.id)))


@on_sqlite
def test_each_time_stands_in_the_journal(app: Flask) -> None:
    client = browser(app, make.jing())
    scene("few")

    export(client), export(client)

    assert [(one.actor_id, one.detail["figure"], one.detail["rows"]) for one in lines()] == [
        (make.jing().id, "hours", 1)
    ] * 2
    assert "存下服务时长的明细" in client.get("/office/journal").text


# ------------------------------------------------------------------------------ many, by the worker


def folder(app: Flask) -> Path:
    data: Path = app.config["VOLUNTEER"].data
    return data / exporting.FOLDER


def test_many_records_are_written_by_the_worker_and_fetched_from_its_page(app: Flask) -> None:
    scene("many")
    client = browser(app, make.jing())

    path = str(export(client).location)
    before = look(client, path).text
    jobs.run_due(serving.handlers(), make.NOW)

    assert path.startswith("/exports/")
    assert "正在写" in before
    assert client.get(f"{path}.xlsx").status_code == 200
    assert "写好了" in look(client, path).text
    assert [(one.text, one.path) for one in notices_of(make.jing().id)] == [
        (f"服务时长的明细表写好了，共 {MANY + 1} 行，一天以内可以下载", path)
    ]
    file = folder(app) / f"{path.removeprefix('/exports/')}.xlsx"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [one.name for one in folder(app).iterdir() if one.is_dir()] == []
    answer = client.get(f"{path}.xlsx")
    found = rows(answer.data)
    assert (answer.headers["Cache-Control"], answer.headers["Content-Disposition"]) == (
        "private, no-store",
        f'attachment; filename="hours-QIAOMEN-{MONTH}.xlsx"',
    )
    assert (len(found), found[-1][6]) == (MANY + 3, minutes_told())
    assert len(lines()) == 1


@on_sqlite
def test_before_it_is_written_there_is_nothing_to_fetch(app: Flask) -> None:
    scene("many")

    made = asked()

    assert browser(app, make.jing()).get(f"/exports/{made.code}.xlsx").status_code == 404


@on_sqlite
@pytest.mark.parametrize("who", ["second_clerk", "secretary", "admin"])
def test_nobody_else_may_have_it_though_they_may_see_the_report(app: Flask, who: str) -> None:
    scene("many")
    made = asked(is_ready=True)
    client = browser(app, getattr(make, who)())

    assert client.get(BEHIND).status_code == 200
    assert [client.get(f"/exports/{made.code}{end}").status_code for end in ("", ".xlsx")] == [404, 404]


def test_who_lost_the_role_meanwhile_may_not_fetch_it(app: Flask) -> None:
    scene("many")
    make.granted(make.jing(), Role.COMMUNITY_CLERK, make.other_community())
    made = asked(is_ready=True)
    client = browser(app, make.jing())
    assert client.get(f"/exports/{made.code}.xlsx").status_code == 200
    grants = sa.select(RoleGrant).where(RoleGrant.person_id == make.jing().id).order_by(RoleGrant.id)
    first = db.session.scalars(grants).first()
    assert first is not None
    admin = make.principal(make.admin())
    make.done(lambda now: roles.end(first, admin, now))

    assert client.get(f"/exports/{made.code}.xlsx").status_code == 404
    assert client.get(f"/exports/{made.code}").status_code == 404


def test_a_second_tap_leads_to_the_one_that_is_being_written(app: Flask) -> None:
    scene("many")
    client = browser(app, make.jing())

    first, second = export(client), export(client)
    other = export(client, f"/reports/QIAOMEN/{MONTH}/staff")

    assert first.location == second.location
    assert (other.status_code, "还在写" in other.text) == (409, True)
    assert len(lines()) == db.session.scalar(sa.select(sa.func.count()).select_from(HourExport)) == 1


@on_sqlite
def test_what_the_worker_gave_up_is_said_and_may_be_asked_for_again_at_once(app: Flask, tmp_path: Path) -> None:
    scene("many")
    made, client = asked(), browser(app, make.jing())
    nowhere = tmp_path / "a file"
    nowhere.write_text("where the folder should be")

    def fails(payload: jobs.Payload, _now: datetime) -> None:
        exporting.work(payload, nowhere)

    path = f"/exports/{made.code}"
    before = look(client, path).text
    tries = jobs.run_due({exporting.JOB: fails}, clock.now() + HOUR)  # when each new try is due
    shown = look(client, path)
    again = export(client)

    assert (tries, "正在写" in before) == (jobs.MOST_TRIES, True)
    assert ("没有写成" in shown.text, "正在写" in shown.text, "http-equiv" in shown.html) == (True, False, False)
    assert [one.attrs["action"] for one in shown.all("form") if one.attrs["action"].endswith("/export")] == [
        f"{BEHIND}/export"
    ]
    assert (again.status_code, again.location == path) == (303, False)
    assert "正在写" in look(client, str(again.location)).text
    assert jobs.run_due(serving.handlers(), clock.now()) == 1
    assert "写好了" in look(client, str(again.location)).text


@on_sqlite
def test_what_was_not_written_in_an_hour_no_longer_says_that_it_is_being_written(app: Flask) -> None:
    scene("many")
    made = asked()

    with clock.held_at(make.NOW + exporting.STUCK + make.MINUTE):
        shown = look(browser(app, make.jing()), f"/exports/{made.code}")

    assert ("没有写成" in shown.text, "正在写" in shown.text) == (True, False)


def test_more_records_than_a_table_holds_are_refused_with_what_to_do_and_nothing_is_noted(app: Flask) -> None:
    more_postings(make.posting_(), 2)  # three
    place, by = make.community(), make.principal(make.jing())

    with pytest.raises(TooManyRecords, match="请选短一些的一期"):
        make.done(lambda now: exporting.ask(place, period_of(MONTH), "hours", by, now, most=2))

    assert (lines(), db.session.scalar(sa.select(sa.func.count()).select_from(HourExport))) == ([], 0)
    assert make.done(lambda now: exporting.ask(place, period_of(MONTH), "hours", by, now, most=3)) is None


@on_sqlite
def test_one_that_was_never_written_may_be_asked_for_again(app: Flask) -> None:
    scene("many")
    first = asked().code

    with clock.held_at(make.NOW + exporting.STUCK + make.MINUTE):
        second = asked(is_ready=True).code

    assert first != second


def test_the_worker_may_do_it_twice(app: Flask) -> None:
    scene("many")
    made = asked()
    payload: jobs.Payload = {"code": made.code}

    exporting.work(payload, folder(app))
    exporting.work(payload, folder(app))

    assert len(notices_of(make.jing().id)) == 1


def test_a_day_later_row_and_file_are_gone_and_what_a_dead_worker_left_too(app: Flask) -> None:
    scene("many")
    old = asked(is_ready=True).code
    left = folder(app) / "someone.abc"
    left.mkdir()
    (left / "part.xlsx").write_bytes(b"names")
    later = make.NOW + DAY + HOUR
    with clock.held_at(later):
        new = asked(is_ready=True).code

        serving.tidy(later)

    assert [one.name for one in folder(app).iterdir()] == [f"{new}.xlsx"]
    assert browser(app, make.jing()).get(f"/exports/{old}").status_code == 404


@on_sqlite
def test_neither_button_nor_worker_asks_more_when_there_is_more(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    first, client = make.posting_(), browser(app, make.jing())

    def count() -> int:
        with statements() as seen:
            assert export(client).status_code == 200
        return len(seen)

    few = count()
    more_postings(first, 300)
    many = count()
    more_postings(first, 2_000, begin=3_000_000)
    made = asked()
    with statements() as seen:
        exporting.work({"code": made.code}, folder(app))

    assert few == many
    assert len(seen) <= 8
