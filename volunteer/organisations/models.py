"""Organisations, memberships and granted roles."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Person
from volunteer.base.db import Base, key
from volunteer.base.labelled import Labelled, Word


class Kind(Labelled):
    """What an organisation is."""

    WORK_COMMITTEE = "work_committee", "机关工委"
    UNIT = "unit", "机关和企事业单位"
    PARTY_ORG = "party_org", "党组织"
    DISTRICT = "district", "区县"
    SUBDISTRICT = "subdistrict", "街道"
    COMMUNITY = "community", "社区"
    GRID = "grid", "网格"
    SCHOOL = "school", "学校"
    LAW_FIRM = "law_firm", "律师事务所"
    PARTNER = "partner", "共建单位"


class Role(Labelled):
    """What a person may do for an organisation."""

    COMMUNITY_CLERK = "community_clerk", "社区专干"
    COMMUNITY_SECRETARY = "community_secretary", "社区书记"
    UNIT_LIAISON = "unit_liaison", "单位联络员"
    PROGRAMME_MANAGER = "programme_manager", "项目管理员"
    TEAM_LEADER = "team_leader", "队长"
    SCHOOL_CONTACT = "school_contact", "学校联络人"
    SUPERIOR_VIEWER = "superior_viewer", "上级查看员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"


class Belonging(Labelled):
    """How a person belongs to an organisation."""

    UNIT = "unit", "工作单位"
    COMMUNITY = "community", "居住社区"


class Organisation(Base):
    """An organisation. `parent` is 块 (street, community, grid), `party_parent` 条 (committee, committee, branch)."""

    __tablename__ = "organisations"

    id: Mapped[key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    party_parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    office_phone: Mapped[str | None]
    office_place: Mapped[str | None]  # where things are handed over
    founded_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    parent: Mapped["Organisation | None"] = relationship(foreign_keys=[parent_id], remote_side="Organisation.id")
    party_parent: Mapped["Organisation | None"] = relationship(
        foreign_keys=[party_parent_id], remote_side="Organisation.id"
    )


class Membership(Base):
    """A person belongs to an organisation from `since_at` until `until_at`. One unit and one community at a time."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.Index(
            "uq_memberships_one_at_a_time",
            "person_id",
            "belonging",
            unique=True,
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        ),
        # where a person belonged at a moment: the door asks it of everybody who comes
        sa.Index("ix_memberships_person_id_belonging_since_at", "person_id", "belonging", "since_at"),
        sa.Index(  # the people of a place, in the order of their list
            "ix_memberships_organisation_id_person_id",
            "organisation_id",
            "person_id",
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        ),
    )

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    belonging: Mapped[Belonging] = mapped_column(Word(Belonging))
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class RoleGrant(Base):
    """A role granted for an organisation. An ended one stays as a row."""

    __tablename__ = "role_grants"
    __table_args__ = (
        sa.Index(
            "uq_role_grants_active",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    granted_by: Mapped[int | None]
    granted_at: Mapped[datetime]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()
