"""Who reads a report, and how much of it."""

from volunteer.organisations.models import Role
from volunteer.organisations.permissions import PEOPLE
from volunteer.organisations.standing import Principal


def may_see_persons(by: Principal) -> bool:
    """Say whether the reader is told how few came and who they were: all who work with people. A superior is not."""
    return by.acting is not None and not by.acts_as(Role.SUPERIOR_VIEWER)


def may_see_members(by: Principal) -> bool:
    """Say whether the reader sees who registered as a party member: who works with people by name, nobody else."""
    return by.acts_as(*PEOPLE)
