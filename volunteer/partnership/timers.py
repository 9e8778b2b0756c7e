"""What ends soon is spoken of in time; what is over ends by itself; old clearances are deleted."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.journal.moves import MovedOn
from volunteer.partnership import appointing, ending
from volunteer.partnership.models import (
    Agreement,
    AgreementReminder,
    Appointment,
    AppointmentState,
    Clearance,
    Programme,
    State,
)
from volunteer.partnership.telling import tell_staff

STEPS = (7, 30, 60)  # days before the end, on which everybody concerned is reminded
CLEARANCE_STEPS = (7, 30)
KEEP_CLEARANCES = 3  # years after the last day (handbook 11.5)


def run(now: datetime) -> None:
    """Do everything that is due at `now`."""
    write(lambda _now: _remind(now))
    today = clock.local_day(now)
    for agreement_id in _ids(sa.select(Agreement.id).where(_over(today))):
        write(lambda _now, id_=agreement_id: _end_agreement(id_, now))  # type: ignore[misc]
    over = sa.select(Appointment.id).where(Appointment.state == AppointmentState.ACTIVE, Appointment.ends_on < today)
    for appointment_id in _ids(over):
        write(lambda _now, id_=appointment_id: _end_appointment(id_, now))  # type: ignore[misc]
    write(lambda _now: _forget(today))


def _ids(query: sa.Select[int]) -> list[int]:
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def _over(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(Agreement.state.in_([State.SIGNING, State.ACTIVE]), Agreement.ends_on < today)


def _end_agreement(agreement_id: int, now: datetime) -> None:
    agreement = db.session.get_one(Agreement, agreement_id)
    words = "到期" if agreement.state is State.ACTIVE else "到期了还没有签完"
    try:
        ending.close(agreement, words, None, now)
    except MovedOn:
        return  # a person was faster


def _end_appointment(appointment_id: int, now: datetime) -> None:
    appointment = db.session.get_one(Appointment, appointment_id)
    try:
        appointing.move_to_end(appointment, "聘期满", None, now)
    except MovedOn:
        return


def _remind(now: datetime) -> None:
    today = clock.local_day(now)
    said = set(db.session.scalars(sa.select(AgreementReminder.about)))
    _agreements(today, said, now)
    _appointments(today, said, now)
    _clearances(today, said, now)


def _step(days: int, steps: Iterable[int]) -> int | None:
    """Return which of the reminders is due so many days before the end: only the latest, when one was missed."""
    return next((step for step in steps if 0 <= days <= step), None)


def _is_first(about: str, said: set[str], now: datetime) -> bool:
    if about in said:
        return False
    db.session.add(AgreementReminder(about=about, reminded_at=now))
    return True


def _agreements(today: date, said: set[str], now: datetime) -> None:
    renewal = aliased(Agreement)
    coming = db.session.scalars(
        sa.select(Agreement)
        .where(
            Agreement.state == State.ACTIVE,
            Agreement.ends_on.between(today, today + max(STEPS) * DAY),
            ~sa.exists().where(renewal.renews_id == Agreement.id, renewal.state == State.ACTIVE),
        )
        .options(selectinload(Agreement.parties))
    ).all()
    for one in coming:
        left = (one.ends_on - today).days
        if not _is_first(f"agreement:{one.id}:{_step(left, STEPS)}", said, now):
            continue
        text = f"《{one.title}》还有 {left} 天到期（{clock.said(one.ends_on)}）。要续签，请早些准备"
        organisations = [one.host_id, *(party.organisation_id for party in one.parties)]
        tell_staff(organisations, text, f"/agreements/{one.code}", now, also=one.author_id)


def _appointments(today: date, said: set[str], now: datetime) -> None:
    following = aliased(Appointment)
    coming = db.session.scalars(
        sa.select(Appointment)
        .where(
            Appointment.state == AppointmentState.ACTIVE,
            Appointment.ends_on.between(today, today + max(STEPS) * DAY),
            ~sa.exists().where(
                following.person_id == Appointment.person_id,
                following.programme_id == Appointment.programme_id,
                following.organisation_id == Appointment.organisation_id,
                following.post == Appointment.post,
                following.state == AppointmentState.ACTIVE,
                following.starts_on > Appointment.ends_on,
            ),
        )
        .options(
            joinedload(Appointment.person), joinedload(Appointment.organisation), joinedload(Appointment.programme)
        )
    ).all()
    for one in coming:
        left = (one.ends_on - today).days
        if not _is_first(f"appointment:{one.id}:{_step(left, STEPS)}", said, now):
            continue
        text = (
            f"{one.person.name}在{one.organisation.short_name}的{one.post.label}聘期还有 {left} 天"
            f"（到{clock.said(one.ends_on)}）"
        )
        organisations = [one.programme.owner_id, one.organisation_id]
        tell_staff(organisations, text, f"/appointments/{one.code}", now, also=one.person_id)


def _clearances(today: date, said: set[str], now: datetime) -> None:
    """Remind those who teach, and who manages them, that the yearly check is due."""
    latest = (
        sa.select(Clearance.person_id, sa.func.max(Clearance.until_on).label("until_on"))
        .where(Clearance.withdrawn_at.is_(None))
        .group_by(Clearance.person_id)
        .subquery()
    )
    coming = db.session.execute(
        sa.select(latest.c.person_id, latest.c.until_on, sa.func.min(Programme.owner_id))
        .join(Appointment, Appointment.person_id == latest.c.person_id)
        .join(Programme, Programme.id == Appointment.programme_id)
        .where(
            Appointment.state == AppointmentState.ACTIVE,
            latest.c.until_on.between(today, today + max(CLEARANCE_STEPS) * DAY),
        )
        .group_by(latest.c.person_id, latest.c.until_on)
    ).all()
    for person_id, until_on, owner_id in coming:
        step = _step((until_on - today).days, CLEARANCE_STEPS)
        if not _is_first(f"clearance:{person_id}:{until_on}:{step}", said, now):
            continue
        text = f"与未成年人接触的查询结果{clock.said(until_on)}到期，过期就不能给未成年人上课。请早些重新查询"
        tell_staff([owner_id], text, "/office/clearances", now, also=person_id)


def _forget(today: date) -> None:
    before = clock.years_later(today, -KEEP_CLEARANCES)
    db.session.execute(sa.delete(Clearance).where(Clearance.until_on < before))
