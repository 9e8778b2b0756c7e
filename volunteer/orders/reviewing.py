"""评单: the client's word on a class, once, signed in or by a link that needs no account.

The link is handed on by the client or by who answers the order, never by who gave the class. Each link made voids
the one before.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import codes
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.config import policy
from volunteer.journal import lines
from volunteer.journal.moves import MovedOn
from volunteer.orders import moving, telling
from volunteer.orders.models import Order, Outcome, Review, State
from volunteer.orders.permissions import is_client, is_tutor, may_hand_on_review
from volunteer.orders.queries import order_of_review
from volunteer.orders.refusals import OldLink, ReviewedBefore, ReviewedByOneself
from volunteer.organisations.standing import Principal


@dataclass(frozen=True)
class Marks:
    """1 to 5 each; None was left out, which is normal."""

    content: int | None
    manner: int | None
    gains: int | None
    punctuality: int | None
    words: str | None


def new_link(order: Order, by: Principal, now: datetime) -> str:
    """Return the token of a new link; one made before is void. Raises: NotYours, ReviewedBefore, MovedOn."""
    if not may_hand_on_review(by, order):
        raise NotYours
    if order.review is not None:
        raise ReviewedBefore
    if not _may_come(order):
        raise MovedOn(moving.CALLED, order.state, order.state_since)
    token = codes.bearer()
    served_at = order.served_at or now
    order.review_digest = codes.digest(token)
    order.review_until = served_at + policy.order_review_link_days * DAY
    db.session.flush()
    lines.record("orders.review_link", "orders", order.id, by=by.person_id, at=now, organisation_id=order.provider_id)
    return token


def by_link(token: str, now: datetime) -> Order:
    """Return the order that may be reviewed by this link now. Raises: OldLink, ReviewedBefore."""
    order = order_of_review(token)
    if order is None or order.review_until is None:
        raise OldLink
    if order.review is not None:
        raise ReviewedBefore
    if now > order.review_until or not _may_come(order):
        raise OldLink
    return order


def review_by_link(token: str, marks: Marks, now: datetime) -> Order:
    """Keep the word of whoever holds the link. Raises: OldLink, ReviewedBefore."""
    order = by_link(token, now)
    _keep(order, marks, None, now)
    return order


def review(order: Order, marks: Marks, by: Principal, now: datetime) -> None:
    """Keep the client's word. Raises: NotYours, ReviewedByOneself, ReviewedBefore, MovedOn."""
    if not is_client(by, order):
        raise NotYours
    if is_tutor(by, order):
        raise ReviewedByOneself
    if order.review is not None:
        raise ReviewedBefore
    if not _may_come(order):
        raise MovedOn(moving.CALLED, order.state, order.state_since)
    _keep(order, marks, by.person_id, now)


def close_unreviewed(order: Order, now: datetime) -> None:
    """Close a class that nobody reviewed in its time; a word may still come by the link. Raises: MovedOn."""
    _close(order, None, now)


def _may_come(order: Order) -> bool:
    return order.state is State.SERVED or order.outcome is Outcome.DONE


def _keep(order: Order, marks: Marks, by: int | None, now: datetime) -> None:
    db.session.add(Review(order_id=order.id, reviewed_at=now, reviewed_by=by, **vars(marks)))
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:  # two at one time: the unique key lets one through
        raise ReviewedBefore from error
    lines.record("orders.reviewed", "orders", order.id, by=by, at=now, organisation_id=order.provider_id)
    if order.state is State.SERVED:
        _close(order, by, now)
    telling.crew(order, f"“{order.title}”（{order.client.short_name}）有评价了", now)


def _close(order: Order, by: int | None, now: datetime) -> None:
    values = {"outcome": Outcome.DONE}
    moving.move(order, State.CLOSED, by, now, out_of=State.SERVED, values=values, outcome=Outcome.DONE.value)
