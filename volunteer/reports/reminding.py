"""Reminding those below of a report that they have not sent: one tap, counted once a day."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.notices import inbox
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal
from volunteer.reports.filed import Standing, due_below, standings
from volunteer.reports.models import ReportReminder
from volunteer.reports.periods import Period
from volunteer.reports.permissions import WRITERS
from volunteer.reports.refusals import NotAsked, NotOver
from volunteer.reports.upward import due_on, is_owed

WITHIN = timedelta(days=366)  # after its end: as far back as the tree offers months, and the year before this one


def is_asked(period: Period, today: date) -> bool:
    """Say whether a report of this period may be asked for today: it is owed, over, and not long over."""
    return is_owed(period) and today - WITHIN <= period.last < today


def remind(
    above: Organisation, period: Period, by: Principal, now: datetime, *, only: str | None = None
) -> list[Standing]:
    """Remind everybody below who has not sent the report of this period, or the one with code `only`.

    Returns whom it reached: who was reminded today already is not told twice, and who has sent it is left alone.
    Raises: NotYours, NotOver, NotAsked.
    """
    if not by.acts_at(above.id, *WRITERS):
        raise NotYours
    if period.ends_at > now:
        raise NotOver(period)
    today = clock.local_day(now)
    if not is_asked(period, today):
        raise NotAsked(period, is_owed=is_owed(period))
    # Two taps together, here or one level up, are one: who is first holds the rows of those below, in order of id.
    held = sa.select(Organisation.id).where(Organisation.id.in_(due_below(above.id, period))).order_by(Organisation.id)
    db.session.execute(held.with_for_update())
    reached = [
        one
        for one in standings(above, period)
        if one.is_missing and one.reminded_on != today and only in (None, one.organisation.code)
    ]
    for one in reached:
        place = one.organisation
        db.session.add(
            ReportReminder(
                organisation_id=place.id,
                period=period.word,
                reminded_on=today,
                reminded_by=by.person_id,
                reminded_at=now,
            )
        )
        said = f"{above.short_name}提醒：{period.label}的报表还没有报，最晚 {clock.said(due_on(period))}报"
        for person in staff_of(place.id, WRITERS):
            inbox.tell(person.id, said, f"/reports/{place.code}/{period.word}/filing", now)
    return reached
