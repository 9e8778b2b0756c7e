"""Who may keep the menu."""

from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.standing import Principal

KEEPERS = (Role.PROGRAMME_MANAGER, Role.UNIT_LIAISON)


def may_keep(by: Principal, owner: Organisation) -> bool:
    """Say whether the person keeps the offerings of this organisation, and so answers the orders for them."""
    return by.acts_at(owner.id, *KEEPERS)
