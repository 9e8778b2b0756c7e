"""What must always hold for orders. Each check returns one sentence about the first difference, or None."""

from collections import Counter

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.events.models import Event, Shift
from volunteer.events.models import State as EventState
from volunteer.orders import capacity, seasons
from volunteer.orders.models import Invitation, OfferingQuota, Order, Outcome, Review, State

HELD = sa.or_(Order.state.in_([State.TAKEN, State.SERVED]), Order.outcome == Outcome.DONE)


def an_invited_order_has_its_invitations() -> str | None:
    """An order has an open invitation exactly while it is invited."""
    open_ = sa.exists().where(Invitation.order_id == Order.id, Invitation.answer.is_(None))
    invited = Order.state == State.INVITED
    wrong = db.session.execute(
        sa.select(Order.id, Order.state).where(sa.or_(invited & ~open_, ~invited & open_)).limit(1)
    ).first()
    return f"order {wrong[0]} is {wrong[1].value}, which does not go with its invitations" if wrong else None


def a_class_of_an_order_is_not_listed() -> str | None:
    """The class of an order is an event that no list shows."""
    wrong = db.session.scalar(
        sa.select(Order.id)
        .join(Shift, Shift.id == Order.shift_id)
        .join(Event, Event.id == Shift.event_id)
        .where(Event.is_listed)
        .limit(1)
    )
    return f"the class of order {wrong} is listed among the events" if wrong else None


def a_taken_order_has_a_class_that_takes_place() -> str | None:
    """The event of an order that is taken or was held has not been called off, and one that was cancelled has."""
    off = Event.state == EventState.CANCELLED
    wrong = db.session.scalar(
        sa.select(Order.id)
        .join(Shift, Shift.id == Order.shift_id)
        .join(Event, Event.id == Shift.event_id)
        .where(sa.or_(HELD & off, (Order.outcome == Outcome.CANCELLED) & ~off))
        .limit(1)
    )
    return f"order {wrong} and its class do not say the same of taking place" if wrong else None


def a_finished_order_was_recorded() -> str | None:
    """What is done was recorded, and only what was recorded is reviewed."""
    reviewed = sa.exists().where(Review.order_id == Order.id)
    wrong = db.session.scalar(
        sa.select(Order.id)
        .where(
            sa.or_(
                sa.and_(sa.or_(Order.outcome == Outcome.DONE, Order.state == State.SERVED), Order.served_at.is_(None)),
                sa.and_(reviewed, Order.outcome.is_distinct_from(Outcome.DONE)),
            )
        )
        .limit(1)
    )
    return f"order {wrong} is done or reviewed and was not recorded" if wrong else None


def a_quota_counts_its_classes() -> str | None:
    """`taken` of a month and of a term equals the classes that stand in it."""
    counted: Counter[tuple[int | None, str]] = Counter()
    held = sa.select(Order.offering_id, Shift.starts_at).join(Shift, Shift.id == Order.shift_id)
    for offering_id, starts_at in db.session.execute(held.where(HELD, Order.offering_id.is_not(None))):
        day = clock.local_day(starts_at)
        counted[offering_id, capacity.month_of(day)] += 1
        counted[offering_id, seasons.term_of(day)] += 1
    rows = sa.select(OfferingQuota.offering_id, OfferingQuota.period, OfferingQuota.taken)
    kept: dict[tuple[int | None, str], int] = {}
    for offering_id, period, taken in db.session.execute(rows):
        kept[offering_id, period] = taken
    for key in sorted(kept.keys() | counted.keys()):
        if kept.get(key, 0) != counted[key]:
            said = f"offering {key[0]} says {kept.get(key, 0)} taken in {key[1]}"
            return f"{said}, {counted[key]} classes stand"
    return None


CHECKS = (
    an_invited_order_has_its_invitations,
    a_class_of_an_order_is_not_listed,
    a_taken_order_has_a_class_that_takes_place,
    a_finished_order_was_recorded,
    a_quota_counts_its_classes,
)
