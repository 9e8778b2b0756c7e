"""Block E counted by hand: for a school, a community, a team, the one who answers, a street, and the programme."""

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
import python_calamine
from flask import Flask

from tests import make
from tests.conftest import Scene
from tests.make import HOUR
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.cli.exporting import programme as export_programme
from volunteer.hours.models import Provenance
from volunteer.orders.models import Audience, Offering, Order, Topic
from volunteer.organisations.models import Organisation
from volunteer.partnership.models import Programme
from volunteer.reports import writing
from volunteer.reports.lines import rows_of
from volunteer.reports.orders import LABELS, OrderFigures, by_client, by_tutor, order_figures, orders_behind
from volunteer.reports.periods import period_of, period_or_term_of
from volunteer.reports.programmes import DEFINITIONS, as_json, as_xlsx, programme_report
from volunteer.reports.whole import report_of

DECEMBER = period_of("2026-12")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return clock.at(date(2026, month, day), hour)


def given(item: Offering, starts: datetime, people: int, *, came: bool = True, **more: Any) -> Order:
    """A class of an order that was served, where its two tutors were."""
    placed = make.order(item, wished=[starts, starts + 25 * HOUR], **more)
    order = make.served_order(order=make.taken_order(order=make.invited_order(order=placed)), people=people)
    assert order.shift is not None
    for one in (make.tutor(), make.second_tutor()) if came else ():
        make.came(order.shift, one)
    return order


def holiday_class(item: Offering, starts: datetime, people: int) -> Order:
    """A class that the community ordered."""
    return given(item, starts, people, client=make.community(), by=make.jing(), audience=Audience.HOLIDAY)


@pytest.fixture
def lived(app: Flask, scene: Scene) -> Flask:
    """The place after that December."""
    scene(december)
    return app


def december() -> None:
    """December: three classes of the school, a mock trial among them, one of the community. January: one more."""
    fraud = make.offering()
    trial = make.offering(title="模拟法庭", topic=Topic.MOCK_TRIAL, class_periods=2, minutes=90)
    make.reviewed_order(order=given(fraud, at(12, 1), 41), marks=(5, 4, None, None))
    make.reviewed_order(order=given(trial, at(12, 2), 50), marks=(None, None, None, None))
    given(fraud, at(12, 3), 39, came=False)
    holiday_class(fraud, at(12, 4), 30)
    make.taken_order(fraud, wished=[at(12, 7), at(12, 8)])  # not held yet
    make.order(fraud, wished=[at(12, 9), at(12, 10)])


def figures(found: OrderFigures) -> tuple[int, ...]:
    return tuple(getattr(found, name) for name in LABELS)


def test_what_a_programme_gave(lived: Flask) -> None:
    found = order_figures(make.programme(), DECEMBER)

    # schools, others, orders, class periods, mock trials, students, tutors
    assert figures(found) == (1, 1, 4, 5, 1, 160, 2)
    assert (found.reviews.count, found.reviews.marks, found.reviews.average, found.reviews.coverage) == (2, 2, 4.5, 0.5)


def test_a_school_and_a_community_see_what_they_ordered(lived: Flask) -> None:
    assert figures(order_figures(make.school(), DECEMBER)) == (1, 0, 3, 4, 1, 130, 2)
    assert figures(order_figures(make.community(), DECEMBER)) == (0, 1, 1, 1, 0, 30, 2)
    assert order_figures(make.street(), DECEMBER) == order_figures(make.community(), DECEMBER)
    assert figures(order_figures(make.other_community(), DECEMBER)) == (0,) * 7


def test_who_answered_and_who_gave_the_classes_see_them_and_each_once(lived: Flask) -> None:
    of_unit = order_figures(make.unit(), DECEMBER)

    assert of_unit == order_figures(make.programme(), DECEMBER)  # team and provider both stand under it
    assert order_figures(make.team(), DECEMBER) == of_unit
    assert order_figures(make.work_committee(), DECEMBER) == of_unit


def test_a_class_counts_on_the_local_day_on_which_it_was_held(app: Flask) -> None:
    item = make.offering()
    given(item, at(11, 30, 8), 20)
    given(item, at(12, 1, 7), 30)  # still November in UTC

    assert order_figures(make.programme(), period_of("2026-11")).students == 20
    assert order_figures(make.programme(), DECEMBER).students == 30
    assert order_figures(make.programme(), period_or_term_of("2026-autumn")).students == 50
    assert order_figures(make.programme(), period_or_term_of("2026-spring")).students == 0


def test_where_nothing_was_given_there_are_noughts_and_no_ratio(app: Flask) -> None:
    found = order_figures(make.programme(), DECEMBER)

    assert figures(found) == (0,) * 7
    assert (found.reviews.average, found.reviews.coverage) == (None, None)
    assert (by_client(make.programme(), DECEMBER), by_tutor(make.programme(), DECEMBER)) == ([], [])


@pytest.mark.parametrize("whose", ["programme", "school", "community", "unit"])
@pytest.mark.parametrize(
    ("figure", "counts"),
    [("orders", "orders"), ("mock_trials", "mock_trials"), ("reviews", None), ("schools", None), ("others", None)],
)
def test_behind_a_figure_lie_its_classes(lived: Flask, whose: str, figure: str, counts: str | None) -> None:
    of: Programme | Organisation = getattr(make, whose)()
    found = order_figures(of, DECEMBER)

    behind = orders_behind(of, DECEMBER, figure)

    assert behind is not None
    if counts:
        assert len(behind.orders) == getattr(found, counts)
    elif figure == "reviews":
        assert len(behind.orders) == found.reviews.count
    else:
        assert len({one.client_id for one in behind.orders}) == getattr(found, figure)
    assert behind.more is None


def test_a_sum_opens_the_classes_that_it_sums_with_who_taught(lived: Flask) -> None:
    behind = orders_behind(make.programme(), DECEMBER, "students")

    assert behind is not None
    assert sum(one.actual_people or 0 for one in behind.orders) == 160
    assert [one.name for one in behind.tutors[behind.orders[0].shift_id or 0]] == ["杜衡", "叶青"]
    assert orders_behind(make.programme(), DECEMBER, "money") is None


def test_the_lines_of_schools_and_tutors_add_up_where_they_may(lived: Flask) -> None:
    programme = make.programme()
    whole, clients, tutors = (
        order_figures(programme, DECEMBER),
        by_client(programme, DECEMBER),
        by_tutor(programme, DECEMBER),
    )

    assert [one.client.code for one in clients] == [make.school().code, "QIAOMEN"]
    for name in ("orders", "class_periods", "mock_trials", "students"):
        assert sum(getattr(one.figures, name) for one in clients) == getattr(whole, name)
    assert [(one.person.name, one.orders, one.class_periods, one.students, one.clients) for one in tutors] == [
        ("杜衡", 3, 4, 121, 2),
        ("叶青", 3, 4, 121, 2),
    ]


def test_a_tutors_minutes_are_those_that_were_credited(app: Flask) -> None:
    order = given(make.offering(), at(12, 1), 41)
    assert order.shift is not None
    before = by_tutor(make.programme(), DECEMBER)

    make.confirmed(order.shift, by=make.liaison(), headcount=2)

    assert [one.minutes for one in before] == [0, 0]
    after = by_tutor(make.programme(), DECEMBER)
    assert [one.minutes for one in after] == [42, 42]  # of 45, in whole steps
    assert {whence for one in after for whence, part in one.by_provenance.items() if part} == {Provenance.SCANNED}


# ------------------------------------------------------------------------------ written out


def test_the_report_of_an_organisation_has_block_e_and_every_figure_opens_its_classes(lived: Flask) -> None:
    rows = {
        row.name: row for row in rows_of(writing.as_json(report_of(make.school(), DECEMBER))) if row.group == "上门授课"
    }

    assert {row.name: row.value for row in rows.values()} == {
        **{label: getattr(order_figures(make.school(), DECEMBER), name) for name, label in LABELS.items()},
        "评单（5 分制）": 4.5,
    }
    assert rows["评单（5 分制）"].note == "2 场评过，占 66.7%"
    for row in rows.values():
        assert row.figure is not None
        assert orders_behind(make.school(), DECEMBER, row.figure.removeprefix("orders-")) is not None


def sheets(programme: Programme, **given: bool) -> list[list[list[Any]]]:
    content = as_xlsx(programme_report(programme, DECEMBER), **given)
    book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_the_json_has_the_keys_that_other_systems_rely_on(lived: Flask) -> None:
    written = as_json(programme_report(make.programme(), DECEMBER))

    assert json.loads(json.dumps(written)) == written
    assert {name: written[name] for name in ("schools", "others", "orders", "class_periods", "students", "tutors")} == {
        **{"schools": 1, "others": 1, "orders": 4, "class_periods": 5, "students": 160, "tutors": 2}
    }
    assert (written["mock_trials"], written["reviews"]["count"], written["reviews"]["average"]) == (1, 2, 4.5)
    assert "杜衡" not in json.dumps(written, ensure_ascii=False)


def test_the_workbook_holds_the_same_numbers(lived: Flask) -> None:
    whole, clients, tutors = sheets(make.programme())

    found = order_figures(make.programme(), DECEMBER)
    assert {row[0]: row[1] for row in whole[1:8]} == {label: getattr(found, name) for name, label in LABELS.items()}
    assert [row[0] for row in whole[-len(DEFINITIONS) :]] == list(DEFINITIONS)
    assert sum(row[1] for row in clients[1:]) == found.orders
    assert [row[0] for row in tutors[1:]] == ["杜*", "叶*"]
    assert [row[0] for row in sheets(make.programme(), with_names=True)[2][1:]] == ["杜衡", "叶青"]


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_the_operator_exports_the_programme(lived: Flask, kind: str) -> None:
    words = ["--programme", "mofashi", "--period", "2026-autumn", "--format", kind]

    ran = lived.test_cli_runner().invoke(export_programme, words)

    assert ran.exit_code == 0, ran.output
    if kind == "json":
        assert json.loads(ran.stdout_bytes)["orders"] == 4
    else:
        assert ran.stdout_bytes[:2] == b"PK"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--programme", "nothing", "--period", "2021"], "no programme has the code nothing"),
        (["--programme", "mofashi", "--period", "2021-summer"], "not a period: '2021-summer'"),
    ],
)
def test_what_cannot_be_exported_says_why(app: Flask, words: list[str], said: str) -> None:
    make.programme()

    ran = app.test_cli_runner().invoke(export_programme, words)

    assert (ran.exit_code, said in ran.output) == (1, True)


def test_the_figures_of_a_person_without_a_class_are_nowhere(lived: Flask) -> None:
    someone: Person = make.fang()

    assert someone.id not in {one.person.id for one in by_tutor(make.programme(), DECEMBER)}
    db.session.rollback()
