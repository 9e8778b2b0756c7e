"""Who may keep the menu, and who has which part in an order."""

from enum import IntEnum

from volunteer.orders.models import Invitation, Order
from volunteer.orders.queries import open_invitation, tutor_ids_of
from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import any_below
from volunteer.organisations.standing import Principal

KEEPERS = (Role.PROGRAMME_MANAGER, Role.UNIT_LIAISON)


def may_keep(by: Principal, owner: Organisation) -> bool:
    """Say whether the person keeps the offerings of this organisation, and so answers the orders for them."""
    return by.acts_at(owner.id, *KEEPERS)


# ------------------------------------------------------------------------------ orders

CLIENTS = (Role.SCHOOL_CONTACT, *CLERKS)
TEAMS = (Role.TEAM_LEADER, Role.UNIT_LIAISON)
ABOVE = (Role.SUPERIOR_VIEWER, Role.SYSTEM_ADMIN)


class Sight(IntEnum):
    """How much of an order somebody sees; each sees what the one before sees, and more."""

    NOBODY = 0  # the order has no page for them
    ABOVE = 1  # what is asked for, by whom, and how it went
    INVITED = 2  # the same, and may answer
    CREW = 3  # who to ring on the day: the client's safety person
    CLIENT = 4
    PROVIDER = 5


def sight_of(by: Principal, order: Order) -> Sight:
    """Return how much of the order this person sees, by the role they act in now."""
    if answers(by, order):
        return Sight.PROVIDER
    if is_client(by, order):
        return Sight.CLIENT
    if leads_team(by, order) or is_tutor(by, order):
        return Sight.CREW
    if invitation_for(by, order) is not None:
        return Sight.INVITED
    places = [one for one in (order.client_id, order.provider_id, order.team_id) if one is not None]
    if by.acts_as(*ABOVE) and by.acting is not None and any_below(places, by.acting.organisation_id):
        return Sight.ABOVE
    return Sight.NOBODY


def answers(by: Principal, order: Order) -> bool:
    """Say whether the person answers this order: invites, sends back, takes for the provider."""
    return by.acts_at(order.provider_id, *KEEPERS)


def is_client(by: Principal, order: Order) -> bool:
    """Say whether the person acts for the school or community that placed the order."""
    return by.acts_at(order.client_id, *CLIENTS)


def leads_team(by: Principal, order: Order) -> bool:
    """Say whether the person speaks for the team that took the order."""
    return order.team_id is not None and by.acts_at(order.team_id, *TEAMS)


def is_tutor(by: Principal, order: Order) -> bool:
    """Say whether the person teaches this class."""
    return by.person_id in tutor_ids_of(order)


def invitation_for(by: Principal, order: Order) -> Invitation | None:
    """Return the open invitation that this person may answer: their team's, else their own."""
    team = by.acting.organisation_id if by.acting is not None and by.acts_as(*TEAMS) else None
    return open_invitation(order, team, by.person_id)


def may_prepare(by: Principal, order: Order) -> bool:
    """Say whether the person writes plan and record: a tutor, who leads the team, who answers the order."""
    return is_tutor(by, order) or leads_team(by, order) or answers(by, order)


def may_change(by: Principal, order: Order) -> bool:
    """Say whether the person may postpone or cancel: either side."""
    return is_client(by, order) or may_prepare(by, order)


def may_hand_on_review(by: Principal, order: Order) -> bool:
    """Say whether the person may hold the link by which the class is reviewed: never who gave the class."""
    is_theirs = answers(by, order) and order.team_id != order.provider_id
    return (is_client(by, order) or is_theirs) and not is_tutor(by, order)
