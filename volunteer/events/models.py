"""Events, shifts, posts and sign-ups."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person, Skill
from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word
from volunteer.organisations.models import Organisation


class Category(Labelled):
    """What an event is about, as software that follows the national system lists it, and two of Lanzhou's own."""

    COMMUNITY = "community", "社区服务"
    POVERTY_RELIEF = "poverty_relief", "扶贫减贫"
    EDUCATION = "education", "支教助学"
    HEALTH = "health", "卫生健康"
    LEGAL = "legal", "法律服务"
    ENVIRONMENT = "environment", "环境保护"
    SCIENCE = "science", "科技科普"
    CULTURE = "culture", "文化艺术"
    PUBLIC_SAFETY = "public_safety", "平安综治"
    CIVILITY = "civility", "文明风尚"
    TRAFFIC = "traffic", "交通引导"
    FIRE = "fire", "志愿消防"
    EMERGENCY = "emergency", "应急救援"
    ANTI_DRUG = "anti_drug", "禁毒宣传"
    SPORTS = "sports", "体育健身"
    TOURISM = "tourism", "旅游服务"
    SPECIAL_CARE = "special_care", "关爱特殊群体"
    LARGE_EVENT = "large_event", "大型活动"
    OVERSEAS = "overseas", "海外志愿服务"
    TAX = "tax", "税收服务"
    EPIDEMIC = "epidemic", "疫情防控"
    UNITY = "unity", "民族团结"
    POLICY = "policy", "惠民政策宣传"
    OTHER = "other", "其他"


class Risk(Labelled):
    """How dangerous it may be."""

    LOW = "low", "低"
    MEDIUM = "medium", "中"
    HIGH = "high", "高"


class State(Labelled):
    """Where an event is."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    POSTPONED = "postponed", "已延期"
    ENDED = "ended", "已结束，待确认"
    SETTLED = "settled", "已确认"
    CANCELLED = "cancelled", "已取消"


MOVES = {
    State.DRAFT: {State.PUBLISHED, State.CANCELLED},
    State.PUBLISHED: {State.POSTPONED, State.ENDED, State.CANCELLED},
    State.POSTPONED: {State.PUBLISHED, State.CANCELLED},
    State.ENDED: {State.SETTLED},
}


class Event(Base):
    """One dated activity with its recruitment notice. Cancelled is not deleted."""

    __tablename__ = "events"
    __table_args__ = (
        sa.Index("ix_events_host_id_state", "host_id", "state"),
        sa.Index("ix_events_community_id_state", "community_id", "state"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    host_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))  # who organises it
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))  # where it takes place
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    leader_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)  # 活动负责人
    title: Mapped[str]
    category: Mapped[Category] = mapped_column(Word(Category))
    content: Mapped[str]  # what volunteers do
    place: Mapped[str]  # an exact address
    conditions: Mapped[str]
    signing_up: Mapped[str]  # how one signs up, besides the button
    risks: Mapped[str]
    risk: Mapped[Risk] = mapped_column(Word(Risk))
    insurance: Mapped[str | None]
    provided: Mapped[str]
    contact: Mapped[str]  # a telephone number for questions
    is_open_to_minors: Mapped[bool]
    has_photos: Mapped[bool]
    is_listed: Mapped[bool] = mapped_column(
        default=True, server_default=sa.true()
    )  # False: a class that was ordered; nobody signs up for it
    carries_hours: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    state: Mapped[State] = mapped_column(Word(State))
    state_since: Mapped[datetime]
    state_words: Mapped[str | None]  # why it was postponed or cancelled; stays on the page
    published_at: Mapped[datetime | None]
    opens_at: Mapped[datetime | None]  # signing up opens; None: as soon as it is published
    closes_at: Mapped[datetime | None]  # and closes; None: when the shift begins

    host: Mapped[Organisation] = relationship(foreign_keys=[host_id])
    community: Mapped[Organisation | None] = relationship(foreign_keys=[community_id])
    leader: Mapped[Person] = relationship(foreign_keys=[leader_id])
    shifts: Mapped[list["Shift"]] = relationship(back_populates="event", order_by="Shift.starts_at")


class Shift(Base):
    """A time slot of an event. Its list is confirmed once, by a person."""

    __tablename__ = "shifts"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        sa.CheckConstraint("break_minutes >= 0", name="break_is_not_negative"),
        sa.Index("ix_shifts_starts_at_id", "starts_at", "id"),  # the list in its order
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey(Event.id), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    break_minutes: Mapped[int]
    headcount: Mapped[int | None]  # counted by the leader before the list was shown
    counted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))

    event: Mapped[Event] = relationship(back_populates="shifts")
    posts: Mapped[list["Post"]] = relationship(back_populates="shift", order_by="Post.id")


class Post(Base):
    """时段内岗位: so many places, and what they ask for. `taken` and `waiting` decide races, not a count."""

    __tablename__ = "posts"
    __table_args__ = (
        sa.CheckConstraint("taken >= 0 AND taken <= places", name="taken_within_places"),
        sa.CheckConstraint("waiting >= 0", name="waiting_is_not_negative"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey(Shift.id), index=True)
    name: Mapped[str]
    requirement: Mapped[str | None]
    skill: Mapped[Skill | None] = mapped_column(Word(Skill))  # only who says he can do it signs up
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)

    shift: Mapped[Shift] = relationship(back_populates="posts")


class SignUpState(Labelled):
    """Where a sign-up is."""

    CONFIRMED = "confirmed", "已报名"
    WAITING = "waiting", "候补"
    WITHDRAWN = "withdrawn", "已退出"
    RELEASED = "released_by_host", "主办方取消"


class Turnout(Labelled):
    """What came of a sign-up, after the list was confirmed."""

    SERVED = "served", "已到"
    ABSENT = "absent", "没有到"
    EXCUSED = "excused", "请假"


class SignUp(Base):
    """A person has, or waits for, a place at a post. One standing at a time for each shift."""

    __tablename__ = "sign_ups"
    __table_args__ = (
        sa.Index(
            "uq_sign_ups_one_standing",
            "shift_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("state IN ('confirmed', 'waiting')"),
            postgresql_where=sa.text("state IN ('confirmed', 'waiting')"),
        ),
        sa.Index("ix_sign_ups_shift_id_state", "shift_id", "state"),
        sa.Index("ix_sign_ups_person_id_state", "person_id", "state"),
        sa.Index("ix_sign_ups_post_id_state", "post_id", "state"),
    )

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey(Post.id))
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey(Shift.id))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Organisation.id))
    state: Mapped[SignUpState] = mapped_column(Word(SignUpState))
    signed_up_at: Mapped[datetime]
    promoted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_words: Mapped[str | None]
    turnout: Mapped[Turnout | None] = mapped_column(Word(Turnout))
    turnout_words: Mapped[str | None]
    answer: Mapped[str | None]  # what the person says to the turnout

    post: Mapped[Post] = relationship()
    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()


class EventReminder(Base):
    """Something that was reminded of, so that it is done once."""

    __tablename__ = "event_reminders"

    id: Mapped[key]
    about: Mapped[str] = mapped_column(unique=True)
    reminded_at: Mapped[datetime]
