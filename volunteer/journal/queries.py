"""Reading the journal."""

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.journal.models import Line


def lines_of(subject: str, subject_id: int) -> list[Line]:
    """Return the lines about one thing, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Line).where(Line.subject == subject, Line.subject_id == subject_id).order_by(Line.id)
        )
    )


def page(organisations: sa.Select[int], *, after: int | None = None, limit: int = 50) -> list[Line]:
    """Return the newest lines of these organisations, those before id `after` when it is given."""
    found = sa.select(Line).where(Line.organisation_id.in_(organisations)).order_by(Line.id.desc()).limit(limit)
    if after is not None:
        found = found.where(Line.id < after)
    return list(db.session.scalars(found))
