"""The community accepts a registration, or sends it back with a reason. Nobody accepts their own."""

from datetime import datetime

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.refusal import NotYours, SameHands
from volunteer.config import policy
from volunteer.notices import inbox
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging, Organisation
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal
from volunteer.registration import badge
from volunteer.registration.models import Ending, MemberRegistration, State, UnitRegistration
from volunteer.registration.moving import hold, move
from volunteer.registration.permissions import Registration, may_review
from volunteer.registration.queries import grids_of, standing_of_member, standing_of_unit
from volunteer.registration.refusals import NeedsGrid, WordsNeeded
from volunteer.registration.telling import tell_holder


def accept_unit(registration: UnitRegistration, words: str, by: Principal, now: datetime) -> None:
    """Accept the unit and give it its receipt; where it was registered before, it ends as transferred.

    Raises: NotYours, SameHands, MovedOn.
    """
    _must_review(by, registration)
    hold(registration)
    community = registration.community
    _transfer(standing_of_unit(registration.unit_id), community, by, now)
    number = f"{community.code}-{clock.local_day(now).year}-{registration.code}"  # no counter to race for
    values = {**_acceptance(by, now), "review_words": words or None, "receipt_number": number}
    move(registration, State.ACCEPTED, by.person_id, now, out_of=State.SUBMITTED, values=values)
    text = f"{community.short_name}接收了报到，回执 {number}，可以打印"
    tell_holder(registration, text, now)


def accept_member(registration: MemberRegistration, grid: Organisation | None, by: Principal, now: datetime) -> None:
    """Accept the member into a grid of this community; it is where they live from now on.

    Raises: NotYours, SameHands, NeedsGrid, MovedOn.
    """
    _must_review(by, registration)
    grids = {one.id for one in grids_of(registration.community_id)}
    if (grid is None and grids) or (grid is not None and grid.id not in grids):
        raise NeedsGrid
    hold(registration)
    community = registration.community
    _transfer(standing_of_member(registration.person_id), community, by, now)
    values = {**_acceptance(by, now), "grid_id": grid.id if grid else None, "review_words": None}
    move(registration, State.ACCEPTED, by.person_id, now, out_of=State.SUBMITTED, values=values)
    membership.join(registration.person_id, community.id, Belonging.COMMUNITY, by.person_id, now)
    where = f"，编入{grid.short_name}" if grid else ""
    tell_holder(registration, f"{community.short_name}接收了报到{where}", now)


def send_back(registration: Registration, words: str, by: Principal, now: datetime) -> None:
    """Send it back with a reason, to be written again. Raises: NotYours, SameHands, WordsNeeded, MovedOn."""
    _must_review(by, registration)
    if not words:
        raise WordsNeeded
    move(registration, State.RETURNED, by.person_id, now, out_of=State.SUBMITTED, values={"review_words": words})
    tell_holder(registration, f"{registration.community.short_name}退回了报到，请看原因，改好再交", now)


def _must_review(by: Principal, registration: Registration) -> None:
    if may_review(by, registration):
        return
    raise SameHands if by.acts_at(registration.community_id, *CLERKS) else NotYours


def _acceptance(by: Principal, now: datetime) -> dict[str, object]:
    renew_on = clock.local_day(now) + policy.registration_renew_days * DAY
    return {"accepted_by": by.person_id, "accepted_at": now, "renew_on": renew_on}


def _transfer(before: Registration | None, to: Organisation, by: Principal, now: datetime) -> None:
    """End what stood elsewhere; it stays as its own row."""
    if before is None:
        return
    values: dict[str, object] = {"ending": Ending.TRANSFERRED, "ended_at": now, "ended_words": to.short_name}
    if isinstance(before, MemberRegistration):
        badge.put_away(before, now)
    move(before, State.ENDED, by.person_id, now, out_of=State.ACCEPTED, values=values, onward=to.id)
    who = before.unit.short_name if isinstance(before, UnitRegistration) else "一位党员"
    kind = "units" if isinstance(before, UnitRegistration) else "members"
    for clerk in staff_of(before.community_id, CLERKS):
        inbox.tell(clerk.id, f"{who}转到{to.short_name}报到了", f"/office/registrations/{kind}/{before.code}", now)
