"""Block G: whether the report of a period was sent in time, and for a node, how many below it did so."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.organisations.models import Organisation
from volunteer.reports.filed import due_below
from volunteer.reports.models import PeriodicReport, State
from volunteer.reports.periods import Period
from volunteer.reports.upward import due_on


@dataclass(frozen=True)
class Issued:
    """Block G. The first sending of the first version counts; what was returned and is being written is not issued.

    `below_…` are None for an organisation with nobody below it that reports.
    """

    due_on: date
    submitted_on: date | None
    in_time: bool | None  # None: not sent
    below_due: int | None
    below_issued: int | None
    below_in_time: int | None


def issued(organisation: Organisation, period: Period) -> Issued:
    """Return block G of a node of either hierarchy for a period. Source: domain §5.10, "feedback issued on time"."""
    due = due_on(period)
    sent_at = db.session.scalar(
        sa.select(PeriodicReport.issued_at).where(
            PeriodicReport.organisation_id == organisation.id,
            PeriodicReport.period == period.word,
            PeriodicReport.version == 1,
            PeriodicReport.state.in_([State.SUBMITTED, State.ACCEPTED]),
        )
    )
    submitted_on = clock.local_day(sent_at) if sent_at else None
    in_time = submitted_on <= due if submitted_on else None
    owed = db.session.scalar(sa.select(sa.func.count()).select_from(due_below(organisation.id, period).subquery())) or 0
    if not owed:
        return Issued(due, submitted_on, in_time, None, None, None)
    sent = sa.and_(
        PeriodicReport.organisation_id.in_(due_below(organisation.id, period)),
        PeriodicReport.period == period.word,
        PeriodicReport.version == 1,
        PeriodicReport.state.in_([State.SUBMITTED, State.ACCEPTED]),
    )
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((PeriodicReport.issued_at < clock.at(due + DAY), PeriodicReport.id))),
        ).where(sent)
    ).one()
    return Issued(due, submitted_on, in_time, owed, row[0], row[1])
