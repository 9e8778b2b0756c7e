"""A registration is sent to a community, and sent again after it came back.

Who is registered elsewhere and registers anew moves: the old one stands until the new community accepts.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import gate, people
from volunteer.accounts.models import Scope
from volunteer.base import codes
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.models import Belonging, Kind, Organisation
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import place_of, staff_of
from volunteer.organisations.standing import Principal
from volunteer.registration.models import (
    ClaimedDuty,
    Duty,
    Free,
    Interest,
    MemberRegistration,
    OfferedResource,
    ResourceKind,
    State,
    UnitRegistration,
)
from volunteer.registration.moving import hold, hold_unit, move
from volunteer.registration.permissions import Registration, holds, may_register
from volunteer.registration.queries import standing_of_member, standing_of_unit, waiting_of_member, waiting_of_unit
from volunteer.registration.refusals import NoCommunity, NoDuty, RegisteredHere, WaitsElsewhere, WaitsHere

PARTY_VERSION = "2026-11"  # of the words under the tick


@dataclass(frozen=True)
class UnitWords:
    """What stands on F1."""

    party_organisation: str
    secretary: str
    liaison: str
    office_phone: str
    address: str
    members: int
    in_service: int
    resources: tuple[tuple[ResourceKind, str], ...] = ()


@dataclass(frozen=True)
class MemberWords:
    """What stands on F2."""

    branch: str
    compound: str
    duties: tuple[Duty, ...]
    free: tuple[Free, ...] = ()
    interests: tuple[Interest, ...] = ()
    specialities: str | None = None
    promise: str | None = None


def register_unit(
    unit: Organisation, community: Organisation, words: UnitWords, by: Principal, now: datetime
) -> UnitRegistration:
    """Send the unit's registration to the community. Raises: NotYours, NoCommunity, Waits…, RegisteredHere."""
    if not may_register(by, unit.id):
        raise NotYours
    _open(community)
    hold_unit(unit.id)
    _one_at_a_time(waiting_of_unit(unit.id), standing_of_unit(unit.id), community)
    sent = UnitRegistration(
        code=codes.name(),
        unit_id=unit.id,
        community_id=community.id,
        submitted_by=by.person_id,
        submitted_at=now,
        state=State.SUBMITTED,
        state_since=now,
        **_plain(words),
    )
    sent.resources = [OfferedResource(kind=kind, words=said) for kind, said in words.resources]
    _send(sent, by, now)
    _tell_clerks(community, f"{unit.short_name}来报到，请接收", f"/office/registrations/units/{sent.code}", now)
    return sent


def revise_unit(registration: UnitRegistration, words: UnitWords, by: Principal, now: datetime) -> None:
    """Send a registration that came back once more. Raises: NotYours, MovedOn."""
    if not holds(by, registration):
        raise NotYours
    hold(registration)
    values = {**_plain(words), "submitted_by": by.person_id, "submitted_at": now}
    move(registration, State.SUBMITTED, by.person_id, now, out_of=State.RETURNED, values=values)
    db.session.execute(sa.delete(OfferedResource).where(OfferedResource.registration_id == registration.id))
    db.session.expire(registration)
    db.session.add_all(
        OfferedResource(registration_id=registration.id, kind=kind, words=said) for kind, said in words.resources
    )
    path = f"/office/registrations/units/{registration.code}"
    _tell_clerks(registration.community, f"{registration.unit.short_name}改好了报到单，请接收", path, now)


def register_member(community: Organisation, words: MemberWords, by: Principal, now: datetime) -> MemberRegistration:
    """Send a member's own registration, with the consent to be kept as a party member.

    Raises: NoCommunity, NoDuty, WaitsElsewhere, WaitsHere, RegisteredHere.
    """
    _open(community)
    if not words.duties:
        raise NoDuty
    gate.hold(by.person_id)
    _one_at_a_time(waiting_of_member(by.person_id), standing_of_member(by.person_id), community)
    return _register(by.person_id, None, community, words, by, now)


def register_member_for(
    name: str, community: Organisation, words: MemberWords, by: Principal, now: datetime
) -> MemberRegistration:
    """Send the registration of a member without a phone, as a clerk wrote it down from the signed paper.

    Another clerk accepts it. Whoever has the same name is somebody else. Raises: NotYours, NoCommunity, NoDuty.
    """
    if not by.acts_at(community.id, *CLERKS):
        raise NotYours
    _open(community)
    if not words.duties:
        raise NoDuty
    return _register(people.write_down(name, now, by=by.person_id).id, by.person_id, community, words, by, now)


def revise_member(registration: MemberRegistration, words: MemberWords, by: Principal, now: datetime) -> None:
    """Send a registration that came back once more. Raises: NotYours, NoDuty, MovedOn."""
    if not holds(by, registration):
        raise NotYours
    if not words.duties:
        raise NoDuty
    hold(registration)
    values = {**_said(words), "submitted_at": now}
    if registration.is_proxy:
        values["author_id"] = by.person_id
    move(registration, State.SUBMITTED, by.person_id, now, out_of=State.RETURNED, values=values)
    db.session.execute(sa.delete(ClaimedDuty).where(ClaimedDuty.registration_id == registration.id))
    db.session.expire(registration)
    db.session.add_all(ClaimedDuty(registration_id=registration.id, duty=duty) for duty in words.duties)
    path = f"/office/registrations/members/{registration.code}"
    _tell_clerks(registration.community, "有党员改好了报到表，请接收", path, now, but=registration.author_id)


# ------------------------------------------------------------------------------ parts


def _open(community: Organisation) -> None:
    if community.kind is not Kind.COMMUNITY or community.closed_at is not None:
        raise NoCommunity


def _one_at_a_time(waits: Registration | None, stands: Registration | None, community: Organisation) -> None:
    if waits is not None:
        raise WaitsHere if waits.community_id == community.id else WaitsElsewhere(waits.community, waits.state)
    if stands is not None and stands.community_id == community.id:
        raise RegisteredHere


def _register(
    person_id: int, author_id: int | None, community: Organisation, words: MemberWords, by: Principal, now: datetime
) -> MemberRegistration:
    people.agree_once(person_id, Scope.PARTY_MEMBER, PARTY_VERSION, now)
    sent = MemberRegistration(
        code=codes.name(),
        person_id=person_id,
        author_id=author_id,
        community_id=community.id,
        unit_id=place_of(person_id, Belonging.UNIT, now),
        submitted_at=now,
        state=State.SUBMITTED,
        state_since=now,
        **_said(words),
    )
    sent.duties = [ClaimedDuty(duty=duty) for duty in words.duties]
    _send(sent, by, now)
    path = f"/office/registrations/members/{sent.code}"
    _tell_clerks(community, "有党员来报到，请接收", path, now, but=author_id)
    return sent


def _send(sent: Registration, by: Principal, now: datetime) -> None:
    db.session.add(sent)
    db.session.flush()
    table = str(sent.__tablename__)
    lines.record(f"{table}.submitted", table, sent.id, by=by.person_id, at=now, organisation_id=sent.community_id)


def _plain(words: UnitWords) -> dict[str, object]:
    return {
        "party_organisation": words.party_organisation,
        "secretary": words.secretary,
        "liaison": words.liaison,
        "office_phone": words.office_phone,
        "address": words.address,
        "members": words.members,
        "in_service": words.in_service,
    }


def _said(words: MemberWords) -> dict[str, object]:
    return {
        "branch": words.branch,
        "compound": words.compound,
        "specialities": words.specialities,
        "interests": [one.value for one in words.interests],
        "free": [one.value for one in words.free],
        "promise": words.promise,
    }


def _tell_clerks(community: Organisation, text: str, path: str, now: datetime, *, but: int | None = None) -> None:
    for clerk in staff_of(community.id, CLERKS):
        if clerk.id != but:
            inbox.tell(clerk.id, text, path, now)
