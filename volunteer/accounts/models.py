"""People, their sessions, one-time codes, counted tries, skills and consents."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word
from volunteer.base.secrets import Encrypted, mask_name


class Person(Base):
    """Somebody with an account. The phone is encrypted; `phone_index` finds it by the whole number.

    Who has no phone was written down by a clerk, and signs in nowhere.
    """

    __tablename__ = "people"
    __table_args__ = (sa.CheckConstraint("(phone IS NULL) = (phone_index IS NULL)", name="phone_with_its_index"),)

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(Encrypted)
    phone_index: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    joined_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def masked_name(self) -> str:
        """王*芳."""
        return mask_name(self.name)

    @property
    def phone_tail(self) -> str:
        """1234: by it two people of one name are told apart. "—" for somebody without a phone."""
        return self.phone[-4:] if self.phone else "—"


class LoginSession(Base):
    """A device that is signed in. The cookie holds the token, the row its hash."""

    __tablename__ = "login_sessions"

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    device: Mapped[str]
    address: Mapped[str | None]
    is_shared: Mapped[bool]
    acting_grant_id: Mapped[int | None]  # the role chosen for the office; the grant itself lives a floor higher
    began_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class OneTimeCode(Base):
    """Six digits sent to a phone. Only the browser that asked for them may use them, so nobody else can spoil them."""

    __tablename__ = "one_time_codes"
    __table_args__ = (sa.Index("ix_one_time_codes_phone_index_sent_at", "phone_index", "sent_at"),)

    id: Mapped[key]
    browser_hash: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str] = mapped_column(Encrypted)
    phone_index: Mapped[str]
    digits_hash: Mapped[str]
    address: Mapped[str | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Tries(Base):
    """Failed tries by account or address in the running window."""

    __tablename__ = "tries"

    subject: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    began_at: Mapped[datetime]


class Skill(Labelled):
    """What a post may ask for, and a person may say of himself."""

    FIRST_AID = "first_aid", "急救"
    MEDICAL = "medical", "医护"
    LEGAL = "legal", "法律"
    TEACHING = "teaching", "教学"
    COUNSELLING = "counselling", "心理咨询"
    ELECTRICS = "electrics", "水电维修"
    PHONES = "phones", "手机电脑"
    HAIRDRESSING = "hairdressing", "理发"
    DRIVING = "driving", "驾驶"
    SIGN_LANGUAGE = "sign_language", "手语"
    MINORITY_LANGUAGE = "minority_language", "民族语言"


class PersonSkill(Base):
    """Something a person says he can do. His own word, not a certificate."""

    __tablename__ = "person_skills"
    __table_args__ = (sa.UniqueConstraint("person_id", "skill"),)

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    skill: Mapped[Skill] = mapped_column(Word(Skill))
    stated_at: Mapped[datetime]


class Scope(Labelled):
    """What a person agreed to."""

    TERMS = "terms", "服务条款和隐私说明"
    PARTY_MEMBER = "party_identity", "以党员身份登记"  # may be sensitive data: asked for by itself
    BADGE = "badge", "对本社区居民亮身份"


class Consent(Base):
    """An agreement to one text in one version; withdrawing it is a time, not a deletion."""

    __tablename__ = "consents"

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    scope: Mapped[Scope] = mapped_column(Word(Scope))
    version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
