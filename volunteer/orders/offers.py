"""What each person can do with an order, or why not, in one sentence: the sentence of its card."""

from dataclasses import dataclass
from datetime import datetime

from volunteer.base import clock, workdays
from volunteer.orders.models import Order, Outcome, State
from volunteer.orders.permissions import Sight


@dataclass(frozen=True)
class Card:
    """A state as shape and word, the sentence beside it, and the one action it offers; an empty action is none."""

    shape: str
    word: str
    why: str
    action: str = ""  # revise, answer, take, prepare, record, review


def card_of(sight: Sight, order: Order, now: datetime, *, is_tutor: bool = False, line: int | None = None) -> Card:
    """Return the card of an order for who sees so much of it.

    `line`: the order's place in line, when the month's classes are all taken. `is_tutor`: they teach it themselves.
    """
    match order.state:
        case State.PLACED:
            return _placed(sight, order, now, line)
        case State.RETURNED:
            action = "revise" if sight is Sight.CLIENT else ""
            return Card("late", order.state.label, order.state_words or "请改一改再交。", action)
        case State.INVITED:
            return _invited(sight, order, now, line)
        case State.TAKEN:
            return _taken(sight, order, now)
        case State.SERVED:
            if sight is Sight.CLIENT and not is_tutor:
                return Card("wait", "请您评一评", "一分钟就好，不评也可以。", "review")
            return Card("wait", order.state.label, "等学校或社区评一评，过几天自动办结。")
    return _closed(order)


def _placed(sight: Sight, order: Order, now: datetime, line: int | None) -> Card:
    left = workdays.left(clock.local_day(now), order.answer_due_on)
    due = clock.said(order.answer_due_on)
    if sight is Sight.PROVIDER:
        if left < 0:
            return Card("late", f"超期 {-left} 个工作日", "请派单，或告诉对方办不了。", "answer")
        return Card("wait", "今天到期" if left == 0 else f"还有 {left} 个工作日", f"{due}前派单或答复。", "answer")
    if line is not None:
        return Card("wait", f"排队第 {line} 位", "这个月已经排满，有空位按先后接。可以改到别的月份。")
    return Card("wait", order.state.label, f"{due}前答复您。" if left >= 0 else "答复迟了，已经在催。")


def _invited(sight: Sight, order: Order, now: datetime, line: int | None) -> Card:
    if sight is Sight.INVITED:
        return Card("open", "请您回复", "能去就接单；来不了点一下，不用说理由。", "take")
    if line is not None and sight is not Sight.PROVIDER:
        return Card("wait", f"排队第 {line} 位", "这个月已经排满，有空位按先后接。可以改到别的月份。")
    if workdays.left(clock.local_day(now), order.answer_due_on) < 0:
        return Card("late", order.state.label, "过了答复时限，还没有队伍接单。")
    return Card("wait", order.state.label, "正在问队伍和老师，接了单就告诉您。")


def _taken(sight: Sight, order: Order, now: datetime) -> Card:
    shift = order.shift
    if shift is None:  # the database holds that there is one
        return Card("going", order.state.label, "")
    when = f"{clock.said(shift.starts_at)} {clock.local(shift.starts_at):%H:%M}"
    teaches = sight in (Sight.CREW, Sight.PROVIDER)
    if now >= shift.ends_at:
        said = "请填实到人数和上课情况。" if teaches else "上完了，等老师填上课情况。"
        return Card("late" if teaches else "wait", "待填记录", said, "record" if teaches else "")
    if now >= shift.starts_at:
        return Card("going", "正在上课", f"{when} 开始，{clock.local(shift.ends_at):%H:%M} 下课。")
    if not teaches:
        return Card("going", order.state.label, f"{when}，{order.team.short_name if order.team else ''}来上课。")
    waits = sum(one.ready_at is None for one in order.materials)
    if order.plan is None:
        return Card("wait", "请备课", f"{when} 上课，还没有教案。", "prepare")
    if waits:
        return Card("wait", "请备课", f"{when} 上课，还有 {waits} 样材料没有备好。", "prepare")
    return Card("done", "备好了", f"{when} 上课，到场和走的时候各扫一次码。")


def _closed(order: Order) -> Card:
    day = clock.said(order.state_since)
    if order.outcome is Outcome.DONE:
        return Card("done", Outcome.DONE.label, f"{day}办结。")
    return Card("shut", order.outcome.label if order.outcome else "", order.state_words or f"{day}。")
