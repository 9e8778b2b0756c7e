"""聘书: my appointments, and one letter as it is printed."""

from flask import Blueprint, abort

from volunteer.base import clock
from volunteer.partnership.models import Appointment, AppointmentState
from volunteer.partnership.permissions import may_appoint_for, may_see_letter
from volunteer.partnership.queries import appointment_of_code, appointments_of, cleared_until
from volunteer.views.answers import Answer, page
from volunteer.views.guards import SIGNED_IN, myself, open_to

bp = Blueprint("appointments", __name__)


def letter_or_404(code: str) -> Appointment:
    """Return a letter one may read; any other is as if it were not there."""
    found = appointment_of_code(code)
    if found is None or not may_see_letter(myself(), found):
        abort(404)
    return found


@bp.get("/appointments")
@open_to(SIGNED_IN)
def mine() -> Answer:
    """Show my appointments, and until when I may meet minors."""
    by = myself()
    return page(
        "appointments/mine.html",
        appointments=appointments_of(by.person_id),
        until=cleared_until([by.person_id]).get(by.person_id),
        today=clock.local_day(clock.now()),
    )


@bp.get("/appointments/<code>")
@open_to(SIGNED_IN)
def letter(code: str) -> Answer:
    """Show one letter of appointment, as it is printed."""
    found = letter_or_404(code)
    by = myself()
    return page(
        "appointments/letter.html",
        appointment=found,
        may_end=found.state is AppointmentState.ACTIVE and may_appoint_for(by, found.programme),
        is_mine=found.person_id == by.person_id,
    )
