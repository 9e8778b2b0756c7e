"""亮身份: a member shows post and community to the residents there, by consent, until it is withdrawn."""

from datetime import datetime

from volunteer.accounts import people
from volunteer.accounts.models import Scope
from volunteer.base import codes
from volunteer.base.refusal import NotYours
from volunteer.journal import lines
from volunteer.organisations.standing import Principal
from volunteer.registration.models import MemberRegistration, State
from volunteer.registration.moving import hold
from volunteer.registration.refusals import NotShown

VERSION = "2026-11"


def show(registration: MemberRegistration, by: Principal, now: datetime) -> None:
    """Let the badge be seen from now on, under a new code. Raises: NotYours, NotShown."""
    if by.person_id != registration.person_id:
        raise NotYours
    hold(registration)
    if registration.state is not State.ACCEPTED:
        raise NotShown
    if registration.badge_code is not None:
        return
    people.agree_once(by.person_id, Scope.BADGE, VERSION, now)
    registration.badge_code = codes.bearer()
    _note("badge.shown", registration, by.person_id, now)


def hide(registration: MemberRegistration, by: Principal, now: datetime) -> None:
    """Withdraw the consent: the code that was shown opens nothing any more. Raises: NotYours."""
    if by.person_id != registration.person_id:
        raise NotYours
    hold(registration)
    put_away(registration, now)


def put_away(registration: MemberRegistration, now: datetime) -> None:
    """Take the badge away with its consent, if there is one: it was given for this community."""
    if registration.badge_code is None:
        return
    people.withdraw(registration.person_id, Scope.BADGE, now)
    registration.badge_code = None
    _note("badge.hidden", registration, registration.person_id, now)


def _note(action: str, registration: MemberRegistration, by: int, now: datetime) -> None:
    lines.record(
        action, "member_registrations", registration.id, by=by, at=now, organisation_id=registration.community_id
    )
