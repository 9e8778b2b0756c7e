"""When a month or a year is over its reports are drafted, and those who look them through are told."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.notices import inbox
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import staff_of
from volunteer.reports import filing
from volunteer.reports.models import PeriodicReport
from volunteer.reports.periods import Period, period_of
from volunteer.reports.permissions import REPORTING, WRITERS
from volunteer.reports.upward import due_on

# What ended longer ago is drafted when somebody asks for it: a new installation does not owe its whole past.
DRAFTED_WITHIN = timedelta(days=45)


def run(now: datetime) -> None:
    """Draft what has ended."""
    today = clock.local_day(now)
    month = period_of(f"{today:%Y-%m}").before()
    for period in (month, month.year() if month.first.month == 12 else month.year().before()):
        if today - period.last > DRAFTED_WITHIN:
            continue
        for id_ in _without(period):
            write(lambda _now, id_=id_, period=period: _draft(id_, period, now))  # type: ignore[misc]


def _without(period: Period) -> list[int]:
    """Return the ids of those who report, were there in the period and have no draft of it."""
    drafted = sa.select(PeriodicReport.organisation_id).where(PeriodicReport.period == period.word)
    ids = db.session.scalars(
        sa.select(Organisation.id)
        .where(Organisation.kind.in_(REPORTING), Organisation.founded_at < period.ends_at)
        .where(sa.or_(Organisation.closed_at.is_(None), Organisation.closed_at >= period.ends_at))
        .where(Organisation.id.not_in(drafted))
        .order_by(Organisation.id)
    ).all()
    db.session.rollback()
    return list(ids)


def _draft(organisation_id: int, period: Period, now: datetime) -> None:
    organisation = db.session.get_one(Organisation, organisation_id)
    filed = filing.draft(organisation, period, None, now)
    if filed.drafted_at != now:
        return  # somebody was faster
    said = f"{period.label}的报表起草好了，请看一遍，最晚 {clock.said(due_on(period))}报"
    for person in staff_of(organisation_id, WRITERS):
        inbox.tell(person.id, said, filing.path_of(filed, organisation), now)
