"""Reviewing a wish: publishing it, returning it, rejecting it. Always by somebody else than its author."""

from datetime import datetime

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.config import policy
from volunteer.notices import inbox
from volunteer.organisations.standing import Principal
from volunteer.wishes import moving
from volunteer.wishes.models import Outcome, State, Wish
from volunteer.wishes.permissions import may_review
from volunteer.wishes.refusals import ReviewedByOneself


def publish(wish: Wish, alias: str, by: Principal, now: datetime) -> None:
    """Open the wish to be claimed, under the alias the clerk chose. Raises: ReviewedByOneself, MovedOn."""
    _check(wish, by)
    until = clock.local_day(now + policy.wish_publish_days * DAY)
    values = {"alias": alias, "published_at": now, "open_until": until, "reviewer_id": by.person_id}
    moving.move(wish, State.PUBLISHED, by.person_id, now, out_of=State.SUBMITTED, values=values)
    _tell_author(wish, f"您的心愿“{wish.title}”审核通过了，已经公开", now)


def send_back(wish: Wish, words: str, by: Principal, now: datetime) -> None:
    """Return the wish to its author with words on what to change. Raises: ReviewedByOneself, MovedOn."""
    _check(wish, by)
    values = {"review_words": words, "reviewer_id": by.person_id}
    moving.move(wish, State.RETURNED, by.person_id, now, out_of=State.SUBMITTED, values=values)
    _tell_author(wish, f"您的心愿“{wish.title}”要改一改：{words}", now)


def reject(wish: Wish, words: str, by: Principal, now: datetime) -> None:
    """Close the wish without publishing it, with the reason in words. Raises: ReviewedByOneself, MovedOn."""
    _check(wish, by)
    values = {
        "outcome": Outcome.REJECTED,
        "closing_words": words,
        "closed_at": now,
        "reviewer_id": by.person_id,
    }
    moving.move(
        wish,
        State.CLOSED,
        by.person_id,
        now,
        out_of=State.SUBMITTED,
        values=values,
        outcome=Outcome.REJECTED.value,
    )
    _tell_author(wish, f"您的心愿“{wish.title}”没有受理：{words}", now)


def _check(wish: Wish, by: Principal) -> None:
    if not may_review(by, wish):
        raise ReviewedByOneself


def _tell_author(wish: Wish, text: str, now: datetime) -> None:
    inbox.tell(wish.author_id, text, f"/wishes/{wish.code}", now)
