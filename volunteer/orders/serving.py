"""The class has been given: how many came, what was taught, what was found."""

from datetime import datetime

from volunteer.base.refusal import NotYours
from volunteer.orders import moving, telling
from volunteer.orders.models import Order, State
from volunteer.orders.permissions import may_prepare
from volunteer.orders.refusals import NotHeldYet
from volunteer.organisations.standing import Principal


def serve(
    order: Order, people: int, periods: int, record: str, problems: str | None, by: Principal, now: datetime
) -> None:
    """Record the class, once. The client is asked for a word on it. Raises: NotYours, NotHeldYet, MovedOn."""
    if not may_prepare(by, order):
        raise NotYours
    if order.state is State.TAKEN and (order.shift is None or now < order.shift.starts_at):
        raise NotHeldYet
    values = {
        "actual_people": people,
        "actual_periods": periods,
        "record": record,
        "problems": problems or None,
        "served_by": by.person_id,
        "served_at": now,
    }
    moving.move(order, State.SERVED, by.person_id, now, out_of=State.TAKEN, values=values)
    telling.client(order, f"“{order.title}”上完了，请评一评，不评也可以", now)
    if problems:
        text = f"“{order.title}”（{order.client.short_name}）记下了要跟进的问题"
        telling.provider(order, text, now, but=by.person_id)
