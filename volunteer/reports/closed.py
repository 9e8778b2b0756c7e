"""Whether a figure opens its records to a reader who may not see persons, asked for each page of them."""

import sqlalchemy as sa

from volunteer.attendance.models import Attendance
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
    return any(
        _are_few(came.where(attendance_clause(organisation, period, is_held=is_held, host=HOST))) for is_held in lines
    )


def _few_served(organisation: Organisation, period: Period) -> bool:
    """Say whether the postings that stand are of few persons; those of five are five at least."""
    credited = hour_clause(organisation, period, organisation.kind in PLACES)
    return _are_few(sa.select(HourEntry.person_id).where(credited, stands()))


def _are_few(people: sa.Select[int]) -> bool:
    """Say whether anybody is among these people, each as often as it may be, but fewer than `FEW` persons.

    A few rows nearly always show that there are more, so it costs the same for a month and for a year: PostgreSQL
    would find all persons before it gives the first of them.
    """
    seen = db.session.scalars(people.limit(SOME)).all()
    if len(seen) < SOME or len(set(seen)) >= FEW:
        return 0 < len(set(seen)) < FEW
    return len(db.session.scalars(people.distinct().limit(FEW)).all()) < FEW
