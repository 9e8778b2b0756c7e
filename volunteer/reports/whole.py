"""A report put together: the figures of one organisation for one period."""

from dataclasses import dataclass

from volunteer.organisations.models import Organisation
from volunteer.reports.activities import Activities, activities_of
from volunteer.reports.figures import PLACES, HourFigures, WishFigures, hour_figures, wish_figures
from volunteer.reports.orders import OrderFigures, order_figures
from volunteer.reports.periods import Period


@dataclass(frozen=True)
class Report:
    """The figures of one organisation for one period."""

    organisation: Organisation
    period: Period
    is_place: bool
    wishes: WishFigures
    activities: Activities
    orders: OrderFigures
    hours: HourFigures


def report_of(organisation: Organisation, period: Period) -> Report:
    """Return the figures of a node of either hierarchy for a period."""
    return Report(
        organisation,
        period,
        organisation.kind in PLACES,
        wish_figures(organisation, period),
        activities_of(organisation, period),
        order_figures(organisation, period),
        hour_figures(organisation, period),
    )
