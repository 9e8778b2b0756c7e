"""Who may see and change organisations, people and roles."""

from volunteer.organisations.models import Kind, Organisation, Role
from volunteer.organisations.queries import is_below
from volunteer.organisations.standing import Principal

CLERKS = (Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY)
# Who works with people by name. A superior sees figures, not persons.
PEOPLE = (*CLERKS, Role.UNIT_LIAISON, Role.SYSTEM_ADMIN)
# Who a community secretary or a unit liaison may appoint: the people who work with them, nobody above.
_APPOINTS = {
    Role.COMMUNITY_SECRETARY: {Role.COMMUNITY_CLERK},
    Role.UNIT_LIAISON: {Role.UNIT_LIAISON, Role.PROGRAMME_MANAGER, Role.TEAM_LEADER},
    Role.PROGRAMME_MANAGER: {Role.TEAM_LEADER},
    Role.SCHOOL_CONTACT: {Role.SCHOOL_CONTACT},
    Role.SYSTEM_ADMIN: set(Role),
}


def may_see(by: Principal, organisation: Organisation) -> bool:
    """Say whether the organisation lies within what the person may see from where they act."""
    if by.acting is None:
        return False
    return by.acts_as(Role.SYSTEM_ADMIN) or is_below(organisation.id, by.acting.organisation_id)


def may_grant(by: Principal, organisation: Organisation, role: Role) -> bool:
    """Say whether the person may grant or end this role there."""
    if by.acting is None or role not in _APPOINTS.get(by.acting.role, set()):
        return False
    return may_see(by, organisation) and _fits(role, organisation.kind)


def grantable(by: Principal) -> list[Role]:
    """Return the roles the person may grant from where they act."""
    return [role for role in Role if by.acting is not None and role in _APPOINTS.get(by.acting.role, set())]


def may_found(by: Principal) -> bool:
    """Say whether the person may make and change organisations."""
    return by.acts_as(Role.SYSTEM_ADMIN)


def _fits(role: Role, kind: Kind) -> bool:
    if role in CLERKS:
        return kind is Kind.COMMUNITY
    if role is Role.SCHOOL_CONTACT:
        return kind is Kind.SCHOOL
    if role in (Role.UNIT_LIAISON, Role.PROGRAMME_MANAGER, Role.TEAM_LEADER):
        return kind in (Kind.UNIT, Kind.PARTY_ORG, Kind.SCHOOL, Kind.LAW_FIRM, Kind.PARTNER)
    return True
