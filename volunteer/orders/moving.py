"""An order's state moves by its table; and what several do to one order in one state comes one after the other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.journal import moves
from volunteer.journal.moves import MovedOn
from volunteer.orders.models import MOVES, Order, State

CALLED = "这份点单"


def move(
    order: Order,
    to: State,
    by: int | None,
    now: datetime,
    *,
    out_of: State | None = None,
    values: Mapping[str, Any] | None = None,
    **detail: object,
) -> None:
    """Move the order `out_of` this state, setting `values` with it. `by` is None for a timer. Raises: MovedOn."""
    moves.move(
        order,
        to,
        MOVES,
        called=CALLED,
        by=by,
        now=now,
        organisation_id=order.provider_id,
        out_of=out_of,
        values=values,
        **detail,
    )


def hold(order: Order, *states: State) -> None:
    """Keep the order in one of these states until this transaction ends. Raises: MovedOn.

    For acts that move no state, or read much before they move it. Locks come in one order: the order, the gates of its
    tutors, the capacity.
    """
    held = db.session.execute(
        sa.update(Order)
        .where(Order.id == order.id, Order.state.in_(states))
        .values(state=Order.state)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(order)
    if order.shift is not None:
        db.session.refresh(order.shift)  # another day may have been set since it was read
    if not held.rowcount:  # type: ignore[attr-defined]
        raise MovedOn(CALLED, order.state, order.state_since)
