"""Reading programmes, agreements and appointments."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.partnership.models import Appointment, AppointmentState, Clearance, Post, Programme


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
