"""The rows behind a figure. Whoever may see the report may see them: titles and communities, no resident's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Provenance
from volunteer.organisations.models import Organisation
from volunteer.reports.figures import PLACES, hour_clause, place_clauses, unit_clauses
from volunteer.reports.periods import Period
from volunteer.wishes.models import Wish, WishClaim

PAGE = 50
LATEST = (HourEntry.served_on.desc(), HourEntry.id.desc())

LABELS = {
    "collected": "征集",
    "published": "公开",
    "claimed": "认领",
    "fulfilled": "实现",
    "partly": "部分实现",
    "could_not": "没能办成",
    "withdrawn": "撤回",
    "rejected": "没有受理",
    "expired": "到期无人认领",
    "released": "认领后退回",
    "followed_up": "已回访",
}
BEHIND = {**LABELS, "rated": "居民评过分"}  # the rates open the wishes they are made of
HOURS = {"hours": "服务时长", **{one.value: one.label for one in Provenance}}
OF_PROVENANCE = set(HOURS) - {"hours"}


@dataclass(frozen=True)
class WishPage:
    """Wishes behind a figure, with the key of the next page."""

    wishes: list[Wish]
    more: int | None


@dataclass(frozen=True)
class HourPage:
    """Ledger rows behind a figure, with the key of the next page."""

    rows: list[HourEntry]
    more: tuple[date, int] | None


def wishes_behind(organisation: Organisation, period: Period, figure: str, after: int | None = None) -> WishPage | None:
    """Return a page of the wishes that a figure counts, newest first; None for a figure that is none."""
    found = sa.select(Wish).options(joinedload(Wish.community)).order_by(Wish.id.desc()).limit(PAGE + 1)
    if organisation.kind in PLACES:
        clauses = place_clauses(organisation, period)
        if figure not in clauses:
            return None
        found = found.where(clauses[figure])
    else:
        clauses = unit_clauses(organisation, period)
        if figure not in clauses:
            return None
        counted = sa.select(WishClaim.wish_id).join(Wish, WishClaim.wish_id == Wish.id).where(clauses[figure])
        found = found.where(Wish.id.in_(counted))
    if after is not None:
        found = found.where(Wish.id < after)
    rows = list(db.session.scalars(found))
    return WishPage(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def hours_clause(organisation: Organisation, period: Period, figure: str) -> sa.ColumnElement[bool] | None:
    """Return the clause over the ledger of what a figure sums, None for a figure that is none."""
    if figure not in HOURS:
        return None
    credited = hour_clause(organisation, period, organisation.kind in PLACES)
    return credited if figure == "hours" else sa.and_(credited, HourEntry.provenance == Provenance(figure))


def hours_behind(
    organisation: Organisation, period: Period, figure: str, after: tuple[date, int] | None = None
) -> HourPage | None:
    """Return a page of the ledger rows that a figure sums, the latest day first; None for a figure that is none."""
    clause = hours_clause(organisation, period, figure)
    if clause is None:
        return None
    found = sa.select(HourEntry.id).where(clause).order_by(*LATEST).limit(PAGE + 1)
    if after is not None:
        day, id_ = after
        found = found.where(sa.or_(HourEntry.served_on < day, sa.and_(HourEntry.served_on == day, HourEntry.id < id_)))
    ids = _latest(found, period.first, min(period.last, after[0]) if after else period.last)
    whole = sa.select(HourEntry).where(HourEntry.id.in_(ids)).order_by(*LATEST)
    rows = list(db.session.scalars(whole.options(joinedload(HourEntry.person), joinedload(HourEntry.host))))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return HourPage(rows[:PAGE], (last.served_on, last.id) if last else None)


def _latest(found: sa.Select[int], first: date, last: date) -> Sequence[int]:
    """Return the page out of as few days as fill it: a street's year would be sorted for fifty rows.

    Ids only: all else of a busy week would be read and sorted too, where an index holds day and id.
    """
    days = 7
    while True:
        since = max(first, last - timedelta(days=days - 1))
        ids = db.session.scalars(found.where(HourEntry.served_on.between(since, last))).all()
        if len(ids) > PAGE or since <= first:
            return ids
        days *= 8  # a year in three steps
