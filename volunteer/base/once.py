"""A form sent twice: where no natural unique key tells, the form carries a key of its own.

The same key with the same words is the same submission: the first answer is given again. The same key with other
words is asked about. A refused form leaves nothing behind, because its row goes with the transaction.
"""

import hashlib
import json
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.base.db import Base, db, key
from volunteer.base.refusal import Refusal

KEEP = timedelta(days=30)


class Submission(Base):
    """A form that was accepted, and where it led."""

    __tablename__ = "submissions"

    id: Mapped[key]
    form_key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int]
    body_hash: Mapped[str]
    goes_to: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class SentBefore(Refusal):
    """Another form was sent with this key."""

    message = "刚才已提交过一份，要再交一份请再点一次"


def earlier(form_key: str, person_id: int, body: dict[str, object]) -> str | None:
    """Return where the same form led the first time, or None for a new one. Raises: SentBefore for other words."""
    row = db.session.scalar(sa.select(Submission).where(Submission.form_key == form_key))
    if row is None:
        return None
    if row.person_id != person_id or row.body_hash != _hash(body):
        raise SentBefore
    return row.goes_to


def remember(form_key: str, person_id: int, body: dict[str, object], goes_to: str, now: datetime) -> None:
    """Keep where this form led. The unique key lets one of two that arrive together through."""
    db.session.add(Submission(form_key=form_key, person_id=person_id, body_hash=_hash(body), goes_to=goes_to, at=now))
    db.session.flush()


def forget(now: datetime) -> int:
    """Delete what is older than anybody's second tap. Returns the number of rows."""
    gone = db.session.execute(sa.delete(Submission).where(Submission.at < now - KEEP))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _hash(body: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
