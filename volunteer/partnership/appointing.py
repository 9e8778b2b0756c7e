"""Somebody is appointed, and an appointment ends."""

from datetime import date, datetime

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.accounts.models import Person
from volunteer.base import clock, codes
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.config import policy
from volunteer.journal import lines, moves
from volunteer.notices import inbox
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.standing import Principal
from volunteer.partnership.models import APPOINTMENT_MOVES, Appointment, AppointmentState, Post, Programme
from volunteer.partnership.permissions import may_appoint_for
from volunteer.partnership.queries import active_appointments
from volunteer.partnership.refusals import (
    AppointedAlready,
    EndsBeforeItBegins,
    MayNotAppoint,
    OnlyAtASchool,
    TermTooLong,
    TooManySchools,
)
from volunteer.partnership.telling import tell_staff


def years_of(post: Post) -> int:
    """Return how many years an appointment lasts at the most, and unless something else is written."""
    return policy.appointment_years if post is Post.TUTOR else policy.vice_principal_years


def last_day(post: Post, starts_on: date) -> date:
    """Return the last day of a whole term."""
    return clock.years_later(starts_on, years_of(post)) - DAY


def appoint(
    programme: Programme,
    person: Person,
    organisation: Organisation,
    post: Post,
    starts_on: date,
    by: Principal,
    now: datetime,
    *,
    ends_on: date | None = None,
) -> Appointment:
    """Appoint the person to teach there, for a whole term unless `ends_on` is given, and return the letter.

    Raises: MayNotAppoint, EndsBeforeItBegins, TermTooLong, OnlyAtASchool, AppointedAlready, TooManySchools.
    """
    if not may_appoint_for(by, programme):
        raise MayNotAppoint
    until = ends_on or last_day(post, starts_on)
    if until <= starts_on:
        raise EndsBeforeItBegins
    if until > last_day(post, starts_on):
        raise TermTooLong(years_of(post))
    if post is Post.VICE_PRINCIPAL and organisation.kind is not Kind.SCHOOL:
        raise OnlyAtASchool
    gate.hold(person.id)  # two terms, or three schools, may not pass each other unseen
    overlapping = [
        one for one in active_appointments(person.id, post) if one.starts_on <= until and one.ends_on >= starts_on
    ]
    here = [one for one in overlapping if (one.programme_id, one.organisation_id) == (programme.id, organisation.id)]
    if here:
        raise AppointedAlready(max(one.ends_on for one in here))
    schools = {one.organisation_id for one in overlapping} - {organisation.id}
    if post is Post.VICE_PRINCIPAL and len(schools) >= policy.vice_principal_schools:
        raise TooManySchools(policy.vice_principal_schools)
    made = Appointment(
        code=codes.name(),
        number=_next_number(programme, now),
        programme_id=programme.id,
        person_id=person.id,
        organisation_id=organisation.id,
        post=post,
        starts_on=starts_on,
        ends_on=until,
        state=AppointmentState.ACTIVE,
        state_since=now,
        appointed_by=by.person_id,
        appointed_at=now,
    )
    db.session.add(made)
    db.session.flush()
    lines.record(
        "appointments.active",
        "appointments",
        made.id,
        by=by.person_id,
        at=now,
        organisation_id=programme.owner_id,
        post=post.value,
        until=until.isoformat(),
    )
    text = (
        f"您受聘为{organisation.short_name}的{post.label}，聘期到{until:%Y}年{until.month}月{until.day}日。聘书在这里"
    )
    inbox.tell(person.id, text, f"/appointments/{made.code}", now)
    return made


def _next_number(programme: Programme, now: datetime) -> str:
    """Return the number of the next letter of this year. The update holds the row: no two letters have the same."""
    db.session.execute(
        sa.update(Programme)
        .where(Programme.id == programme.id)
        .values(letters=Programme.letters + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(programme, ["letters"])
    year = f"聘字〔{clock.local_day(now).year}〕"
    last = db.session.scalar(
        sa.select(Appointment.number)
        .where(Appointment.programme_id == programme.id, Appointment.number.contains(year))
        .order_by(Appointment.id.desc())
        .limit(1)
    )
    count = int(last.rpartition("〕")[2].removesuffix("号")) if last else 0
    return f"{programme.name}{year}{count + 1}号"


def end(appointment: Appointment, words: str, by: Principal, now: datetime) -> None:
    """End the appointment before its time, with a reason. Raises: MayNotAppoint, MovedOn."""
    if not may_appoint_for(by, appointment.programme):
        raise MayNotAppoint
    move_to_end(appointment, words, by.person_id, now)
    text = f"您在{appointment.organisation.short_name}的{appointment.post.label}聘任结束了：{words}"
    inbox.tell(appointment.person_id, text, f"/appointments/{appointment.code}", now)
    tell_staff(
        [appointment.organisation_id],
        f"{appointment.person.name}在贵处的{appointment.post.label}聘任结束了：{words}",
        f"/appointments/{appointment.code}",
        now,
    )


def move_to_end(appointment: Appointment, words: str, by: int | None, now: datetime) -> None:
    """End it. `by` is None for the timer. Raises: MovedOn."""
    moves.move(
        appointment,
        AppointmentState.ENDED,
        APPOINTMENT_MOVES,
        called="这份聘书",
        by=by,
        now=now,
        organisation_id=appointment.programme.owner_id,
        values={"state_words": words},
    )
