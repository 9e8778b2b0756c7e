"""Whether a figure opens its records to a reader who may not see persons, asked for each page of them."""

from volunteer.organisations.models import Organisation
from volunteer.registration.queries import FEW
from volunteer.reports.activities import few_came
from volunteer.reports.figures import hour_figures
from volunteer.reports.periods import Period
from volunteer.reports.records import HOURS
from volunteer.reports.registered import OF_MEMBERS
from volunteer.reports.small import closed, for_superior, is_small
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json


def is_closed(figure: str, organisation: Organisation, period: Period) -> bool:
    """Say of one figure what `closed` says of a report; of the hours, a long list, without making all of it."""
    if figure in OF_MEMBERS:
        return True
    if figure in HOURS and not few_came(organisation, period, FEW):  # so no block of it gives the other away
        hours = hour_figures(organisation, period)
        return is_small(hours.persons) or is_small(hours.entries)
    return figure in closed(for_superior(as_json(report_of(organisation, period))))
