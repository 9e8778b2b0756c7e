"""What happens to an order when nobody does anything: a reminder first, then it comes back, or is closed.

Each order moves in a transaction of its own and by its table, so a timer that runs twice, or beside a person, does
nothing a second time.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.config import policy
from volunteer.events.models import Shift
from volunteer.journal.moves import MovedOn
from volunteer.orders import inviting, reviewing, telling
from volunteer.orders.models import Invitation, Order, OrderReminder, State

PLAN_DAYS_BEFORE = 2  # a class without a plan is reminded of so long before
PRIVATE_DAYS = 365  # the safety person's name and number are deleted this long after the end


def run(now: datetime) -> None:
    """Do everything that is due at `now`."""
    today = clock.local_day(now)
    lapsed = sa.exists().where(Invitation.order_id == Order.id, Invitation.answer.is_(None), Invitation.until <= now)
    soon = sa.exists().where(
        Shift.id == Order.shift_id, Shift.starts_at > now, Shift.starts_at <= now + PLAN_DAYS_BEFORE * DAY
    )
    over = sa.exists().where(Shift.id == Order.shift_id, Shift.ends_at <= now - DAY)
    unreviewed = now - policy.order_review_days * DAY
    _each(_lapse, now, Order.state == State.INVITED, lapsed)
    _each(_unanswered, now, Order.state.in_([State.PLACED, State.INVITED]), Order.answer_due_on < today)
    _each(_unprepared, now, Order.state == State.TAKEN, Order.plan.is_(None), soon)
    _each(_unrecorded, now, Order.state == State.TAKEN, over)
    _each(_close, now, Order.state == State.SERVED, Order.served_at <= unreviewed)
    write(lambda _now: _forget_private(now))


def _each(act: Callable[[Order, datetime], None], now: datetime, *clauses: sa.ColumnElement[bool]) -> None:
    ids = list(db.session.scalars(sa.select(Order.id).where(*clauses).order_by(Order.id)))
    db.session.rollback()

    def once(order_id: int) -> Callable[[datetime], None]:
        def inside(_now: datetime) -> None:
            # Somebody who moved the order between our look and this transaction was simply faster.
            try:
                act(db.session.get_one(Order, order_id), now)
            except MovedOn:
                db.session.rollback()

        return inside

    for order_id in ids:
        write(once(order_id))


def _lapse(order: Order, now: datetime) -> None:
    inviting.lapse(order, now)


def _close(order: Order, now: datetime) -> None:
    reviewing.close_unreviewed(order, now)


def _unanswered(order: Order, now: datetime) -> None:
    if _is_first(f"order:{order.id}:answer:{order.answer_due_on.isoformat()}", now):
        text = f"“{order.title}”（{order.client.short_name}）过了答复时限，请今天办"
        telling.provider(order, text, now)


def _unprepared(order: Order, now: datetime) -> None:
    if order.shift is not None and _is_first(f"order:{order.id}:plan", now):
        text = f"{clock.said(order.shift.starts_at)}的“{order.title}”（{order.client.short_name}）还没有教案，请备课"
        telling.crew(order, text, now)


def _unrecorded(order: Order, now: datetime) -> None:
    if _is_first(f"order:{order.id}:record", now):
        telling.crew(order, f"“{order.title}”（{order.client.short_name}）上完了，请填实到人数和上课情况", now)


def _is_first(about: str, now: datetime) -> bool:
    if db.session.scalar(sa.select(OrderReminder.id).where(OrderReminder.about == about)) is not None:
        return False
    db.session.add(OrderReminder(about=about, reminded_at=now))
    return True


def _forget_private(now: datetime) -> None:
    """Delete whom to ring at the school, a year after the order was closed."""
    old = db.session.scalars(
        sa.select(Order)
        .where(Order.state == State.CLOSED, Order.state_since < now - PRIVATE_DAYS * DAY)
        .where(Order.is_private_kept)
        .limit(200)
    )
    for order in old.all():
        order.safety_person, order.is_private_kept = "", False
