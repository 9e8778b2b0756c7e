"""Where a wish stands: the steps of its path, in words that everybody may see."""

from dataclasses import dataclass
from enum import Enum

from volunteer.base import clock
from volunteer.config import policy
from volunteer.wishes.models import Confirmation, Delivery, FollowUp, Outcome, State, Wish, WishClaim


class Step(Enum):
    """How a step is drawn."""

    DONE = "done"
    OVER = "over"  # it ended here, without what it was for
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Stone:
    """One step of the path: its name, a sentence with a date or a limit, and whether it is done."""

    name: str
    words: str
    step: Step


_ORDER = (State.SUBMITTED, State.PUBLISHED, State.CLAIMED, State.DELIVERED, State.CLOSED)


def path_of(
    wish: Wish,
    claim: WishClaim | None,
    delivery: Delivery | None,
    confirmation: Confirmation | None,
    follow_up: FollowUp | None,
    *,
    with_words: bool = True,
) -> list[Stone]:
    """Return the seven steps of a wish, or fewer when it ended early: what was done, what is now, what is ahead.

    `with_words`: with what the clerk wrote about the end, which is not for guests.
    """
    said = clock.said(wish.submitted_at) + ("，社区代填" if wish.is_proxy else "，本人提出")
    stones = [Stone("提交", said, Step.DONE)]
    if wish.state is State.RETURNED:
        return [*stones, Stone("修改", "社区请提出的人改一改", Step.NOW)]
    if wish.state is State.SUBMITTED:
        stones.append(Stone("审核", f"收到后 {policy.wish_review_days} 个工作日内审完", Step.NOW))
    elif wish.published_at is not None:
        stones.append(Stone("审核", f"{clock.said(wish.published_at)}通过，已公开", Step.DONE))
    if wish.state is State.CLOSED and wish.outcome not in (Outcome.FULFILLED, Outcome.PARTLY):
        words = wish.closing_words if with_words and wish.outcome is Outcome.COULD_NOT and wish.closing_words else ""
        ended = "，".join(part for part in (clock.said(wish.closed_at or wish.state_since), words) if part)
        return [*stones, Stone(wish.outcome.label if wish.outcome else "", ended, Step.OVER)]
    reached = _ORDER.index(wish.state)
    until = clock.said(wish.open_until) if wish.open_until else ""
    stones.append(
        _stone(
            "认领",
            reached,
            1,
            f"{until}前等人认领" if until else "公开以后等人认领",
            clock.said(claim.claimed_at) if claim else "",
        )
    )
    contacted = bool(claim and (claim.contacted_at or delivery))
    stones.append(
        Stone("对接", _contact_words(claim), Step.DONE)
        if reached >= 3 or (reached == 2 and contacted)
        else Stone("对接", f"认领后 {policy.wish_docking_days} 天内联系上", Step.NOW if reached == 2 else Step.AHEAD)
    )
    stones.append(
        Stone("办好", clock.said(delivery.delivered_at) + "，志愿者说办好了", Step.DONE)
        if reached >= 3 and delivery
        else Stone(
            "办好",
            f"{clock.said(claim.due_on)}前" if claim else f"认领后 {policy.wish_fulfil_days} 天内",
            Step.NOW if reached == 2 and contacted else Step.AHEAD,
        )
    )
    confirmed = confirmation is not None and confirmation.is_accepted
    stones.append(
        Stone("确认", f"{clock.said(confirmation.confirmed_at)}，{confirmation.witness.label}", Step.DONE)
        if confirmation and confirmed
        else Stone("确认", "居民或社区说“收到了”", Step.NOW if reached == 3 else Step.AHEAD)
    )
    if follow_up is not None:
        stones.append(Stone("回访", f"{clock.said(follow_up.followed_up_at)}，社区问过了", Step.DONE))
    else:
        limit = f"{policy.wish_followup_days} 天内社区问一声"
        stones.append(Stone("回访", limit, Step.NOW if reached == 4 else Step.AHEAD))
    return stones


def _stone(name: str, reached: int, at: int, limit: str, done: str) -> Stone:
    if reached > at:
        return Stone(name, done, Step.DONE)
    return Stone(name, limit, Step.NOW if reached == at else Step.AHEAD)


def _contact_words(claim: WishClaim | None) -> str:
    if claim is None or claim.contacted_at is None:
        return "已联系"
    return f"{clock.said(claim.contacted_at)}已联系"
