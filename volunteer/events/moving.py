"""An event's state moves by its table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from volunteer.events.models import MOVES, Event, State
from volunteer.journal import moves


def move(event: Event, to: State, by: int | None, now: datetime, *, values: Mapping[str, Any] | None = None) -> None:
    """Move the event. `by` is None for a timer. Raises: MovedOn."""
    moves.move(event, to, MOVES, called="这个活动", by=by, now=now, organisation_id=event.host_id, values=values)
