"""Offerings, orders, and everything that happens to them. The class itself is a shift of an event."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, Json, key
from volunteer.base.labelled import Labelled, Word
from volunteer.base.secrets import Encrypted
from volunteer.events.models import Shift
from volunteer.organisations.models import Organisation
from volunteer.partnership.models import Programme


class Topic(Labelled):
    """What an offering is about. Source: the menu of the model programme, and what communities ask for."""

    MOCK_TRIAL = "mock_trial", "模拟法庭"
    CRIME = "crime", "预防未成年人违法犯罪"
    DRUGS = "drugs", "禁毒"
    NETWORK = "network", "网络安全"
    ADDICTION = "addiction", "预防网瘾"
    BULLYING = "bullying", "校园欺凌"
    FRAUD = "fraud", "网贷与电信诈骗"
    CIVIL_CODE = "civil_code", "民法典"
    CONSTITUTION = "constitution", "宪法"
    SECURITY = "security", "国家安全"
    REASONING = "reasoning", "法律思维训练"
    EVIDENCE = "evidence", "证据训练"
    CLASS_RULES = "class_rules", "法治班规"
    HEARING = "hearing", "校园听证"
    LEGAL_AID = "legal_aid", "法律援助"
    CLINIC = "clinic", "义诊"
    ADMISSIONS = "admissions", "高考志愿填报咨询"
    PARTY_LESSON = "party_lesson", "情景主题党课"


class Audience(Labelled):
    """Who sits in the class."""

    PRIMARY_LOW = "primary_low", "小学 1–3 年级"
    PRIMARY_HIGH = "primary_high", "小学 4–6 年级"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    HOLIDAY = "holiday", "社区假期班"
    PARENTS = "parents", "家长"
    RESIDENTS = "residents", "居民"
    MEMBERS = "members", "党员"


MINORS = frozenset({Audience.PRIMARY_LOW, Audience.PRIMARY_HIGH, Audience.JUNIOR, Audience.SENIOR, Audience.HOLIDAY})


class Mode(Labelled):
    """How it is taught: the four features of the model programme."""

    ORDERED = "ordered", "订单式"
    INSPIRING = "inspiring", "启发式"
    INTERACTIVE = "interactive", "互动式"
    IMMERSIVE = "immersive", "体验式"


class Season(Labelled):
    """When it can be ordered for."""

    ALL_YEAR = "all_year", "全年"
    TERM = "term", "学期内"
    HOLIDAYS = "holidays", "寒暑假"


class Offering(Base):
    """An item of the menu. What is closed stays, for the orders that were placed for it."""

    __tablename__ = "offerings"
    __table_args__ = (
        sa.CheckConstraint("class_periods > 0", name="class_periods_are_positive"),
        sa.CheckConstraint("most_people > 0", name="most_people_is_positive"),
        sa.Index("ix_offerings_closed_at_topic", "closed_at", "topic"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Programme.id), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)  # who answers orders for it
    title: Mapped[str]
    topic: Mapped[Topic] = mapped_column(Word(Topic))
    summary: Mapped[str]  # one sentence for the menu
    content: Mapped[str]
    modes: Mapped[list[str]] = mapped_column(Json)  # values of Mode
    class_periods: Mapped[int]
    minutes: Mapped[int]  # of the whole class, breaks in it included
    most_people: Mapped[int]  # in one class
    tutors: Mapped[int]  # needed at the least; never one adult alone with minors
    qualification: Mapped[str | None]
    place_needs: Mapped[str | None]
    equipment: Mapped[str | None]
    materials: Mapped[list[str]] = mapped_column(Json)  # ticked off while preparing
    preparation_days: Mapped[int]
    season: Mapped[Season] = mapped_column(Word(Season))
    per_month: Mapped[int | None]  # classes that can be given; None: as many as there are tutors
    per_term: Mapped[int | None]
    added_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    programme: Mapped[Programme | None] = relationship()
    owner: Mapped[Organisation] = relationship()
    audiences: Mapped[list["OfferingAudience"]] = relationship(order_by="OfferingAudience.id")


class OfferingAudience(Base):
    """An audience that an offering suits."""

    __tablename__ = "offering_audiences"
    __table_args__ = (sa.UniqueConstraint("offering_id", "audience"),)

    id: Mapped[key]
    offering_id: Mapped[int] = mapped_column(sa.ForeignKey(Offering.id))
    audience: Mapped[Audience] = mapped_column(Word(Audience))


class OfferingQuota(Base):
    """How many classes of a month, or of a term, are taken. The update of this row decides races, never a count."""

    __tablename__ = "offering_quotas"
    __table_args__ = (
        sa.UniqueConstraint("offering_id", "period"),
        sa.CheckConstraint("taken >= 0", name="taken_is_not_negative"),
    )

    id: Mapped[key]
    offering_id: Mapped[int] = mapped_column(sa.ForeignKey(Offering.id))
    period: Mapped[str]  # 2021-09 or 2021-autumn, of the day of the class
    taken: Mapped[int]


class State(Labelled):
    """Where an order is."""

    PLACED = "placed", "待接单"
    RETURNED = "returned", "退回修改"
    INVITED = "invited", "已派单"
    TAKEN = "taken", "已接单"
    SERVED = "served", "待评单"
    CLOSED = "closed", "已办结"


class Outcome(Labelled):
    """How it ended."""

    DONE = "done", "已完成"
    DECLINED = "declined", "没能接单"
    CANCELLED = "cancelled", "已取消"


MOVES = {
    State.PLACED: {State.RETURNED, State.INVITED, State.TAKEN, State.CLOSED},
    State.RETURNED: {State.PLACED, State.CLOSED},
    State.INVITED: {State.PLACED, State.TAKEN, State.CLOSED},
    State.TAKEN: {State.SERVED, State.CLOSED},
    State.SERVED: {State.CLOSED},
}


class PhotoRule(Labelled):
    """What the client allows."""

    NONE = "none", "不拍照"
    NO_FACES = "no_faces", "可以拍，不拍正脸"
    BY_CLIENT = "by_client", "由我方自己拍，给你们用"


class Order(Base):
    """A class that a school or a community asks for. Counts only: no pupil's name is ever kept."""

    __tablename__ = "orders"
    __table_args__ = (
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_has_an_outcome"),
        sa.CheckConstraint("offering_id IS NOT NULL OR request IS NOT NULL", name="an_offering_or_words"),
        sa.CheckConstraint("people > 0", name="people_are_positive"),
        sa.CheckConstraint("state NOT IN ('taken', 'served') OR shift_id IS NOT NULL", name="taken_has_a_shift"),
        sa.Index("ix_orders_client_id_state", "client_id", "state"),
        sa.Index("ix_orders_provider_id_state", "provider_id", "state"),
        sa.Index("ix_orders_team_id_state", "team_id", "state"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))  # the school or community
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))  # who answers it
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Programme.id), index=True)
    offering_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Offering.id), index=True)
    request: Mapped[str | None]  # in free words, where the menu has nothing
    placed_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    placed_at: Mapped[datetime] = mapped_column(index=True)
    audience: Mapped[Audience] = mapped_column(Word(Audience))
    class_name: Mapped[str]  # 初二（3）班
    people: Mapped[int]  # how many are expected
    place: Mapped[str]
    safety_person: Mapped[str] = mapped_column(Encrypted)  # an adult of the client, with a telephone number
    is_private_kept: Mapped[bool] = mapped_column(default=True)  # False: the safety person has been forgotten
    photo_rule: Mapped[PhotoRule] = mapped_column(Word(PhotoRule))
    needs: Mapped[str | None]  # special needs
    answer_due_on: Mapped[date]
    state: Mapped[State] = mapped_column(Word(State))
    state_since: Mapped[datetime]
    state_words: Mapped[str | None]  # why it was returned, declined, cancelled
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))

    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))  # who took it
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    taken_at: Mapped[datetime | None]
    shift_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Shift.id), unique=True)  # the class
    postponed_words: Mapped[str | None]  # the last reason, for everybody to read
    plan: Mapped[str | None]  # 教案
    plan_at: Mapped[datetime | None]

    actual_people: Mapped[int | None]
    actual_periods: Mapped[int | None]
    record: Mapped[str | None]  # what was taught and how it went
    problems: Mapped[str | None]  # what was found and should be looked after
    served_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    served_at: Mapped[datetime | None]
    review_digest: Mapped[str | None] = mapped_column(unique=True)  # of the link's token, which only its holder knows
    review_until: Mapped[datetime | None]

    client: Mapped[Organisation] = relationship(foreign_keys=[client_id])
    provider: Mapped[Organisation] = relationship(foreign_keys=[provider_id])
    team: Mapped[Organisation | None] = relationship(foreign_keys=[team_id])
    programme: Mapped[Programme | None] = relationship()
    offering: Mapped[Offering | None] = relationship()
    shift: Mapped[Shift | None] = relationship()
    placer: Mapped[Person] = relationship(foreign_keys=[placed_by])
    wished: Mapped[list["WishedDate"]] = relationship(order_by="WishedDate.rank")
    materials: Mapped[list["OrderMaterial"]] = relationship(order_by="OrderMaterial.id")
    review: Mapped["Review | None"] = relationship(back_populates="order")

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        if self.offering is not None:
            return self.offering.title
        words = self.request or ""
        return words if len(words) <= 16 else f"{words[:15]}…"

    @property
    def has_minors(self) -> bool:
        """Whether pupils sit in the class."""
        return self.audience in MINORS


class WishedDate(Base):
    """When the client would like it, the best first."""

    __tablename__ = "wished_dates"
    __table_args__ = (sa.UniqueConstraint("order_id", "rank"),)

    id: Mapped[key]
    order_id: Mapped[int] = mapped_column(sa.ForeignKey(Order.id))
    rank: Mapped[int]
    starts_at: Mapped[datetime]


class Answer(Labelled):
    """What became of an invitation. Declining is no mark against anybody: nothing counts these words."""

    TAKEN = "taken", "接单"
    DECLINED = "declined", "这次来不了"
    LAPSED = "lapsed", "没有回复"
    CALLED_BACK = "called_back", "已撤回"


class Invitation(Base):
    """派单: a team, or a tutor, is asked whether they would give this class."""

    __tablename__ = "invitations"
    __table_args__ = (
        sa.CheckConstraint("(organisation_id IS NULL) <> (person_id IS NULL)", name="a_team_or_a_person"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_with_an_answer"),
        sa.Index(
            "uq_invitations_open_team",
            "order_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        ),
        sa.Index(
            "uq_invitations_open_person",
            "order_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        ),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey(Order.id))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    invited_by: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    invited_at: Mapped[datetime]
    until: Mapped[datetime]  # unanswered it comes back by itself
    answer: Mapped[Answer | None] = mapped_column(Word(Answer))
    answered_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])


class OrderMaterial(Base):
    """Something to bring, ticked off while preparing."""

    __tablename__ = "order_materials"

    id: Mapped[key]
    order_id: Mapped[int] = mapped_column(sa.ForeignKey(Order.id), index=True)
    name: Mapped[str]
    ready_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    ready_at: Mapped[datetime | None]


class Review(Base):
    """评单: the client's word on a class, once. A mark that is None was left out (不评价), which is normal."""

    __tablename__ = "reviews"
    __table_args__ = tuple(
        sa.CheckConstraint(f"{mark} IS NULL OR {mark} BETWEEN 1 AND 5", name=f"{mark}_from_1_to_5")
        for mark in ("content", "manner", "gains", "punctuality")
    )

    id: Mapped[key]
    order_id: Mapped[int] = mapped_column(sa.ForeignKey(Order.id), unique=True)
    content: Mapped[int | None]
    manner: Mapped[int | None]
    gains: Mapped[int | None]
    punctuality: Mapped[int | None]
    words: Mapped[str | None]
    reviewed_at: Mapped[datetime]
    reviewed_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))  # None: by the link, without an account

    order: Mapped[Order] = relationship(back_populates="review")


class OrderReminder(Base):
    """Something that was reminded of, so that it is done once."""

    __tablename__ = "order_reminders"

    id: Mapped[key]
    about: Mapped[str] = mapped_column(unique=True)
    reminded_at: Mapped[datetime]
