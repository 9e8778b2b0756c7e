"""Notices in the inbox and messages in the outbox."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.accounts.models import Person
from volunteer.base.db import Base, key
from volunteer.base.secrets import Encrypted


class Notice(Base):
    """Something a person is told. `path` leads to the page it is about. No personal data of others in it."""

    __tablename__ = "notices"
    __table_args__ = (sa.Index("ix_notices_person_id_id", "person_id", "id"),)

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    text: Mapped[str]
    path: Mapped[str]
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Message(Base):
    """A short message to a phone. Encrypted, because a one-time code may be in it."""

    __tablename__ = "messages"

    id: Mapped[key]
    to: Mapped[str] = mapped_column(Encrypted)
    text: Mapped[str] = mapped_column(Encrypted)
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
