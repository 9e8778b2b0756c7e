"""The report as a document: one row for each version of what an organisation sends upward for a period.

The figures are computed from the records until the report is sent; then the whole document stands frozen in `frozen`,
as canonical JSON with its SHA-256, and what is shown of it is read from there.

Beside it: who was reminded, and records that are taken along.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word
from volunteer.organisations.models import Organisation

LONGEST = 1000  # characters of main work, difficulties and next steps each (domain §5.10, block H)


class State(Labelled):
    """Where a report is."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待接收"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已接收"


MOVES = {
    State.DRAFT: {State.SUBMITTED},
    State.SUBMITTED: {State.RETURNED, State.ACCEPTED},
    State.RETURNED: {State.SUBMITTED},
}
IS_OPEN = sa.text("state <> 'accepted'")


class PeriodicReport(Base):
    """月报、季报、年报: a version of one organisation's report for one period.

    An accepted version never changes again, which triggers see to; a later correction makes the next version. One
    version is open at a time.
    """

    __tablename__ = "periodic_reports"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "period", "version"),
        sa.Index(
            "uq_periodic_reports_one_open",
            "organisation_id",
            "period",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        sa.Index("ix_periodic_reports_receiver_id_state", "receiver_id", "state"),
        sa.CheckConstraint("(frozen IS NULL) = (digest IS NULL)", name="frozen_with_its_digest"),
        sa.CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted_at_a_moment"),
        sa.CheckConstraint("(submitted_at IS NULL) = (frozen IS NULL)", name="frozen_when_submitted"),
        sa.CheckConstraint("(state = 'accepted') = (accepted_at IS NOT NULL)", name="accepted_at_a_moment"),
        sa.CheckConstraint("accepted_by <> submitted_by", name="accepted_by_another"),
        sa.CheckConstraint(
            f"length(main_work) <= {LONGEST} AND length(difficulties) <= {LONGEST} AND length(next_steps) <= {LONGEST}",
            name="texts_are_short",
        ),
    )

    id: Mapped[key]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    period: Mapped[str]  # 2021, 2021-06, …
    version: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[State] = mapped_column(Word(State))
    state_since: Mapped[datetime]
    edits: Mapped[int] = mapped_column(default=0)  # how often it was written; an old form is known by it
    main_work: Mapped[str]
    difficulties: Mapped[str]
    next_steps: Mapped[str]
    head: Mapped[str]  # 负责人
    filler: Mapped[str]  # 填表人
    telephone: Mapped[str]
    drafted_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))  # None: by the timer
    drafted_at: Mapped[datetime]
    receiver_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))  # to whom it was sent
    submitted_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    submitted_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]  # sent for the first time
    frozen: Mapped[str | None]  # canonical JSON of the document as it was sent
    digest: Mapped[str | None]  # SHA-256 of `frozen`, in hexadecimal
    returned_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    returned_at: Mapped[datetime | None]
    returned_words: Mapped[str | None]
    accepted_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    accepted_at: Mapped[datetime | None]
    accepted_words: Mapped[str | None]

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    receiver: Mapped[Organisation | None] = relationship(foreign_keys=[receiver_id])
    submitter: Mapped[Person | None] = relationship(foreign_keys=[submitted_by])
    returner: Mapped[Person | None] = relationship(foreign_keys=[returned_by])
    accepter: Mapped[Person | None] = relationship(foreign_keys=[accepted_by])

    @property
    def is_open(self) -> bool:
        """Say whether its own side still writes it."""
        return self.state in (State.DRAFT, State.RETURNED)


class ReportReminder(Base):
    """Somebody above reminded an organisation of a report; once a day, however often the button is pressed."""

    __tablename__ = "report_reminders"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "period", "reminded_on"),)

    id: Mapped[key]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    period: Mapped[str]
    reminded_on: Mapped[date]
    reminded_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    reminded_at: Mapped[datetime]


class HourExport(Base):
    """The records behind the hours of a report as a workbook: being written by the worker, or there. Gone in a day.

    The file is called by the code, and only who asked for it may have it.
    """

    __tablename__ = "hour_exports"
    __table_args__ = (
        # One at a time for each person: a button pressed twice writes one file.
        sa.Index(
            "uq_hour_exports_one_in_hand",
            "asked_by",
            unique=True,
            sqlite_where=sa.text("ready_at IS NULL"),
            postgresql_where=sa.text("ready_at IS NULL"),
        ),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    period: Mapped[str]
    figure: Mapped[str]
    has_names: Mapped[bool]  # whole names; else masked as on the page
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    total: Mapped[int]  # rows, when it was asked for
    written: Mapped[int] = mapped_column(default=0)  # rows so far
    ready_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
