"""A wish's state moves by its table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from volunteer.journal import moves
from volunteer.wishes.models import MOVES, State, Wish


def move(
    wish: Wish,
    to: State,
    by: int | None,
    now: datetime,
    *,
    out_of: State | None = None,
    values: Mapping[str, Any] | None = None,
    **detail: object,
) -> None:
    """Move the wish `out_of` this state, setting `values` with it. `by` is None for a timer. Raises: MovedOn."""
    moves.move(
        wish,
        to,
        MOVES,
        called="这个心愿",
        by=by,
        now=now,
        organisation_id=wish.community_id,
        out_of=out_of,
        values=values,
        **detail,
    )
