"""Block A of the report: units and members due and registered, and what came and went in the period.

A registration stands at a moment when it was accepted before it and had not ended by then; both are columns, so the
figures of a past period are the same whenever they are asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.queries import below
from volunteer.registration.models import (
    Ending,
    MemberRegistration,
    RegistrationTarget,
    RosterEntry,
    UnitRegistration,
)

Table = type[UnitRegistration] | type[MemberRegistration]


@dataclass(frozen=True)
class RegistrationFigures:
    """Block A. `…_due` is None where nobody has set what is due; a rate over nothing is None."""

    units_due: int | None
    units: int
    units_rate: float | None
    members_due: int | None
    members: int
    rate: float | None  # members registered over members due, at the period's end
    new: int  # registrations of members accepted in the period
    moved: int  # … that went on to another community
    ended: int  # … that ended in another way


def registration_figures(organisation: Organisation, is_place: bool, first: date, last: date) -> RegistrationFigures:
    """Return block A of a node of either hierarchy for the local days `first` to `last`.

    Source: 《双报到》 tables of the superior: party organisations due / registered / rate; members due / registered /
    rate, at the period's end. A roll-up counts distinct ids under the node.
    """
    begins, ends = clock.at(first), clock.at(last + DAY)
    count = _place if is_place else _unit
    return count(organisation, begins, ends)


def _place(organisation: Organisation, begins: datetime, ends: datetime) -> RegistrationFigures:
    here = below(organisation.id)
    units_here = UnitRegistration.community_id.in_(here)
    members_here = sa.or_(MemberRegistration.community_id.in_(here), MemberRegistration.grid_id.in_(here))
    target = _target(organisation.id, ends)
    units = _count(UnitRegistration.unit_id, units_here, _stood(UnitRegistration, ends))
    members = _count(MemberRegistration.person_id, members_here, _stood(MemberRegistration, ends))
    return RegistrationFigures(
        units_due=target.units if target else None,
        units=units,
        units_rate=_rate(units, target.units if target else None),
        members_due=target.members if target else None,
        members=members,
        rate=_rate(members, target.members if target else None),
        **_movement(members_here, begins, ends),
    )


def _unit(organisation: Organisation, begins: datetime, ends: datetime) -> RegistrationFigures:
    ours = below(organisation.id)
    due_units = _count(
        Organisation.id,
        Organisation.id.in_(ours),
        Organisation.kind == Kind.UNIT,
        Organisation.founded_at < ends,
        sa.or_(Organisation.closed_at.is_(None), Organisation.closed_at >= ends),
    )
    units = _count(UnitRegistration.unit_id, UnitRegistration.unit_id.in_(ours), _stood(UnitRegistration, ends))
    roster = sa.select(RosterEntry.phone_index).where(*on_roster(ours, ends))
    people = sa.select(Person.id).where(Person.phone_index.in_(roster))
    due = _count(RosterEntry.phone_index, *on_roster(ours, ends))
    of_roster = MemberRegistration.person_id.in_(people)
    members = _count(MemberRegistration.person_id, of_roster, _stood(MemberRegistration, ends))
    return RegistrationFigures(
        units_due=due_units,
        units=units,
        units_rate=_rate(units, due_units),
        members_due=due,
        members=members,
        rate=_rate(members, due),
        **_movement(of_roster, begins, ends),
    )


def on_roster(organisations: sa.Select[int], at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the clauses of who was due at a moment: on the roster then, and in service."""
    return (
        RosterEntry.organisation_id.in_(organisations),
        RosterEntry.is_in_service.is_(True),
        RosterEntry.added_at < at,
        sa.or_(RosterEntry.removed_at.is_(None), RosterEntry.removed_at >= at),
    )


def _stood(table: Table, at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(table.accepted_at < at, sa.or_(table.ended_at.is_(None), table.ended_at >= at))


def _movement(clause: sa.ColumnElement[bool], begins: datetime, ends: datetime) -> dict[str, int]:
    row = MemberRegistration
    ended = sa.and_(row.accepted_at.is_not(None), row.ended_at >= begins, row.ended_at < ends)
    moved = row.ending == Ending.TRANSFERRED
    return {
        "new": _count(row.id, clause, row.accepted_at >= begins, row.accepted_at < ends),
        "moved": _count(row.id, clause, ended, moved),
        "ended": _count(row.id, clause, ended, ~moved),
    }


def _count(column: sa.ColumnElement[object] | object, *clauses: sa.ColumnElement[bool]) -> int:
    counted: sa.ColumnElement[object] = column  # type: ignore[assignment]
    return db.session.scalar(sa.select(sa.func.count(sa.distinct(counted))).where(*clauses)) or 0


def _target(place_id: int, before: datetime) -> RegistrationTarget | None:
    return db.session.scalar(
        sa.select(RegistrationTarget)
        .where(RegistrationTarget.place_id == place_id, RegistrationTarget.set_at < before)
        .order_by(RegistrationTarget.id.desc())
        .limit(1)
    )


def _rate(registered: int, due: int | None) -> float | None:
    return registered / due if due else None
