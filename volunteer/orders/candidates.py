"""Whom one may ask to give a class, and whom a team may send."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.organisations.models import Belonging, Membership, Organisation, RoleGrant
from volunteer.organisations.queries import below
from volunteer.partnership.models import Appointment, AppointmentState


def teams_to_invite(provider_id: int, roles: Iterable[object]) -> list[Organisation]:
    """Return the organisations that have somebody who speaks for a team, the provider first."""
    from_roles = sa.select(RoleGrant.organisation_id).where(
        RoleGrant.role.in_(list(roles)), RoleGrant.ended_at.is_(None)
    )
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.id.in_(from_roles), Organisation.closed_at.is_(None))
            .order_by(sa.case((Organisation.id == provider_id, 0), else_=1), Organisation.name, Organisation.id)
        )
    )


def tutors_to_invite(programme_id: int, day: date) -> list[Person]:
    """Return who holds an appointment of the programme on this day, by name."""
    appointed = sa.select(Appointment.person_id).where(
        Appointment.programme_id == programme_id,
        Appointment.state == AppointmentState.ACTIVE,
        Appointment.ends_on >= day,
    )
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(Person.id.in_(appointed), Person.disabled_at.is_(None))
            .order_by(Person.name, Person.id)
            .limit(200)
        )
    )


def members_of(organisation_id: int) -> list[Person]:
    """Return the people of a team: who belongs to it, or to what stands under it."""
    mine = sa.select(Membership.person_id).where(
        Membership.organisation_id.in_(below(organisation_id)),
        Membership.belonging == Belonging.UNIT,
        Membership.until_at.is_(None),
    )
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(Person.id.in_(mine), Person.disabled_at.is_(None))
            .order_by(Person.name, Person.id)
            .limit(200)
        )
    )
