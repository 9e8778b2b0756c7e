"""Reading notices and messages."""

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.notices.models import Message, Notice


def unread(person_id: int) -> int:
    """Return how many notices the person has not read."""
    return (
        db.session.scalar(sa.select(sa.func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None)))
        or 0
    )


def notices_of(person_id: int, *, after: int | None = None, limit: int = 30) -> list[Notice]:
    """Return the person's notices, newest first, those before id `after` when it is given."""
    found = sa.select(Notice).where(Notice.person_id == person_id).order_by(Notice.id.desc()).limit(limit)
    if after is not None:
        found = found.where(Notice.id < after)
    return list(db.session.scalars(found))


def latest_messages(limit: int = 30) -> list[Message]:
    """Return the newest messages, for the page that exists in demo mode only."""
    return list(db.session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(limit)))
