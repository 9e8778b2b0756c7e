"""What the provider says to an order besides inviting: please change it, or we cannot."""

from datetime import datetime

from volunteer.base.refusal import NotYours
from volunteer.orders import inviting, moving, telling
from volunteer.orders.models import Order, Outcome, State
from volunteer.orders.permissions import answers
from volunteer.organisations.standing import Principal


def send_back(order: Order, words: str, by: Principal, now: datetime) -> None:
    """Ask the client to change something. Raises: NotYours, MovedOn."""
    if not answers(by, order):
        raise NotYours
    if order.state is State.INVITED:
        inviting.call_back(order, by, now)
    moving.move(order, State.RETURNED, by.person_id, now, out_of=State.PLACED, values={"state_words": words})
    telling.client(order, f"“{order.title}”的点单请改一改：{words}", now)


def decline(order: Order, words: str, by: Principal, now: datetime) -> None:
    """Say that nobody can give it, and what else there is. Raises: NotYours, MovedOn."""
    if not answers(by, order):
        raise NotYours
    moving.hold(order, State.PLACED, State.INVITED)
    inviting.end_all(order, now, by.person_id)
    moving.move(
        order,
        State.CLOSED,
        by.person_id,
        now,
        values={"outcome": Outcome.DECLINED, "state_words": words},
        outcome=Outcome.DECLINED.value,
    )
    telling.client(order, f"“{order.title}”的点单没能接：{words}", now)
