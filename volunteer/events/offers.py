"""What each person can do with a shift, or why not: one sentence for each case."""

from dataclasses import dataclass
from datetime import datetime

from volunteer.base import clock
from volunteer.base.labelled import Labelled
from volunteer.events.models import Shift, SignUp, SignUpState, State


class Offer(Labelled):
    """What there is to do. The label is the state's word; `SHAPES` its shape."""

    SIGN_UP = "sign_up", "可报名"
    WAIT = "wait", "可候补"
    SIGNED_UP = "signed_up", "已报名"
    IN_LINE = "in_line", "候补中"
    OVERLAPS = "overlaps", "时间冲突"
    GUEST = "guest", "登录后可报名"
    RUNNING = "running", "进行中"
    OVER = "over", "已结束"
    POSTPONED = "postponed", "已延期"
    CANCELLED = "cancelled", "已取消"


SHAPES = {
    Offer.SIGN_UP: "open",
    Offer.WAIT: "wait",
    Offer.SIGNED_UP: "done",
    Offer.IN_LINE: "wait",
    Offer.OVERLAPS: "shut",
    Offer.GUEST: "open",
    Offer.RUNNING: "going",
    Offer.OVER: "shut",
    Offer.POSTPONED: "wait",
    Offer.CANCELLED: "shut",
}


@dataclass(frozen=True)
class Card:
    """An offer with its sentence."""

    offer: Offer
    why: str

    @property
    def shape(self) -> str:
        """The shape of the state."""
        return SHAPES[self.offer]


def card_of(
    shift: Shift,
    mine: SignUp | None,
    place_in_line: int,
    spans: list[tuple[int, datetime, datetime]],
    is_guest: bool,
    now: datetime,
) -> Card:
    """Return the card of a shift for one person. `spans` are the person's other standing sign-ups."""
    event = shift.event
    free = sum(max(post.places - post.taken, 0) if not post.waiting else 0 for post in shift.posts)
    waiting = sum(post.waiting for post in shift.posts)
    if event.state is State.CANCELLED:
        return Card(Offer.CANCELLED, event.state_words or "主办方取消了。")
    if event.state is State.POSTPONED:
        return Card(Offer.POSTPONED, f"{event.state_words or ''}，定了新时间再通知。".lstrip("，"))
    if now >= shift.ends_at:
        return Card(Offer.OVER, "等负责人确认名单。" if shift.confirmed_at is None else "名单已确认。")
    if mine is not None and mine.state is SignUpState.CONFIRMED:
        return Card(Offer.SIGNED_UP, f"{_when(shift)}，到场和走的时候各扫一次码。")
    if mine is not None:
        return Card(Offer.IN_LINE, f"候补第 {place_in_line} 位，有空位会自动转上并通知您。")
    if now >= shift.starts_at:
        return Card(Offer.RUNNING, "已经开始。人在现场，可以直接扫码参加。")
    if any(one[0] != shift.id and one[1] < shift.ends_at and one[2] > shift.starts_at for one in spans):
        return Card(Offer.OVERLAPS, "您同一时间报了别的活动。")
    if is_guest:
        return Card(
            Offer.GUEST,
            f"还有 {free} 个名额，登录后报名。" if free else f"名额已满，登录后可候补，前面有 {waiting} 人。",
        )
    if free:
        return Card(Offer.SIGN_UP, f"还有 {free} 个名额。")
    return Card(Offer.WAIT, f"名额已满，前面还有 {waiting} 人。")


def _when(shift: Shift) -> str:
    start = clock.local(shift.starts_at)
    return f"{start.month}月{start.day}日 {start:%H:%M} 开始"
