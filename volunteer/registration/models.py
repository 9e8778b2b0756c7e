"""Unit registrations (F1), member registrations (F2), the roster of a unit, its imports, and targets.

Of party data only this is kept: that somebody registered as a party member, by separate consent, and the branch.
(Party data red line: no dates of joining, introducers, dues or numbers of cadres.)
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, Json, key
from volunteer.base.labelled import Labelled, Word
from volunteer.base.secrets import Encrypted
from volunteer.organisations.models import Organisation


class State(Labelled):
    """Where a registration is."""

    SUBMITTED = "submitted", "待社区接收"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已接收"
    ENDED = "ended", "已结束"


class Ending(Labelled):
    """How a registration ended."""

    TRANSFERRED = "transferred", "转到别的社区"
    LEFT = "left", "搬走或离开"
    WITHDRAWN = "withdrawn", "自己撤回"
    LAPSED = "lapsed", "到期没有续报"


MOVES = {
    State.SUBMITTED: {State.ACCEPTED, State.RETURNED, State.ENDED},
    State.RETURNED: {State.SUBMITTED, State.ENDED},
    State.ACCEPTED: {State.ENDED},
}


class ResourceKind(Labelled):
    """What a unit can offer. Money is not on the list. (F1.)"""

    PLACE = "place", "场地"
    PEOPLE = "people", "人员"
    SKILLS = "skills", "技能"
    EQUIPMENT = "equipment", "设备"
    MATERIALS = "materials", "物资"


class Duty(Labelled):
    """A post in the community that a member claims. (Categories published by one county.)"""

    ORGANISING = "organising", "组织建设"
    LEGAL = "legal", "法律咨询与援助"
    HELPING = "helping", "助困扶残与就业援助"
    GOVERNANCE = "governance", "社区治理"
    HEALTH = "health", "健康医疗"
    CULTURE = "culture", "文化体育"
    SAFETY = "safety", "安全宣传与治安巡逻"
    OTHER = "other", "其他"


class Interest(Labelled):
    """For whom or what a member likes to serve."""

    ELDERLY = "elderly", "陪老人"
    CHILDREN = "children", "带孩子、辅导功课"
    DISABLED = "disabled", "帮残疾人"
    REPAIRS = "repairs", "家电和水电小修"
    ENVIRONMENT = "environment", "环境卫生"
    EMERGENCY = "emergency", "应急和值守"


class Free(Labelled):
    """When a member has time. Service happens after working hours."""

    EVENINGS = "evenings", "工作日晚上"
    WEEKEND_DAYS = "weekend_days", "周末白天"
    WEEKEND_EVENINGS = "weekend_evenings", "周末晚上"
    HOLIDAYS = "holidays", "节假日"


WAITS = sa.text("state IN ('submitted', 'returned')")
STANDS = sa.text("state = 'accepted'")
GOES_ON = sa.text("state <> 'ended'")


def _one(name: str, where: sa.TextClause, *columns: str) -> sa.Index:
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class UnitRegistration(Base):
    """单位党组织到社区报到 (F1): a unit's party organisation registers with a community.

    A unit has at most one that waits and one that stands: accepting the one that waits ends the other as transferred.
    """

    __tablename__ = "unit_registrations"
    __table_args__ = (
        _one("uq_unit_registrations_one_goes_on", GOES_ON, "unit_id", "community_id"),
        _one("uq_unit_registrations_one_waits", WAITS, "unit_id"),
        _one("uq_unit_registrations_one_stands", STANDS, "unit_id"),
        sa.CheckConstraint("(state = 'ended') = (ending IS NOT NULL)", name="ended_with_an_ending"),
        sa.CheckConstraint("state <> 'accepted' OR receipt_number IS NOT NULL", name="accepted_with_a_receipt"),
        sa.CheckConstraint("(accepted_at IS NULL) = (receipt_number IS NULL)", name="receipt_from_the_acceptance"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    party_organisation: Mapped[str]
    secretary: Mapped[str]
    liaison: Mapped[str]
    office_phone: Mapped[str]
    address: Mapped[str]
    members: Mapped[int]  # party members, as the unit counts them
    in_service: Mapped[int]
    submitted_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    submitted_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(Word(State))
    state_since: Mapped[datetime]
    review_words: Mapped[str | None]  # why it came back, or the community's opinion
    accepted_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    accepted_at: Mapped[datetime | None]
    receipt_number: Mapped[str | None] = mapped_column(unique=True)
    renew_on: Mapped[date | None]
    ending: Mapped[Ending | None] = mapped_column(Word(Ending))
    ended_at: Mapped[datetime | None]
    ended_words: Mapped[str | None]

    unit: Mapped[Organisation] = relationship(foreign_keys=[unit_id])
    community: Mapped[Organisation] = relationship(foreign_keys=[community_id])
    submitter: Mapped[Person] = relationship(foreign_keys=[submitted_by])
    accepter: Mapped[Person | None] = relationship(foreign_keys=[accepted_by])
    resources: Mapped[list["OfferedResource"]] = relationship(order_by="OfferedResource.id")


class OfferedResource(Base):
    """One thing that a unit offers with its registration. A unit that writes again offers anew; no money."""

    __tablename__ = "offered_resources"
    __table_args__ = (sa.UniqueConstraint("registration_id", "kind"),)

    id: Mapped[key]
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey(UnitRegistration.id))
    kind: Mapped[ResourceKind] = mapped_column(Word(ResourceKind))
    words: Mapped[str]


class MemberRegistration(Base):
    """在职党员到社区报到 (F2): a member registers where they live. Never the door number."""

    __tablename__ = "member_registrations"
    __table_args__ = (
        _one("uq_member_registrations_one_waits", WAITS, "person_id"),
        _one("uq_member_registrations_one_stands", STANDS, "person_id"),
        sa.Index("ix_member_registrations_community_id_state", "community_id", "state"),
        sa.CheckConstraint("(state = 'ended') = (ending IS NOT NULL)", name="ended_with_an_ending"),
        sa.CheckConstraint("state <> 'accepted' OR accepted_at IS NOT NULL", name="accepted_at_a_moment"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    # The clerk who wrote it down for a member without a phone; None: the member.
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)  # on the day it was sent
    branch: Mapped[str]
    compound: Mapped[str]  # 小区
    specialities: Mapped[str | None]
    interests: Mapped[list[str]] = mapped_column(Json)
    free: Mapped[list[str]] = mapped_column(Json)
    promise: Mapped[str | None]
    submitted_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(Word(State))
    state_since: Mapped[datetime]
    review_words: Mapped[str | None]
    grid_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    accepted_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    accepted_at: Mapped[datetime | None]
    renew_on: Mapped[date | None]
    ending: Mapped[Ending | None] = mapped_column(Word(Ending))
    ended_at: Mapped[datetime | None]
    ended_words: Mapped[str | None]
    # Holding it opens the badge to residents; it is there only while the member shows it.
    badge_code: Mapped[str | None] = mapped_column(unique=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    community: Mapped[Organisation] = relationship(foreign_keys=[community_id])
    unit: Mapped[Organisation | None] = relationship(foreign_keys=[unit_id])
    grid: Mapped[Organisation | None] = relationship(foreign_keys=[grid_id])
    accepter: Mapped[Person | None] = relationship(foreign_keys=[accepted_by])
    duties: Mapped[list["ClaimedDuty"]] = relationship(order_by="ClaimedDuty.id")

    @property
    def is_proxy(self) -> bool:
        """A clerk wrote it for somebody without a phone."""
        return self.author_id is not None

    @property
    def free_labels(self) -> list[str]:
        """周末白天, …: when the member has time."""
        return [one.label for one in Free if one.value in self.free]

    @property
    def interest_labels(self) -> list[str]:
        """陪老人, …: what the member likes to do."""
        return [one.label for one in Interest if one.value in self.interests]


class ClaimedDuty(Base):
    """A post that a member claims with the registration."""

    __tablename__ = "claimed_duties"
    __table_args__ = (sa.UniqueConstraint("registration_id", "duty"),)

    id: Mapped[key]
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey(MemberRegistration.id))
    duty: Mapped[Duty] = mapped_column(Word(Duty))


class RegistrationReminder(Base):
    """A reminder that was sent, so that it is sent once: the registration, its day, how many days before."""

    __tablename__ = "registration_reminders"

    id: Mapped[key]
    about: Mapped[str] = mapped_column(unique=True)
    reminded_at: Mapped[datetime]


class ImportState(Labelled):
    """Where an import of a roster is."""

    CHECKING = "checking", "正在核对"
    PREVIEWED = "previewed", "核对好了"
    APPLYING = "applying", "正在导入"
    APPLIED = "applied", "已导入"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "没有导入"


IMPORT_MOVES = {
    ImportState.CHECKING: {ImportState.PREVIEWED, ImportState.DROPPED},
    ImportState.PREVIEWED: {ImportState.APPLYING, ImportState.APPLIED, ImportState.DROPPED},
    ImportState.APPLYING: {ImportState.APPLIED, ImportState.PREVIEWED},
    ImportState.APPLIED: {ImportState.UNDONE},
}


class RosterImport(Base):
    """A file that a unit brought. Its rows are kept encrypted until they are applied or dropped, then no more."""

    __tablename__ = "roster_imports"

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    brought_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    brought_at: Mapped[datetime]
    state: Mapped[ImportState] = mapped_column(Word(ImportState))
    state_since: Mapped[datetime]
    rows: Mapped[str | None] = mapped_column(Encrypted)
    total: Mapped[int]
    checked: Mapped[int] = mapped_column(default=0)  # how far the worker is
    good: Mapped[int | None]
    bad: Mapped[int | None]
    added: Mapped[int | None]
    changed: Mapped[int | None]


class RosterEntry(Base):
    """Somebody on a unit's roster. Known by the phone alone; a change is a new entry, the one before is removed."""

    __tablename__ = "roster_entries"
    __table_args__ = (
        _one("uq_roster_entries_one_in_force", sa.text("removed_at IS NULL"), "unit_id", "phone_index"),
        sa.Index("ix_roster_entries_phone_index", "phone_index"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    # The branch, where it is an organisation of ours under the unit; otherwise the unit itself.
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(Encrypted)
    phone_index: Mapped[str]
    branch: Mapped[str]
    is_in_service: Mapped[bool]
    import_id: Mapped[int | None] = mapped_column(sa.ForeignKey(RosterImport.id), index=True)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    added_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    removed_at: Mapped[datetime | None]
    removed_import_id: Mapped[int | None] = mapped_column(sa.ForeignKey(RosterImport.id), index=True)

    unit: Mapped[Organisation] = relationship(foreign_keys=[unit_id])


class RegistrationTarget(Base):
    """What is due for a place, as the level above set it. Rows are added: the latest one counts."""

    __tablename__ = "registration_targets"
    __table_args__ = (sa.Index("ix_registration_targets_place_id_id", "place_id", "id"),)

    id: Mapped[key]
    place_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    units: Mapped[int]
    members: Mapped[int]
    set_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    set_at: Mapped[datetime]
