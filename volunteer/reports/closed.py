"""Whether a figure opens its records to a reader who may not see persons, asked for each page of them."""

from dataclasses import replace

import sqlalchemy as sa

from volunteer.attendance.models import Attendance
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.events.models import Event, Shift
from volunteer.hours.models import HourEntry
from volunteer.hours.queries import stands
from volunteer.organisations.models import Organisation
from volunteer.registration.queries import FEW
from volunteer.reports.activities import attendance_clause
from volunteer.reports.figures import PLACES, hour_clause
from volunteer.reports.periods import Period
from volunteer.reports.records import OF_PROVENANCE
from volunteer.reports.registered import OF_MEMBERS
from volunteer.reports.small import closed, for_superior
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json

SOME = 50  # rows that are looked at first
# SQLite would look through all that a host ever held, what is still to come among it, before the first of the period;
# with a cast it begins at the shifts of the period. To PostgreSQL this is the column itself.
HOST = sa.cast(Event.host_id, sa.Integer)


def is_closed(figure: str, organisation: Organisation, period: Period) -> bool:
    """Say of one figure what `closed` says of a report; of the hours, a long list, without making all of it."""
    if figure in OF_MEMBERS | OF_PROVENANCE:
        return True
    if figure == "hours" and not _few_came(organisation, period):  # so no block of it gives the other away
        return _few_served(organisation, period)
    return figure in closed(for_superior(as_json(report_of(organisation, period))))


def _few_came(organisation: Organisation, period: Period) -> bool:
    """Say whether somebody, but few, came to what was held, or to what was joined."""
    attended = sa.join(Shift, Event, Shift.event_id == Event.id).join(Attendance, Attendance.shift_id == Shift.id)
    came = sa.select(Attendance.person_id).select_from(attended)
    lines = (True,) if organisation.kind in PLACES else (True, False)
    clauses = [attendance_clause(organisation, period, is_held=is_held, host=HOST) for is_held in lines]
    return any(0 < _persons(came.where(clause)) < FEW for clause in clauses)


def _few_served(organisation: Organisation, period: Period) -> bool:
    """Say whether the postings that stand are of few persons; those of five are five at least.

    Its first week nearly always shows that there are more. Asked for a year at once, PostgreSQL takes that for so much
    of the ledger that it walks through all of it to the first day of the year.
    """
    served, persons = sa.select(HourEntry.person_id).where(stands()), 0
    lasts = (period.first + 6 * DAY, period.first + 55 * DAY, period.last)
    for last in sorted({min(last, period.last) for last in lasts}):
        credited = hour_clause(organisation, replace(period, last=last), organisation.kind in PLACES)
        persons = _persons(served.where(credited))
        if persons >= FEW:
            return False
    return persons > 0


def _persons(people: sa.Select[int]) -> int:
    """Return how many persons are among these people, each as often as it may be; not all of them when they are `FEW`.

    A few rows nearly always show that there are more, so it costs the same for a month and for a year: PostgreSQL
    would find all persons before it gives the first of them.
    """
    seen = db.session.scalars(people.limit(SOME)).all()
    if len(seen) < SOME or len(set(seen)) >= FEW:
        return len(set(seen))
    return len(db.session.scalars(people.distinct().limit(FEW)).all())
