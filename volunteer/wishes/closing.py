"""The honest endings, and asking again afterwards."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.standing import Principal
from volunteer.wishes import moving
from volunteer.wishes.models import Ending, FollowUp, Outcome, State, Way, Wish
from volunteer.wishes.permissions import may_follow_up
from volunteer.wishes.queries import active_claim, completed_claim, follow_up_of
from volunteer.wishes.refusals import AlreadyFollowedUp, FollowedUpByOneself, NothingToFollowUp


def could_not(wish: Wish, words: str, by: Principal, now: datetime) -> None:
    """Close the wish because it cannot be done, saying why and where it went instead. Raises: NotYours, MovedOn."""
    if not by.acts_at(wish.community_id, *CLERKS) or wish.published_at is None:
        raise NotYours
    claim = active_claim(wish)
    values = {"outcome": Outcome.COULD_NOT, "closing_words": words, "closed_at": now}
    moving.move(wish, State.CLOSED, by.person_id, now, values=values, outcome=Outcome.COULD_NOT.value)
    if claim is not None:
        claim.ended_at, claim.ending, claim.ending_words = now, Ending.CLOSED, words
        inbox.tell(claim.person_id, f"心愿“{wish.title}”没能办成：{words}", f"/wishes/{wish.code}", now)
    inbox.tell(wish.author_id, f"您的心愿“{wish.title}”没能办成：{words}", f"/wishes/{wish.code}", now)


def expire(wish: Wish, now: datetime) -> None:
    """Close a wish that nobody claimed in its time. Raises: MovedOn."""
    values = {"outcome": Outcome.EXPIRED, "closed_at": now}
    moving.move(wish, State.CLOSED, None, now, out_of=State.PUBLISHED, values=values, outcome=Outcome.EXPIRED.value)
    inbox.tell(wish.author_id, f"您的心愿“{wish.title}”到期还没有人认领，社区会联系您", f"/wishes/{wish.code}", now)
    if wish.reviewer_id is not None:
        inbox.tell(wish.reviewer_id, f"心愿“{wish.title}”到期无人认领", f"/office/wishes/{wish.code}", now)


def follow_up(
    wish: Wish,
    way: Way,
    satisfaction: int | None,
    still_needs_help: bool,
    words: str | None,
    by: Principal,
    now: datetime,
) -> FollowUp:
    """Keep how it was some days later. Raises: NotYours, FollowedUpByOneself, NothingToFollowUp, AlreadyFollowedUp."""
    claim = completed_claim(wish)
    if not by.acts_at(wish.community_id, *CLERKS):
        raise NotYours
    if claim is not None and claim.person_id == by.person_id:
        raise FollowedUpByOneself
    if not may_follow_up(by, wish, claim):
        raise NothingToFollowUp
    if follow_up_of(wish) is not None:
        raise AlreadyFollowedUp
    made = FollowUp(
        wish_id=wish.id,
        person_id=by.person_id,
        way=way,
        satisfaction=satisfaction,
        still_needs_help=still_needs_help,
        words=words or None,
        followed_up_at=now,
    )
    db.session.add(made)
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:  # two clerks at one time: the unique key lets one through
        raise AlreadyFollowedUp from error
    wish.needs_follow_up = False
    lines.record("wishes.followed_up", "wishes", wish.id, by=by.person_id, at=now, organisation_id=wish.community_id)
    return made
