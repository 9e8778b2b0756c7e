"""Where an order stands: the steps of its path, in words that all who see it may read."""

from dataclasses import dataclass
from enum import Enum

from volunteer.base import clock
from volunteer.config import policy
from volunteer.orders.models import Order, Outcome, State


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


def path_of(order: Order) -> list[Stone]:
    """Return the six steps of an order, or fewer when it ended early: what was done, what is now, what is ahead."""
    stones = [Stone("点单", f"{clock.said(order.placed_at)}，{order.client.short_name}", Step.DONE)]
    if order.state is State.RETURNED:
        return [*stones, Stone("修改", "请点单的人改一改再交", Step.NOW)]
    if order.outcome in (Outcome.DECLINED, Outcome.CANCELLED):
        words = "，".join(part for part in (clock.said(order.state_since), order.state_words or "") if part)
        label = order.outcome.label if order.outcome else ""
        return [*stones, *_taken(order, is_over=True), Stone(label, words, Step.OVER)]
    asked = order.state is State.INVITED
    if order.taken_at is None:
        limit = f"{clock.said(order.answer_due_on)}前"
        stones.append(Stone("派单", "正在问队伍和老师" if asked else limit, Step.NOW))
        stones.append(Stone("接单", "定下时间和老师", Step.AHEAD))
    else:
        stones += _taken(order, is_over=False)
    reached = 0 if order.taken_at is None else 1 if order.served_at is None else 2
    shift = order.shift
    day = f"{clock.said(shift.starts_at)}前" if shift is not None else "上课前"
    if reached == 2 or order.plan_at is not None:
        said = f"{clock.said(order.plan_at)}写好教案" if order.plan_at else "已上课"
        stones.append(Stone("备课", said, Step.DONE))
    else:
        stones.append(Stone("备课", f"{day}写好教案、备好材料", Step.NOW if reached else Step.AHEAD))
    if reached == 2 and shift is not None:
        stones.append(Stone("上课", f"{clock.said(shift.starts_at)}，实到 {order.actual_people} 人", Step.DONE))
    else:
        when = clock.said(shift.starts_at) if shift is not None else "按定下的时间"
        is_now = reached == 1 and order.plan_at is not None
        stones.append(Stone("上课", when, Step.NOW if is_now else Step.AHEAD))
    if order.state is State.CLOSED:
        said = f"{clock.said(order.review.reviewed_at)}，评过了" if order.review else "没有评价"
        stones.append(Stone("评单", said, Step.DONE))
    else:
        words = f"{policy.order_review_days} 天内评一评，不评自动办结"
        stones.append(Stone("评单", words, Step.NOW if reached == 2 else Step.AHEAD))
    return stones


def _taken(order: Order, *, is_over: bool) -> list[Stone]:
    if order.taken_at is None:
        return []
    team = order.team.short_name if order.team else ""
    taken = Stone("接单", f"{clock.said(order.taken_at)}，{team}", Step.DONE)
    if order.postponed_words is None or is_over:
        return [taken]
    return [taken, Stone("改期", order.postponed_words, Step.DONE)]
