"""What must always hold of agreements and appointments."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from volunteer.base.db import db
from volunteer.organisations.models import Kind, Organisation
from volunteer.partnership.models import Agreement, AgreementParty, Appointment, AppointmentState, Post, State


def agreements_in_force_are_signed_by_all() -> str | None:
    """Every party of an agreement in force has signed."""
    found = db.session.scalar(
        sa.select(Agreement.code)
        .join(AgreementParty)
        .where(Agreement.state == State.ACTIVE, AgreementParty.signed_on.is_(None))
        .limit(1)
    )
    return f"agreement {found} is in force without all signatures" if found else None


def signed_agreements_are_in_force() -> str | None:
    """No agreement that all parties have signed still waits for a signature."""
    unsigned = sa.exists().where(AgreementParty.agreement_id == Agreement.id, AgreementParty.signed_on.is_(None))
    found = db.session.scalar(sa.select(Agreement.code).where(Agreement.state == State.SIGNING, ~unsigned).limit(1))
    return f"agreement {found} is signed by all and not in force" if found else None


def drafts_are_signed_by_nobody() -> str | None:
    """What may still be changed has no signature."""
    found = db.session.scalar(
        sa.select(Agreement.code)
        .join(AgreementParty)
        .where(Agreement.state == State.DRAFT, AgreementParty.signed_on.is_not(None))
        .limit(1)
    )
    return f"agreement {found} is a draft with a signature" if found else None


def agreements_have_two_parties() -> str | None:
    """Nobody agrees alone."""
    found = db.session.scalar(
        sa.select(Agreement.code)
        .outerjoin(AgreementParty)
        .group_by(Agreement.id, Agreement.code)
        .having(sa.func.count(AgreementParty.id) < 2)
        .limit(1)
    )
    return f"agreement {found} has fewer than two parties" if found else None


def terms_do_not_overlap() -> str | None:
    """A person holds a post of a programme at a place once at a time."""
    one, other = aliased(Appointment), aliased(Appointment)
    found = db.session.scalar(
        sa.select(one.number)
        .join(
            other,
            sa.and_(
                one.person_id == other.person_id,
                one.programme_id == other.programme_id,
                one.organisation_id == other.organisation_id,
                one.post == other.post,
                one.id < other.id,
                one.starts_on <= other.ends_on,
                other.starts_on <= one.ends_on,
            ),
        )
        .where(one.state == AppointmentState.ACTIVE, other.state == AppointmentState.ACTIVE)
        .limit(1)
    )
    return f"appointment {found} overlaps another one" if found else None


def vice_principals_stand_at_schools() -> str | None:
    """A vice-principal is a school's."""
    found = db.session.scalar(
        sa.select(Appointment.number)
        .join(Organisation, Appointment.organisation_id == Organisation.id)
        .where(Appointment.post == Post.VICE_PRINCIPAL, Organisation.kind != Kind.SCHOOL)
        .limit(1)
    )
    return f"appointment {found} is of a vice-principal and not at a school" if found else None


CHECKS = (
    agreements_in_force_are_signed_by_all,
    signed_agreements_are_in_force,
    drafts_are_signed_by_nobody,
    agreements_have_two_parties,
    terms_do_not_overlap,
    vice_principals_stand_at_schools,
)
