"""Who is told what becomes of a registration: who holds it."""

from datetime import datetime

from volunteer.notices import inbox
from volunteer.registration.models import UnitRegistration
from volunteer.registration.permissions import Registration


def holder_path(registration: Registration) -> tuple[int, str]:
    """Return who is told about it, and where they see it; of a member without a phone, the clerk who wrote it."""
    if isinstance(registration, UnitRegistration):
        return registration.submitted_by, f"/office/registrations/units/{registration.code}"
    if registration.author_id is not None:
        return registration.author_id, f"/office/registrations/members/{registration.code}"
    return registration.person_id, "/me/registration"


def tell_holder(registration: Registration, text: str, now: datetime) -> None:
    """Leave a notice with who holds the registration; a clerk is told for whom."""
    person_id, path = holder_path(registration)
    if not isinstance(registration, UnitRegistration) and registration.is_proxy:
        text = f"您代{registration.person.masked_name}填的报到：{text}"
    inbox.tell(person_id, text, path, now)
