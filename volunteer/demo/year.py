"""The year 2021: the wishes of two communities, most of them answered by one agency, from February to December."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, cycle

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.images import Picture
from volunteer.demo import event_year, menu, order_year, partners, people, places, registration_year, report_year
from volunteer.demo.law_texts import ENDINGS, LAW_TEXTS
from volunteer.demo.lives import Life, Story, Twist
from volunteer.demo.neighbours import NEIGHBOURS, Neighbour
from volunteer.demo.people import EVERYBODY, Cast, members_of
from volunteer.demo.stage import Stage, unfold
from volunteer.demo.texts import Text
from volunteer.demo.year_texts import YEAR_TEXTS
from volunteer.notices import inbox
from volunteer.wishes.models import Outcome

FOUNDED_ON = date(2021, 1, 11)
FIRST, LAST = date(2021, 2, 1), date(2021, 12, 3)  # days on which wishes are said
OVER_AT = clock.at(date(2021, 12, 31), 18)


@dataclass(frozen=True)
class Plan:
    """So many wishes that go the same way. `team` is who answers: the agency, the justice bureau, or nobody."""

    count: int
    team: str
    outcome: Outcome
    twist: Twist = Twist.NONE


# Fifty-three fulfilled by the agency: its published year is "fifty-odd".
PLANS = (
    Plan(33, "SWB", Outcome.FULFILLED),
    Plan(4, "SWB", Outcome.FULFILLED, Twist.RELEASED),
    Plan(1, "SWB", Outcome.FULFILLED, Twist.NO_CONTACT),
    Plan(3, "SWB", Outcome.FULFILLED, Twist.DECLINED),
    Plan(4, "SWB", Outcome.FULFILLED, Twist.REVISED),
    Plan(3, "SWB", Outcome.PARTLY),
    Plan(3, "SWB", Outcome.COULD_NOT),
    Plan(1, "SWB", Outcome.WITHDRAWN),
    Plan(1, "", Outcome.WITHDRAWN),
    Plan(1, "", Outcome.REJECTED),
    Plan(2, "", Outcome.EXPIRED),
    Plan(10, "SFJ", Outcome.FULFILLED),
)
LATE = Plan(8, "SWB", Outcome.FULFILLED)  # the last of the year go the straight way, so that all are over in December


def make(password_hash: str, drawings: Mapping[str, Picture]) -> None:
    """Found the places, register the people, and live through the year."""
    begun = clock.at(FOUNDED_ON, 9)
    places.found_all(begun)
    people.register_all(password_hash, clock.at(FOUNDED_ON + DAY, 10))
    stage = Stage(Cast(), drawings)
    menu.lay_out(stage.cast)
    partners.of_2021(stage.cast, drawings["page"])
    wishes = (Life(stage, story).steps() for story in _stories(stage))
    registration_year.set_targets(stage.cast)
    events, orders = event_year.lives(stage), order_year.lives(stage.cast)
    unfold(chain(registration_year.lives(stage), wishes, events, orders, report_year.lives(stage)))
    for one in EVERYBODY:  # what was told last year is read
        inbox.read_all(stage.cast[one.name].person_id, OVER_AT)


def _stories(stage: Stage) -> Iterator[Story]:
    """Spread the plans over the year."""
    plans = [plan for plan in PLANS for _ in range(plan.count)]
    stage.dice.shuffle(plans)
    plans += [LATE] * LATE.count
    turns = {"SWB": _turns(stage), "SFJ": cycle(members_of("SFJ2", "LEINUO", "SFJJDS"))}
    chosen = _Chosen(stage)
    for number, plan in enumerate(plans):
        day = FIRST + number * (LAST - FIRST) // (len(plans) - 1)
        two = plan.twist in (Twist.RELEASED, Twist.NO_CONTACT)
        claimants = tuple(next(turns[plan.team]) for _ in range(1 + two)) if plan.team else ()
        text, neighbour = chosen.next(plan, day)
        yield Story(text, neighbour, day, plan.outcome, claimants, plan.twist)


def _turns(stage: Stage) -> Iterator[str]:
    """Return the agency's members in turn; 王芳 and 李强 come round more often, so that there is something to see."""
    rest = [name for name in members_of("SWB1", "SWB2") if name not in ("王芳", "李强")]
    stage.dice.shuffle(rest)
    third = len(rest) // 3
    return cycle(("王芳", *rest[:third], "李强", "王芳", *rest[third:-third], "王芳", *rest[-third:]))


class _Chosen:
    """Which text and which neighbour come next: the ones least used, and no neighbour wishes for a thing twice."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._ends = {outcome: iter(texts) for outcome, texts in ENDINGS.items()}
        self._used: Counter[str] = Counter()
        self._wished: Counter[Neighbour] = Counter()
        self._seen: set[tuple[str, str]] = set()

    def next(self, plan: Plan, day: date) -> tuple[Text, Neighbour]:
        """Return a text that fits the plan and the month, and a neighbour whom it suits."""
        if plan.outcome is not Outcome.FULFILLED:
            texts: tuple[Text, ...] = (next(self._ends[plan.outcome]),)
        else:
            texts = LAW_TEXTS if plan.team == "SFJ" else YEAR_TEXTS
        pairs = chain.from_iterable(self._pairs(text) for text in texts if day.month in text.months)
        text, neighbour = min(pairs, key=self._rank)
        self._used[text.title] += 1
        self._wished[neighbour] += 1
        self._seen.add((text.title, neighbour.name))
        return text, neighbour

    def _pairs(self, text: Text) -> list[tuple[Text, Neighbour]]:
        fitting = [neighbour for neighbour in NEIGHBOURS if neighbour.suits(text.whom)]
        return [(text, one) for one in fitting if (text.title, one.name) not in self._seen]

    def _rank(self, pair: tuple[Text, Neighbour]) -> tuple[int, float, float]:
        text, neighbour = pair
        # Who has an account speaks up more often.
        wished = self._wished[neighbour] * (0.6 if neighbour.has_account else 1)
        return self._used[text.title], wished, self._stage.dice.random()
