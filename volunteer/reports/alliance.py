"""红色联盟: who did what for a community, from the ledger and nothing else."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Source
from volunteer.hours.queries import stands
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
    counts = stands()
    rows = db.session.execute(
        sa.select(
            HourEntry.unit_id,
            sa.func.count().filter(counts, HourEntry.source == Source.WISH),
            sa.func.count().filter(counts),
            sa.func.sum(HourEntry.minutes),
        )
        .where(HourEntry.community_id == community_id, HourEntry.unit_id.is_not(None))
        .where(HourEntry.served_on.between(period.first, period.last))
        .group_by(HourEntry.unit_id)
    ).all()
    ids = [row[0] for row in rows]
    units = {one.id: one for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(ids)))}
    deeds = [
        Deed(units[unit_id], wishes, times, minutes)
        for unit_id, wishes, times, minutes in rows
        if unit_id is not None and times
    ]
    return sorted(deeds, key=lambda one: (-one.minutes, one.unit.id))


def last_served_on(community_id: int) -> date | None:
    """Return the latest day on which somebody served here."""
    return db.session.scalar(sa.select(sa.func.max(HourEntry.served_on)).where(HourEntry.community_id == community_id))
