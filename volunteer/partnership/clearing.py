"""That somebody may meet minors is recorded: yes, and until when. What was asked and answered is not kept."""

from datetime import date, datetime

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.config import policy
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.queries import is_below, memberships_of
from volunteer.organisations.standing import Principal
from volunteer.partnership.models import Appointment, Clearance, Programme
from volunteer.partnership.permissions import MANAGERS
from volunteer.partnership.refusals import ClearanceOver, ClearanceTooLong, MayNotClear, NothingToWithdraw


def may_clear(by: Principal, person_id: int) -> bool:
    """Say whether the person may record this for somebody: one of their own people, or appointed by them."""
    if by.acting is None or by.acting.role not in MANAGERS or by.person_id == person_id:
        return False
    here = by.acting.organisation_id
    if any(is_below(one.organisation_id, here) for one in memberships_of([person_id])[person_id]):
        return True
    appointed = sa.select(Programme.owner_id).join(Appointment).where(Appointment.person_id == person_id).distinct()
    return any(is_below(owner_id, here) for owner_id in db.session.scalars(appointed).all())


def record(person: Person, until_on: date, by: Principal, now: datetime) -> Clearance:
    """Record that the competent unit found nothing against this person, until a day a year ahead at the most.

    Raises: MayNotClear, ClearanceOver, ClearanceTooLong.
    """
    if not may_clear(by, person.id) or by.acting is None:
        raise MayNotClear
    today = clock.local_day(now)
    if until_on < today:
        raise ClearanceOver
    if until_on > clock.years_later(today, policy.clearance_years):
        raise ClearanceTooLong
    made = Clearance(
        person_id=person.id,
        checked_by_id=by.acting.organisation_id,
        until_on=until_on,
        recorded_by=by.person_id,
        recorded_at=now,
    )
    db.session.add(made)
    db.session.flush()
    _line("clearances.recorded", made, by, now)
    return made


def withdraw(person: Person, by: Principal, now: datetime) -> None:
    """Let all that was recorded for the person count no more, at once. Raises: MayNotClear, NothingToWithdraw."""
    if not may_clear(by, person.id):
        raise MayNotClear
    standing = db.session.scalars(
        sa.select(Clearance).where(
            Clearance.person_id == person.id,
            Clearance.withdrawn_at.is_(None),
            Clearance.until_on >= clock.local_day(now),
        )
    ).all()
    if not standing:
        raise NothingToWithdraw
    for one in standing:
        one.withdrawn_by, one.withdrawn_at = by.person_id, now
        _line("clearances.withdrawn", one, by, now)
    inbox.tell(
        person.id, "您与未成年人接触的查询结果撤销了，暂时不能给未成年人上课。请联系项目管理员", "/appointments", now
    )


def _line(action: str, clearance: Clearance, by: Principal, now: datetime) -> None:
    lines.record(
        action,
        "clearances",
        clearance.id,
        by=by.person_id,
        at=now,
        organisation_id=clearance.checked_by_id,
        person=clearance.person_id,
        until=clearance.until_on.isoformat(),
    )
