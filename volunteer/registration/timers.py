"""What happens to a registration when nobody does anything: reminders before it is due, then it lapses.

Each one in a transaction of its own and by its table, so a timer that runs twice does nothing a second time.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.config import policy
from volunteer.journal.moves import MovedOn
from volunteer.registration import ending, importing
from volunteer.registration.models import (
    MemberRegistration,
    RegistrationReminder,
    RosterImport,
    State,
    UnitRegistration,
)
from volunteer.registration.permissions import Registration
from volunteer.registration.queries import due_for_renewal
from volunteer.registration.telling import tell_holder

REMIND_DAYS_BEFORE = (30, 7, 0)


def run(now: datetime) -> None:
    """Do everything that is due at `now`."""
    units, members = due_for_renewal(clock.local_day(now) + max(REMIND_DAYS_BEFORE) * DAY)
    forgotten = importing.forgotten_before(now)
    db.session.rollback()
    for id_ in units:
        _each(lambda at, id_=id_: _watch(db.session.get_one(UnitRegistration, id_), at), now)  # type: ignore[misc]
    for id_ in members:
        _each(lambda at, id_=id_: _watch(db.session.get_one(MemberRegistration, id_), at), now)  # type: ignore[misc]
    for id_ in forgotten:
        _each(lambda at, id_=id_: importing.drop(db.session.get_one(RosterImport, id_), None, at), now)  # type: ignore[misc]


def _each(act: Callable[[datetime], None], now: datetime) -> None:
    def once(_now: datetime) -> None:
        # Somebody who moved it between our look and this transaction was simply faster.
        try:
            act(now)
        except MovedOn:
            db.session.rollback()

    write(once)


def _watch(registration: Registration, now: datetime) -> None:
    due, today = registration.renew_on, clock.local_day(now)
    if registration.state is not State.ACCEPTED or due is None:
        return
    if today > due + policy.registration_grace_days * DAY:
        ending.lapse(registration, now)
        return
    reached = [days for days in REMIND_DAYS_BEFORE if (due - today).days <= days]
    if not reached:  # renewed meanwhile
        return
    about = f"{registration.__tablename__}:{registration.id}:{due.isoformat()}:{min(reached)}"
    if db.session.scalar(sa.select(RegistrationReminder.id).where(RegistrationReminder.about == about)) is not None:
        return
    db.session.add(RegistrationReminder(about=about, reminded_at=now))
    text = f"在{registration.community.short_name}的报到 {clock.said(due)}到期，还在的话请点“续报”"
    tell_holder(registration, text, now)
