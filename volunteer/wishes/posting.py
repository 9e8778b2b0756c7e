"""Posting a wish for oneself or for somebody without a phone, revising it, withdrawing it."""

from dataclasses import dataclass
from datetime import date, datetime

from volunteer.base import codes
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.models import Organisation
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal
from volunteer.wishes import moving
from volunteer.wishes.models import (
    AgeBand,
    Agreed,
    Beneficiary,
    Category,
    Ending,
    Handover,
    Kind,
    Outcome,
    Spoke,
    State,
    Wish,
)
from volunteer.wishes.permissions import may_withdraw
from volunteer.wishes.queries import active_claim
from volunteer.wishes.refusals import AnswerFirst, SlipIsNotYours


@dataclass(frozen=True)
class Words:
    """What is written on a wish."""

    title: str
    description: str
    alias: str
    age_band: AgeBand
    kind: Kind
    category: Category
    value: int | None
    handover: Handover
    wanted_by: date | None


@dataclass(frozen=True)
class Resident:
    """The private half: who the resident is. `person_id` is the account, if there is one."""

    name: str
    phone: str | None
    address: str | None
    is_open_to_contact: bool
    person_id: int | None = None


def post(words: Words, resident: Resident, community: Organisation, by: Principal, now: datetime) -> Wish:
    """Submit a wish of one's own for review and return it."""
    return _submit(words, resident, community, by, now)


def post_for(
    words: Words,
    resident: Resident,
    spoke: Spoke,
    agreed: Agreed,
    community: Organisation,
    by: Principal,
    now: datetime,
) -> Wish:
    """Submit a wish that a clerk wrote down for somebody. Another clerk reviews it. Raises: NotYours."""
    if not by.acts_at(community.id, *CLERKS):
        raise NotYours
    return _submit(words, resident, community, by, now, spoke=spoke, agreed=agreed)


def revise(wish: Wish, words: Words, resident: Resident, by: Principal, now: datetime) -> None:
    """Submit a returned wish again with other words. Raises: NotYours, MovedOn."""
    if wish.author_id != by.person_id:
        raise NotYours
    private = wish.beneficiary
    private.name, private.phone, private.address = resident.name, resident.phone, resident.address
    private.is_open_to_contact = resident.is_open_to_contact
    db.session.flush()
    moving.move(wish, State.SUBMITTED, by.person_id, now, values=vars(words))
    _tell_clerks(wish, f"心愿“{wish.title}”改好了，请再审", now, but=by.person_id)


def withdraw(wish: Wish, words: str, by: Principal, now: datetime) -> None:
    """Close the wish because the resident wants it no more. An open claim ends with it.

    What the volunteer reported as done is answered first: withdrawn, the visit would be forgotten with its minutes.
    Raises: NotYours, AnswerFirst, MovedOn.
    """
    if not may_withdraw(by, wish):
        raise NotYours
    if wish.state is State.DELIVERED:
        raise AnswerFirst
    claim = active_claim(wish)
    moving.move(
        wish,
        State.CLOSED,
        by.person_id,
        now,
        values={"outcome": Outcome.WITHDRAWN, "closing_words": words, "closed_at": now},
        outcome=Outcome.WITHDRAWN.value,
    )
    if claim is not None:
        claim.ended_at, claim.ending = now, Ending.CLOSED
        inbox.tell(claim.person_id, f"心愿“{wish.title}”已由居民撤回，谢谢您", f"/wishes/{wish.code}", now)


def print_slip(wish: Wish, by: Principal, now: datetime) -> str:
    """Give the wish a new slip token and return it; a slip printed before is void. Raises: NotYours, SlipIsNotYours.

    A clerk who claimed the wish does not hold the paper by which the family confirms it.
    """
    if not by.acts_at(wish.community_id, *CLERKS):
        raise NotYours
    claim = active_claim(wish)
    if claim is not None and claim.person_id == by.person_id:
        raise SlipIsNotYours
    wish.slip_token = codes.bearer()
    wish.slip_hash = codes.digest(wish.slip_token)
    lines.record("wishes.slip", "wishes", wish.id, by=by.person_id, at=now, organisation_id=wish.community_id)
    return wish.slip_token


def _submit(
    words: Words,
    resident: Resident,
    community: Organisation,
    by: Principal,
    now: datetime,
    *,
    spoke: Spoke | None = None,
    agreed: Agreed | None = None,
) -> Wish:
    private = Beneficiary(**vars(resident))
    db.session.add(private)
    db.session.flush()
    token = codes.bearer()
    wish = Wish(
        **vars(words),
        code=codes.name(),
        community_id=community.id,
        beneficiary_id=private.id,
        author_id=by.person_id,
        spoke=spoke,
        agreed=agreed,
        state=State.SUBMITTED,
        state_since=now,
        submitted_at=now,
        slip_token=token,
        slip_hash=codes.digest(token),
    )
    db.session.add(wish)
    db.session.flush()
    lines.record(
        "wishes.submitted", "wishes", wish.id, by=by.person_id, at=now, organisation_id=community.id, proxy=bool(spoke)
    )
    _tell_clerks(wish, f"新心愿“{wish.title}”等您审核", now, but=by.person_id)
    return wish


def _tell_clerks(wish: Wish, text: str, now: datetime, *, but: int) -> None:
    for clerk in staff_of(wish.community_id, CLERKS):
        if clerk.id != but:
            inbox.tell(clerk.id, text, f"/office/wishes/{wish.code}", now)
