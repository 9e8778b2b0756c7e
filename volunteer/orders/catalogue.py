"""Reading the menu: what is on it for whom, and what each offering says of how often it can still be given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from volunteer.base.db import db
from volunteer.orders import capacity
from volunteer.orders.models import Audience, Offering, OfferingAudience, Topic

LENGTH = 40  # offerings on one page


@dataclass(frozen=True)
class Card:
    """An offering with what can be done with it: a shape, a word, a sentence."""

    offering: Offering
    left: int | None
    shape: str
    word: str
    why: str


@dataclass(frozen=True)
class Menu:
    """A page of the menu, and the key behind which it goes on."""

    offerings: list[Offering]
    more: int | None


def menu(
    *,
    audience: Audience | None = None,
    topic: Topic | None = None,
    owner_id: int | None = None,
    closed: bool = False,
    after: int | None = None,
    limit: int = LENGTH,
) -> Menu:
    """Return what is on the menu, in the order in which it was put there; with `closed` what was taken off."""
    found = (
        sa.select(Offering)
        .where(Offering.closed_at.is_not(None) if closed else Offering.closed_at.is_(None), Offering.id > (after or 0))
        .options(selectinload(Offering.audiences), joinedload(Offering.owner), joinedload(Offering.programme))
        .order_by(Offering.id)
        .limit(limit + 1)
    )
    if audience is not None:
        suits = sa.select(OfferingAudience.offering_id).where(OfferingAudience.audience == audience)
        found = found.where(Offering.id.in_(suits))
    if topic is not None:
        found = found.where(Offering.topic == topic)
    if owner_id is not None:
        found = found.where(Offering.owner_id == owner_id)
    rows = list(db.session.scalars(found))
    return Menu(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def audiences_on_it() -> list[Audience]:
    """Return for whom there is something on the menu, in the order of the words."""
    found = set(
        db.session.scalars(
            sa.select(OfferingAudience.audience)
            .join(Offering, Offering.id == OfferingAudience.offering_id)
            .where(Offering.closed_at.is_(None))
            .distinct()
        )
    )
    return [one for one in Audience if one in found]


def topics_on_it(audience: Audience | None) -> list[Topic]:
    """Return which topics the menu has for this audience, in the order of the words."""
    asked = sa.select(Offering.topic).where(Offering.closed_at.is_(None)).distinct()
    if audience is not None:
        suits = sa.select(OfferingAudience.offering_id).where(OfferingAudience.audience == audience)
        asked = asked.where(Offering.id.in_(suits))
    found = set(db.session.scalars(asked))
    return [one for one in Topic if one in found]


def cards(offerings: Iterable[Offering], today: date) -> list[Card]:
    """Return the cards, with what is left of this month. The query is one, however many there are."""
    shown = list(offerings)
    left = capacity.left_of_all(shown, today)
    return [_card(one, left[one.id]) for one in shown]


def months_to_come(offering: Offering, today: date, count: int = 3) -> list[tuple[date, int | None]]:
    """Return the first day of this month and of those after it, each with what can still be given in it."""
    days = [today.replace(day=1)]
    while len(days) < count:
        days.append((days[-1] + timedelta(days=31)).replace(day=1))
    return [(day, capacity.left(offering, day)) for day in days]


def _card(offering: Offering, left: int | None) -> Card:
    if offering.closed_at is not None:
        return Card(offering, left, "shut", "已停止点单", "请看看别的课。")
    if left is None:
        return Card(offering, left, "open", "可点单", f"请提前 {offering.preparation_days} 天。")
    if left == 0:
        return Card(offering, left, "wait", "本月已排满", "可以点下个月的，先点先排。")
    return Card(offering, left, "open", "可点单", f"本月还可接 {left} 场，请提前 {offering.preparation_days} 天。")
