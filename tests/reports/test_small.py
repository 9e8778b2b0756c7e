"""What a superior is not told: few persons, and nothing from which they could be worked out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
import sqlalchemy.event
from flask import Flask

from tests import make, plans
from tests.conftest import on_sqlite
from volunteer.attendance.models import Attendance, Means
from volunteer.attendance.models import State as At
from volunteer.base import clock, codes
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.events.models import Shift
from volunteer.reports.closed import SOME, is_closed
from volunteer.reports.lines import rows_of, written_as
from volunteer.reports.periods import period_of
from volunteer.reports.small import SMALL, WITHHELD, closed, for_superior
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json


@pytest.fixture
def written(app: Flask) -> dict[str, Any]:
    """November of a unit with nothing in it; a test puts its figures in."""
    return as_json(report_of(make.unit(), period_of("2026-11")))


@pytest.mark.parametrize(("persons", "told"), [(0, 0), (1, SMALL), (4, SMALL), (5, 5), (6, 6)])
def test_one_to_four_persons_are_not_told(written: dict[str, Any], persons: int, told: object) -> None:
    written["orders"]["tutors"] = persons

    assert for_superior(written)["orders"]["tutors"] == told


def test_the_report_itself_is_left_as_it_is(written: dict[str, Any]) -> None:
    written["hours"] |= {"persons": 2, "entries": 3}

    for_superior(written)

    assert (written["hours"]["persons"], written["hours"]["entries"]) == (2, 3)


def test_few_times_of_few_persons_are_not_told_either(written: dict[str, Any]) -> None:
    written["hours"] |= {"persons": 1, "entries": 1}

    assert for_superior(written)["hours"]["entries"] == SMALL


def test_a_rate_of_a_cell_that_is_not_told_is_withheld(written: dict[str, Any]) -> None:
    written["registration"] |= {"members_due": 40, "members": 3, "rate": 0.075}

    told = for_superior(written)["registration"]

    assert (told["members_due"], told["members"], told["rate"]) == (40, SMALL, WITHHELD)


def test_who_came_new_cannot_be_worked_out_from_two_months_and_who_left(written: dict[str, Any]) -> None:
    written["registration"] |= {"members": 12, "new": 3, "moved": 0, "ended": 0}

    told = for_superior(written)["registration"]

    assert (told["new"], told["moved"], told["ended"]) == (SMALL, WITHHELD, WITHHELD)


def test_a_withheld_cell_may_be_nothing_or_many_so_that_no_sum_tells_the_small_one(written: dict[str, Any]) -> None:
    written["registration"] |= {"members": 12, "new": 9, "moved": 1, "ended": 0}

    told = for_superior(written)["registration"]

    assert (told["new"], told["moved"], told["ended"]) == (WITHHELD, SMALL, WITHHELD)


def test_the_wishes_that_few_residents_marked_do_not_open(written: dict[str, Any]) -> None:
    written["wishes"] |= {"satisfaction": 5.0, "satisfaction_answers": 2}

    assert "rated" in closed(for_superior(written))
    written["wishes"]["satisfaction_answers"] = 5
    assert "rated" not in closed(for_superior(written))


def test_the_mean_mark_of_a_few_residents_is_withheld(written: dict[str, Any]) -> None:
    written["wishes"] |= {"satisfaction": 1.0, "satisfaction_answers": 1}

    told = for_superior(written)

    assert (told["wishes"]["satisfaction"], told["wishes"]["satisfaction_answers"]) == (WITHHELD, SMALL)
    row = next(one for one in rows_of(told) if one.key == "wishes.satisfaction")
    assert (written_as(row), row.note, row.figure) == ("不单列", "少于 5 人评价", None)


def test_the_whole_less_all_parts_but_one_does_not_tell_that_one(written: dict[str, Any]) -> None:
    written["activities"] |= {"persons": 2, "attendances": 2}
    written["joined"] |= {"persons": 27, "attendances": 30}
    written["hours"] |= {"persons": 29, "entries": 32}

    told = for_superior(written)

    assert told["activities"]["persons"] == SMALL
    assert (told["joined"]["persons"], told["hours"]["persons"]) == (27, WITHHELD)
    assert told["hours"]["entries"] == WITHHELD


def test_the_records_of_a_few_and_every_list_of_members_stay_shut(written: dict[str, Any]) -> None:
    written["activities"] |= {"persons": 2, "attendances": 2}
    written["hours"] |= {"persons": 29, "entries": 40}

    shut = closed(for_superior(written))

    assert {"held-attendances", "registration-members"} <= shut
    assert not {"hours", "joined-attendances", "registration-units"} & shut


def test_many_times_of_one_person_do_not_open_either_and_those_of_five_do(app: Flask) -> None:
    community, year = make.community(), period_of("2026")
    for number in range(SOME + 1):
        make.posting_(started_at=make.NOW - (number + 1) * DAY)

    assert is_closed("hours", community, year)

    for number in range(3):
        make.posting_(make.person(f"志愿者{number}"))
    assert is_closed("hours", community, year)
    make.posting_(make.person("志愿者4"))
    assert not is_closed("hours", community, year)


def came_to_many(event_id: int, times: int) -> None:
    """王芳, who is there, came so many times, each time to another shift of the event."""
    for number in range(times):
        begins = make.NOW - (number + 1) * DAY
        shift = Shift(code=codes.name(), event_id=event_id, starts_at=begins, ends_at=begins + HOUR, break_minutes=0)
        shift.confirmed_at = shift.ends_at
        came = {"state": At.CONFIRMED, "came_at": begins, "came_by": Means.SCREEN, "minutes": 60}
        db.session.add(Attendance(shift=shift, person_id=make.fang().id, **came))


def test_many_times_of_one_person_at_events_are_few_persons_too(app: Flask) -> None:
    community, year, event_id = make.community(), period_of("2026"), make.published_event().id
    make.fang()
    write(lambda _now: came_to_many(event_id, SOME + 1))
    for number in range(5):
        make.posting_(make.person(f"志愿者{number}"))

    shut = closed(for_superior(as_json(report_of(community, year))))

    assert "held-attendances" in shut
    assert is_closed("hours", community, year) == ("hours" in shut)


@on_sqlite
def test_whether_few_came_or_served_is_looked_for_in_the_period_not_in_all_there_ever_was(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    make.posting_()
    with statements() as seen:
        is_closed("hours", make.community(), period_of("2026"))

    came, served = (
        next(one for one in seen if f"SELECT {table}.person_id" in one) for table in ("attendances", "hour_entries")
    )
    assert [plans.steps(one)[0].partition(" USING ")[2] for one in (came, served)] == [
        "INDEX ix_shifts_starts_at_id (starts_at>? AND starts_at<?)",
        "INDEX ix_hour_entries_community_id_served_on (community_id=? AND served_on>? AND served_on<?)",
    ]


def test_a_first_week_in_which_many_served_answers_for_the_year(app: Flask) -> None:
    community = make.community()
    for number in range(5):
        make.posting_(make.person(f"志愿者{number}"), started_at=clock.at(date(2026, 1, 4), 9))
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, words: Any, *_rest: Any) -> None:
        if "hour_entries.person_id" in statement:
            asked.append((statement, words))

    sqlalchemy.event.listen(db.engine, "before_cursor_execute", note)
    shut = is_closed("hours", community, period_of("2026"))
    sqlalchemy.event.remove(db.engine, "before_cursor_execute", note)

    [(_statement, words)] = asked  # a year at once would lead PostgreSQL through all of the ledger before it
    said = [str(word) for word in (words.values() if isinstance(words, dict) else words)]
    assert [word for word in said if word.startswith("2026-")] == ["2026-01-01", "2026-01-07"]
    assert not shut
