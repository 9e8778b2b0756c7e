"""Crediting minutes, reversing a posting, correcting one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make, plans
from tests.conftest import on_sqlite
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.base.db import db, write
from volunteer.base.refusal import SameHands
from volunteer.hours import checks, ledger
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.hours.queries import (
    balance,
    entry_of,
    minutes_on,
    overlapping,
    posting_of,
    rows_of,
    split_of,
    years_of,
)
from volunteer.hours.refusals import AlreadyReversed, OverDailyCap, Overlaps
from volunteer.journal.queries import lines_of

NINE = clock.at(make.TODAY, 9) - DAY  # yesterday morning in China


def rows() -> list[HourEntry]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(HourEntry).order_by(HourEntry.id)))


def clerk() -> int:
    return make.jing().id


def reverse(entry: HourEntry, by: int | None = None) -> HourEntry:
    who = by or clerk()
    return write(lambda now: ledger.reverse(entry, who, "记错了人", now))


def correct(entry: HourEntry, minutes: int, by: int | None = None, approved_by: int | None = None) -> HourEntry:
    who, second = by or clerk(), approved_by or make.second_clerk().id
    return write(lambda now: ledger.correct(entry, minutes, who, second, "时间填错了", now))


# ------------------------------------------------------------------------------ crediting


def test_a_service_is_posted_with_its_words_and_its_minutes(app: Flask) -> None:
    entry = make.posting_(started_at=NINE)

    assert (entry.minutes, entry.served_on, entry.recorded_at) == (120, date(2026, 11, 20), make.NOW)
    assert (entry.name, entry.person_in_charge) == ("桥门社区的一位老人：一台带大字的收音机", "陈静")
    assert balance(make.fang().id) == 120


@pytest.mark.parametrize(
    ("started_at", "day"),
    [
        (clock.at(date(2026, 11, 20), 23, 30), date(2026, 11, 20)),  # over midnight: the day it began
        (clock.at(date(2026, 11, 20), 0, 0), date(2026, 11, 20)),  # still the 19th in Greenwich
        (clock.at(date(2026, 10, 31), 22, 0), date(2026, 10, 31)),
        (clock.at(date(2024, 2, 29), 7, 0), date(2024, 2, 29)),
    ],
)
def test_the_day_of_service_is_the_local_day_on_which_it_began(app: Flask, started_at: datetime, day: date) -> None:
    assert make.posting_(started_at=started_at).served_on == day


def test_a_posting_is_a_line_in_its_hosts_journal(app: Flask) -> None:
    entry = make.posting_()

    line = lines_of("hour_entries", entry.id)[0]
    assert (line.action, line.organisation_id) == ("hours.credited", make.community().id)


def test_a_source_is_paid_once_even_when_the_rule_is_gone_round(app: Flask) -> None:
    make.posting_(started_at=NINE, source_id=7)

    with pytest.raises(sa.exc.IntegrityError):
        make.posting_(started_at=NINE - DAY, source_id=7)


def test_two_sources_are_two_postings(app: Flask) -> None:
    make.posting_(started_at=NINE, source_id=7)
    make.posting_(started_at=NINE - DAY, source_id=8)

    assert balance(make.fang().id) == 240


@pytest.mark.parametrize(("began", "lasting"), [(30, 60), (-30, 60), (-30, 180), (0, 120), (119, 60)])
def test_nobody_serves_in_two_places_at_one_time(app: Flask, began: int, lasting: int) -> None:
    make.posting_(started_at=NINE)

    with pytest.raises(Overlaps, match=r"一台带大字的收音机”（11月20日 09:00–11:00）重叠"):
        make.posting_(started_at=NINE + began * MINUTE, lasting=lasting * MINUTE)


@pytest.mark.parametrize("began", [-60, 120])
def test_what_ends_as_the_next_begins_does_not_overlap(app: Flask, began: int) -> None:
    make.posting_(started_at=NINE)

    make.posting_(started_at=NINE + began * MINUTE, lasting=HOUR)

    assert balance(make.fang().id) == 180


def test_two_people_serve_at_one_time(app: Flask) -> None:
    make.posting_(make.fang(), started_at=NINE)
    make.posting_(make.li(), started_at=NINE)

    assert (balance(make.fang().id), balance(make.li().id)) == (120, 120)


def full_day() -> None:
    """王芳 has served seven hours since six in the morning."""
    make.posting_(started_at=NINE - 3 * HOUR, lasting=7 * HOUR)


def test_eight_hours_a_day_are_credited_without_ado(app: Flask) -> None:
    full_day()

    make.posting_(started_at=NINE + 5 * HOUR, lasting=HOUR)

    assert minutes_on(make.fang().id, date(2026, 11, 20)) == 480


def test_more_than_eight_hours_a_day_need_a_second_person(app: Flask) -> None:
    full_day()

    with pytest.raises(OverDailyCap, match=r"已记 7\.0 小时，加上这一次超过 8 小时"):
        make.posting_(started_at=NINE + 5 * HOUR, lasting=2 * HOUR)


@pytest.mark.parametrize("approver", ["herself", "nobody"])
def test_the_second_person_is_another_one(app: Flask, approver: str) -> None:
    full_day()

    with pytest.raises(OverDailyCap):
        make.posting_(
            started_at=NINE + 5 * HOUR,
            lasting=2 * HOUR,
            recorded_by=clerk(),
            approved_by={"herself": make.fang().id, "nobody": None}[approver],
        )


def test_a_second_person_lets_a_long_day_be_credited(app: Flask) -> None:
    full_day()

    make.posting_(started_at=NINE + 5 * HOUR, lasting=2 * HOUR, approved_by=clerk())

    assert minutes_on(make.fang().id, date(2026, 11, 20)) == 540


def test_a_single_long_service_needs_a_second_person_too(app: Flask) -> None:
    with pytest.raises(OverDailyCap):
        make.posting_(started_at=NINE, lasting=9 * HOUR)


def test_the_next_day_begins_anew(app: Flask) -> None:
    full_day()

    make.posting_(started_at=NINE + DAY - 9 * HOUR, lasting=2 * HOUR)  # midnight in China

    assert balance(make.fang().id) == 540


@pytest.mark.parametrize("approver", ["nobody", "herself", "the recorder"])
def test_a_back_fill_needs_two_people(app: Flask, approver: str) -> None:
    approved_by = {"nobody": None, "herself": make.fang().id, "the recorder": clerk()}[approver]

    with pytest.raises(SameHands):
        make.posting_(provenance=Provenance.BACKFILL, recorded_by=clerk(), approved_by=approved_by)


def test_the_database_knows_no_back_fill_of_one_person_either(app: Flask) -> None:
    service = make.service(provenance=Provenance.BACKFILL)

    with pytest.raises(sa.exc.IntegrityError, match="backfill_has_two_people"):
        write(
            lambda now: db.session.add(
                HourEntry(**vars(service), code="ZZZZ2222", served_on=make.TODAY, recorded_at=now)
            )
        )


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": -60}, {"ended_at": NINE - HOUR}])
def test_the_database_holds_what_must_always_hold(app: Flask, wrong: dict[str, object]) -> None:
    service = vars(make.service(started_at=NINE)) | wrong

    with pytest.raises(sa.exc.IntegrityError, match="ck_hour_entries_"):
        write(lambda now: db.session.add(HourEntry(**service, code="ZZZZ2222", served_on=make.TODAY, recorded_at=now)))


# ------------------------------------------------------------------------------ reversing


def test_a_reversal_is_a_row_of_its_own(app: Flask) -> None:
    entry = make.posting_()

    row = reverse(entry)

    assert (row.minutes, row.reverses_id, row.reason, row.served_on) == (-120, entry.id, "记错了人", entry.served_on)
    assert (len(rows()), balance(make.fang().id)) == (2, 0)


def test_a_posting_is_reversed_once(app: Flask) -> None:
    entry = make.posting_()
    reverse(entry)

    with pytest.raises(AlreadyReversed):
        reverse(entry)


def test_the_database_knows_no_second_reversal_either(app: Flask) -> None:
    entry = make.posting_()
    row = reverse(entry)

    with pytest.raises(sa.exc.IntegrityError):
        write(
            lambda now: db.session.execute(
                sa.insert(HourEntry).from_select(
                    [column.key for column in HourEntry.__table__.columns if column.key not in ("id", "code")]
                    + ["code"],
                    sa.select(
                        *(column for column in HourEntry.__table__.columns if column.key not in ("id", "code")),
                        sa.literal("ZZZZ2222"),
                    ).where(HourEntry.id == row.id),
                )
            )
        )


def test_a_reversal_is_not_reversed(app: Flask) -> None:
    row = reverse(make.posting_())

    with pytest.raises(AlreadyReversed):
        reverse(row)


def test_nobody_reverses_her_own(app: Flask) -> None:
    entry = make.posting_()

    with pytest.raises(SameHands):
        reverse(entry, by=make.fang().id)


def test_time_that_was_taken_back_is_free_again(app: Flask) -> None:
    reverse(make.posting_(started_at=NINE))

    make.posting_(started_at=NINE)

    assert balance(make.fang().id) == 120


def test_a_long_day_that_was_taken_back_is_not_long(app: Flask) -> None:
    reverse(make.posting_(started_at=NINE, lasting=7 * HOUR))

    make.posting_(started_at=NINE, lasting=8 * HOUR)

    assert minutes_on(make.fang().id, date(2026, 11, 20)) == 480


def test_a_back_fill_is_reversed_by_either_of_its_people(app: Flask) -> None:
    for number, by in enumerate((make.jing(), make.second_clerk())):
        entry = make.posting_(
            started_at=NINE - number * DAY,
            provenance=Provenance.BACKFILL,
            recorded_by=make.jing().id,
            approved_by=make.second_clerk().id,
        )
        reverse(entry, by.id)

    assert balance(make.fang().id) == 0


# ------------------------------------------------------------------------------ correcting


def test_a_correction_keeps_what_was_there_before(app: Flask) -> None:
    entry = make.posting_(started_at=NINE)

    again = correct(entry, 60)

    assert [one.minutes for one in rows()] == [120, -120, 60]
    assert (again.follows_id, again.provenance, again.reason) == (rows()[1].id, Provenance.BACKFILL, "时间填错了")
    assert balance(make.fang().id) == 60


def test_a_correction_stands_for_the_same_source(app: Flask) -> None:
    entry = make.posting_(source_id=7)

    again = correct(entry, 60)

    standing = posting_of(Source.WISH, 7)
    assert standing is not None
    assert standing.id == again.id


def test_what_was_corrected_may_be_corrected_again(app: Flask) -> None:
    once = correct(make.posting_(), 60)

    correct(once, 90)

    assert balance(make.fang().id) == 90
    assert [check() for check in checks.CHECKS] == [None] * len(checks.CHECKS)


def test_what_was_corrected_is_not_corrected_at_its_old_row(app: Flask) -> None:
    entry = make.posting_()
    correct(entry, 60)

    with pytest.raises(AlreadyReversed):
        correct(entry, 90)


@pytest.mark.parametrize("who", ["one clerk alone", "the volunteer enters", "the volunteer approves"])
def test_a_correction_takes_two_others(app: Flask, who: str) -> None:
    entry, fang, jing = make.posting_(), make.fang().id, clerk()
    by, second = {
        "one clerk alone": (jing, jing),
        "the volunteer enters": (fang, jing),
        "the volunteer approves": (jing, fang),
    }[who]

    with pytest.raises(SameHands):
        correct(entry, 60, by, second)


def test_a_refused_correction_leaves_the_posting_as_it_was(app: Flask) -> None:
    entry = make.posting_()

    with pytest.raises(SameHands):
        correct(entry, 60, clerk(), clerk())

    assert ([one.minutes for one in rows()], balance(make.fang().id)) == ([120], 120)


# ------------------------------------------------------------------------------ reading


def test_the_rows_of_a_person_come_latest_day_first_and_by_key(app: Flask) -> None:
    for days in (3, 1, 2):
        make.posting_(started_at=NINE - days * DAY, lasting=HOUR)

    first = rows_of(make.fang().id, limit=2)
    then = rows_of(make.fang().id, after=(first[-1].served_on, first[-1].id), limit=2)

    assert [one.served_on.day for one in (*first, *then)] == [19, 18, 17]


def test_a_year_holds_the_days_of_the_local_year(app: Flask) -> None:
    make.posting_(started_at=clock.at(date(2026, 1, 1), 0, 30), lasting=HOUR)  # still 2025 in Greenwich
    make.posting_(started_at=clock.at(date(2025, 12, 31), 22), lasting=HOUR)

    assert [len(rows_of(make.fang().id, year)) for year in (2025, 2026)] == [1, 1]
    assert years_of(make.fang().id) == [2026, 2025]


def test_the_split_shows_all_four_kinds_and_what_stands(app: Flask) -> None:
    make.posting_(started_at=NINE, provenance=Provenance.RECEIVER)
    make.posting_(started_at=NINE - DAY, provenance=Provenance.RECEIVER, lasting=HOUR)
    reverse(make.posting_(started_at=NINE - 2 * DAY))

    assert split_of(make.fang().id) == [
        (Provenance.SCANNED, 0, 0),
        (Provenance.STAFF, 0, 0),
        (Provenance.RECEIVER, 2, 180),
        (Provenance.BACKFILL, 0, 0),
    ]


def test_the_split_of_a_year_leaves_the_others_out(app: Flask) -> None:
    make.posting_(started_at=NINE)

    assert sum(minutes for _kind, _times, minutes in split_of(make.fang().id, 2025)) == 0


def test_a_row_is_found_by_its_own_person_only(app: Flask) -> None:
    entry = make.posting_()

    assert entry_of(make.fang().id, entry.code) is not None
    assert entry_of(make.lei().id, entry.code) is None


def test_a_reversed_posting_stands_in_nobodys_way(app: Flask) -> None:
    entry = make.posting_(started_at=NINE)
    reverse(entry)

    assert overlapping(make.fang().id, NINE, NINE + HOUR) is None
    assert posting_of(Source.WISH, entry.source_id) is None


@on_sqlite
def test_what_stands_for_a_person_or_a_source_is_not_looked_for_in_the_whole_ledger(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with statements() as seen:
        overlapping(make.fang().id, NINE, NINE + HOUR)
        posting_of(Source.EVENT, 1)
        split_of(make.fang().id, 2026)

    first_steps = [plans.steps(one)[0] for one in seen if "FROM hour_entries" in one]
    assert [one.partition(" USING ")[2] for one in first_steps] == [
        "INDEX ix_hour_entries_person_id_served_on (person_id=?)",
        "INDEX ix_hour_entries_source_source_id (source=? AND source_id=?)",
        "INDEX ix_hour_entries_person_id_served_on (person_id=? AND served_on>? AND served_on<?)",
    ]


@on_sqlite
def test_what_keeps_a_row_from_being_replaced_reads_no_whole_table_even_after_a_look_at_a_short_one(app: Flask) -> None:
    db.session.execute(sa.text("ANALYZE"))
    sql = db.session.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'hour_entries_no_replace'")) or ""
    asked = sql.partition(" WHEN ")[2].partition(" BEGIN SELECT")[0]
    for column in ("id", "code", "reverses_id", "follows_id", "source_id", "source"):
        asked = asked.replace(f"NEW.{column}", f":{column}")

    plan = db.session.execute(
        sa.text(f"EXPLAIN QUERY PLAN SELECT {asked}"),
        {"id": 1, "code": "a", "reverses_id": 1, "follows_id": 1, "source": "event", "source_id": 1},
    ).all()

    searched = [str(step[3]) for step in plan if "hour_entries" in str(step[3])]
    assert len(searched) == 5
    assert all(one.startswith("SEARCH") for one in searched)
