"""Chance and the calendar: when in 2021 something happened, and which side of it chance chose."""

import heapq
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import cycle
from random import Random

from volunteer.base import clock, workdays
from volunteer.base.clock import DAY, MINUTE
from volunteer.base.images import Picture
from volunteer.demo.people import Cast
from volunteer.demo.texts import Text
from volunteer.wishes.models import Kind, Witness

Steps = Generator[datetime, None, None]  # each step says when the next one is to come

_WITNESSES = (
    Witness.CLERK_PRESENT,
    Witness.CLERK_PRESENT,
    Witness.SIGNED_SLIP,
    Witness.SLIP_LINK,
    Witness.CLERK_ASKED,
)
_MINUTES = {Kind.GOODS: (40, 70), Kind.SERVICE: (60, 150), Kind.EXPERIENCE: (110, 180)}


@dataclass(frozen=True)
class Stage:
    """Who and what is there. `dice` is seeded, so that the year is the same wherever it is made."""

    cast: Cast
    drawings: Mapping[str, Picture]
    dice: Random = field(default_factory=lambda: Random(2021))
    visits: set[tuple[str, date]] = field(default_factory=set)  # one a day for each person, so that none overlap
    decks: dict[str, Iterator[Witness]] = field(default_factory=dict)

    def office(self, day: date) -> datetime:
        """Return a moment in office hours, on the first working day from this one on."""
        return clock.at(workdays.after(day - DAY, 1), self.dice.choice((9, 10, 11, 15, 16)), self.dice.randrange(60))

    def evening(self, day: date) -> datetime:
        """Return a moment of the evening, when people look at their phones."""
        return clock.at(day, self.dice.randint(19, 21), self.dice.randrange(60))

    def visit(self, name: str, text: Text, first: date) -> tuple[datetime, datetime]:
        """Return when a visit begins and ends: an evening or a weekend, from `first` on, when the person is free."""
        day = first + self.dice.randint(0, 8) * DAY
        while (name, day) in self.visits or (text.is_by_day and day.weekday() < 5):
            day += DAY
        self.visits.add((name, day))
        if day.weekday() < 5:
            began = clock.at(day, 18, self.dice.randrange(10, 60))
        else:
            began = clock.at(day, self.dice.choice((9, 10, 14, 15)), self.dice.randrange(60))
        return began, began + self.dice.randint(*_MINUTES[text.kind]) * MINUTE

    def witness(self, name: str) -> Witness:
        """Return whose word the person's next visit rests on, where no resident taps: all of them come round."""
        if name not in self.decks:
            self.decks[name] = cycle(self.dice.sample(_WITNESSES, len(_WITNESSES)))
        return next(self.decks[name])

    def stars(self) -> int | None:
        """Return how satisfied somebody is, 1 to 5; now and then nobody says."""
        return self.dice.choices((5, 4, 3, None), (60, 25, 4, 11))[0]


def unfold(lives: Iterable[Steps]) -> None:
    """Let lives run side by side, every step at its own moment, in the order of time."""
    coming = [(next(life), number, life) for number, life in enumerate(lives)]
    heapq.heapify(coming)
    while coming:
        _, number, life = heapq.heappop(coming)
        moment = next(life, None)
        if moment is not None:
            heapq.heappush(coming, (moment, number, life))
