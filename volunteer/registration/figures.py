"""Block A of the report: units and members due and registered, and what came and went in the period.

A registration stands at a moment when it was accepted before it and had not ended by then; both are columns, so the
figures of a past period are the same whenever they are asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


@dataclass(frozen=True)
class Counted:
    """What one figure of block A counts: the rows of a table that meet a clause, each value of a column once."""

    table: type[UnitRegistration] | type[MemberRegistration] | type[RosterEntry] | type[Organisation]
    distinct: Any
    clause: sa.ColumnElement[bool]


def registration_figures(organisation: Organisation, is_place: bool, first: date, last: date) -> RegistrationFigures:
    """Return block A of a node of either hierarchy for the local days `first` to `last`.

    Source: 《双报到》 tables of the superior: party organisations due / registered / rate; members due / registered /
    rate, at the period's end. A roll-up counts distinct ids under the node.
    """
    counted = counted_of(organisation, is_place, first, last)
    columns = [
        sa.select(sa.func.count(sa.distinct(one.distinct))).select_from(one.table).where(one.clause).scalar_subquery()
        for one in counted.values()
    ]
    found = dict(zip(counted, db.session.execute(sa.select(*columns)).one(), strict=True))
    if is_place:  # how many are due is set by the level above, not counted
        target = _target(organisation.id, clock.at(last + DAY))
        found |= {"units_due": target.units if target else None, "members_due": target.members if target else None}
    return RegistrationFigures(
        **found,
        units_rate=_rate(found["units"], found["units_due"]),
        rate=_rate(found["members"], found["members_due"]),
    )


def counted_of(organisation: Organisation, is_place: bool, first: date, last: date) -> dict[str, Counted]:
    """Return, for each figure of block A, the rows that it counts."""
    begins, ends = clock.at(first), clock.at(last + DAY)
    here = below(organisation.id)
    if is_place:
        units_are = UnitRegistration.community_id.in_(here)
        is_grid = organisation.kind is Kind.GRID  # its members are its own, wherever it stands today
        members_are = (
            MemberRegistration.grid_id == organisation.id if is_grid else MemberRegistration.community_id.in_(here)
        )
        due = {}
    else:
        units_are = UnitRegistration.unit_id.in_(here)
        roster = sa.select(RosterEntry.phone_index).where(*on_roster(here, ends))
        members_are = MemberRegistration.person_id.in_(sa.select(Person.id).where(Person.phone_index.in_(roster)))
        due = {
            "units_due": Counted(
                Organisation,
                Organisation.id,
                sa.and_(
                    Organisation.id.in_(here),
                    Organisation.kind == Kind.UNIT,
                    Organisation.founded_at < ends,
                    sa.or_(Organisation.closed_at.is_(None), Organisation.closed_at >= ends),
                ),
            ),
            "members_due": Counted(RosterEntry, RosterEntry.phone_index, sa.and_(*on_roster(here, ends))),
        }
    row = MemberRegistration
    accepted = sa.and_(members_are, row.accepted_at >= begins, row.accepted_at < ends)
    ended = sa.and_(members_are, row.accepted_at.is_not(None), row.ended_at >= begins, row.ended_at < ends)
    moved = row.ending == Ending.TRANSFERRED
    return due | {
        "units": Counted(
            UnitRegistration, UnitRegistration.unit_id, sa.and_(units_are, _stood(UnitRegistration, ends))
        ),
        "members": Counted(row, row.person_id, sa.and_(members_are, _stood(row, ends))),
        "new": Counted(row, row.id, accepted),
        "moved": Counted(row, row.id, sa.and_(ended, moved)),
        "ended": Counted(row, row.id, sa.and_(ended, ~moved)),
    }


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


def _target(place_id: int, before: datetime) -> RegistrationTarget | None:
    return db.session.scalar(
        sa.select(RegistrationTarget)
        .where(RegistrationTarget.place_id == place_id, RegistrationTarget.set_at < before)
        .order_by(RegistrationTarget.id.desc())
        .limit(1)
    )


def _rate(registered: int, due: int | None) -> float | None:
    return registered / due if due else None
