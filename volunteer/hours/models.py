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
        sa.Index("ix_hour_entries_source_source_id", "source", "source_id"),
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


class HourSum(Base):
    """What the ledger sums to in a month, by all that a report asks for, of the rows up to the mark.

    No foreign keys: the rows are made out of ledger rows, which have them, and a key that is 0 stands for none.
    """

    __tablename__ = "hour_sums"
    __table_args__ = (
        sa.Index("ix_hour_sums_community_id_month", "community_id", "month"),
        sa.Index("ix_hour_sums_unit_id_month", "unit_id", "month"),
        sa.Index("ix_hour_sums_host_id_month", "host_id", "month"),
    )

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 202106
    community_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    host_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[Source] = mapped_column(Word(Source), primary_key=True)
    provenance: Mapped[Provenance] = mapped_column(Word(Provenance), primary_key=True)
    minutes: Mapped[int]  # corrections included
    postings: Mapped[int]  # that stand


class MonthServed(Base):
    """Whose postings stand in a month, by community and unit, of the ledger's rows up to the mark."""

    __tablename__ = "months_served"
    __table_args__ = (sa.Index("ix_months_served_unit_id_month", "unit_id", "month"),)

    community_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    postings: Mapped[int]  # that stand; 0 when all of them were taken back


class SumsMark(Base):
    """How far the sums have come. One row at the most; none before the first time."""

    __tablename__ = "sums_marks"
    __table_args__ = (sa.CheckConstraint("one = 1", name="only_one"),)

    one: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    upto: Mapped[int]  # the last ledger row that is in the sums
    seen: Mapped[int]  # the last ledger row at the last look
    horizon: Mapped[int] = mapped_column(sa.BigInteger)  # transactions numbered below it may have rows up to `seen`
