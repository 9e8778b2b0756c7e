"""The sums of the ledger: nothing is left out that comes late, nothing counts twice, and all can be made anew."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from tests import make
from tests.conftest import on_postgresql
from volunteer.accounts.models import Person
from volunteer.base.clock import HOUR
from volunteer.base.db import db, write
from volunteer.hours import checks, ledger, sums
from volunteer.hours.models import HourEntry, HourSum, MonthServed, SumsMark


def mark() -> tuple[int, int]:
    db.session.rollback()
    found = db.session.get_one(SumsMark, 1)
    return found.upto, found.seen


def kept() -> list[tuple[int, int]]:
    """Minutes and postings of each row of the sums."""
    db.session.rollback()
    rows = db.session.execute(sa.select(HourSum.minutes, HourSum.postings).order_by(HourSum.month, HourSum.minutes))
    return [(row[0], row[1]) for row in rows]


def test_what_is_taken_back_later_leaves_no_person_behind(app: Flask) -> None:
    entry = make.posting_()
    sums.keep_up(make.NOW)
    assert kept() == [(120, 1)]

    jing = make.jing()
    write(lambda now: ledger.reverse(entry, jing.id, "记错了人", now))
    sums.keep_up(make.NOW)

    assert kept() == [(0, 0)]
    assert db.session.scalars(sa.select(MonthServed.postings)).all() == [0]
    assert checks.sums_are_those_of_the_ledger() is None


def test_keeping_up_twice_adds_nothing_twice(app: Flask) -> None:
    make.posting_()

    sums.keep_up(make.NOW)
    sums.keep_up(make.NOW)

    assert (kept(), mark()) == ([(120, 1)], (1, 1))


@on_postgresql
def test_a_row_that_commits_after_a_later_one_is_not_left_out(app: Flask) -> None:
    early, late = make.service(), make.service(make.li(), source_id=7)
    with db.engine.connect() as other, other.begin() as held:
        # As a posting does: first the person's gate, then the row; and then it takes its time.
        other.execute(sa.select(Person.id).where(Person.id == early.person_id).with_for_update(key_share=True))
        words = {**vars(early), "code": "EARLY", "served_on": make.TODAY, "recorded_at": make.NOW - HOUR}
        other.execute(sa.insert(HourEntry).values(**words))
        write(lambda now: ledger.credit(late, now))
        sums.keep_up(make.NOW)
        assert mark() == (0, 2)
        held.commit()

    sums.keep_up(make.NOW)

    assert (mark(), sum(minutes for minutes, _ in kept())) == ((2, 2), 240)
    assert checks.sums_are_those_of_the_ledger() is None


@on_postgresql
def test_a_mark_that_was_brought_from_another_server_does_not_hold_the_sums_up(app: Flask) -> None:
    make.posting_()
    write(sums.look)
    db.session.execute(sa.update(SumsMark).values(horizon=2**60))
    db.session.commit()

    sums.keep_up(make.NOW)

    assert mark() == (1, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE hour_sums SET minutes = minutes + 1", "hour_sums (month 202611"),
        ("UPDATE months_served SET postings = 2", "months_served (community_id"),
        ("DELETE FROM hour_sums", "off by -120, -1"),
    ],
)
def test_sums_that_differ_from_the_ledger_turn_the_check_red(app: Flask, change: str, said: str) -> None:
    make.posting_()
    sums.keep_up(make.NOW)

    db.session.execute(sa.text(change))
    db.session.commit()

    assert said in str(checks.sums_are_those_of_the_ledger())


def test_the_sums_can_be_made_anew(app: Flask) -> None:
    make.posting_()
    sums.keep_up(make.NOW)
    db.session.execute(sa.update(HourSum).values(minutes=7))
    db.session.commit()

    answer = FlaskCliRunner(app).invoke(args=["recount"])

    assert answer.output == "recount: done; 0 rows of the ledger are not in the sums yet\n"
    assert (kept(), checks.sums_are_those_of_the_ledger()) == ([(120, 1)], None)
