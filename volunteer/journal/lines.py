"""Adding a line to the journal."""

from contextvars import ContextVar
from datetime import datetime

from volunteer.base.db import db
from volunteer.journal.models import Line

# Where the acting person's request comes from; the web sets it, a timer has none.
address: ContextVar[str | None] = ContextVar("address", default=None)


def record(
    action: str,
    subject: str,
    subject_id: int,
    *,
    by: int | None,
    at: datetime,
    organisation_id: int | None = None,
    **detail: object,
) -> None:
    """Add one line to this transaction. `detail` holds ids and plain words, no name, phone or address."""
    db.session.add(
        Line(
            at=at,
            actor_id=by,
            action=action,
            subject=subject,
            subject_id=subject_id,
            organisation_id=organisation_id,
            detail=detail,
            address=address.get(),
        )
    )
