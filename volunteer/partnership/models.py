"""Programmes, agreements, appointments, and who is cleared to meet minors."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word
from volunteer.organisations.models import Organisation


class Programme(Base):
    """What is offered under one name, as 模法师; `carries_hours` is false where its sessions earn no minutes."""

    __tablename__ = "programmes"

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    purpose: Mapped[str]
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    carries_hours: Mapped[bool]
    begun_on: Mapped[date]
    letters: Mapped[int]  # 聘书 given so far; its update holds the row while the next number is read

    owner: Mapped[Organisation] = relationship()


class Kind(Labelled):
    """What an agreement is for."""

    CO_BUILDING = "co_building", "共驻共建"
    STUDY = "study", "联学共建"


class State(Labelled):
    """Where an agreement is."""

    DRAFT = "draft", "草拟"
    SIGNING = "signing", "签署中"
    ACTIVE = "active", "生效"
    ENDED = "ended", "已结束"


MOVES = {
    State.DRAFT: {State.SIGNING, State.ENDED},
    State.SIGNING: {State.ACTIVE, State.DRAFT, State.ENDED},
    State.ACTIVE: {State.ENDED},
}


class Capacity(Labelled):
    """As what a party signs."""

    A = "a", "甲方"
    B = "b", "乙方"
    C = "c", "丙方"
    D = "d", "丁方"
    E = "e", "戊方"


class Theme(Labelled):
    """What an item of an agreement is about. Source: the seven items of a Lanzhou agreement."""

    PARTY_WORK = "party_work", "党建工作共谋"
    ORGANISATION = "organisation", "组织建设共融"
    PUBLICITY = "publicity", "宣传教育共做"
    GREAT_TASKS = "great_tasks", "重大任务共担"
    VOLUNTEERING = "volunteering", "志愿服务共办"
    ENVIRONMENT = "environment", "环境卫生共抓"
    CULTURE = "culture", "文体活动共联"


class Agreement(Base):
    """An agreement of two to five parties; active once the last has signed. What ended stays as it was."""

    __tablename__ = "agreements"
    __table_args__ = (sa.CheckConstraint("ends_on > starts_on", name="ends_after_it_starts"),)

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Programme.id), index=True)
    purpose: Mapped[str]
    minors_words: Mapped[str | None]  # confidentiality and the protection of minors
    ending_words: Mapped[str | None]  # how it may be ended early
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    host_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)  # who drew it up
    renews_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agreements.id"), unique=True)
    state: Mapped[State] = mapped_column(Word(State))
    state_since: Mapped[datetime]
    state_words: Mapped[str | None]

    programme: Mapped[Programme | None] = relationship()
    host: Mapped[Organisation] = relationship(foreign_keys=[host_id])
    parties: Mapped[list["AgreementParty"]] = relationship(
        back_populates="agreement", order_by="AgreementParty.capacity"
    )
    items: Mapped[list["AgreementItem"]] = relationship(back_populates="agreement", order_by="AgreementItem.id")


class AgreementParty(Base):
    """A party of an agreement; its signature is a date, a name and the scan of the signed page."""

    __tablename__ = "agreement_parties"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "organisation_id"),
        sa.UniqueConstraint("agreement_id", "capacity"),
        sa.CheckConstraint("(signed_on IS NULL) = (scan IS NULL)", name="signed_with_a_scan"),
    )

    id: Mapped[key]
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey(Agreement.id))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    capacity: Mapped[Capacity] = mapped_column(Word(Capacity))
    duties: Mapped[str]
    contact: Mapped[str | None]  # an office and its number
    signatory: Mapped[str | None]
    signatory_title: Mapped[str | None]
    signed_on: Mapped[date | None]
    scan: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)  # WebP, by base.images
    signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))  # who put it in
    signed_at: Mapped[datetime | None]

    agreement: Mapped[Agreement] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship()


class AgreementItem(Base):
    """What the parties do together."""

    __tablename__ = "agreement_items"

    id: Mapped[key]
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey(Agreement.id), index=True)
    theme: Mapped[Theme] = mapped_column(Word(Theme))
    words: Mapped[str]

    agreement: Mapped[Agreement] = relationship(back_populates="items")


class AgreementReminder(Base):
    """Something that was reminded of, so that it is done once."""

    __tablename__ = "agreement_reminders"

    id: Mapped[key]
    about: Mapped[str] = mapped_column(unique=True)
    reminded_at: Mapped[datetime]


class Post(Labelled):
    """What somebody is appointed as."""

    TUTOR = "tutor", "法治辅导员"
    VICE_PRINCIPAL = "vice_principal", "法治副校长"


class AppointmentState(Labelled):
    """Where an appointment is."""

    ACTIVE = "active", "在聘"
    ENDED = "ended", "已结束"


APPOINTMENT_MOVES = {AppointmentState.ACTIVE: {AppointmentState.ENDED}}


class Appointment(Base):
    """聘书: a person teaches for a programme at a school or in a community, from a day until a day."""

    __tablename__ = "appointments"
    __table_args__ = (
        sa.CheckConstraint("ends_on > starts_on", name="ends_after_it_starts"),
        sa.Index(
            "uq_appointments_active",
            "person_id",
            "programme_id",
            "organisation_id",
            "post",
            "starts_on",  # the next term may be agreed on before this one is over; the rule keeps terms apart
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        ),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)  # 聘书编号
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey(Programme.id), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)  # where they teach
    post: Mapped[Post] = mapped_column(Word(Post))
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day
    state: Mapped[AppointmentState] = mapped_column(Word(AppointmentState))
    state_since: Mapped[datetime]
    state_words: Mapped[str | None]
    appointed_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    appointed_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship()


class Clearance(Base):
    """That the competent unit found nothing against a person's meeting minors, and until when. Yes and a date only.

    Source: Law on the Protection of Minors art. 62, applied to volunteers as policy; a year at the most.
    """

    __tablename__ = "clearances"
    __table_args__ = (
        sa.Index("ix_clearances_person_id_until_on", "person_id", "until_on"),
        sa.CheckConstraint("(withdrawn_by IS NULL) = (withdrawn_at IS NULL)", name="withdrawn_by_somebody"),
    )

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))  # the unit that asked
    until_on: Mapped[date]  # the last day
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    recorded_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    withdrawn_at: Mapped[datetime | None]  # from then on it counts no more

    checked_by: Mapped[Organisation] = relationship()
