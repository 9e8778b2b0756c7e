"""备课: the lesson plan, and the materials ticked off."""

from collections.abc import Collection
from datetime import datetime

from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.journal import lines
from volunteer.orders import moving
from volunteer.orders.models import Order, OrderMaterial, State
from volunteer.orders.permissions import may_prepare
from volunteer.organisations.standing import Principal


def prepare(order: Order, plan: str, ready: Collection[int], more: str, by: Principal, now: datetime) -> None:
    """Keep the plan, what is ready (ids of materials), and one thing more to bring. Raises: NotYours, MovedOn."""
    if not may_prepare(by, order):
        raise NotYours
    moving.hold(order, State.TAKEN)
    if (plan or None) != order.plan:
        order.plan, order.plan_at = plan or None, now
    for one in order.materials:
        if one.id in ready and one.ready_at is None:
            one.ready_at, one.ready_by = now, by.person_id
        elif one.id not in ready:
            one.ready_at, one.ready_by = None, None
    if more:
        db.session.add(OrderMaterial(order_id=order.id, name=more))
    db.session.flush()
    db.session.expire(order, ["materials"])
    lines.record("orders.prepared", "orders", order.id, by=by.person_id, at=now, organisation_id=order.provider_id)
