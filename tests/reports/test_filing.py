"""A report from its draft to its acceptance, what stands frozen, and what a later correction makes of it."""

import json
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.refusal import NotYours, SameHands
from volunteer.cli.checking import first_difference
from volunteer.hours import ledger
from volunteer.journal.models import Line
from volunteer.journal.moves import MovedOn
from volunteer.notices.models import Notice
from volunteer.organisations.models import Organisation, Role
from volunteer.reports import filing, freezing
from volunteer.reports.filed import latest_of, versions_of
from volunteer.reports.issued import issued
from volunteer.reports.models import PeriodicReport, State
from volunteer.reports.periods import period_of
from volunteer.reports.refusals import (
    Edited,
    LookAgain,
    NoReport,
    NotBegun,
    NotFounded,
    NothingChanged,
    NotOver,
    Unsigned,
    WordsNeeded,
    WritesAlready,
)
from volunteer.reports.upward import due_on, receiver_of
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json, canonical

OCTOBER = make.LAST_MONTH


def day(number: int, month: int = 10) -> datetime:
    """A local evening of 2026."""
    return clock.at(date(2026, month, number), 19)


def told(path: str) -> list[str]:
    return [one.text for one in db.session.scalars(sa.select(Notice).where(Notice.path == path).order_by(Notice.id))]


# ------------------------------------------------------------------------------ drafting and writing


def test_a_report_is_drafted_once_and_has_words_already(app: Flask) -> None:
    jing, other = make.principal(make.jing()), make.principal(make.second_clerk())
    place = make.community()

    first = make.done(lambda now: filing.draft(place, OCTOBER, jing, now))
    second = make.done(lambda now: filing.draft(place, OCTOBER, other, now))

    assert second.id == first.id
    assert (first.state, first.version, first.due_on) == (State.DRAFT, 1, date(2026, 11, 5))
    assert "2026年10月" in first.main_work
    assert first.telephone == place.office_phone


def test_the_next_report_proposes_who_signed_the_last_one(app: Flask) -> None:
    make.submitted_report()
    jing = make.principal(make.jing())

    made = make.done(lambda now: filing.draft(make.community(), period_of("2026-11"), jing, now))

    assert (made.head, made.filler, made.telephone) == tuple(make.REPORT.values())


@pytest.mark.parametrize("who", [make.lei, make.other_clerk, make.viewer, make.liaison, make.admin])
def test_only_the_own_side_drafts_and_writes(app: Flask, who: object) -> None:
    place, stranger = make.community(), make.principal(who())  # type: ignore[operator]

    with pytest.raises(NotYours):
        make.done(lambda now: filing.draft(place, OCTOBER, stranger, now))
    made = make.drafted_report()
    with pytest.raises(NotYours):
        make.done(lambda now: filing.revise(made, make.report_words(), made.edits, stranger, now))


def test_a_branch_does_not_report_and_only_what_has_begun_since_the_founding_is_drafted(app: Flask) -> None:
    branch, jing = make.team(), make.principal(make.jing())

    with pytest.raises(NoReport):
        make.done(lambda now: filing.draft(branch, OCTOBER, jing, now))
    with pytest.raises(NotBegun):
        make.done(lambda now: filing.draft(make.community(), period_of("2026-12"), jing, now))
    with pytest.raises(NotFounded):
        make.done(lambda now: filing.draft(make.community(), period_of("2000-01"), jing, now))


def test_of_two_old_forms_the_second_writes_over_nothing(app: Flask) -> None:
    made, jing = make.drafted_report(), make.principal(make.jing())
    old = made.edits

    make.done(lambda now: filing.revise(made, make.report_words(difficulties="人手不够。"), old, jing, now))
    with pytest.raises(Edited):
        make.done(lambda now: filing.revise(made, make.report_words(difficulties="没有问题。"), old, jing, now))

    db.session.rollback()
    assert made.difficulties == "人手不够。"


def test_the_words_are_drafted_anew_when_the_records_say_more(app: Flask) -> None:
    made, jing = make.drafted_report(), make.principal(make.jing())
    make.posting_(started_at=day(10))

    make.done(lambda now: filing.redraft(made, made.edits, jing, now))

    assert "2.0小时" in made.main_work
    assert (made.head, made.edits) == ("马秀英", 2)


def test_a_number_that_the_records_do_not_say_is_found(app: Flask) -> None:
    made, jing = make.drafted_report(), make.principal(make.jing())
    make.done(lambda now: filing.revise(made, make.report_words(main_work="实现心愿 37 个。"), made.edits, jing, now))
    make.done(lambda now: filing.submit(made, made.edits, jing, now))

    assert made.frozen is not None
    assert freezing.thawed(made.frozen).apart == ["37"]


# ------------------------------------------------------------------------------ sending


def test_a_report_is_sent_upward_and_its_receiver_is_told(app: Flask) -> None:
    viewer = make.viewer()
    made = make.submitted_report()

    assert made.state is State.SUBMITTED
    assert made.receiver is not None
    assert made.receiver.code == "LINXIALU"
    assert told("/reports/QIAOMEN/2026-10/filing") == ["临夏路街道桥门社区报来2026年10月报表，请接收"]
    assert db.session.scalars(sa.select(Notice.person_id)).all() == [viewer.id]


def test_a_place_reports_to_what_it_lies_in_and_a_unit_to_the_party_organisation_above(app: Flask) -> None:
    assert receiver_of(make.community()).code == "LINXIALU"
    assert receiver_of(make.unit()).code == "SZGW"
    assert receiver_of(make.street()).code == "LINXIALU"  # nothing above it here: another person there looks at it


def test_a_period_that_is_not_over_is_not_sent(app: Flask) -> None:
    month = period_of("2026-11")
    made, jing = make.drafted_report(period=month), make.principal(make.jing())

    with pytest.raises(NotOver, match="2026年11月还没有结束，12月1日起才能上报"):
        make.done(lambda now: filing.submit(made, made.edits, jing, now), day(30, 11) + DAY / 6)
    make.done(lambda now: filing.submit(made, made.edits, jing, now), clock.at(date(2026, 12, 1)))

    assert made.state is State.SUBMITTED


def test_a_report_that_is_sent_twice_is_answered_as_the_first_time(app: Flask) -> None:
    made, jing = make.submitted_report(), make.principal(make.jing())
    first = made.submitted_at, made.digest

    make.done(lambda now: filing.submit(made, made.edits, jing, now), make.NOW + DAY)

    assert (made.submitted_at, made.digest) == first
    assert db.session.scalar(sa.select(sa.func.count()).where(Line.action == "periodic_reports.submitted")) == 1


def test_another_person_who_sends_it_too_is_told_that_it_is_sent(app: Flask) -> None:
    made, other = make.submitted_report(), make.principal(make.second_clerk())

    with pytest.raises(MovedOn, match="待接收"):
        make.done(lambda now: filing.submit(made, made.edits, other, now))


def test_what_is_sent_is_what_the_page_showed(app: Flask) -> None:
    made, jing = make.drafted_report(), make.principal(make.jing())
    old = made.edits
    make.done(lambda now: filing.revise(made, make.report_words(head="何平"), old, jing, now))

    with pytest.raises(LookAgain):
        make.done(lambda now: filing.submit(made, old, jing, now))


def test_nobody_sends_a_report_that_nobody_answers_for(app: Flask) -> None:
    jing, place = make.principal(make.jing()), make.community()
    made = make.done(lambda now: filing.draft(place, OCTOBER, jing, now))

    with pytest.raises(Unsigned):
        make.done(lambda now: filing.submit(made, made.edits, jing, now))


def test_an_old_form_does_not_write_into_a_frozen_report(app: Flask) -> None:
    made, jing = make.submitted_report(), make.principal(make.jing())

    with pytest.raises(MovedOn, match="待接收"):
        make.done(lambda now: filing.revise(made, make.report_words(difficulties="补一句。"), made.edits, jing, now))

    db.session.rollback()
    assert made.difficulties == "暂无。"
    assert first_difference() is None


# ------------------------------------------------------------------------------ answering


def test_a_returned_report_is_mended_sent_again_and_accepted(app: Flask) -> None:
    made, jing, viewer = make.submitted_report(), make.principal(make.jing()), make.principal(make.viewer())
    first = made.digest

    make.done(lambda now: filing.send_back(made, "问题写具体一些", viewer, now))
    make.done(lambda now: filing.revise(made, make.report_words(difficulties="人手不够。"), made.edits, jing, now))
    make.done(lambda now: filing.submit(made, made.edits, jing, now), make.NOW + DAY)
    make.done(lambda now: filing.accept(made, "好", viewer, now), make.NOW + DAY)

    assert made.state is State.ACCEPTED
    assert made.digest != first
    assert made.issued_at == make.NOW
    assert made.frozen is not None
    assert freezing.thawed(made.frozen).texts["difficulties"] == "人手不够。"
    moved = db.session.scalars(sa.select(Line.action).where(Line.subject == "periodic_reports").order_by(Line.id)).all()
    assert [one.removeprefix("periodic_reports.") for one in moved] == [
        "drafted",
        "submitted",
        "returned",
        "submitted",
        "accepted",
    ]
    assert first_difference() is None


def test_who_returns_a_report_says_why(app: Flask) -> None:
    made, viewer = make.submitted_report(), make.principal(make.viewer())

    with pytest.raises(WordsNeeded):
        make.done(lambda now: filing.send_back(made, "", viewer, now))


@pytest.mark.parametrize("who", [make.lei, make.jing, make.other_clerk, make.admin])
def test_only_who_stands_above_answers(app: Flask, who: object) -> None:
    made, stranger = make.submitted_report(), make.principal(who())  # type: ignore[operator]

    for act in (filing.accept, filing.send_back):
        with pytest.raises(NotYours):
            make.done(lambda now, act=act: act(made, "好", stranger, now))  # type: ignore[misc]


def test_nobody_accepts_what_they_sent_and_a_root_has_a_second_person(app: Flask) -> None:
    street, first = make.street(), make.viewer()
    made = make.submitted_report(street, first)
    second = make.granted(make.person("梁军", "13919000028"), Role.SUPERIOR_VIEWER, street)

    with pytest.raises(SameHands):
        make.done(lambda now: filing.accept(made, "", make.principal(first), now))
    by = make.principal(second)
    make.done(lambda now: filing.accept(made, "", by, now))

    assert made.state is State.ACCEPTED


def test_an_accepted_report_is_neither_returned_nor_written(app: Flask) -> None:
    made, viewer, jing = make.accepted_report(), make.principal(make.viewer()), make.principal(make.jing())

    with pytest.raises(MovedOn):
        make.done(lambda now: filing.send_back(made, "等等", viewer, now))
    with pytest.raises(MovedOn):
        make.done(lambda now: filing.revise(made, make.report_words(), made.edits, jing, now))


# ------------------------------------------------------------------------------ frozen, and the next version


def test_a_frozen_report_stays_when_the_records_change_and_the_difference_is_said(app: Flask) -> None:
    entry = make.posting_(started_at=day(10))
    made = make.accepted_report()
    place = make.community()
    assert made.frozen is not None

    jing = make.principal(make.jing())
    make.done(lambda now: ledger.reverse(entry, jing.person_id, "记错了人", now))

    was = freezing.thawed(made.frozen)
    found = freezing.differences(was.figures, as_json(report_of(place, OCTOBER)))
    assert was.figures["hours"]["minutes"] == entry.minutes
    assert ("服务时长：服务次数（次）", 1, 0) in [
        (one.name, one.before and one.before.value, one.after and one.after.value) for one in found
    ]
    assert first_difference() is None


def test_a_later_correction_makes_version_2_and_version_1_stays(app: Flask) -> None:
    entry = make.posting_(started_at=day(10))
    first, jing, viewer = make.accepted_report(), make.principal(make.jing()), make.principal(make.viewer())
    kept = first.frozen

    with pytest.raises(NothingChanged):
        make.done(lambda now: filing.amend(first, jing, now))
    make.done(lambda now: ledger.reverse(entry, jing.person_id, "记错了人", now))
    second = make.done(lambda now: filing.amend(first, jing, now))
    with pytest.raises(WritesAlready):
        make.done(lambda now: filing.amend(first, jing, now))
    due = second.due_on
    make.done(lambda now: filing.submit(second, second.edits, jing, now))
    make.done(lambda now: filing.accept(second, "", viewer, now))

    db.session.rollback()
    assert due == date(2026, 12, 5)  # the next day of reporting: what is said anew is not overdue
    assert [(one.version, one.state) for one in versions_of(make.community().id, "2026-10")] == [
        (2, State.ACCEPTED),
        (1, State.ACCEPTED),
    ]
    assert first.frozen == kept
    assert second.frozen is not None
    assert freezing.thawed(second.frozen).figures["hours"]["minutes"] == 0
    assert second.main_work == first.main_work
    assert first_difference() is None


def test_a_frozen_report_is_written_in_one_way_and_read_back_as_it_was(app: Flask) -> None:
    make.fulfilled_wish(at=day(12))
    made = make.submitted_report()
    assert made.frozen is not None

    read = json.loads(made.frozen)
    assert canonical(read).decode() == made.frozen
    assert read["figures"] == as_json(report_of(make.community(), OCTOBER))


def test_the_hash_of_what_is_sent_cannot_be_tried_for_a_number_that_is_not_told(app: Flask) -> None:
    made, jing, viewer = make.submitted_report(), make.principal(make.jing()), make.principal(make.viewer())
    first = made.digest
    make.done(lambda now: filing.send_back(made, "再核对", viewer, now))

    make.done(lambda now: filing.submit(made, made.edits, jing, now))

    assert made.digest != first  # the same words and figures


def test_check_finds_a_report_that_was_changed_behind_the_back(app: Flask) -> None:
    made = make.accepted_report()
    id_ = made.id

    make.behind_the_back("periodic_reports", "UPDATE periodic_reports SET main_work = '别的'")
    assert first_difference() == f"a_sent_report_is_what_was_sent: report {id_} was written after it was sent"
    make.behind_the_back("periodic_reports", "UPDATE periodic_reports SET frozen = '{}'")
    assert first_difference() == f"a_sent_report_is_what_was_sent: report {id_} is not what was sent"


# ------------------------------------------------------------------------------ in time


def test_a_report_is_due_on_the_fifth_after_its_period(app: Flask) -> None:
    assert due_on(period_of("2026-10")) == date(2026, 11, 5)
    assert due_on(period_of("2026")) == date(2027, 1, 5)


def test_block_g_says_whether_reports_came_in_time(app: Flask) -> None:
    make.other_community()
    second = make.community("YANBEI", "临夏路街道雁北社区")
    clerk = make.granted(make.person("罗兰", "13919000029"), Role.COMMUNITY_CLERK, second)
    make.submitted_report(at=day(5, 11))
    make.submitted_report(second, clerk, at=day(6, 11))

    street: Organisation = make.street()
    ours, late, above = (issued(one, OCTOBER) for one in (make.community(), second, street))

    assert (ours.submitted_on, ours.in_time, ours.below_due) == (date(2026, 11, 5), True, None)
    assert late.in_time is False
    assert (above.submitted_on, above.in_time) == (None, None)
    assert (above.below_due, above.below_issued, above.below_in_time) == (2, 2, 1)


def test_what_was_returned_is_not_issued_until_it_is_sent_again(app: Flask) -> None:
    made, viewer = make.submitted_report(at=day(3, 11)), make.principal(make.viewer())
    make.done(lambda now: filing.send_back(made, "写具体一些", viewer, now), day(4, 11))

    assert issued(make.community(), OCTOBER).submitted_on is None


def test_there_is_one_latest_version(app: Flask) -> None:
    made: PeriodicReport = make.accepted_report()

    found = latest_of(make.community().id, "2026-10")

    assert found is not None
    assert found.id == made.id


def test_check_finds_that_an_accepted_report_is_no_longer_guarded(app: Flask) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    lost = "DROP TRIGGER periodic_reports_no_delete" if sqlite else "ALTER TABLE periodic_reports DISABLE TRIGGER USER"
    assert first_difference() is None

    with db.session.connection() as connection:  # never committed
        connection.exec_driver_sql(lost)

        assert first_difference() == (
            "accepted_reports_are_guarded: periodic_reports has lost a trigger that refuses changes"
        )
        db.session.rollback()
