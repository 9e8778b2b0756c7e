"""Scans, attendances, and corrections of what a list says."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word
from volunteer.events.models import Shift, SignUp
from volunteer.hours.models import HourEntry
from volunteer.organisations.models import Organisation


class Direction(Labelled):
    """Coming or going."""

    IN = "in", "签到"
    OUT = "out", "签退"


class Means(Labelled):
    """How a coming or going became known."""

    SCREEN = "screen", "扫屏幕上的码"
    DIGITS = "digits", "输入 6 位数字"
    POSTER = "poster", "扫墙上的码"
    LEADER = "leader", "负责人登记"


class Scan(Base):
    """One coming or going as it was recorded. A scan undone by the leader stays, with who undid it."""

    __tablename__ = "scans"
    __table_args__ = (
        # The same person again gets the same scan shown: one standing for each shift and direction.
        sa.Index(
            "uq_scans_one_standing",
            "shift_id",
            "person_id",
            "direction",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
        sa.Index("ix_scans_shift_id_browser", "shift_id", "browser"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey(Shift.id))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    direction: Mapped[Direction] = mapped_column(Word(Direction))
    means: Mapped[Means] = mapped_column(Word(Means))
    grant: Mapped[str | None] = mapped_column(unique=True)  # one use
    browser: Mapped[str | None]  # a hash: one browser for many accounts is flagged, never refused
    scanned_at: Mapped[datetime]
    marked_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))  # the leader, for a mark at the door
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))

    shift: Mapped[Shift] = relationship()


class State(Labelled):
    """Where an attendance is."""

    IN = "in", "已签到"
    OUT = "out", "已签退"
    OPEN_ENDED = "open_ended", "没有签退"
    CONFIRMED = "confirmed", "已确认"


class Credit(Labelled):
    """What became of the minutes."""

    CREDITED = "credited", "已记时长"
    TOO_SHORT = "too_short", "不足最少时间，不计时长"
    NOTHING = "nothing", "核对后不计时长"
    SECOND_PERSON = "second_person", "要另一位核对后再记"
    NO_HOURS = "no_hours", "这个项目不记时长"


class Attendance(Base):
    """One person at one shift: came, went, and what the confirmed list says."""

    __tablename__ = "attendances"
    __table_args__ = (sa.UniqueConstraint("shift_id", "person_id"),)

    id: Mapped[key]
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey(Shift.id))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))  # the person's unit that day
    sign_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey(SignUp.id))  # None: came without signing up
    state: Mapped[State] = mapped_column(Word(State))
    came_at: Mapped[datetime]
    came_by: Mapped[Means] = mapped_column(Word(Means))
    left_at: Mapped[datetime | None]
    left_by: Mapped[Means | None] = mapped_column(Word(Means))
    minutes: Mapped[int | None]  # what the leader confirmed
    reason: Mapped[str | None]  # why that differs from the scans
    credit: Mapped[Credit | None] = mapped_column(Word(Credit))
    hour_entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey(HourEntry.id), unique=True)

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()


class Correction(Base):
    """Other minutes for one person of a confirmed list, asked for by one person and approved by another."""

    __tablename__ = "corrections"
    __table_args__ = (
        sa.CheckConstraint("minutes >= 0", name="minutes_are_not_negative"),
        sa.CheckConstraint(
            "is_approved IS NULL OR is_approved = false OR ended_by <> asked_by", name="approved_by_another"
        ),
        sa.Index(
            "uq_corrections_one_open",
            "attendance_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[key]
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey(Attendance.id))
    minutes: Mapped[int]
    reason: Mapped[str]
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    asked_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    ended_at: Mapped[datetime | None]
    is_approved: Mapped[bool | None]  # None while it is open

    attendance: Mapped[Attendance] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=[asked_by])
