"""红色联盟: who did what for a community, from the ledger and nothing else."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Source
from volunteer.hours.sums import entries
from volunteer.organisations.models import Organisation
from volunteer.reports.periods import Period


@dataclass(frozen=True)
class Deed:
    """What the members of one unit did here: times by kind, minutes. No count of persons: a few could be known."""

    unit: Organisation
    wishes: int
    times: int
    minutes: int


def deeds_in(community_id: int, period: Period) -> list[Deed]:
    """Return what each unit did in a community in a period, the most first.

    Units: credited minutes, corrections included, by local day of service; times are postings that stand.
    """
    sums = entries(period.first, period.last, lambda c: sa.and_(c.community_id == community_id, c.unit_id > 0)).c
    times = sa.func.sum(sums.postings)
    rows = db.session.execute(
        sa.select(sums.unit_id, times.filter(sums.source == Source.WISH), times, sa.func.sum(sums.minutes)).group_by(
            sums.unit_id
        )
    ).all()
    ids = [row[0] for row in rows]
    units = {one.id: one for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(ids)))}
    deeds = [
        Deed(units[unit_id], int(wishes or 0), int(times), int(minutes))
        for unit_id, wishes, times, minutes in rows
        if times
    ]
    return sorted(deeds, key=lambda one: (-one.minutes, one.unit.id))


def last_served_on(community_id: int) -> date | None:
    """Return the latest day on which somebody served here."""
    return db.session.scalar(sa.select(sa.func.max(HourEntry.served_on)).where(HourEntry.community_id == community_id))
