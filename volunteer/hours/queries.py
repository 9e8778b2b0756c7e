"""Reading the ledger."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Provenance, Source

_Reversal = aliased(HourEntry)


def stands() -> sa.ColumnElement[bool]:
    """Return the clause that a row is a posting that stands: no reversal, and not reversed."""
    # A check constraint says that reversals alone are negative. Asked for `reverses_id IS NULL`, SQLite goes by the
    # unique index of that column, through the whole ledger, whoever's rows it looks for.
    return sa.and_(HourEntry.minutes > 0, ~sa.exists().where(_Reversal.reverses_id == HourEntry.id))


def live() -> sa.Select[HourEntry]:
    """Return a query for the postings that stand."""
    return sa.select(HourEntry).where(stands())


def balance(person_id: int) -> int:
    """Return the minutes of the person: the sum of all rows, reversals included."""
    return db.session.scalar(sa.select(sa.func.sum(HourEntry.minutes)).where(HourEntry.person_id == person_id)) or 0


def entry_of(person_id: int, code: str) -> HourEntry | None:
    """Return one of the person's own rows."""
    return db.session.scalar(sa.select(HourEntry).where(HourEntry.code == code, HourEntry.person_id == person_id))


def posting_of(source: Source, source_id: int) -> HourEntry | None:
    """Return the posting that stands for this source."""
    return db.session.scalar(live().where(HourEntry.source == source, HourEntry.source_id == source_id))


def last_reversal_of(source: Source, source_id: int) -> HourEntry | None:
    """Return the row that took back the last posting of this source, when none has followed."""
    follower = aliased(HourEntry)
    return db.session.scalar(
        sa.select(HourEntry)
        .where(HourEntry.source == source, HourEntry.source_id == source_id, HourEntry.reverses_id.is_not(None))
        .where(~sa.exists().where(follower.follows_id == HourEntry.id))
        .order_by(HourEntry.id.desc())
        .limit(1)
    )


def overlapping(person_id: int, started_at: datetime, ended_at: datetime) -> HourEntry | None:
    """Return a posting of the person that shares time with this span. One that ends as the next begins does not."""
    return db.session.scalar(
        live()
        .where(HourEntry.person_id == person_id, HourEntry.started_at < ended_at, HourEntry.ended_at > started_at)
        .order_by(HourEntry.started_at)
        .limit(1)
    )


def minutes_on(person_id: int, day: date) -> int:
    """Return the minutes the person was credited on a local day."""
    return (
        db.session.scalar(
            sa.select(sa.func.sum(HourEntry.minutes)).where(
                HourEntry.person_id == person_id, HourEntry.served_on == day
            )
        )
        or 0
    )


def split_of(person_id: int, year: int | None = None) -> list[tuple[Provenance, int, int]]:
    """Return (provenance, times, minutes) of the person, always all four, the strongest first."""
    found = (
        live()
        .where(HourEntry.person_id == person_id)
        .with_only_columns(HourEntry.provenance, sa.func.count(), sa.func.sum(HourEntry.minutes))
        .group_by(HourEntry.provenance)
    )
    if year is not None:
        found = found.where(HourEntry.served_on.between(date(year, 1, 1), date(year, 12, 31)))
    counted = {row[0]: (row[1], row[2]) for row in db.session.execute(found)}
    return [(one, *counted.get(one, (0, 0))) for one in Provenance]


def years_of(person_id: int) -> list[int]:
    """Return the years in which the person served, the latest first."""
    year = sa.extract("year", HourEntry.served_on)
    return [
        int(found)
        for found in db.session.scalars(
            sa.select(year).where(HourEntry.person_id == person_id).distinct().order_by(year.desc())
        )
    ]


def rows_of(
    person_id: int, year: int | None = None, *, after: tuple[date, int] | None = None, limit: int = 20
) -> Sequence[HourEntry]:
    """Return the person's rows, reversals too, the latest day first, those past `after` (day, id)."""
    found = (
        sa.select(HourEntry)
        .where(HourEntry.person_id == person_id)
        .order_by(HourEntry.served_on.desc(), HourEntry.id.desc())
        .limit(limit)
    )
    if year is not None:
        found = found.where(HourEntry.served_on.between(date(year, 1, 1), date(year, 12, 31)))
    if after is not None:
        day, id_ = after
        found = found.where(sa.or_(HourEntry.served_on < day, sa.and_(HourEntry.served_on == day, HourEntry.id < id_)))
    return db.session.scalars(found).all()
