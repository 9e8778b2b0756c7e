"""Who may arrange and lead an event."""

from volunteer.events.models import Event
from volunteer.events.queries import has_place
from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import is_below
from volunteer.organisations.standing import Principal

ARRANGERS = (*CLERKS, Role.UNIT_LIAISON)


def may_arrange_for(by: Principal, host: Organisation) -> bool:
    """Say whether the person may hold events for this organisation: their own, or a branch under it."""
    if by.acting is None or by.acting.role not in ARRANGERS:
        return False
    return by.acting.organisation_id == host.id or is_below(host.id, by.acting.organisation_id)


def may_arrange(by: Principal, event: Event) -> bool:
    """Say whether the person may change this event."""
    return may_arrange_for(by, event.host)


def may_lead(by: Principal, event: Event) -> bool:
    """Say whether the person stands at the door of this event: its leader, who arranges for the host, and of a class
    also its tutors, who leads the team there, and who manages the programme there.
    """
    if event.leader_id == by.person_id or may_arrange(by, event):
        return True
    if event.is_listed:
        return False
    return by.acts_at(event.host_id, Role.TEAM_LEADER, Role.PROGRAMME_MANAGER) or has_place(event.id, by.person_id)
