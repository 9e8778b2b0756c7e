"""Who below has not reported, a reminder once a day, and drafts that are there when a month is over."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.hours import ledger
from volunteer.notices.models import Notice
from volunteer.organisations.models import Kind, Role
from volunteer.reports import filing, reminding, timers
from volunteer.reports.filed import standings, waiting_at
from volunteer.reports.models import PeriodicReport, State
from volunteer.reports.periods import period_of
from volunteer.reports.refusals import NotAsked, NotOver

OCTOBER = make.LAST_MONTH


def drafted() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(sa.select(PeriodicReport).order_by(PeriodicReport.id))
    return [(one.organisation.code, one.period) for one in rows]


# ------------------------------------------------------------------------------ who has not


def test_the_tree_says_who_has_sent_what(app: Flask) -> None:
    district = make.organisation("CGQ", "城关区", Kind.DISTRICT)
    street = make.organisation("LINXIALU", "临夏路街道", Kind.SUBDISTRICT, parent=district)
    make.grid(), make.school(), make.team()
    make.submitted_report()

    rows = standings(district, OCTOBER)

    assert [(one.organisation.code, one.depth, one.is_missing) for one in rows] == [
        ("LINXIALU", 0, True),
        ("QIAOMEN", 1, False),
    ]
    assert [one.organisation.code for one in standings(street, OCTOBER)] == ["QIAOMEN"]


def test_the_tree_asks_no_more_questions_for_many_than_for_two(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    street = make.street()
    counts = []
    for many in (2, 12):
        for number in range(many):
            make.community(f"SHEQU{number}", f"第{number}社区")
        db.session.refresh(street)
        with statements() as seen:
            assert len(standings(street, OCTOBER)) == many
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 3


def test_who_was_founded_later_owes_nothing(app: Flask) -> None:
    street = make.street()
    make.community()

    assert standings(street, period_of("2019")) == []


# ------------------------------------------------------------------------------ reminding


def test_all_who_have_not_sent_it_are_reminded_once_a_day(app: Flask) -> None:
    street, by = make.street(), make.principal(make.viewer())
    make.jing(), make.second_clerk()
    second = make.community("YANBEI", "临夏路街道雁北社区")
    make.submitted_report(second, make.granted(make.person("罗兰", "13919000029"), Role.COMMUNITY_CLERK, second))

    first = make.done(lambda now: [one.organisation.code for one in reminding.remind(street, OCTOBER, by, now)])
    again = make.done(lambda now: reminding.remind(street, OCTOBER, by, now))
    tomorrow = make.done(lambda now: len(reminding.remind(street, OCTOBER, by, now)), make.NOW + DAY)

    assert (first, again, tomorrow) == (["QIAOMEN"], [], 1)
    path = "/reports/QIAOMEN/2026-10/filing"
    texts = db.session.scalars(sa.select(Notice.text).where(Notice.path == path)).all()
    assert len(texts) == 4  # two clerks, two days
    assert texts[0] == "临夏路街道提醒：2026年10月的报表还没有报，最晚 11月5日报"


def test_one_is_reminded_alone(app: Flask) -> None:
    street, by = make.street(), make.principal(make.viewer())
    make.community(), make.community("YANBEI", "临夏路街道雁北社区")

    reached = make.done(
        lambda now: [one.organisation.code for one in reminding.remind(street, OCTOBER, by, now, only="YANBEI")]
    )

    assert reached == ["YANBEI"]


@pytest.mark.parametrize("who", [make.lei, make.jing, make.liaison, make.admin])
def test_only_who_works_above_reminds(app: Flask, who: object) -> None:
    street, stranger = make.street(), make.principal(who())  # type: ignore[operator]

    with pytest.raises(NotYours):
        make.done(lambda now: reminding.remind(street, OCTOBER, stranger, now))


def test_nobody_is_reminded_of_a_month_that_is_not_over(app: Flask) -> None:
    street, by = make.street(), make.principal(make.viewer())

    with pytest.raises(NotOver):
        make.done(lambda now: reminding.remind(street, period_of("2026-11"), by, now))


@pytest.mark.parametrize(
    ("word", "said"), [("2026-Q3", "不是非报不可的"), ("2026-H1", "不是非报不可的"), ("2025-10", "结束一年多了")]
)
def test_nobody_is_reminded_of_what_nobody_owes_or_of_what_is_long_over(app: Flask, word: str, said: str) -> None:
    street, by = make.street(), make.principal(make.viewer())
    make.community()

    with pytest.raises(NotAsked, match=said):
        make.done(lambda now: reminding.remind(street, period_of(word), by, now))


@pytest.mark.parametrize("word", ["2025-12", "2025"])
def test_a_month_and_a_year_are_asked_for_as_far_back_as_the_page_offers_them(app: Flask, word: str) -> None:
    street, by = make.street(), make.principal(make.viewer())
    make.community()

    assert len(make.done(lambda now: reminding.remind(street, period_of(word), by, now))) == 1


def test_a_correction_that_is_being_written_is_neither_missing_nor_late(app: Flask) -> None:
    entry = make.posting_(started_at=make.OF_LAST_MONTH)
    in_time = clock.at(date(2026, 11, 4))
    first = make.accepted_report(at=in_time)
    jing = make.principal(make.jing())
    make.done(lambda now: ledger.reverse(entry, jing.person_id, "记错了人", now))
    second = make.done(lambda now: filing.amend(first, jing, now))
    db.session.rollback()

    (open_,) = [(one.is_missing, one.was_late) for one in standings(make.street(), OCTOBER)]
    make.done(lambda now: filing.submit(second, second.edits, jing, now), make.NOW + 30 * DAY)
    db.session.rollback()
    (sent,) = standings(make.street(), OCTOBER)

    assert open_ == (sent.is_missing, sent.was_late) == (False, False)
    assert sent.first is not None
    assert sent.first.issued_at == in_time
    assert sent.filed is not None
    assert sent.filed.version == 2


# ------------------------------------------------------------------------------ the timer


def test_when_a_month_is_over_everybody_who_reports_finds_a_draft(app: Flask) -> None:
    make.jing(), make.unit(), make.team(), make.school()

    for _ in range(2):
        timers.run(clock.at(date(2026, 12, 1), 0, 10))

    months = {code for code, period in drafted() if period == "2026-11"}
    assert months == {"LINXIALU", "QIAOMEN", "SZGW", "SFJ"}
    assert len(drafted()) == 4
    text = db.session.scalars(sa.select(Notice.text)).all()
    assert text == ["2026年11月的报表起草好了，请看一遍，最晚 12月5日报"]


def test_the_year_is_drafted_with_its_last_month(app: Flask) -> None:
    make.unit()

    timers.run(clock.at(date(2027, 1, 1), 0, 10))
    timers.run(clock.at(date(2027, 3, 1), 0, 10))

    assert {period for code, period in drafted() if code == "SFJ"} == {"2026-12", "2026", "2027-02"}


def test_who_drafted_it_before_the_timer_keeps_what_was_written(app: Flask) -> None:
    made = make.drafted_report(period=period_of("2026-11"))

    timers.run(clock.at(date(2026, 12, 1), 0, 10))

    db.session.rollback()
    assert made.main_work == make.report_words().main_work


# ------------------------------------------------------------------------------ what waits


def test_the_desk_shows_drafts_what_is_overdue_and_what_came_in(app: Flask) -> None:
    make.drafted_report()
    street = make.street()

    ours = waiting_at(make.community().id, make.TODAY)
    assert ([one.state for one in ours.drafts], ours.late) == ([State.DRAFT], 1)
    jing = make.principal(make.jing())
    make.done(lambda now: filing.submit(waiting_at(make.community().id, make.TODAY).drafts[0], 1, jing, now))

    db.session.rollback()
    assert waiting_at(make.community().id, make.TODAY).drafts == []
    assert [one.period for one in waiting_at(street.id, make.TODAY).received] == ["2026-10"]
