"""The ledger."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word
from volunteer.organisations.models import Organisation


class Provenance(Labelled):
    """Where a minute comes from, the strongest proof first."""

    SCANNED = "scanned", "现场扫码"
    STAFF = "staff", "现场确认"
    RECEIVER = "receiver", "居民确认"
    BACKFILL = "backfill", "补录"


class Source(Labelled):
    """What a posting was earned by."""

    WISH = "wish", "心愿"
    EVENT = "event", "活动"


class HourEntry(Base):
    """A posting of minutes served, or the reversal of one. Rows are added, never changed.

    Host, community and unit are those of the day: what is credited stays with whom it was credited to.
    Source of the fields: 《志愿服务记录与证明出具办法（试行）》 (Civil Affairs Order 67) art. 7 and 11.
    """

    __tablename__ = "hour_entries"
    __table_args__ = (
        sa.CheckConstraint("minutes <> 0", name="minutes_not_zero"),
        sa.CheckConstraint("(reverses_id IS NULL) = (minutes > 0)", name="only_reversals_are_negative"),
        sa.CheckConstraint("ended_at > started_at", name="ends_after_it_begins"),
        # A second pair of eyes: what is entered later is never approved by the one who entered it.
        sa.CheckConstraint(
            "provenance <> 'backfill' OR (approved_by IS NOT NULL AND approved_by <> recorded_by)",
            name="backfill_has_two_people",
        ),
        # One first posting per source, so a list confirmed twice cannot pay twice. A plain unique constraint would
        # not do: NULLs differ from each other.
        sa.Index(
            "uq_hour_entries_one_first_posting",
            "source",
            "source_id",
            unique=True,
            sqlite_where=sa.text("reverses_id IS NULL AND follows_id IS NULL"),
            postgresql_where=sa.text("reverses_id IS NULL AND follows_id IS NULL"),
        ),
        sa.Index("ix_hour_entries_person_id_served_on", "person_id", "served_on"),
        sa.Index("ix_hour_entries_community_id_served_on", "community_id", "served_on"),
        sa.Index("ix_hour_entries_unit_id_served_on", "unit_id", "served_on"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    host_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))
    served_on: Mapped[date]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    minutes: Mapped[int]
    provenance: Mapped[Provenance] = mapped_column(Word(Provenance))
    source: Mapped[Source] = mapped_column(Word(Source))
    source_id: Mapped[int]
    name: Mapped[str]
    place: Mapped[str]
    content: Mapped[str]
    person_in_charge: Mapped[str]
    reason: Mapped[str | None]  # of a reversal, a correction, a back-fill
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    approved_by: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("hour_entries.id"), unique=True)
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("hour_entries.id"), unique=True)

    host: Mapped[Organisation] = relationship(foreign_keys=[host_id])
    person: Mapped[Person] = relationship()
