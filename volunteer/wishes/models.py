"""Wishes, and everything that happens to them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word
from volunteer.base.secrets import Encrypted
from volunteer.hours.models import HourEntry
from volunteer.organisations.models import Organisation


class Kind(Labelled):
    """What is wished for."""

    GOODS = "goods", "实物"
    SERVICE = "service", "服务"
    EXPERIENCE = "experience", "体验"


class Category(Labelled):
    """What it is about."""

    DAILY = "daily", "生活用品"
    STUDY = "study", "学习用品"
    HEALTH = "health", "健康关爱"
    COMPANY = "company", "陪伴关怀"
    ADVICE = "advice", "学技能、问政策"


class AgeBand(Labelled):
    """As much of an age as anybody needs."""

    PRESCHOOL = "preschool", "学龄前"
    AGE_6 = "6-9", "6–9 岁"
    AGE_10 = "10-13", "10–13 岁"
    AGE_14 = "14-17", "14–17 岁"
    ADULT = "adult", "18–59 岁"
    AGE_60 = "60+", "60 岁以上"
    AGE_80 = "80+", "80 岁以上"


class Handover(Labelled):
    """How it reaches the resident."""

    AT_COMMUNITY = "at_community", "在社区"
    AT_HOME = "at_home", "社区专干陪同上门"


class Spoke(Labelled):
    """Who said the wish that a clerk wrote down."""

    SELF = "self", "本人"
    FAMILY = "family", "家属"
    GRID_WORKER = "grid_worker", "网格员"


class Agreed(Labelled):
    """How the resident agreed that the clerk writes it down and publishes it."""

    IN_PERSON = "in_person", "当面口头同意"
    BY_PHONE = "by_phone", "电话里同意"
    SIGNED = "signed", "签字同意"


class State(Labelled):
    """Where a wish is."""

    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "可认领"
    CLAIMED = "claimed", "对接中"
    DELIVERED = "delivered", "待确认"
    CLOSED = "closed", "已办结"


class Outcome(Labelled):
    """How it ended. Closed is not the same as solved."""

    FULFILLED = "fulfilled", "已实现"
    PARTLY = "partly", "部分实现"
    COULD_NOT = "could_not", "没能办成"
    WITHDRAWN = "withdrawn", "已撤回"
    REJECTED = "rejected", "没有受理"
    EXPIRED = "expired", "到期无人认领"


MOVES = {
    State.SUBMITTED: {State.RETURNED, State.PUBLISHED, State.CLOSED},
    State.RETURNED: {State.SUBMITTED, State.CLOSED},
    State.PUBLISHED: {State.CLAIMED, State.CLOSED},
    State.CLAIMED: {State.PUBLISHED, State.DELIVERED, State.CLOSED},
    State.DELIVERED: {State.CLAIMED, State.CLOSED},
}


class Beneficiary(Base):
    """The resident behind a wish. Encrypted, seen by who needs it while it is needed, deleted a year after."""

    __tablename__ = "beneficiaries"

    id: Mapped[key]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    name: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    address: Mapped[str | None] = mapped_column(Encrypted)
    is_open_to_contact: Mapped[bool]  # agreed that the claimant may ring
    forgotten_at: Mapped[datetime | None]


class Wish(Base):
    """A need that somebody may answer. Title, kind, category, community and state are public."""

    __tablename__ = "wishes"
    __table_args__ = (
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_has_an_outcome"),
        sa.CheckConstraint("value IS NULL OR value > 0", name="value_is_positive"),
        sa.Index("ix_wishes_community_id_state", "community_id", "state"),
        sa.Index("ix_wishes_state_id", "state", "id"),  # the public list in its order; with a day in it SQLite sorts
        sa.Index("ix_wishes_state_kind_open_until", "state", "kind", "open_until"),
        sa.Index("ix_wishes_community_id_closed_at", "community_id", "closed_at"),
        sa.Index(  # of the closed ones only those that wait: they are few, however many there are
            "ix_wishes_community_id_state_since",
            "community_id",
            "state_since",
            sqlite_where=sa.text("needs_follow_up = 1"),
            postgresql_where=sa.text("needs_follow_up"),
        ),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    beneficiary_id: Mapped[int] = mapped_column(sa.ForeignKey(Beneficiary.id), unique=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)  # who wrote it down
    spoke: Mapped[Spoke | None] = mapped_column(Word(Spoke))  # None: the author speaks for himself
    agreed: Mapped[Agreed | None] = mapped_column(Word(Agreed))

    title: Mapped[str]
    description: Mapped[str]
    alias: Mapped[str]
    age_band: Mapped[AgeBand] = mapped_column(Word(AgeBand))
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    category: Mapped[Category] = mapped_column(Word(Category))
    value: Mapped[int | None]  # CNY, an estimate
    handover: Mapped[Handover] = mapped_column(Word(Handover))
    wanted_by: Mapped[date | None]

    state: Mapped[State] = mapped_column(Word(State))
    state_since: Mapped[datetime]
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    closing_words: Mapped[str | None]
    needs_follow_up: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false()
    )  # until somebody asked after it
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    open_until: Mapped[date | None]  # the last local day on which it may be claimed
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    review_words: Mapped[str | None]
    slip_token: Mapped[str] = mapped_column(Encrypted)
    slip_hash: Mapped[str] = mapped_column(unique=True)

    community: Mapped[Organisation] = relationship()
    beneficiary: Mapped[Beneficiary] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])

    @property
    def meeting(self) -> str:
        """Where things are handed over, or where one meets."""
        if self.kind is not Kind.GOODS and self.handover is Handover.AT_COMMUNITY:
            return "在社区见面"
        return "送到社区，由社区转交" if self.handover is Handover.AT_COMMUNITY else self.handover.label

    @property
    def is_proxy(self) -> bool:
        """A clerk wrote it for somebody."""
        return self.spoke is not None


class Ending(Labelled):
    """How a claim ended."""

    COMPLETED = "completed", "办成"
    RELEASED = "released", "认领人退回"
    NO_CONTACT = "no_contact", "一直没有联系上，已退回"
    OVERDUE = "overdue", "到期没有办成，已退回"
    CLOSED = "closed", "心愿已办结"


class Credit(Labelled):
    """What became of the minutes of a visit."""

    CREDITED = "credited", "已记时长"
    TOO_SHORT = "too_short", "时间太短，不记时长"
    OVERLAPS = "overlaps", "与另一次服务时间重叠，待社区核对"
    OVER_CAP = "over_cap", "超过一天的上限，待社区核对"


HOURS_WAIT = sa.text("credit IN ('overlaps', 'over_cap')")  # in these words, so that SQLite knows its index by them


class WishClaim(Base):
    """Somebody's offer to answer a wish. A released one stays as a row of its own."""

    __tablename__ = "wish_claims"
    __table_args__ = (
        sa.Index(
            "uq_wish_claims_one_active",
            "wish_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_wish_claims_wish_id_waits", "wish_id", sqlite_where=HOURS_WAIT, postgresql_where=HOURS_WAIT),
        sa.Index("ix_wish_claims_person_id_ended_at", "person_id", "ended_at"),
        sa.Index("ix_wish_claims_unit_id_claimed_at", "unit_id", "claimed_at"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    wish_id: Mapped[int] = mapped_column(sa.ForeignKey(Wish.id), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))  # the person's unit that day
    claimed_at: Mapped[datetime] = mapped_column(index=True)
    contact_by: Mapped[datetime]
    due_on: Mapped[date]
    contacted_at: Mapped[datetime | None]
    contact_words: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ending: Mapped[Ending | None] = mapped_column(Word(Ending))
    ending_words: Mapped[str | None]
    credit: Mapped[Credit | None] = mapped_column(Word(Credit))
    hour_entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey(HourEntry.id), unique=True)

    wish: Mapped[Wish] = relationship()
    person: Mapped[Person] = relationship()
    unit: Mapped[Organisation | None] = relationship()


class Evidence(Labelled):
    """What a photo shows."""

    PHOTO = "photo", "物品或现场照片"
    SLIP = "slip", "签了字的回执"


class WishPhoto(Base):
    """One picture, upright, 1600 pixels at most, without metadata. Seen by resident, claimant and community only."""

    __tablename__ = "wish_photos"

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    content: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    added_at: Mapped[datetime]


class Delivery(Base):
    """The claimant says that it is done: when the visit began and ended, in words, with a picture."""

    __tablename__ = "deliveries"
    __table_args__ = (sa.CheckConstraint("ended_at > began_at", name="ends_after_it_begins"),)

    id: Mapped[key]
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey(WishClaim.id), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    words: Mapped[str]
    evidence: Mapped[Evidence | None] = mapped_column(Word(Evidence))
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey(WishPhoto.id))
    delivered_at: Mapped[datetime]

    claim: Mapped[WishClaim] = relationship()
    photo: Mapped[WishPhoto | None] = relationship()


class Witness(Labelled):
    """Whose word a confirmation is."""

    BENEFICIARY = "beneficiary", "居民本人确认"
    SLIP_LINK = "slip_link", "家人凭回执单确认"
    SIGNED_SLIP = "signed_slip", "社区凭签字回执确认"
    CLERK_PRESENT = "clerk_present", "社区专干当时在场"
    CLERK_ASKED = "clerk_asked", "社区问过居民后确认"


class Confirmation(Base):
    """The receiver's word on one delivery: yes, in part, or no. There is one for each delivery."""

    __tablename__ = "confirmations"
    __table_args__ = (sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_1_to_5"),)

    id: Mapped[key]
    delivery_id: Mapped[int] = mapped_column(sa.ForeignKey(Delivery.id), unique=True)
    is_accepted: Mapped[bool]
    is_partly: Mapped[bool]
    witness: Mapped[Witness] = mapped_column(Word(Witness))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))  # None: by the slip, without an account
    satisfaction: Mapped[int | None]  # None: 不评价
    words: Mapped[str | None]
    confirmed_at: Mapped[datetime]

    delivery: Mapped[Delivery] = relationship()


class Way(Labelled):
    """How somebody was asked again."""

    PHONE = "phone", "打电话"
    VISIT = "visit", "上门"
    HERE = "here", "居民来社区"


class FollowUp(Base):
    """Asking again after a wish was closed, by somebody who is not the claimant."""

    __tablename__ = "follow_ups"
    __table_args__ = (sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_1_to_5"),)

    id: Mapped[key]
    wish_id: Mapped[int] = mapped_column(sa.ForeignKey(Wish.id), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    way: Mapped[Way] = mapped_column(Word(Way))
    satisfaction: Mapped[int | None]
    still_needs_help: Mapped[bool]
    words: Mapped[str | None]
    followed_up_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship()


class Secret(Labelled):
    """What was looked at."""

    PHONE = "phone", "电话"
    ADDRESS = "address", "住址"


class Why(Labelled):
    """Why it was looked at."""

    APPOINTMENT = "appointment", "约见面时间"
    CHANGE = "change", "临时有变化"
    VERIFY = "verify", "核实心愿"
    VISIT = "visit", "陪同上门"
    FOLLOW_UP = "follow_up", "回访"


class Reveal(Base):
    """One look at a resident's phone or address: who, when, why. Shown to the community and to the resident."""

    __tablename__ = "reveals"

    id: Mapped[key]
    wish_id: Mapped[int] = mapped_column(sa.ForeignKey(Wish.id), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    secret: Mapped[Secret] = mapped_column(Word(Secret))
    why: Mapped[Why] = mapped_column(Word(Why))
    revealed_at: Mapped[datetime]

    wish: Mapped[Wish] = relationship()
    person: Mapped[Person] = relationship()


class Reminder(Base):
    """Something that was reminded of, so that it is done once."""

    __tablename__ = "wish_reminders"

    id: Mapped[key]
    about: Mapped[str] = mapped_column(unique=True)  # claim:12:contact, delivery:7:confirm
    reminded_at: Mapped[datetime]
