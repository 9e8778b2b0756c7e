"""Reading registrations: one, what waits, what stands, what a community has."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from volunteer.base.db import db
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.queries import below
from volunteer.registration.models import MemberRegistration, State, UnitRegistration

PAGE = 50
FEW = 5  # a cell of fewer people is not shown to the public: one could tell who they are
WAITING = (State.SUBMITTED, State.RETURNED)

_UNIT_SIDES = (
    joinedload(UnitRegistration.unit),
    joinedload(UnitRegistration.community),
    joinedload(UnitRegistration.submitter),
    joinedload(UnitRegistration.accepter),
    selectinload(UnitRegistration.resources),
)
_MEMBER_SIDES = (
    joinedload(MemberRegistration.person),
    joinedload(MemberRegistration.community),
    joinedload(MemberRegistration.unit),
    joinedload(MemberRegistration.grid),
    joinedload(MemberRegistration.accepter),
    selectinload(MemberRegistration.duties),
)


def unit_registration_of_code(code: str) -> UnitRegistration | None:
    """Return a unit's registration with what it offers."""
    return db.session.scalar(sa.select(UnitRegistration).where(UnitRegistration.code == code).options(*_UNIT_SIDES))


def member_registration_of_code(code: str) -> MemberRegistration | None:
    """Return a member's registration with what is claimed."""
    return db.session.scalar(
        sa.select(MemberRegistration).where(MemberRegistration.code == code).options(*_MEMBER_SIDES)
    )


def registration_of_badge(code: str) -> MemberRegistration | None:
    """Return the registration whose badge this code opens: it stands, and the member shows it."""
    return db.session.scalar(
        sa.select(MemberRegistration)
        .where(MemberRegistration.badge_code == code, MemberRegistration.state == State.ACCEPTED)
        .options(*_MEMBER_SIDES)
    )


def waiting_of_unit(unit_id: int) -> UnitRegistration | None:
    """Return the unit's registration that waits or came back."""
    return _unit(unit_id, *WAITING)


def standing_of_unit(unit_id: int) -> UnitRegistration | None:
    """Return the unit's registration that was accepted and goes on."""
    return _unit(unit_id, State.ACCEPTED)


def waiting_of_member(person_id: int) -> MemberRegistration | None:
    """Return the member's registration that waits or came back."""
    return _member(person_id, *WAITING)


def standing_of_member(person_id: int) -> MemberRegistration | None:
    """Return the member's registration that was accepted and goes on."""
    return _member(person_id, State.ACCEPTED)


def registrations_of_member(person_id: int) -> list[MemberRegistration]:
    """Return the member's registrations, the latest first: those that ended are the history."""
    return list(
        db.session.scalars(
            sa.select(MemberRegistration)
            .where(MemberRegistration.person_id == person_id)
            .order_by(MemberRegistration.id.desc())
            .options(*_MEMBER_SIDES)
            .limit(PAGE)
        )
    )


def registrations_of_unit(unit_id: int) -> list[UnitRegistration]:
    """Return the unit's registrations, the latest first."""
    return list(
        db.session.scalars(
            sa.select(UnitRegistration)
            .where(UnitRegistration.unit_id == unit_id)
            .order_by(UnitRegistration.id.desc())
            .options(*_UNIT_SIDES)
            .limit(PAGE)
        )
    )


def grids_of(community_id: int) -> list[Organisation]:
    """Return the open grids of a community."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(
                Organisation.parent_id == community_id,
                Organisation.kind == Kind.GRID,
                Organisation.closed_at.is_(None),
            )
            .order_by(Organisation.id)
        )
    )


# ------------------------------------------------------------------------------ lists of the office


@dataclass(frozen=True)
class Shelf:
    """One page of a list, and the id behind which it goes on."""

    units: list[UnitRegistration]
    members: list[MemberRegistration]
    more: int | None


@dataclass(frozen=True)
class Waiting:
    """How many wait for the community."""

    units: int
    members: int


def waiting_in(community_id: int) -> Waiting:
    """Return how many registrations wait for this community's word."""

    def count(table: type[UnitRegistration] | type[MemberRegistration]) -> int:
        found = sa.select(sa.func.count()).select_from(table)
        return db.session.scalar(found.where(table.community_id == community_id, table.state == State.SUBMITTED)) or 0

    return Waiting(count(UnitRegistration), count(MemberRegistration))


def units_in(
    places: sa.Select[int], *states: State, by_unit: bool = False, after: int | None = None, limit: int = PAGE
) -> Shelf:
    """Return registrations of units with these communities, or of these units, the newest first."""
    side = UnitRegistration.unit_id if by_unit else UnitRegistration.community_id
    found = (
        sa.select(UnitRegistration)
        .where(side.in_(places), UnitRegistration.state.in_(states or tuple(State)))
        .order_by(UnitRegistration.id.desc())
        .options(*_UNIT_SIDES)
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(UnitRegistration.id < after)
    rows = list(db.session.scalars(found))
    return Shelf(rows[:limit], [], rows[limit - 1].id if len(rows) > limit else None)


def members_in(community_id: int, *states: State, after: int | None = None, limit: int = PAGE) -> Shelf:
    """Return registrations of members with this community, the newest first."""
    found = (
        sa.select(MemberRegistration)
        .where(MemberRegistration.community_id == community_id, MemberRegistration.state.in_(states or tuple(State)))
        .order_by(MemberRegistration.id.desc())
        .options(*_MEMBER_SIDES)
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(MemberRegistration.id < after)
    rows = list(db.session.scalars(found))
    return Shelf([], rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


# ------------------------------------------------------------------------------ what a community shows


def units_of_community(community_id: int) -> list[UnitRegistration]:
    """Return the registrations of units that stand in a community, who came first standing first."""
    return list(
        db.session.scalars(
            sa.select(UnitRegistration)
            .where(UnitRegistration.community_id == community_id, UnitRegistration.state == State.ACCEPTED)
            .order_by(UnitRegistration.accepted_at, UnitRegistration.id)
            .options(*_UNIT_SIDES)
        )
    )


def members_by_grid(community_id: int) -> list[tuple[Organisation | None, int]]:
    """Return how many members stand in each grid of a community; None: in no grid."""
    counts = (
        sa.select(MemberRegistration.grid_id, sa.func.count())
        .where(MemberRegistration.community_id == community_id, MemberRegistration.state == State.ACCEPTED)
        .group_by(MemberRegistration.grid_id)
    )
    by_id = dict(db.session.execute(counts).all())
    places = {one.id: one for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(by_id)))}
    known = {one.id: one for one in grids_of(community_id)} | places
    rows: list[tuple[Organisation | None, int]] = [(known[id_], by_id.get(id_, 0)) for id_ in sorted(known)]
    if by_id.get(None):
        rows.append((None, by_id[None]))
    return rows


def due_for_renewal(until: date) -> tuple[list[int], list[int]]:
    """Return the ids of units' and members' registrations that stand and are to be renewed by this day."""

    def ids(table: type[UnitRegistration] | type[MemberRegistration]) -> list[int]:
        found = sa.select(table.id).where(table.state == State.ACCEPTED, table.renew_on <= until)
        return list(db.session.scalars(found.order_by(table.id)))

    return ids(UnitRegistration), ids(MemberRegistration)


def _unit(unit_id: int, *states: State) -> UnitRegistration | None:
    return db.session.scalar(
        sa.select(UnitRegistration)
        .where(UnitRegistration.unit_id == unit_id, UnitRegistration.state.in_(states))
        .options(*_UNIT_SIDES)
    )


def _member(person_id: int, *states: State) -> MemberRegistration | None:
    return db.session.scalar(
        sa.select(MemberRegistration)
        .where(MemberRegistration.person_id == person_id, MemberRegistration.state.in_(states))
        .options(*_MEMBER_SIDES)
    )


def places_below(organisation_id: int) -> list[Organisation]:
    """Return the open communities under an organisation, itself left out."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(
                Organisation.id.in_(below(organisation_id)),
                Organisation.id != organisation_id,
                Organisation.kind == Kind.COMMUNITY,
                Organisation.closed_at.is_(None),
            )
            .order_by(Organisation.id)
        )
    )
