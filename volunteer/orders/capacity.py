"""How many classes of an offering can still be given in a month and in a term.

The row of the month and the row of the term are raised by a conditional UPDATE: of two who reach for the last class
one succeeds. A class that was taken counts for the day it is held on, so a postponement gives back and takes anew.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.orders import seasons
from volunteer.orders.models import Offering, OfferingQuota
from volunteer.orders.refusals import CapacityFull


def take(offering: Offering, day: date) -> None:
    """Take one class on this day. Raises: CapacityFull; then the write must not be committed."""
    for period, label, most in _periods(offering, day):
        _row(offering.id, period)
        took = sa.update(OfferingQuota).where(OfferingQuota.offering_id == offering.id, OfferingQuota.period == period)
        if most is not None:
            took = took.where(OfferingQuota.taken < most)
        done = db.session.execute(
            took.values(taken=OfferingQuota.taken + 1).execution_options(synchronize_session=False)
        )
        if not done.rowcount:  # type: ignore[attr-defined]
            raise CapacityFull(offering.title, label, most or 0)


def give_back(offering: Offering, day: date) -> None:
    """Give back the class that was taken on this day."""
    for period, _label, _most in _periods(offering, day):
        db.session.execute(
            sa.update(OfferingQuota)
            .where(OfferingQuota.offering_id == offering.id, OfferingQuota.period == period, OfferingQuota.taken > 0)
            .values(taken=OfferingQuota.taken - 1)
            .execution_options(synchronize_session=False)
        )


def left(offering: Offering, day: date) -> int | None:
    """Return how many classes can still be taken in the month of this day; None where nothing limits them."""
    return left_of_all([offering], day)[offering.id]


def left_of_all(offerings: Iterable[Offering], day: date) -> dict[int, int | None]:
    """Return `left` of many offerings by id, in one query."""
    asked = list(offerings)
    rows = db.session.execute(
        sa.select(OfferingQuota.offering_id, OfferingQuota.period, OfferingQuota.taken).where(
            OfferingQuota.offering_id.in_([one.id for one in asked]),
            OfferingQuota.period.in_([month_of(day), seasons.term_of(day)]),
        )
    )
    taken = {(offering_id, period): count for offering_id, period, count in rows}
    return {one.id: _least(one, day, taken) for one in asked}


def month_of(day: date) -> str:
    """Return the month a day counts for, as 2021-09."""
    return f"{day:%Y-%m}"


def _least(offering: Offering, day: date, taken: dict[tuple[int, str], int]) -> int | None:
    free = [
        max(most - taken.get((offering.id, period), 0), 0)
        for period, _label, most in _periods(offering, day)
        if most is not None
    ]
    return min(free, default=None)


def _periods(offering: Offering, day: date) -> Iterator[tuple[str, str, int | None]]:
    """Yield period, its label and how many at the most: always the month first, so that locks have one order."""
    yield month_of(day), f"{day.year} 年 {day.month} 月", offering.per_month
    term = seasons.term_of(day)
    yield term, seasons.term_label(term), offering.per_term


def _row(offering_id: int, period: str) -> None:
    """Have the row of the period; two who make it together get one."""
    db.session.execute(
        sa.text(
            "INSERT INTO offering_quotas (offering_id, period, taken) VALUES (:offering_id, :period, 0) "
            "ON CONFLICT (offering_id, period) DO NOTHING"
        ),
        {"offering_id": offering_id, "period": period},
    )
