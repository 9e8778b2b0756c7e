"""A report that is sent, written and answered by several at once; two that open the next version together."""

import pytest
import sqlalchemy as sa

from tests import make
from tests.races.conftest import all_in_order
from tests.races.crowd import signed_in, statuses, together
from tests.races.serving import Served
from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.hours import ledger
from volunteer.journal.models import Line
from volunteer.organisations.models import Role
from volunteer.reports.freezing import thawed
from volunteer.reports.models import PeriodicReport, ReportReminder, State

pytestmark = pytest.mark.race

PATH = "/reports/QIAOMEN/2026-10/filing"


def moves() -> list[str]:
    found = db.session.scalars(sa.select(Line.action).where(Line.subject == "periodic_reports").order_by(Line.id)).all()
    return [one.removeprefix("periodic_reports.") for one in found]


def second_viewer() -> Person:
    return make.granted(make.person("梁军", "13919000028"), Role.SUPERIOR_VIEWER, make.street())


def test_a_report_that_is_sent_twenty_times_together_is_sent_once_and_answered_alike(served: Served) -> None:
    made = make.drafted_report()
    jing = signed_in(served, [make.jing()])[0]

    answers = together([(jing, f"{PATH}/submit", {"edits": str(made.edits)})] * 20)

    assert statuses(answers) == {303: 20}
    assert {one.goes_to for one in answers} == {PATH}
    db.session.rollback()
    assert moves() == ["drafted", "submitted"]
    assert all_in_order() is None


def test_a_month_that_two_clerks_draft_together_is_drafted_once(served: Served) -> None:
    make.community()
    clerks = signed_in(served, [make.jing(), make.second_clerk()])

    answers = together([(one, f"{PATH}/draft", {}) for one in clerks * 8])

    assert statuses(answers) == {303: 16}
    db.session.rollback()
    assert moves() == ["drafted"]


def test_what_is_written_while_it_is_sent_stands_in_the_document_or_nowhere(served: Served) -> None:
    made = make.drafted_report()
    jing, other = signed_in(served, [make.jing(), make.second_clerk()])
    words = {**vars(make.report_words(difficulties="临时加的一句。")), "edits": str(made.edits)}

    answers = together(
        [(jing, f"{PATH}/submit", {"edits": str(made.edits)}), (other, f"{PATH}/edit", words)],
    )

    # Whoever is second is told: what is sent is what the page showed, and a frozen report is not written.
    assert statuses(answers) == {303: 1, 409: 1}
    db.session.rollback()
    filed = db.session.get_one(PeriodicReport, made.id)
    if filed.frozen is not None:
        assert thawed(filed.frozen).texts["difficulties"] == filed.difficulties == "暂无。"
    assert all_in_order() is None


def test_a_report_that_is_accepted_and_returned_together_is_one_of_the_two(served: Served) -> None:
    make.submitted_report()
    viewers = signed_in(served, [make.viewer(), second_viewer()])
    answers = together(
        [
            (one, f"{PATH}/answer", {"decision": decision, "words": "写具体一些"})
            for one, decision in zip(viewers * 8, ("accept", "return") * 8, strict=True)
        ]
    )

    assert statuses(answers) == {303: 1, 409: 15}
    db.session.rollback()
    assert len(moves()) == 3
    state = db.session.scalars(sa.select(PeriodicReport.state)).one()
    assert state in (State.ACCEPTED, State.RETURNED)
    assert moves()[2] == state.value
    assert all_in_order() is None


def test_the_next_version_that_two_open_together_is_opened_once(served: Served) -> None:
    entry = make.posting_(started_at=make.OF_LAST_MONTH)
    make.accepted_report()
    by = make.jing().id
    make.done(lambda now: ledger.reverse(entry, by, "记错了人", now))
    clerks = signed_in(served, [make.jing(), make.second_clerk()])

    answers = together([(one, f"{PATH}/amend", {}) for one in clerks * 6])

    assert statuses(answers) == {303: 1, 409: 11}
    db.session.rollback()
    assert db.session.scalars(sa.select(PeriodicReport.version).order_by(PeriodicReport.version)).all() == [1, 2]
    assert all_in_order() is None


def test_a_reminder_that_is_pressed_ten_times_together_is_one(served: Served) -> None:
    make.jing()
    viewers = signed_in(served, [make.viewer(), second_viewer()])

    answers = together([(one, "/office/filing/remind", {"period": "2026-10"}) for one in viewers * 5])

    assert statuses(answers) == {303: 10}
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReportReminder)) == 1
