"""Calling an order off, by either side, with a reason that everybody reads."""

from datetime import datetime

from volunteer.attendance.queries import attendances_of_shift
from volunteer.base import clock
from volunteer.base.refusal import NotYours
from volunteer.events import classes
from volunteer.orders import capacity, inviting, moving, telling
from volunteer.orders.models import Order, Outcome, State
from volunteer.orders.permissions import may_change
from volunteer.orders.queries import tutor_ids_of
from volunteer.orders.refusals import ListIsConfirmed, SomebodyCame
from volunteer.organisations.standing import Principal


def cancel(order: Order, words: str, by: Principal, now: datetime) -> None:
    """Close the order before its class was recorded. The class is called off and its capacity is free again.

    Raises: NotYours, MovedOn, ListIsConfirmed, SomebodyCame.
    """
    if not may_change(by, order):
        raise NotYours
    moving.hold(order, State.PLACED, State.RETURNED, State.INVITED, State.TAKEN)
    shift, was = order.shift, order.state
    if shift is not None and not classes.is_open(shift):
        raise ListIsConfirmed
    if shift is not None and now >= shift.starts_at and attendances_of_shift(shift.id):
        raise SomebodyCame  # their minutes are not taken away by a word of the other side
    inviting.end_all(order, now, by.person_id)
    tutors = tutor_ids_of(order)
    values = {"outcome": Outcome.CANCELLED, "state_words": words}
    moving.move(order, State.CLOSED, by.person_id, now, out_of=was, values=values, outcome=Outcome.CANCELLED.value)
    if shift is not None:
        classes.call_off(shift, words, by.person_id, now)
        if order.offering is not None:
            capacity.give_back(order.offering, clock.local_day(shift.starts_at))
    text = f"“{order.title}”（{order.client.short_name}）取消了：{words}"
    telling.everybody(order, text, now, but=by.person_id, also=tutors)
