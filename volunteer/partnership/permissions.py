"""Who may draw up, sign and see an agreement; who may appoint, and who is told of a clearance."""

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.organisations.models import Belonging, Organisation, Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import below, is_below, memberships_of
from volunteer.organisations.standing import Principal
from volunteer.partnership.models import Agreement, AgreementParty, Appointment, Programme

MANAGERS = (Role.PROGRAMME_MANAGER, Role.UNIT_LIAISON)
AUTHORS = (*CLERKS, *MANAGERS)
SIGNERS = (*AUTHORS, Role.TEAM_LEADER, Role.SCHOOL_CONTACT)
# Who is told what concerns an organisation, and who may answer for it.
STAFF = SIGNERS
# Who reads letters of appointment: a superior sees figures, not persons.
LETTER_READERS = (*STAFF, Role.SYSTEM_ADMIN)


def acts_for(by: Principal, organisation_id: int, roles: tuple[Role, ...]) -> bool:
    """Say whether the person acts in one of these roles for the organisation, or for one above it."""
    if by.acting is None or by.acting.role not in roles:
        return False
    return by.acting.organisation_id == organisation_id or is_below(organisation_id, by.acting.organisation_id)


def may_draft_for(by: Principal, host: Organisation) -> bool:
    """Say whether the person may draw up agreements of this organisation."""
    return acts_for(by, host.id, AUTHORS)


def may_keep(by: Principal, agreement: Agreement) -> bool:
    """Say whether the person may change, open, end and renew this agreement: who works where it was drawn up."""
    return acts_for(by, agreement.host_id, AUTHORS)


def may_sign(by: Principal, party: AgreementParty) -> bool:
    """Say whether the person may put in this party's signature: its own people, or who keeps the agreement and has
    the paper before them. The party is told when it was not one of its own.
    """
    return acts_for(by, party.organisation_id, SIGNERS) or may_keep(by, party.agreement)


def may_see_scan(by: Principal, agreement: Agreement) -> bool:
    """Say whether the person may look at the signed pages: the people of the parties, and who keeps the agreement.

    Who stands above reads what was agreed, not the hands of who signed it.
    """
    return may_keep(by, agreement) or any(acts_for(by, one.organisation_id, SIGNERS) for one in agreement.parties)


def may_see(by: Principal, agreement: Agreement) -> bool:
    """Say whether the person may read this agreement: the parties, who drew it up, and who stands above one of them."""
    if by.acting is None:
        return False
    if by.acts_as(Role.SYSTEM_ADMIN):
        return True
    its = {agreement.host_id, *(party.organisation_id for party in agreement.parties)}
    if by.acting.organisation_id in its:
        return True
    return bool(
        db.session.scalar(
            sa.select(sa.literal(True))
            .where(Organisation.id.in_(its), Organisation.id.in_(below(by.acting.organisation_id)))
            .limit(1)
        )
    )


def may_appoint_for(by: Principal, programme: Programme) -> bool:
    """Say whether the person may appoint people for this programme and end that: who manages it for its owner."""
    return acts_for(by, programme.owner_id, MANAGERS)


def may_see_letter(by: Principal, appointment: Appointment) -> bool:
    """Say whether the person may read this letter: who is appointed, and who works for the programme's owner, for the
    school or community, or for the unit of who is appointed.
    """
    if appointment.person_id == by.person_id or by.acts_as(Role.SYSTEM_ADMIN):
        return True
    if by.acting is None or by.acting.role not in LETTER_READERS:
        return False
    here = by.acting.organisation_id
    if is_below(appointment.programme.owner_id, here) or is_below(appointment.organisation_id, here):
        return True
    joined = memberships_of([appointment.person_id])[appointment.person_id]
    return any(one.belonging is Belonging.UNIT and is_below(one.organisation_id, here) for one in joined)
