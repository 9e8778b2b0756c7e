"""A state that moves by its table. One of two who move it together succeeds; every move is a line in the journal."""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.base.labelled import Labelled
from volunteer.base.refusal import Refusal
from volunteer.journal import lines


class Moving(Protocol):
    """A row with a state."""

    id: Any
    state: Any
    state_since: Any


class MovedOn(Refusal):
    """Somebody was faster, or the page is old: says what the state is now and since when."""

    def __init__(self, called: str, state: Labelled, since: datetime) -> None:
        when = clock.local(since).strftime("%-m月%-d日 %H:%M")
        super().__init__(f"{called}现在是“{state.label}”，{when}起。请看一看现在的情况再办")


def move(
    row: Moving,
    to: Labelled,
    moves: Mapping[Any, Set[Any]],
    *,
    called: str,
    by: int | None,
    now: datetime,
    organisation_id: int | None = None,
    out_of: Labelled | None = None,
    values: Mapping[str, Any] | None = None,
    **detail: object,
) -> None:
    """Move the row's state, set `values` with it, and write the line.

    `out_of` is the state in which this act makes sense, where the table knows more ways to the new one: a wish that
    is given back and one that passes the review are both published.
    Raises: MovedOn when the row is in another state, the table knows no such move, or it has moved since it was read.
    """
    table: Any = type(row)
    came: Labelled = row.state
    if to not in moves.get(came, ()) or out_of not in (None, came):
        raise MovedOn(called, came, row.state_since)
    # The update decides who was first, not what we read a moment ago; nor may the row have left this state in between
    # and come back to it.
    moved = db.session.execute(
        sa.update(table)
        .where(table.id == row.id, table.state == came, table.state_since == row.state_since)
        .values(state=to, state_since=now, **(values or {}))
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise MovedOn(called, row.state, row.state_since)
    subject = str(table.__tablename__)
    lines.record(
        f"{subject}.{to.value}",
        subject,
        row.id,
        by=by,
        at=now,
        organisation_id=organisation_id,
        came=came.value,
        **detail,
    )
