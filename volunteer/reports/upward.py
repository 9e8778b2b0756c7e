"""To whom an organisation reports, and when a report is due."""

from datetime import date

from volunteer.base.clock import DAY
from volunteer.config import policy
from volunteer.organisations.models import Organisation
from volunteer.reports.figures import PLACES
from volunteer.reports.periods import Length, Period


def receiver_of(organisation: Organisation) -> Organisation:
    """Return to whom it reports: a place to what it lies in (块), a unit to its party organisation above (条).

    Who has nothing above files with itself, and another person there looks at it.
    """
    above = organisation.parent if organisation.kind in PLACES else organisation.party_parent
    return above or organisation


def is_owed(period: Period) -> bool:
    """Say whether everybody owes the report of this period: a month's and a year's; others are drafted when asked."""
    return period.length in (Length.MONTH, Length.YEAR)


def due_on(period: Period) -> date:
    """Return the last day on which the report of a period is in time: a day of the month after it."""
    return (period.last + DAY).replace(day=policy.report_due_day)
