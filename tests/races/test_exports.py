"""A workbook that is asked for by two taps at one moment, or by two buttons."""

import pytest
import sqlalchemy as sa

from tests import make
from tests.pages.many import more_postings
from tests.races.crowd import signed_in, statuses, together
from tests.races.serving import Served
from volunteer.base.db import db
from volunteer.base.jobs import Job
from volunteer.journal.models import Line
from volunteer.reports import exporting
from volunteer.reports.models import HourExport

pytestmark = pytest.mark.race

PATH = "/reports/QIAOMEN/2026-11/{figure}/export"


def asked() -> tuple[int, int, int]:
    """Return how many stand there, how many the worker is to write, and how many times the journal says so."""
    db.session.rollback()
    noted = sa.select(sa.func.count()).where(Line.action == "reports.exported")
    found = (sa.select(sa.func.count(HourExport.id)), sa.select(sa.func.count(Job.id)), noted)
    return tuple(db.session.scalar(one) or 0 for one in found)  # type: ignore[return-value]


def test_twenty_taps_at_one_moment_have_one_workbook_written_and_lead_to_it(served: Served) -> None:
    make.jing()
    more_postings(make.posting_(), exporting.AT_ONCE)
    jing = signed_in(served, [make.jing()])[0]

    answers = together([(jing, PATH.format(figure="hours"), {})] * 20)

    assert statuses(answers) == {303: 20}
    assert len({one.goes_to for one in answers}) == 1
    assert asked() == (1, 1, 1)


def test_of_two_tables_asked_for_at_one_moment_one_is_written_and_the_other_waits(served: Served) -> None:
    make.jing()
    more_postings(make.posting_(), exporting.AT_ONCE)
    phones = signed_in(served, [make.jing()] * 8)

    answers = together(
        [(one, PATH.format(figure=("hours", "staff")[number % 2]), {}) for number, one in enumerate(phones)]
    )

    assert statuses(answers) == {303: 4, 409: 4}
    assert {one.sentence for one in answers if one.status == 409} == {
        "您要的上一张表还在写，写好了会通知您。请等它好了，再存这一张"
    }
    assert asked() == (1, 1, 1)
