"""Twelve months up to a period, and the way of the wishes in it: what the two charts of a report draw."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import join as joined

from volunteer.base.db import db
from volunteer.events.models import Event, Shift
from volunteer.hours.sums import entries
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import below
from volunteer.reports.figures import PLACES, place_clauses, unit_clauses, within
from volunteer.reports.periods import Length, Period, period_around
from volunteer.reports.records import LABELS
from volunteer.wishes.models import Wish, WishClaim

MONTHS = 12
STEPS = ("collected", "published", "claimed", "fulfilled")


@dataclass(frozen=True)
class Month:
    """What was done in one month: sessions held, wishes fulfilled, minutes credited. No count of persons."""

    period: Period
    sessions: int
    fulfilled: int
    minutes: int


@dataclass(frozen=True)
class Step:
    """A step of a wish in the period: how many took it, and their ratio to the step before where it is one."""

    name: str
    count: int
    ratio: float | None


def trend_of(organisation: Organisation, until: date) -> list[Month]:
    """Return the twelve months up to the one of `until`, the oldest first; a quiet month holds zeros."""
    months = [period_around(until, Length.MONTH)]
    while len(months) < MONTHS:
        months.insert(0, months[0].before())
    whole = Period("", Length.YEAR, months[0].first, months[-1].last)
    return [
        Month(*line)
        for line in zip(
            months,
            _sessions(organisation, whole, months),
            _fulfilled(organisation, whole, months),
            _minutes(organisation, whole, months),
            strict=True,
        )
    ]


def funnel_of(wishes: dict[str, Any]) -> list[Step]:
    """Return the way of the wishes from block D of a report: a unit neither collects nor publishes any.

    Each step counts by its own day, so a later step may be the larger one; then there is no ratio.
    """
    steps: list[Step] = []
    for key in STEPS:
        count = wishes[key]
        if count is None:
            continue
        before = steps[-1].count if steps else 0
        steps.append(Step(LABELS[key], count, count / before if 0 < count <= before else None))
    return steps


def _sessions(organisation: Organisation, whole: Period, months: list[Period]) -> list[int]:
    source = sa.join(Shift, Event, Shift.event_id == Event.id)
    held = sa.and_(Event.host_id.in_(below(organisation.id)), Shift.confirmed_at.is_not(None))
    return _by_month(months, Shift.starts_at, Shift.id, source, sa.and_(held, within(Shift.starts_at, whole)))


def _fulfilled(organisation: Organisation, whole: Period, months: list[Period]) -> list[int]:
    if organisation.kind in PLACES:
        return _by_month(months, Wish.closed_at, Wish.id, Wish, place_clauses(organisation, whole)["fulfilled"])
    source = joined(WishClaim, Wish, WishClaim.wish_id == Wish.id)
    clause = unit_clauses(organisation, whole)["fulfilled"]
    return _by_month(months, WishClaim.ended_at, WishClaim.wish_id, source, clause)


def _by_month(
    months: list[Period], moment: Any, distinct: Any, source: Any, clause: sa.ColumnElement[bool]
) -> list[int]:
    """Count, in one statement, the distinct rows of each month. (Months are local: no database knows their bounds.)"""
    columns = [sa.func.count(sa.distinct(sa.case((within(moment, month), distinct)))) for month in months]
    return list(db.session.execute(sa.select(*columns).select_from(source).where(clause)).one())


def _minutes(organisation: Organisation, whole: Period, months: list[Period]) -> list[int]:
    here, is_place = below(organisation.id), organisation.kind in PLACES

    def credited(columns: Any) -> sa.ColumnElement[bool]:
        clause: sa.ColumnElement[bool] = (columns.community_id if is_place else columns.unit_id).in_(here)
        return clause

    sums = entries(whole.first, whole.last, credited)
    found = dict(db.session.execute(sa.select(sums.c.month, sa.func.sum(sums.c.minutes)).group_by(sums.c.month)).all())
    return [int(found.get(month.first.year * 100 + month.first.month, 0)) for month in months]
