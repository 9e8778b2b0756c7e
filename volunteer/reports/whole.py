"""A report put together: the figures of one organisation for one period, by the blocks of the printed form."""

from dataclasses import dataclass

from volunteer.organisations.models import Organisation
from volunteer.partnership.figures import AgreementFigures, agreement_figures
from volunteer.registration.figures import RegistrationFigures, registration_figures
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
    registration: RegistrationFigures  # A
    agreements: AgreementFigures  # B
    activities: Activities  # C
    wishes: WishFigures  # D
    orders: OrderFigures  # E
    hours: HourFigures


def report_of(organisation: Organisation, period: Period) -> Report:
    """Return the figures of a node of either hierarchy for a period."""
    is_place = organisation.kind in PLACES
    return Report(
        organisation,
        period,
        is_place,
        registration_figures(organisation, is_place, period.first, period.last),
        agreement_figures(organisation, period.first, period.last),
        activities_of(organisation, period),
        wish_figures(organisation, period),
        order_figures(organisation, period),
        hour_figures(organisation, period),
    )
