"""Who may register for whom, and who may look."""

from volunteer.organisations.models import Kind, Organisation, Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import is_below
from volunteer.organisations.standing import Principal
from volunteer.registration.models import MemberRegistration, UnitRegistration

Registration = UnitRegistration | MemberRegistration

UNITS = (Kind.UNIT, Kind.PARTY_ORG, Kind.SCHOOL, Kind.LAW_FIRM, Kind.PARTNER)
ABOVE = (Role.SUPERIOR_VIEWER, Role.SYSTEM_ADMIN)


def may_register(by: Principal, unit_id: int) -> bool:
    """Say whether the person may register this unit and keep its roster: its liaison, acting there."""
    return by.acts_at(unit_id, Role.UNIT_LIAISON) and by.acting is not None and by.acting.organisation_kind in UNITS


def may_review(by: Principal, registration: Registration) -> bool:
    """Say whether the person accepts for this community: its clerk, and neither who registered nor who wrote it."""
    if isinstance(registration, UnitRegistration):
        theirs: tuple[int | None, ...] = (registration.submitted_by,)
    else:
        theirs = (registration.person_id, registration.author_id)
    return by.acts_at(registration.community_id, *CLERKS) and by.person_id not in theirs


def holds(by: Principal, registration: Registration) -> bool:
    """Say whether the registration is the person's own, or that of the unit they are liaison of.

    That of a member without a phone is held by the clerks of the community: one of them wrote it down.
    """
    if isinstance(registration, UnitRegistration):
        return may_register(by, registration.unit_id)
    if registration.is_proxy:
        return by.acts_at(registration.community_id, *CLERKS)
    return by.person_id == registration.person_id


def may_see(by: Principal, registration: Registration) -> bool:
    """Say whether the person sees the registration: both sides; of a unit's, those above either side too."""
    if holds(by, registration) or by.acts_at(registration.community_id, *CLERKS):
        return True
    if isinstance(registration, MemberRegistration) or not by.acts_as(*ABOVE) or by.acting is None:
        return False
    here = by.acting.organisation_id
    return is_below(registration.community_id, here) or is_below(registration.unit_id, here)


def may_set_target(by: Principal, place: Organisation) -> bool:
    """Say whether the person sets what is due for the place: the level above it, never the place itself."""
    if by.acting is None or not by.acts_as(*ABOVE) or by.acting.organisation_id == place.id:
        return False
    return is_below(place.id, by.acting.organisation_id)
