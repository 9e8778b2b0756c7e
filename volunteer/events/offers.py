"""What each person can do with a shift, or why not: one sentence for each case."""

from dataclasses import dataclass
from datetime import datetime

from volunteer.accounts.models import Skill
from volunteer.accounts.skills import skills_of
from volunteer.base import clock
from volunteer.base.labelled import Labelled
from volunteer.events.models import Post, Shift, SignUp, SignUpState, State
from volunteer.events.queries import standing_spans


class Offer(Labelled):
    """What there is to do. The label is the state's word; `SHAPES` its shape."""

    SIGN_UP = "sign_up", "可报名"
    WAIT = "wait", "名额已满可候补"
    SIGNED_UP = "signed_up", "已报名"
    IN_LINE = "in_line", "候补中"
    OVERLAPS = "overlaps", "时间冲突"
    NEEDS_SKILL = "needs_skill", "需要资格"
    NOT_YET_OPEN = "not_yet_open", "尚未开放"
    CLOSED = "closed", "已截止"
    GUEST = "guest", "登录后可报名"
    RUNNING = "running", "进行中"
    THERE = "there", "已签到"
    LEFT = "left", "已签退"
    OVER = "over", "已结束"
    POSTPONED = "postponed", "已延期"
    CANCELLED = "cancelled", "已取消"


SHAPES = {
    Offer.SIGN_UP: "open",
    Offer.WAIT: "wait",
    Offer.SIGNED_UP: "done",
    Offer.IN_LINE: "wait",
    Offer.OVERLAPS: "shut",
    Offer.NEEDS_SKILL: "shut",
    Offer.NOT_YET_OPEN: "wait",
    Offer.CLOSED: "shut",
    Offer.GUEST: "open",
    Offer.RUNNING: "going",
    Offer.THERE: "going",
    Offer.LEFT: "done",
    Offer.OVER: "shut",
    Offer.POSTPONED: "wait",
    Offer.CANCELLED: "shut",
}


@dataclass(frozen=True)
class Card:
    """An offer with its sentence."""

    offer: Offer
    why: str
    place_in_line: int = 0

    @property
    def word(self) -> str:
        """The word of the state, with the place in line."""
        return f"候补第 {self.place_in_line} 位" if self.offer is Offer.IN_LINE else self.offer.label

    @property
    def shape(self) -> str:
        """The shape of the state."""
        return SHAPES[self.offer]


@dataclass(frozen=True)
class Onlooker:
    """Who looks: a guest, or somebody with standing sign-ups (shift, start, end) and skills."""

    person_id: int | None = None
    spans: tuple[tuple[int, datetime, datetime], ...] = ()
    skills: frozenset[Skill] = frozenset()

    def fits(self, post: Post) -> bool:
        """Say whether the post asks for nothing that this person cannot do. Of a guest nothing is known."""
        return post.skill is None or post.skill in self.skills or self.person_id is None


def onlooker(person_id: int | None, now: datetime) -> Onlooker:
    """Return who looks, with what decides about the cards."""
    if person_id is None:
        return Onlooker()
    return Onlooker(person_id, tuple(standing_spans(person_id, now)), skills_of(person_id))


def card_of(
    shift: Shift,
    mine: SignUp | None,
    place_in_line: int,
    who: Onlooker,
    now: datetime,
    *,
    came_at: datetime | None = None,
    left_at: datetime | None = None,
) -> Card:
    """Return the card of a shift for one person, who `came_at` and `left_at` its door, if they did."""
    event = shift.event
    fit = [post for post in shift.posts if who.fits(post)]
    free = sum(max(post.places - post.taken, 0) if not post.waiting else 0 for post in fit)
    waiting = sum(post.waiting for post in fit)
    if event.state is State.CANCELLED:
        return Card(Offer.CANCELLED, event.state_words or "主办方取消了。")
    if event.state is State.POSTPONED:
        return Card(Offer.POSTPONED, f"{event.state_words or ''}，定了新时间再通知。".lstrip("，"))
    if now >= shift.ends_at:
        return Card(Offer.OVER, "等负责人确认名单。" if shift.confirmed_at is None else "名单已确认。")
    if left_at is not None:
        return Card(Offer.LEFT, f"{clock.local(left_at):%H:%M} 走的。等负责人确认名单，时长就记上。")
    if came_at is not None:
        return Card(Offer.THERE, f"{clock.local(came_at):%H:%M} 到的，走的时候再扫一次码。")
    if mine is not None and mine.state is SignUpState.CONFIRMED:
        return Card(Offer.SIGNED_UP, f"{_at(shift.starts_at)} 开始，到场和走的时候各扫一次码。")
    if mine is not None:
        return Card(Offer.IN_LINE, "有空位会自动转上并通知您。", place_in_line)
    if now >= shift.starts_at:
        return Card(Offer.RUNNING, "已经开始。人在现场，可以直接扫码参加。")
    if event.opens_at is not None and now < event.opens_at:
        return Card(Offer.NOT_YET_OPEN, f"{_at(event.opens_at)} 开始报名。")
    if event.closes_at is not None and now >= event.closes_at:
        return Card(Offer.CLOSED, "想来可以打活动页上的电话问一问。")
    if any(one[0] != shift.id and one[1] < shift.ends_at and one[2] > shift.starts_at for one in who.spans):
        return Card(Offer.OVERLAPS, "您同一时间报了别的活动。")
    if not fit:
        wanted = "、".join(sorted({post.skill.label for post in shift.posts if post.skill}))
        return Card(Offer.NEEDS_SKILL, f"要会{wanted}。您会的话，请在“我的—我会什么”里写上。")
    if who.person_id is None:
        return Card(
            Offer.GUEST,
            f"还有 {free} 个名额，登录后报名。" if free else f"名额已满，登录后可候补，前面有 {waiting} 人。",
        )
    if free:
        return Card(Offer.SIGN_UP, f"还有 {free} 个名额。")
    return Card(Offer.WAIT, f"前面有 {waiting} 人在等。")


def _at(moment: datetime) -> str:
    local = clock.local(moment)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
