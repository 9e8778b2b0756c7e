"""Reading programmes, agreements and appointments."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from volunteer.accounts.models import Person
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.organisations.models import Belonging, Kind, Membership, Organisation
from volunteer.organisations.queries import below
from volunteer.partnership.models import (
    Agreement,
    AgreementParty,
    Appointment,
    AppointmentState,
    Clearance,
    Post,
    Programme,
    State,
)

SOON = 60  # days before its end: from then on an agreement or an appointment is spoken of


def programme_of_code(code: str) -> Programme | None:
    """Return the programme with this code."""
    return db.session.scalar(sa.select(Programme).where(Programme.code == code))


def cleared_until(person_ids: Iterable[int]) -> dict[int, date]:
    """Return until which day each of these people may meet minors; who was never cleared is left out."""
    rows = db.session.execute(
        sa.select(Clearance.person_id, sa.func.max(Clearance.until_on))
        .where(Clearance.person_id.in_(list(person_ids)), Clearance.withdrawn_at.is_(None))
        .group_by(Clearance.person_id)
    )
    return dict(rows.all())


def appointed_on(programme_id: int, person_ids: Iterable[int], day: date) -> set[int]:
    """Return which of these people hold an appointment of the programme that covers the day."""
    return set(
        db.session.scalars(
            sa.select(Appointment.person_id).where(
                Appointment.programme_id == programme_id,
                Appointment.person_id.in_(list(person_ids)),
                Appointment.state == AppointmentState.ACTIVE,
                Appointment.starts_on <= day,
                Appointment.ends_on >= day,
            )
        )
    )


def active_appointments(person_id: int, post: Post) -> list[Appointment]:
    """Return the appointments of a person to this post that stand, those to come included."""
    return list(
        db.session.scalars(
            sa.select(Appointment).where(
                Appointment.person_id == person_id,
                Appointment.post == post,
                Appointment.state == AppointmentState.ACTIVE,
            )
        )
    )


def programmes_of(*organisation_ids: int) -> list[Programme]:
    """Return the programmes that these organisations, or those under them, own."""
    return list(
        db.session.scalars(
            sa.select(Programme).where(Programme.owner_id.in_(below(*organisation_ids))).order_by(Programme.id)
        )
    )


def agreement_of_code(code: str) -> Agreement | None:
    """Return the agreement with this code, its parties with it."""
    return db.session.scalar(sa.select(Agreement).where(Agreement.code == code).options(*_with_parties()))


def renewal_of(agreement_id: int) -> Agreement | None:
    """Return the agreement that follows this one."""
    return db.session.scalar(sa.select(Agreement).where(Agreement.renews_id == agreement_id))


def agreements_seen(
    organisation_id: int,
    *,
    states: Iterable[State] = tuple(State),
    ends_by: date | None = None,
    after: int | None = None,
    limit: int = 21,
) -> list[Agreement]:
    """Return the agreements that this organisation or one under it drew up or is a party of, the newest first."""
    found = (
        sa.select(Agreement)
        .where(seen_by(organisation_id), Agreement.state.in_(list(states)))
        .options(joinedload(Agreement.host), joinedload(Agreement.programme), *_with_parties())
        .order_by(Agreement.id.desc())
        .limit(limit)
    )
    if ends_by is not None:
        found = found.where(Agreement.ends_on <= ends_by)
    if after is not None:
        found = found.where(Agreement.id < after)
    return list(db.session.scalars(found))


def agreement_counts(organisation_id: int, today: date) -> tuple[dict[State, int], int]:
    """Return how many agreements of each state this organisation sees, and how many of them end soon."""
    rows = db.session.execute(
        sa.select(Agreement.state, sa.func.count()).where(seen_by(organisation_id)).group_by(Agreement.state)
    )
    soon = (
        sa.select(sa.func.count())
        .select_from(Agreement)
        .where(seen_by(organisation_id), Agreement.state == State.ACTIVE, Agreement.ends_on <= today + SOON * DAY)
    )
    return dict(rows.all()), db.session.scalar(soon) or 0


def seen_by(organisation_id: int) -> sa.ColumnElement[bool]:
    """Return the clause over `Agreement` that this organisation or one under it drew it up or is a party of it."""
    here = below(organisation_id)
    party = sa.select(AgreementParty.agreement_id).where(AgreementParty.organisation_id.in_(here))
    return sa.or_(Agreement.host_id.in_(here), Agreement.id.in_(party))


def _with_parties() -> tuple[ORMOption, ...]:
    return (selectinload(Agreement.parties).joinedload(AgreementParty.organisation), selectinload(Agreement.items))


def appointment_of_code(code: str) -> Appointment | None:
    """Return the appointment with this code."""
    return db.session.scalar(sa.select(Appointment).where(Appointment.code == code).options(*_with_names()))


def appointments_of(person_id: int) -> list[Appointment]:
    """Return the appointments of a person, those that stand first."""
    return list(
        db.session.scalars(
            sa.select(Appointment)
            .where(Appointment.person_id == person_id)
            .options(*_with_names())
            .order_by(Appointment.state, Appointment.ends_on.desc(), Appointment.id)
        )
    )


def appointments_seen(
    organisation_id: int,
    *,
    state: AppointmentState = AppointmentState.ACTIVE,
    post: Post | None = None,
    after: tuple[date, int] | None = None,
    limit: int = 31,
) -> list[Appointment]:
    """Return the appointments to programmes, or to places, or of people of this organisation and those under it, the
    first to end first.
    """
    here = below(organisation_id)
    members = sa.select(Membership.person_id).where(
        Membership.organisation_id.in_(here), Membership.belonging == Belonging.UNIT, Membership.until_at.is_(None)
    )
    owned = sa.select(Programme.id).where(Programme.owner_id.in_(here))
    found = (
        sa.select(Appointment)
        .where(
            sa.or_(
                Appointment.programme_id.in_(owned),
                Appointment.organisation_id.in_(here),
                Appointment.person_id.in_(members),
            ),
            Appointment.state == state,
        )
        .options(*_with_names())
        .order_by(Appointment.ends_on, Appointment.id)
        .limit(limit)
    )
    if post is not None:
        found = found.where(Appointment.post == post)
    if after is not None:
        found = found.where(sa.tuple_(Appointment.ends_on, Appointment.id) > sa.tuple_(*after))
    return list(db.session.scalars(found))


def _with_names() -> tuple[ORMOption, ...]:
    return (
        joinedload(Appointment.person),
        joinedload(Appointment.organisation),
        joinedload(Appointment.programme).joinedload(Programme.owner),
    )


def tutors_of(*owner_ids: int) -> list[Person]:
    """Return who holds an appointment that stands to a programme of these organisations or those under them."""
    holding = (
        sa.select(Appointment.person_id)
        .join(Programme)
        .where(Programme.owner_id.in_(below(*owner_ids)), Appointment.state == AppointmentState.ACTIVE)
    )
    return list(db.session.scalars(sa.select(Person).where(Person.id.in_(holding)).order_by(Person.id)))


def places_to_teach() -> list[Organisation]:
    """Return the schools and communities, schools first."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.kind.in_([Kind.SCHOOL, Kind.COMMUNITY]), Organisation.closed_at.is_(None))
            .order_by(Organisation.kind.desc(), Organisation.id)
        )
    )


def all_programmes() -> list[Programme]:
    """Return every programme."""
    return list(db.session.scalars(sa.select(Programme).order_by(Programme.id)))


def party_of(agreement: Agreement, word: str) -> AgreementParty | None:
    """Return the party that signs as this: a to e."""
    return next((one for one in agreement.parties if one.capacity.value == word), None)


def was_ever_appointed(person_id: int) -> bool:
    """Say whether the person holds or held a letter of appointment."""
    return db.session.scalar(sa.select(Appointment.id).where(Appointment.person_id == person_id).limit(1)) is not None
