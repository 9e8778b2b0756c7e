"""Claiming a wish, getting in touch, giving it back. A claim is an offer freely made."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.base import clock, codes
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.config import policy
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import place_of
from volunteer.organisations.standing import Principal
from volunteer.wishes import moving
from volunteer.wishes.models import Ending, State, Wish, WishClaim
from volunteer.wishes.permissions import is_owner
from volunteer.wishes.queries import active_claim, active_claims_of
from volunteer.wishes.refusals import ClaimsUsedUp, Expired, OwnWish


def claim(wish: Wish, by: Principal, now: datetime) -> WishClaim:
    """Claim the wish for this person and return the claim.

    Raises: OwnWish, Expired, ClaimsUsedUp, MovedOn when somebody was faster.
    """
    gate.hold(by.person_id)  # a third and a fourth claim sent together may not pass each other unseen
    if is_owner(by, wish):
        raise OwnWish
    if wish.state is State.PUBLISHED and wish.open_until is not None and clock.local_day(now) > wish.open_until:
        raise Expired(wish.open_until)
    if wish.state is State.PUBLISHED and active_claims_of(by.person_id) >= policy.wish_max_active_claims:
        raise ClaimsUsedUp
    moving.move(wish, State.CLAIMED, by.person_id, now, out_of=State.PUBLISHED)
    made = WishClaim(
        code=codes.name(),
        wish_id=wish.id,
        person_id=by.person_id,
        unit_id=place_of(by.person_id, Belonging.UNIT, now),
        claimed_at=now,
        contact_by=now + policy.wish_docking_days * DAY,
        due_on=clock.local_day(now + policy.wish_fulfil_days * DAY),
    )
    db.session.add(made)
    db.session.flush()
    if wish.reviewer_id is not None:
        inbox.tell(wish.reviewer_id, f"心愿“{wish.title}”有人认领了", f"/office/wishes/{wish.code}", now)
    inbox.tell(wish.author_id, f"您的心愿“{wish.title}”有人认领了，社区会联系您", f"/wishes/{wish.code}", now)
    return made


def contacted(wish: Wish, words: str, by: Principal, now: datetime) -> None:
    """Note that the claimant got in touch, and what was agreed. Raises: NotYours."""
    claim_ = _own_claim(wish, by)
    claim_.contacted_at, claim_.contact_words = now, words or None
    lines.record("claim.contacted", "wishes", wish.id, by=by.person_id, at=now, organisation_id=wish.community_id)


def release(wish: Wish, words: str, by: Principal, now: datetime) -> None:
    """Give the wish back, at once and without harm to anybody. The claim stays as a row. Raises: NotYours, MovedOn."""
    claim_ = _own_claim(wish, by)
    give_back(wish, claim_, Ending.RELEASED, words, by.person_id, now)


def give_back(wish: Wish, claim_: WishClaim, ending: Ending, words: str, by: int | None, now: datetime) -> None:
    """End the claim and open the wish again, for as many days as a new one has. Raises: MovedOn."""
    until = clock.local_day(now + policy.wish_publish_days * DAY)
    later = max(until, wish.open_until) if wish.open_until else until
    moving.move(
        wish,
        State.PUBLISHED,
        by,
        now,
        out_of=State.CLAIMED,
        values={"open_until": later},
        claim=claim_.id,
        ending=ending.value,
    )
    # The move has shut out everybody else; the claim's own row follows it.
    db.session.execute(
        sa.update(WishClaim)
        .where(WishClaim.id == claim_.id, WishClaim.ended_at.is_(None))
        .values(ended_at=now, ending=ending, ending_words=words)
    )
    if wish.reviewer_id is not None:
        text = f"心愿“{wish.title}”退回来了（{ending.label}），又可以认领了"
        inbox.tell(wish.reviewer_id, text, f"/office/wishes/{wish.code}", now)


def _own_claim(wish: Wish, by: Principal) -> WishClaim:
    claim_ = active_claim(wish)
    if claim_ is None or claim_.person_id != by.person_id:
        raise NotYours("这个心愿现在不在您手里")
    return claim_
