"""Who reads a report and how much of it, who writes and sends it, who accepts it."""

from volunteer.organisations.models import Kind, Organisation, Role
from volunteer.organisations.permissions import CLERKS, PEOPLE
from volunteer.organisations.standing import Principal
from volunteer.reports.models import PeriodicReport, State

# Who reports: branches, grids, schools and firms stand in the report of what is above them.
REPORTING = (Kind.WORK_COMMITTEE, Kind.UNIT, Kind.DISTRICT, Kind.SUBDISTRICT, Kind.COMMUNITY)
WRITERS = (*CLERKS, Role.UNIT_LIAISON, Role.SUPERIOR_VIEWER)


def may_see_persons(by: Principal) -> bool:
    """Say whether the reader is told how few came and who they were: all who work with people. A superior is not."""
    return by.acting is not None and not by.acts_as(Role.SUPERIOR_VIEWER)


def may_see_members(by: Principal) -> bool:
    """Say whether the reader sees who registered as a party member: who works with people by name, nobody else."""
    return by.acts_as(*PEOPLE)


def may_read_names(by: Principal) -> bool:
    """Say whether a list that is taken along has whole names: for who works with people by name; else masked ones."""
    return by.acts_as(*PEOPLE)


def reports_of_its_own(organisation: Organisation) -> bool:
    """Say whether this kind of organisation sends reports."""
    return organisation.kind in REPORTING


def may_write(by: Principal, organisation: Organisation) -> bool:
    """Say whether the person writes and sends this organisation's reports: its clerk, liaison or street staff."""
    return reports_of_its_own(organisation) and by.acts_at(organisation.id, *WRITERS)


def receives(by: Principal, filed: PeriodicReport) -> bool:
    """Say whether the report was sent to where the person works."""
    return filed.receiver_id is not None and by.acts_at(filed.receiver_id, *WRITERS)


def may_answer(by: Principal, filed: PeriodicReport) -> bool:
    """Say whether the person accepts the report or returns it: where it was sent to, and not by who sent it."""
    return receives(by, filed) and by.person_id != filed.submitted_by


def may_read(by: Principal, filed: PeriodicReport) -> bool:
    """Say whether somebody who may see the organisation sees this version: the own side always, others once sent."""
    if by.acting is not None and by.acting.organisation_id == filed.organisation_id:
        return True
    return filed.state in (State.SUBMITTED, State.ACCEPTED)
