"""Each check turns red when the fact it proves is broken behind the rules' back."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import make
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.cli.checking import first_difference
from volunteer.hours import checks, ledger


def lived() -> None:
    """Three postings of 王芳 (1, 2, 3), the first reversed (4), and one of 李强 (5)."""
    for days in range(3):
        make.posting_(started_at=make.NOW - (days + 1) * DAY)
    first, clerk = checks.db.session.get_one(checks.HourEntry, 1), make.jing().id
    write(lambda now: ledger.reverse(first, clerk, "记错了人", now))
    make.posting_(make.li(), started_at=make.NOW - DAY)


def no_unique_keys() -> None:
    """Take the keys away that would not even let the harm be done."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE hour_entries DROP CONSTRAINT uq_hour_entries_reverses_id")
            connection.exec_driver_sql("ALTER TABLE hour_entries DROP CONSTRAINT uq_hour_entries_follows_id")
        connection.exec_driver_sql("DROP INDEX uq_hour_entries_one_first_posting")


def test_what_was_lived_passes_every_check(app: Flask) -> None:
    lived()

    assert [check() for check in checks.CHECKS] == [None] * len(checks.CHECKS)


HARM: list[tuple[Callable[[], str | None], str, str]] = [
    (checks.balance_is_the_sum_of_what_stands, "minutes = -60 WHERE id = 4", "person 1: all rows sum to 300"),
    (checks.each_reversal_mirrors_its_posting, "minutes = -60 WHERE id = 4", "row 4 does not mirror row 1"),
    (checks.each_reversal_mirrors_its_posting, "person_id = 3 WHERE id = 4", "row 4 does not mirror row 1"),
    (checks.each_reversal_mirrors_its_posting, "source_id = 99 WHERE id = 4", "row 4 does not mirror row 1"),
    (checks.each_reversal_mirrors_its_posting, "served_on = '2026-01-01' WHERE id = 4", "row 4 does not mirror"),
    (checks.minutes_fit_into_their_time, "minutes = 121 WHERE id = 2", "row 2 has 121 minutes"),
    (checks.nobody_serves_twice_at_one_time, "person_id = 1 WHERE id = 5", ""),
    (checks.nobody_serves_twice_at_one_time, "started_at = (SELECT started_at FROM hour_entries WHERE id = 3), "
     "ended_at = (SELECT ended_at FROM hour_entries WHERE id = 3) WHERE id = 2", "row 3 overlaps an earlier one"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "change", "said"), HARM)
def test_a_changed_row_turns_its_check_red(app: Flask, check: Callable[[], str | None], change: str, said: str) -> None:
    lived()

    make.behind_the_back("hour_entries", f"UPDATE hour_entries SET {change}")

    if "person_id = 1 WHERE id = 5" in change:  # it shares its time with row 1, which is reversed, and with no other
        assert check() is None
        make.behind_the_back("hour_entries", "DELETE FROM hour_entries WHERE id = 4")
        assert "overlaps" in str(check())
    else:
        assert said in str(check())


def test_a_source_that_stands_twice_is_found(bare: Flask) -> None:
    checks_of_a_house_without_keys(bare)
    make.behind_the_back("hour_entries", "UPDATE hour_entries SET source_id = 2 WHERE id = 3")

    assert checks.each_source_stands_once() == "wish 2 has 2 postings that stand"


def checks_of_a_house_without_keys(app: Flask) -> None:
    import flask_migrate

    flask_migrate.upgrade()
    lived()
    no_unique_keys()


def test_a_lost_ledger_row_is_found_by_the_wish_that_earned_it(app: Flask) -> None:
    make.fulfilled_wish()
    assert first_difference() is None

    make.behind_the_back("hour_entries", "UPDATE hour_entries SET source_id = 99")

    assert first_difference() == "a_credited_claim_has_its_posting: claim 1 says credited, and its posting does not fit"


def test_a_window_catches_what_a_short_service_hides(app: Flask) -> None:
    # Long, short, middle: the middle one touches the long one, not the short one just before it.
    make.posting_(started_at=make.NOW - 6 * HOUR, lasting=4 * HOUR)
    make.posting_(started_at=make.NOW - 30 * HOUR, lasting=HOUR)
    make.posting_(started_at=make.NOW - 40 * HOUR, lasting=HOUR)
    moments = {2: ("2026-11-20 18:00:00", "2026-11-20 18:30:00"), 3: ("2026-11-20 20:00:00", "2026-11-20 21:00:00")}

    for id_, (began, ended) in moments.items():
        make.behind_the_back(
            "hour_entries",
            f"UPDATE hour_entries SET started_at = '{began}', ended_at = '{ended}', minutes = 30 WHERE id = {id_}",
        )

    make.behind_the_back("hour_entries", "UPDATE hour_entries SET started_at = '2026-11-19 01:00:00', "
                         "ended_at = '2026-11-19 02:00:00' WHERE id = 2")  # fmt: skip
    assert "row 3 overlaps" in str(checks.nobody_serves_twice_at_one_time())
