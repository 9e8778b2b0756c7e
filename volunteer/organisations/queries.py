"""Reading organisations. `below()` is the filter that every office page and report goes through."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.organisations.models import Belonging, Kind, Membership, Organisation, RoleGrant


def organisation_of_code(code: str) -> Organisation | None:
    """Return the organisation with this code."""
    return db.session.scalar(sa.select(Organisation).where(Organisation.code == code.upper()))


def below(*organisation_ids: int) -> sa.Select[int]:
    """Return a query for the ids of these organisations and all under them, in either hierarchy.

    The two hierarchies are followed apart: what is under a street by place is not followed on by party, and the
    other way round.
    """
    by_place = sa.select(Organisation.id).where(Organisation.id.in_(organisation_ids)).cte("by_place", recursive=True)
    by_place = by_place.union(sa.select(Organisation.id).join(by_place, Organisation.parent_id == by_place.c.id))
    by_party = sa.select(Organisation.id).where(Organisation.id.in_(organisation_ids)).cte("by_party", recursive=True)
    by_party = by_party.union(sa.select(Organisation.id).join(by_party, Organisation.party_parent_id == by_party.c.id))
    both = sa.union(sa.select(by_place.c.id), sa.select(by_party.c.id)).subquery()
    return sa.select(both.c.id)


def is_below(organisation_id: int, *above: int) -> bool:
    """Say whether the organisation is one of `above` or stands under one of them."""
    return bool(db.session.scalar(sa.select(sa.literal(organisation_id).in_(below(*above)))))


def any_below(organisation_ids: Iterable[int], *above: int) -> bool:
    """Say whether one of these organisations is one of `above` or stands under one of them."""
    found = sa.select(Organisation.id).where(Organisation.id.in_(list(organisation_ids)))
    return db.session.scalar(found.where(Organisation.id.in_(below(*above))).limit(1)) is not None


def communities() -> list[Organisation]:
    """Return every open community by name."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.kind == Kind.COMMUNITY, Organisation.closed_at.is_(None))
            .order_by(Organisation.id)
        )
    )


def organisations_below(*organisation_ids: int) -> list[Organisation]:
    """Return these organisations and all under them."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.id.in_(below(*organisation_ids)))
            .order_by(Organisation.kind, Organisation.id)
        )
    )


def all_organisations() -> list[Organisation]:
    """Return every organisation."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.id)))


def place_at(
    person_id: int | sa.BindParameter[int], belonging: Belonging, at: datetime | sa.BindParameter[datetime]
) -> sa.Select[int]:
    """Return a query for the id of the person's unit, or community, at a moment."""
    return (
        sa.select(Membership.organisation_id)
        .where(Membership.person_id == person_id, Membership.belonging == belonging, Membership.since_at <= at)
        .where(sa.or_(Membership.until_at.is_(None), Membership.until_at > at))
        .order_by(Membership.since_at.desc())
        .limit(1)
    )


def place_of(person_id: int, belonging: Belonging, at: datetime) -> int | None:
    """Return the id of the person's unit, or community, at a moment."""
    return db.session.scalar(place_at(person_id, belonging, at))


def memberships_of(person_ids: Iterable[int]) -> dict[int, list[Membership]]:
    """Return the present memberships of these people with their organisations."""
    found: dict[int, list[Membership]] = {person_id: [] for person_id in person_ids}
    rows = db.session.scalars(
        sa.select(Membership)
        .where(Membership.person_id.in_(list(found)), Membership.until_at.is_(None))
        .options(selectinload(Membership.organisation))
    )
    for row in rows:
        found[row.person_id].append(row)
    return found


def grants_of(person_id: int) -> list[RoleGrant]:
    """Return the roles the person holds now, with their organisations."""
    return list(
        db.session.scalars(
            sa.select(RoleGrant)
            .where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
            .options(joinedload(RoleGrant.organisation))
            .order_by(RoleGrant.id)
        )
    )


def grants_below(*organisation_ids: int) -> list[RoleGrant]:
    """Return the roles held now in these organisations and under them."""
    return list(
        db.session.scalars(
            sa.select(RoleGrant)
            .where(RoleGrant.organisation_id.in_(below(*organisation_ids)), RoleGrant.ended_at.is_(None))
            .options(joinedload(RoleGrant.organisation), joinedload(RoleGrant.person))
            .order_by(RoleGrant.organisation_id, RoleGrant.id)
        )
    )


def people_below(*organisation_ids: int, part: str = "", after: int = 0, limit: int = 50) -> list[Person]:
    """Return people who belong to, or hold a role in, these organisations; those whose name has `part`.

    The first so many of either kind are enough: each comes out of an index in the order of the list.
    """
    here = list(db.session.scalars(below(*organisation_ids)))
    belong = sa.select(Membership.person_id).where(Membership.organisation_id.in_(here), Membership.until_at.is_(None))
    work = sa.select(RoleGrant.person_id).where(RoleGrant.organisation_id.in_(here), RoleGrant.ended_at.is_(None))
    first = []
    for found, whose in ((belong, Membership.person_id), (work, RoleGrant.person_id)):
        found = found.where(whose > after).order_by(whose).limit(limit).distinct()
        if part:
            named = sa.and_(Person.id == whose, Person.name.contains(part, autoescape=True))
            found = found.join(Person, named)
        first.append(sa.select(found.subquery().c.person_id))
    ids = sa.union(*first).subquery()
    people = sa.select(Person).where(Person.id.in_(sa.select(ids.c.person_id))).order_by(Person.id).limit(limit)
    return list(db.session.scalars(people))


def staff_of(organisation_id: int, roles: Iterable[object]) -> list[Person]:
    """Return who holds one of these roles in the organisation, who came first standing first, everybody once."""
    held = (
        sa.select(RoleGrant.person_id, sa.func.min(RoleGrant.id).label("first"))
        .where(
            RoleGrant.organisation_id == organisation_id, RoleGrant.role.in_(list(roles)), RoleGrant.ended_at.is_(None)
        )
        .group_by(RoleGrant.person_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(held, held.c.person_id == Person.id)
            .where(Person.disabled_at.is_(None))
            .order_by(held.c.first)
        )
    )
