"""What each person can do with a wish, or why not, in one sentence: the sentence of its card."""

from dataclasses import dataclass
from datetime import date

from volunteer.base import clock
from volunteer.config import policy
from volunteer.organisations.standing import Principal
from volunteer.wishes.models import Handover, Kind, Outcome, State, Wish, WishClaim
from volunteer.wishes.permissions import is_owner


@dataclass(frozen=True)
class Card:
    """A state as shape and word, the sentence beside it, and the action it offers: claim, deliver, confirm or none."""

    shape: str
    word: str
    why: str
    action: str = ""


def card_of(by: Principal | None, wish: Wish, claim: WishClaim | None, in_hand: int, today: date) -> Card:
    """Return the card of a wish for this person. `claim` is the open one, `in_hand` the person's open claims."""
    match wish.state:
        case State.SUBMITTED:
            return Card("wait", "待审核", f"社区收到后 {policy.wish_review_days} 个工作日内打电话核实。")
        case State.RETURNED:
            return Card("late", "退回修改", wish.review_words or "请改一改再交。", "revise")
        case State.PUBLISHED:
            return _published(by, wish, in_hand, today)
        case State.CLAIMED:
            return _claimed(by, wish, claim, today)
        case State.DELIVERED:
            return _delivered(by, wish, claim)
    return _closed(by, wish)


def _published(by: Principal | None, wish: Wish, in_hand: int, today: date) -> Card:
    if wish.open_until is not None and today > wish.open_until:
        return Card("shut", "已过期", "社区会联系提心愿的人。")
    limit = wish.wanted_by or wish.open_until
    when = f"{clock.said(limit)}前，" if limit else ""
    if wish.handover is Handover.AT_HOME:
        place = "社区专干同去。"
    else:
        place = "送到社区就行。" if wish.kind is Kind.GOODS else "在社区见面。"
    if by is None:
        return Card("open", "可认领", "登录后就能认领。", "claim")
    if is_owner(by, wish):
        return Card("wait", "等人认领", "这是您自己的心愿。")
    if in_hand >= policy.wish_max_active_claims:
        return Card("shut", "现在不能认领", f"您已经在办 {in_hand} 个，办好一个再来。")
    return Card("open", "可认领", f"{when}{place}", "claim")


def _claimed(by: Principal | None, wish: Wish, claim: WishClaim | None, today: date) -> Card:
    if claim is not None and by is not None and claim.person_id == by.person_id:
        left = (claim.due_on - today).days
        rest = f"还有 {left} 天" if left >= 0 else f"已超过 {-left} 天"
        return Card("going", "我在办", f"请在 {clock.said(claim.due_on)}前办好，{rest}。", "deliver")
    return Card("going", "对接中", "已经有志愿者认领了。")


def _delivered(by: Principal | None, wish: Wish, claim: WishClaim | None) -> Card:
    if by is not None and is_owner(by, wish):
        return Card("wait", "请您确认", "志愿者说办好了，收到了就点一下。", "confirm")
    if claim is not None and by is not None and claim.person_id == by.person_id:
        return Card("wait", "等居民确认", "居民或社区确认以后，记您的时长。")
    return Card("wait", "待确认", "志愿者说办好了，等居民确认。")


def _closed(by: Principal | None, wish: Wish) -> Card:
    day = clock.said(wish.closed_at or wish.state_since)
    outcome = wish.outcome
    if outcome in (Outcome.FULFILLED, Outcome.PARTLY):
        return Card("done", outcome.label, f"{day}，居民或社区已确认。")
    if outcome is Outcome.COULD_NOT:
        said = wish.closing_words if by is not None else None
        return Card("shut", outcome.label, said or f"{day}，志愿者办不了。")
    return Card("shut", outcome.label if outcome else "", f"{day}。")
