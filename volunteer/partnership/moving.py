"""An agreement's state moves by its table; what reads its parties and then decides holds it first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.journal import moves
from volunteer.journal.moves import MovedOn
from volunteer.partnership.models import MOVES, Agreement, State

CALLED = "这份协议"


def move(
    agreement: Agreement, to: State, by: int | None, now: datetime, *, values: Mapping[str, Any] | None = None
) -> None:
    """Move the agreement. `by` is None for a timer. Raises: MovedOn."""
    moves.move(agreement, to, MOVES, called=CALLED, by=by, now=now, organisation_id=agreement.host_id, values=values)


def hold(agreement: Agreement, state: State) -> None:
    """Let nobody else sign, change or end the agreement until this transaction is over; its parties are read anew.

    Raises: MovedOn when it is not in this state.
    """
    held = db.session.execute(
        sa.update(Agreement)
        .where(Agreement.id == agreement.id, Agreement.state == state)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(agreement)
    db.session.expire(agreement, ["parties"])
    if not held.rowcount:  # type: ignore[attr-defined]
        raise MovedOn(CALLED, agreement.state, agreement.state_since)
