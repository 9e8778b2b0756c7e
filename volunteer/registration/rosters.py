"""Reading a unit's roster and its imports."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import below
from volunteer.registration.models import ImportState, MemberRegistration, RosterEntry, RosterImport, State

PAGE = 50
_where = aliased(Organisation)


@dataclass(frozen=True)
class Line:
    """Somebody on the roster, and where their registration is. The phone alone links the two."""

    entry: RosterEntry
    state: State | None  # None: not registered anywhere
    community: str | None
    is_other_name: bool  # the account with this phone has another name


@dataclass(frozen=True)
class RosterPage:
    """One page of the roster, and the id behind which it goes on."""

    lines: list[Line]
    more: int | None


@dataclass(frozen=True)
class RosterCounts:
    """How many are on the roster, in service, and registered."""

    everybody: int
    in_service: int
    registered: int


def roster_of(
    unit_id: int, *, part: str = "", only_missing: bool = False, after: int | None = None, limit: int = PAGE
) -> RosterPage:
    """Return the roster in force, in the order in which people came onto it."""
    goes_on = MemberRegistration.state != State.ENDED
    # Somebody who moves has two that go on, the one that stands and the one that waits: the standing one is said.
    best = (
        sa.select(sa.func.min(MemberRegistration.id))
        .where(MemberRegistration.person_id == Person.id, goes_on)
        .correlate(Person)
        .scalar_subquery()
    )
    found = (
        sa.select(RosterEntry, MemberRegistration.state, _where.short_name, Person.name)
        .outerjoin(Person, Person.phone_index == RosterEntry.phone_index)
        .outerjoin(MemberRegistration, MemberRegistration.id == best)
        .outerjoin(_where, _where.id == MemberRegistration.community_id)
        .where(RosterEntry.unit_id == unit_id, RosterEntry.removed_at.is_(None))
        .order_by(RosterEntry.id)
        .limit(limit + 1)
    )
    if part:
        found = found.where(RosterEntry.name.contains(part, autoescape=True))
    if only_missing:
        found = found.where(MemberRegistration.id.is_(None), RosterEntry.is_in_service)
    if after is not None:
        found = found.where(RosterEntry.id > after)
    rows = db.session.execute(found).all()
    lines = [
        Line(entry, state, community, name is not None and _plain(name) != _plain(entry.name))
        for entry, state, community, name in rows
    ]
    return RosterPage(lines[:limit], lines[limit - 1].entry.id if len(lines) > limit else None)


def roster_counts(unit_id: int) -> RosterCounts:
    """Return how many are on the roster now."""
    here = (RosterEntry.unit_id == unit_id, RosterEntry.removed_at.is_(None))
    stands = sa.exists().where(
        Person.phone_index == RosterEntry.phone_index,
        MemberRegistration.person_id == Person.id,
        MemberRegistration.state == State.ACCEPTED,
    )
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(RosterEntry.is_in_service),
            sa.func.count().filter(RosterEntry.is_in_service, stands),
        ).where(*here)
    ).one()
    return RosterCounts(*(int(one) for one in row))


def entry_of(unit_id: int, code: str) -> RosterEntry | None:
    """Return an entry in force of this unit's roster."""
    return db.session.scalar(
        sa.select(RosterEntry).where(
            RosterEntry.code == code, RosterEntry.unit_id == unit_id, RosterEntry.removed_at.is_(None)
        )
    )


def import_of(unit_id: int, code: str) -> RosterImport | None:
    """Return an import of this unit."""
    return db.session.scalar(sa.select(RosterImport).where(RosterImport.code == code, RosterImport.unit_id == unit_id))


def imports_of(unit_id: int, limit: int = 5) -> list[RosterImport]:
    """Return the unit's latest imports."""
    return list(
        db.session.scalars(
            sa.select(RosterImport)
            .where(RosterImport.unit_id == unit_id, RosterImport.state != ImportState.DROPPED)
            .order_by(RosterImport.id.desc())
            .limit(limit)
        )
    )


@dataclass(frozen=True)
class Known:
    """What a row of a file is compared with: an entry in force."""

    id: int
    name: str
    branch: str
    is_in_service: bool


def known_entries(unit_id: int) -> dict[str, Known]:
    """Return the roster in force by the blind index of the phone; no phone is decrypted."""
    rows = db.session.execute(
        sa.select(
            RosterEntry.phone_index, RosterEntry.id, RosterEntry.name, RosterEntry.branch, RosterEntry.is_in_service
        ).where(RosterEntry.unit_id == unit_id, RosterEntry.removed_at.is_(None))
    )
    return {index: Known(id_, name, branch, in_service) for index, id_, name, branch, in_service in rows}


def is_on_roster(unit_id: int, phone_index: str) -> bool:
    """Say whether somebody with this phone is on the roster now."""
    found = sa.select(RosterEntry.id).where(
        RosterEntry.unit_id == unit_id, RosterEntry.phone_index == phone_index, RosterEntry.removed_at.is_(None)
    )
    return db.session.scalar(found) is not None


def branches_of(unit_id: int) -> dict[str, int]:
    """Return the organisations under the unit by every name they have; the unit itself too."""
    found: dict[str, int] = {}
    for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(below(unit_id)))):
        found[one.name] = found[one.short_name] = one.id
    return found


def _plain(name: str) -> str:
    return name.replace(" ", "")
