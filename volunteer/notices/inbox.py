"""Leaving a notice and reading it."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.base import codes
from volunteer.base.db import db
from volunteer.notices.models import Notice


def tell(person_id: int, text: str, path: str, now: datetime) -> None:
    """Leave a notice in the person's inbox, in this transaction."""
    db.session.add(Notice(code=codes.name(), person_id=person_id, text=text, path=path, told_at=now))


def read_all(person_id: int, now: datetime) -> None:
    """Mark every notice of the person as read."""
    db.session.execute(
        sa.update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None)).values(read_at=now)
    )


def read(person_id: int, code: str, now: datetime) -> str | None:
    """Mark one notice of the person as read and return the path it leads to."""
    notice = db.session.scalar(sa.select(Notice).where(Notice.code == code, Notice.person_id == person_id))
    if notice is None:
        return None
    notice.read_at = notice.read_at or now
    return notice.path
