"""The events of 2021: who means to come to which. Dice of its own: the wishes of the year never feel it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle
from random import Random

from volunteer.base.clock import DAY
from volunteer.demo.event_lives import EventLife, EventStory
from volunteer.demo.event_texts import EVENT_TEXTS, OTHERS_TEXTS
from volunteer.demo.event_words import EventText
from volunteer.demo.people import EVERYBODY, members_of
from volunteer.demo.stage import Stage, Steps

AGENCY = members_of("SWB1", "SWB2")
BUREAU = members_of("SFJ2", "SFJJDS", "LEINUO")
_ARRANGERS = {
    "SWB": "李强",
    "SWB1": "李强",
    "SWB2": "李强",
    "SFJ": "赵敏",
    "QIAOMEN": "陈静",
    "SHENGOUQIAO": "张丽",
}
# Whoever arranges for a unit and leads as well stays at the door: nobody else could approve the minutes.
_LEADERS = {
    "SWB": ("周晓东", "李强", "王建华"),
    "SWB1": ("陈雪梅", "周晓东"),
    "SWB2": ("王建华", "苏婷"),
    "SFJ": ("孙志华", "石磊", "方正"),
    "QIAOMEN": ("陈静", "何建平"),
    "SHENGOUQIAO": ("张丽", "杨国强"),
}
_RESIDENTS = ("魏淑珍", "白文清")
# Who comes by without an account: the leader makes one at the door.
PASSERS_BY = tuple(
    (name, f"138000003{number:02}")
    for number, name in enumerate(["马建忠", "祁玉兰", "妥志强", "安小梅", "窦文海", "蔺秀芳", "瞿志远", "师晓云"])
)
_WALK_INS = (*PASSERS_BY, *((one.name, one.phone) for one in EVERYBODY if one.name in _RESIDENTS))


def lives(stage: Stage) -> Iterator[Steps]:
    """Return the life of every event of the year, on the stage of the wishes but with other dice."""
    own = replace(stage, dice=Random(36))
    turns = _Turns(own.dice)
    for text in sorted((*EVENT_TEXTS, *OTHERS_TEXTS), key=lambda one: one.day):
        yield EventLife(own, turns.story(text)).steps()


class _Turns:
    """Whose turn it is: those who came least, weighed by how eager they are, and nobody twice on one day."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._came: Counter[str] = Counter()
        self._busy: set[tuple[str, date]] = set()
        self._eager = {name: dice.uniform(0.75, 1.25) for name in (*AGENCY, *BUREAU)} | {"王芳": 1.4}
        self._leaders = {host: cycle(names) for host, names in _LEADERS.items()}

    def story(self, text: EventText) -> EventStory:
        """Return who leads the event and who comes."""
        arranger, leader = _ARRANGERS[text.host], next(self._leaders[text.host])
        days = (text.day, text.day + text.later_days * DAY)
        self._busy |= {(leader, day) for day in days}
        serves = [leader] if leader in (*AGENCY, *BUREAU) and leader != arranger else []
        self._came.update(serves)
        shifts = len(text.hours)
        wanted = self._wanted(text) - len(serves)
        comers = serves + self._comers(text.host, wanted, days)
        walk_ins = tuple(
            tuple(self._dice.sample(_WALK_INS, self._dice.choices((0, 1, 2), (5, 4, 1))[0])) for _ in range(shifts)
        )
        return EventStory(
            text, arranger, leader, tuple(tuple(comers[shift::shifts]) for shift in range(shifts)), walk_ins
        )

    def _wanted(self, text: EventText) -> int:
        """Return how many mean to come. Elsewhere most of those who come have no account and are not in this story."""
        if text in OTHERS_TEXTS:
            return text.places * 3 // 5
        return text.places * len(text.hours) + self._dice.choice((0, 0, 4))  # every third time more than fit

    def _comers(self, host: str, count: int, days: Iterable[date]) -> list[str]:
        if host.startswith("SWB"):
            guests = self._next(BUREAU, self._dice.choice((0, 0, 1, 1, 2)), days)
            branch = self._next(members_of(host), (count - len(guests)) * 2 // 3, days)
            return guests + branch + self._next(AGENCY, count - len(guests) - len(branch), days)
        bureau = self._next(BUREAU, count * 3 // 5 if host == "SFJ" else count // 3, days)
        return bureau + self._next(AGENCY, count - len(bureau), days)

    def _next(self, names: Iterable[str], count: int, days: Iterable[date]) -> list[str]:
        free = [name for name in names if not any((name, day) in self._busy for day in days)]
        chosen = sorted(free, key=lambda name: self._came[name] / self._eager[name] + 3 * self._dice.random())[:count]
        self._came.update(chosen)
        self._busy |= {(name, day) for name in chosen for day in days}
        return chosen
