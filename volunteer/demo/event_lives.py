"""What happens to one event of 2021, from the draft to the last minutes. Every step is a rule at its own moment."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from operator import itemgetter

from volunteer.attendance import codes, confirming, door, scanning
from volunteer.attendance.confirming import Decision
from volunteer.attendance.models import Attendance, Credit, Direction
from volunteer.base import clock
from volunteer.base.clock import DAY, MINUTE, SECOND
from volunteer.base.codes import digest
from volunteer.base.db import db
from volunteer.demo.event_words import EventText
from volunteer.demo.stage import Stage, Steps
from volunteer.events import arranging, signups
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState
from volunteer.organisations.standing import Principal

EARLIEST = date(2021, 1, 13)  # everybody is registered
LIST_DAYS = (0, 0, 0, 0, 1, 1, 2, 3, 4)  # after the event: most leaders confirm the list on the spot
_WHY_NOT = ("临时加班，来不了", "孩子发烧了", "家里来了亲戚", None)
_EXCUSED = ("早上发烧，打电话请了假", "单位临时值班，请了假", "孩子学校开会，请了假")
_NO_CHECK_OUT = "没有签退，问过本人，早走了半小时"
_AWAY = "中间去接孩子，离开了四十来分钟"

Act = tuple[datetime, Callable[[datetime], object]]


@dataclass(frozen=True)
class EventStory:
    """What is to happen. `comers` are, for each shift, who means to come; `walk_ins` (name, phone) who just comes."""

    text: EventText
    arranger: str
    leader: str
    comers: tuple[tuple[str, ...], ...]
    walk_ins: tuple[tuple[tuple[str, str], ...], ...]


def in_order(acts: Iterable[Act]) -> Steps:
    """Do each at its moment, the earliest first."""
    for moment, act in sorted(acts, key=itemgetter(0)):
        yield moment
        act(moment)


def free_post(shift: Shift) -> Post:
    """Return the post a person picks: the first that has a place, else the first one's line."""
    return next((post for post in shift.posts if post.taken < post.places), shift.posts[0])


def scan(shift: Shift, direction: Direction, by: Principal, now: datetime) -> None:
    """Scan the code that the screen shows at this moment, with the person's own phone."""
    code = codes.batch(shift, direction, now, 1)[0]
    grant = codes.grant_for(code.path.removeprefix("/s/"), now)
    scanning.record(grant, digest(by.code)[:24], by, now)


def type_digits(shift: Shift, direction: Direction, by: Principal, now: datetime) -> None:
    """Type the six digits that the screen shows at this moment."""
    code = codes.batch(shift, direction, now, 1)[0]
    scanning.by_digits(shift, direction, code.digits, digest(by.code)[:24], by, now)


class EventLife:
    """One event on its way through its story."""

    def __init__(self, stage: Stage, story: EventStory) -> None:
        self.stage, self.story, self.dice = stage, story, stage.dice
        self.arranger, self.leader = stage.cast[story.arranger], stage.cast[story.leader]
        self.on = story.text.day
        self.signed_up: list[tuple[str, SignUp]] = []
        self.excused: dict[int, str] = {}
        self.present: Counter[int] = Counter()
        self.walked_in: dict[str, int] = {}

    def steps(self) -> Steps:
        """Go through the story."""
        text, stage = self.story.text, self.stage
        yield (now := stage.office(max(self.on - 13 * DAY, EARLIEST)))
        event = self._drafted(now)
        yield (now := stage.office(clock.local_day(now) + self.dice.randint(1, 2) * DAY))
        arranging.publish(event, self.arranger, now)
        shifts = list(event.shifts)
        yield from in_order(self._signing_up(shifts, now))
        if text.is_cancelled:
            yield (now := clock.at(self.on - DAY, 16, 20))
            return arranging.cancel(event, text.why, self.arranger, now)
        if text.later_days:
            yield from self._put_off(event)
        yield clock.at(self.on - DAY, 12, 30)
        yield from in_order(self._second_thoughts())
        yield from in_order(act for number, shift in enumerate(shifts) for act in self._held(number, shift))
        yield from self._settled(shifts)
        return None

    # ------------------------------------------------------------------ before

    def _drafted(self, now: datetime) -> Event:
        text, cast = self.story.text, self.stage.cast
        return arranging.draft(
            text.words(),
            text.slots(text.spans(self.on)),
            cast.place(text.host),
            cast.place(text.community) if text.community else None,
            self.leader.person_id,
            self.arranger,
            now,
        )

    def _signing_up(self, shifts: list[Shift], published_at: datetime) -> list[Act]:
        """Return who signs up when: the leader at once, the others on the evenings until two days before."""
        first = clock.local_day(published_at)
        days = max((self.on - 2 * DAY - first).days, 0)
        acts: list[Act] = []
        for shift, names in zip(shifts, self.story.comers, strict=True):
            for name in names:
                evening = self.stage.evening(first + self.dice.randint(0, days) * DAY)
                at = published_at + 20 * MINUTE if name == self.story.leader else evening
                acts.append((at, partial(self._sign_up, name, shift)))
        return acts

    def _sign_up(self, name: str, shift: Shift, now: datetime) -> None:
        if not self._visits(name):
            self.signed_up.append((name, signups.sign_up(free_post(shift), self.stage.cast[name], now)))

    def _visits(self, name: str) -> bool:
        """Say whether the person goes and sees to a wish on that day."""
        return (name, self.on) in self.stage.visits

    def _put_off(self, event: Event) -> Steps:
        yield (now := clock.at(self.on - DAY, 9, 10))
        arranging.postpone(event, self.story.text.why, self.arranger, now)
        yield (now := clock.at(self.on - DAY, 16, 30))
        arranging.reschedule(event, self.story.text.later_days * 24 * 60, self.arranger, now)
        self.on += self.story.text.later_days * DAY

    def _second_thoughts(self) -> list[Act]:
        """Return who withdraws the day before. Visits are agreed two days ahead, so that all are known by then."""
        eve = self.on - DAY
        acts: list[Act] = [(clock.at(eve, 21, 50), self._pick)]
        for name, made in self.signed_up:
            if self._visits(name):
                acts.append((clock.at(eve, 12, 31), partial(self._withdraw, name, made, "那天约好了去看一位老人")))
            elif name != self.story.leader and self.dice.random() < 0.06:
                at = clock.at(eve, self.dice.choice((12, 13, 18, 20)), self.dice.randint(32, 59))
                acts.append((at, partial(self._withdraw, name, made, self.dice.choice(_WHY_NOT))))
        return acts

    def _withdraw(self, name: str, made: SignUp, words: str | None, now: datetime) -> None:
        signups.withdraw(made, self.stage.cast[name], now, words)

    def _pick(self, now: datetime) -> None:
        """Let the leader fill places that came free too late for the line to move by itself."""
        for _, made in self.signed_up:
            if made.state is SignUpState.WAITING and made.post.taken < made.post.places:
                signups.pick(made, self.leader, now)
                db.session.refresh(made.post)

    # ------------------------------------------------------------------ at the door

    def _held(self, number: int, shift: Shift) -> list[Act]:
        acts: list[Act] = [(shift.ends_at + 16 * MINUTE, partial(self._count, shift))]
        for name, made in self.signed_up:
            if made.shift_id != shift.id or made.state is not SignUpState.CONFIRMED:
                continue
            chance = 1.0 if name == self.story.leader else self.dice.random()
            if chance < 0.02:
                self.excused[made.id] = self.dice.choice(_EXCUSED)
            elif chance > 0.04:
                acts += self._came_and_went(name, shift)
        for name, phone in self.story.walk_ins[number]:
            came = shift.starts_at + self.dice.randint(-5, 15) * MINUTE
            acts.append((came, partial(self._walked_in, shift, name, phone)))
            left = shift.ends_at + self.dice.randint(-5, 10) * MINUTE
            acts.append((left, partial(self._walked_out, shift, phone)))
        return acts

    def _came_and_went(self, name: str, shift: Shift) -> list[Act]:
        came = shift.starts_at + self.dice.randint(-14, 8) * MINUTE + self.dice.randint(0, 59) * SECOND
        left = shift.ends_at + self.dice.randint(-3, 14) * MINUTE + self.dice.randint(0, 59) * SECOND
        tap = partial(self._tapped, name, shift, self.dice.random())
        acts: list[Act] = [(came, partial(tap, Direction.IN))]
        if name == self.story.leader or self.dice.random() > 0.05:
            acts.append((left, partial(tap, Direction.OUT)))
        return acts

    def _tapped(self, name: str, shift: Shift, chance: float, direction: Direction, now: datetime) -> None:
        by = self.stage.cast[name]
        if chance < 0.8 or (chance < 0.86 and direction is Direction.OUT):
            scan(shift, direction, by, now)
        elif chance < 0.86:
            type_digits(shift, direction, by, now)
        else:  # no phone at hand
            door.mark(shift, by.person_id, direction, self.leader, now)
        self.present[shift.id] += direction is Direction.IN

    def _walked_in(self, shift: Shift, name: str, phone: str, now: datetime) -> None:
        recorded = door.walk_in(shift, name, phone, self.leader, now)
        self.walked_in[phone] = recorded.scan.person_id
        self.present[shift.id] += 1

    def _walked_out(self, shift: Shift, phone: str, now: datetime) -> None:
        door.mark(shift, self.walked_in[phone], Direction.OUT, self.leader, now)

    def _count(self, shift: Shift, now: datetime) -> None:
        one_off = self.dice.choices((0, 1, -1), (90, 6, 4))[0]
        confirming.count(shift, self.present[shift.id] + one_off, self.leader, now)

    # ------------------------------------------------------------------ after

    def _settled(self, shifts: list[Shift]) -> Steps:
        days = self.dice.choice(LIST_DAYS)
        ended = max(shift.ends_at for shift in shifts) + self.dice.randint(20, 45) * MINUTE
        yield (now := self.stage.evening(self.on + days * DAY) if days else ended)
        second = [attendance for shift in shifts for attendance in self._confirm(shift, now)]
        if second:
            yield (now := self.stage.office(clock.local_day(now) + DAY))
        for attendance in second:
            confirming.approve(attendance, self.arranger, now)

    def _confirm(self, shift: Shift, now: datetime) -> list[Attendance]:
        """Let the leader confirm the list. Returns what waits for a second person."""
        listed = confirming.list_of(shift)
        decisions = {}
        for one in listed:
            if one.attendance.left_at is None and self.dice.random() < 0.5:
                decisions[one.attendance.id] = Decision(one.span.minutes - 30, _NO_CHECK_OUT)
            elif self.dice.random() < 0.015:
                decisions[one.attendance.id] = Decision(one.span.minutes - 42, _AWAY)
        confirming.confirm(shift, decisions, self.excused, self.leader, now)
        return [one.attendance for one in listed if one.attendance.credit is Credit.SECOND_PERSON]
