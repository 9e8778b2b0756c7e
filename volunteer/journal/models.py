"""The journal and the seals."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.base.db import Base, Json, key


class Line(Base):
    """One act. `subject` and `subject_id` say on what, `detail` holds ids and words that are not personal."""

    __tablename__ = "journal"
    __table_args__ = (
        sa.Index("ix_journal_subject_subject_id", "subject", "subject_id"),
        sa.Index("ix_journal_organisation_id_id", "organisation_id", "id"),
    )

    id: Mapped[key]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]  # None: a timer
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int]
    organisation_id: Mapped[int | None]
    detail: Mapped[dict[str, object]] = mapped_column(Json)
    address: Mapped[str | None]  # network logs are kept for six months at least (网络安全法)


class Seal(Base):
    """The rows `first_id` to `last_id` of a table, hashed onto the seal before."""

    __tablename__ = "seals"
    __table_args__ = (sa.UniqueConstraint("chain", "first_id"),)

    id: Mapped[key]
    chain: Mapped[str]  # the table's name
    first_id: Mapped[int]
    last_id: Mapped[int]
    rows: Mapped[int]
    digest: Mapped[str]
    sealed_at: Mapped[datetime]
