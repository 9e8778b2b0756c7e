"""A registration is renewed, withdrawn by who holds it, ended by the community, or lapses."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import people
from volunteer.accounts.models import Scope
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.config import policy
from volunteer.journal import lines
from volunteer.journal.moves import MovedOn
from volunteer.notices import inbox
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal
from volunteer.registration import badge
from volunteer.registration.models import Ending, MemberRegistration, State, UnitRegistration
from volunteer.registration.moving import hold, move
from volunteer.registration.permissions import Registration, holds
from volunteer.registration.refusals import NotYet, WordsNeeded
from volunteer.registration.telling import tell_holder

OPENS_DAYS = 60  # before the day, renewing is possible


def renew(registration: Registration, by: Principal, now: datetime) -> None:
    """Let it stand for another year. Raises: NotYours, NotYet, MovedOn."""
    if not holds(by, registration):
        raise NotYours
    today, due = clock.local_day(now), registration.renew_on
    if registration.state is not State.ACCEPTED or due is None:
        raise MovedOn("这份报到", registration.state, registration.state_since)
    if today < due - OPENS_DAYS * DAY:
        raise NotYet
    table = type(registration)
    # A second tap finds another day there, and renews nothing twice.
    won = db.session.execute(
        sa.update(table)
        .where(table.id == registration.id, table.state == State.ACCEPTED, table.renew_on == due)
        .values(renew_on=max(today, due) + policy.registration_renew_days * DAY)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(registration)
    if not won.rowcount:  # type: ignore[attr-defined]
        raise NotYet
    name = str(registration.__tablename__)
    lines.record(
        f"{name}.renewed", name, registration.id, by=by.person_id, at=now, organisation_id=registration.community_id
    )


def withdraw(registration: Registration, by: Principal, now: datetime) -> None:
    """Take it back, whether it waits or stands; a member's consents end with it. Raises: NotYours, MovedOn."""
    if not holds(by, registration):
        raise NotYours
    stood = registration.state is State.ACCEPTED
    _end(registration, Ending.WITHDRAWN, "", by.person_id, now)
    if isinstance(registration, MemberRegistration):
        people.withdraw(registration.person_id, Scope.PARTY_MEMBER, now, by=by.person_id)
    if stood:
        is_unit = isinstance(registration, UnitRegistration)
        path = f"/office/registrations/{'units' if is_unit else 'members'}/{registration.code}"
        for clerk in staff_of(registration.community_id, CLERKS):
            inbox.tell(clerk.id, f"{'一家单位' if is_unit else '一位党员'}撤回了报到", path, now)


def end(registration: Registration, words: str, by: Principal, now: datetime) -> None:
    """End a registration that stands, because they left. Raises: NotYours, WordsNeeded, MovedOn."""
    if not by.acts_at(registration.community_id, *CLERKS):
        raise NotYours
    if not words:
        raise WordsNeeded
    _end(registration, Ending.LEFT, words, by.person_id, now, out_of=State.ACCEPTED)
    tell_holder(registration, f"{registration.community.short_name}结束了您的报到：{words}", now)


def lapse(registration: Registration, now: datetime) -> None:
    """End a registration that nobody renewed. Raises: MovedOn."""
    _end(registration, Ending.LAPSED, "", None, now, out_of=State.ACCEPTED)
    where = registration.community.short_name
    tell_holder(registration, f"在{where}的报到到期没有续，已经结束。还在的话，请再报一次", now)


def _end(
    registration: Registration,
    ending: Ending,
    words: str,
    by: int | None,
    now: datetime,
    *,
    out_of: State | None = None,
) -> None:
    hold(registration)
    if isinstance(registration, MemberRegistration):
        badge.put_away(registration, now)
        db.session.flush()
    values = {"ending": ending, "ended_at": now, "ended_words": words or None}
    move(registration, State.ENDED, by, now, out_of=out_of, values=values, ending=ending.value)
