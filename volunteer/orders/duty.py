"""A vice-principal's class periods of the year against the duty: said in November, while there is time.

Source: Ministry of Education Order 52, at least four class periods a year.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.config import policy
from volunteer.orders.queries import periods_given
from volunteer.partnership.models import AgreementReminder, Appointment, AppointmentState, Post
from volunteer.partnership.telling import tell_staff

WARNED_IN = 11  # the month
FIRST, LAST = 1, 30  # days of it: once early, once on the last day


def run(now: datetime) -> None:
    """Do what is due at `now`."""
    write(lambda _now: _warn(now))


def _warn(now: datetime) -> None:
    today = clock.local_day(now)
    if today.month != WARNED_IN:
        return
    step = LAST if today.day >= LAST else FIRST
    standing = db.session.scalars(
        sa.select(Appointment)
        .where(
            Appointment.post == Post.VICE_PRINCIPAL,
            Appointment.state == AppointmentState.ACTIVE,
            Appointment.starts_on <= date(today.year, 1, 1),  # a whole year's duty for who had the whole year
        )
        .options(
            joinedload(Appointment.person), joinedload(Appointment.organisation), joinedload(Appointment.programme)
        )
    ).all()
    said = set(db.session.scalars(sa.select(AgreementReminder.about).where(AgreementReminder.about.like("duty:%"))))
    for id_, given in periods_given(standing, today.year).items():
        about = f"duty:{id_}:{today.year}-{WARNED_IN}-{step}"
        if given >= policy.vice_principal_periods or about in said:
            continue
        db.session.add(AgreementReminder(about=about, reminded_at=now))
        one = next(appointment for appointment in standing if appointment.id == id_)
        text = (
            f"{one.person.name}在{one.organisation.short_name}任法治副校长，今年上了 {given} 课时，"
            f"还差 {policy.vice_principal_periods - given} 课时，请在年底前安排"
        )
        organisations = [one.programme.owner_id, one.organisation_id]
        tell_staff(organisations, text, f"/appointments/{one.code}", now, also=one.person_id)
