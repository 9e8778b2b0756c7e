"""Each check turns red when the fact it proves is broken behind the rules' back."""

# ruff: noqa: S608 - the words of these statements are ours

from collections.abc import Callable

import flask_migrate
import pytest
from flask import Flask

from tests import make
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.hours import checks, ledger

Check = Callable[[], str | None]


def lived() -> None:
    """Three postings of 王芳 on three days (1, 2, 3), the first of them reversed (4)."""
    first, _, _ = (make.posting_(started_at=make.NOW - (days + 1) * DAY) for days in range(3))
    clerk = make.jing().id
    write(lambda now: ledger.reverse(first, clerk, "记错了人", now))


def changed(change: str) -> None:
    make.behind_the_back("hour_entries", f"UPDATE hour_entries SET {change}")


def test_what_was_lived_passes_every_check(app: Flask) -> None:
    lived()

    assert [check() for check in checks.CHECKS] == [None] * len(checks.CHECKS)


@pytest.mark.parametrize(
    ("check", "change", "said"),
    [
        (checks.balance_is_the_sum_of_what_stands, "minutes = -60 WHERE id = 4", "person 1: all rows sum to 300"),
        (checks.each_reversal_mirrors_its_posting, "minutes = -60 WHERE id = 4", "row 4 does not mirror row 1"),
        (checks.each_reversal_mirrors_its_posting, "person_id = 2 WHERE id = 4", "row 4 does not mirror row 1"),
        (checks.each_reversal_mirrors_its_posting, "source_id = 99 WHERE id = 4", "row 4 does not mirror row 1"),
        (checks.each_reversal_mirrors_its_posting, "served_on = '2026-01-01' WHERE id = 4", "row 4 does not mirror"),
        (checks.minutes_fit_into_their_time, "minutes = 121 WHERE id = 2", "row 2 has 121 minutes"),
    ],
)
def test_a_changed_row_turns_its_check_red(app: Flask, check: Check, change: str, said: str) -> None:
    lived()

    changed(change)

    assert said in str(check())


@pytest.mark.parametrize(
    ("hours", "overlaps"), [((0, 4, 1, 2, 3, 5), True), ((0, 4, 4, 5, 5, 6), False), ((0, 2, 4, 6, 1, 5), True)]
)
def test_two_services_at_one_time_are_found_wherever_they_stand(
    app: Flask, hours: tuple[int, ...], overlaps: bool
) -> None:
    # The first case is the treacherous one: the third touches the first, not the short one just before it.
    for days in range(3):
        make.posting_(started_at=make.NOW - (days + 1) * DAY, lasting=HOUR)

    for id_ in (1, 2, 3):
        began, ended = (f"'2026-11-01 {hour:02}:00:00'" for hour in hours[2 * id_ - 2 : 2 * id_])
        changed(f"started_at = {began}, ended_at = {ended} WHERE id = {id_}")

    assert (checks.nobody_serves_twice_at_one_time() is not None) is overlaps


def test_what_was_reversed_takes_up_no_time(app: Flask) -> None:
    lived()

    changed("started_at = '2026-11-01 01:00:00', ended_at = '2026-11-01 03:00:00' WHERE id IN (1, 2, 4)")

    assert checks.nobody_serves_twice_at_one_time() is None


@pytest.fixture
def keyless(bare: Flask) -> Flask:
    """A house whose ledger has lost the unique keys that would not even let the harm be done."""
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_hour_entries_one_first_posting")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE hour_entries DROP CONSTRAINT uq_hour_entries_reverses_id")
    lived()
    return bare


def test_a_source_that_stands_twice_is_found(keyless: Flask) -> None:
    changed("source_id = 2 WHERE id IN (2, 3)")

    assert checks.each_source_stands_once() == "wish 2 has 2 postings that stand"
