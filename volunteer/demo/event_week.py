"""The events of this week, and the one that is running now: something at every desk and at the door."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from volunteer.attendance import door
from volunteer.attendance.models import Direction
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.demo.event_lives import free_post, scan
from volunteer.demo.event_words import EventText, Span
from volunteer.demo.event_year import AGENCY, BUREAU, PASSERS_BY
from volunteer.demo.people import Cast
from volunteer.demo.stage import Steps
from volunteer.demo.week_event_texts import BY_AGENCY, NEEDED, RUNNING, SOON, TOMORROW, WEEKEND, YESTERDAY
from volunteer.events import arranging, signups
from volunteer.events.models import Event, Shift
from volunteer.events.queries import overlapping_sign_up
from volunteer.hours.queries import overlapping
from volunteer.organisations.standing import Principal

OPENED = 33 * MINUTE  # the running one began this long ago, or up to a quarter of an hour more
LASTS = 165 * MINUTE
_EVERYBODY = [name for name in (*AGENCY, *BUREAU) if name not in ("王芳", "李强", "赵敏")]


def running(cast: Cast, now: datetime) -> Steps:
    """Return the event that is running now: 王芳 and seven others signed up, three of the others are there."""
    began = now - OPENED
    began -= timedelta(minutes=began.minute % 15, seconds=began.second, microseconds=began.microsecond)
    today = clock.local_day(began)
    text = RUNNING[today.toordinal() % len(RUNNING)]
    event = yield from _published(cast, text, "陈静", (began, began + LASTS), today)
    signed_up = yield from _signed_up(cast, event, ["王芳", *_turn(today, 0)], 8, today)
    others = [by for by in signed_up if by.name != "王芳"]
    for by, minutes in zip(others, (-6, -2, 4), strict=False):
        yield (moment := began + minutes * MINUTE)
        scan(event.shifts[0], Direction.IN, by, moment)


def of_this_week(cast: Cast, today: date) -> list[Steps]:
    """Return the events around this day: one whose list waits, and those to come."""
    weekend = next(day for n in range(2, 9) if (day := today + n * DAY).weekday() >= 5)
    wednesday = today + (9 - today.weekday()) * DAY  # of next week
    return [
        _over(cast, today),
        _coming(cast, TOMORROW, today, _span(today + DAY, 9, 150), 5),  # of 12 places
        _coming(cast, SOON, today, _span(today + 3 * DAY, 14, 150), 7),  # of 4
        _coming(cast, NEEDED, today, _span(today + 5 * DAY, 19, 120), 0),
        _coming(cast, WEEKEND, today, _span(weekend, 10, 360), 0),
        _coming(cast, BY_AGENCY, today, _span(wednesday, 18, 120), 4, leader="李强"),
    ]


def _coming(
    cast: Cast, texts: Sequence[EventText], today: date, span: Span, count: int, *, leader: str = "陈静"
) -> Steps:
    """To sign up for; so many did."""
    event = yield from _published(cast, _of_turn(texts, today), leader, span, today)
    names = [name for name in AGENCY if name not in ("王芳", leader)] if leader == "李强" else _turn(today, count)
    yield from _signed_up(cast, event, names, count, today)


def _over(cast: Cast, today: date) -> Steps:
    """Over since yesterday: people came and went, and 陈静 has yet to count them and to confirm the list."""
    began, ended = _span(today - DAY, 14, 150)
    event = yield from _published(cast, _of_turn(YESTERDAY, today), "陈静", (began, ended), today - DAY)
    shift, leader = event.shifts[0], cast["陈静"]
    signed_up = yield from _signed_up(cast, event, ["王芳", *_turn(today, 3)], 8, today - DAY)
    for number, by in enumerate(signed_up[:-1]):  # the last one did not come
        yield (now := began + (2 * number - 9) * MINUTE)
        scan(shift, Direction.IN, by, now)
    yield (now := began + 12 * MINUTE)
    walk_in = door.walk_in(shift, *PASSERS_BY[0], leader, now).scan.person_id
    for number, by in enumerate(signed_up[:-2]):  # and one did not check out
        yield (now := ended + number * MINUTE)
        scan(shift, Direction.OUT, by, now)
    yield (now := ended + 11 * MINUTE)
    door.mark(shift, walk_in, Direction.OUT, leader, now)


# ------------------------------------------------------------------------------ what they have in common


def _span(day: date, hour: int, minutes: int) -> Span:
    return clock.at(day, hour), clock.at(day, hour) + minutes * MINUTE


def _of_turn(texts: Sequence[EventText], today: date) -> EventText:
    return texts[today.toordinal() // 7 % len(texts)]


def _turn(today: date, number: int) -> list[str]:
    """Return everybody, beginning with others each week and for each event."""
    first = (today.toordinal() // 7 * 5 + 7 * number) % len(_EVERYBODY)
    return _EVERYBODY[first:] + _EVERYBODY[:first]


def _published(cast: Cast, text: EventText, leader: str, span: Span, today: date) -> Generator[datetime, None, Event]:
    """Publish it some days before `today`; who leads it has arranged it."""
    by, community = cast[leader], cast.place(text.community) if text.community else None
    slots = text.slots([span], 60 if span[1] - span[0] > 4 * HOUR else 0)
    yield (now := clock.at(today - 4 * DAY, 10, 20))
    # Whoever is needed for what he can do is asked to say so the day before.
    closes_at = clock.at(clock.local_day(span[0])) if text.needs else None
    words = replace(text.words(), closes_at=closes_at)
    event = arranging.draft(words, slots, cast.place(text.host), community, by.person_id, by, now)
    yield (now := clock.at(today - 3 * DAY, 15, 40))
    arranging.publish(event, by, now)
    return event


def _signed_up(
    cast: Cast, event: Event, names: Iterable[str], count: int, today: date
) -> Generator[datetime, None, list[Principal]]:
    """Sign up so many of those who are free at that time, on the two evenings before `today`, and return them."""
    shift, signed_up = event.shifts[0], list[Principal]()
    for by in map(cast.__getitem__, names):
        if len(signed_up) == count:
            break
        later, number = divmod(len(signed_up), 4)
        yield (now := clock.at(today - (2 - later) * DAY, 19, 5 + 13 * number))
        if _is_free(by, shift):
            signups.sign_up(free_post(shift), by, now)
            signed_up.append(by)
    return signed_up


def _is_free(by: Principal, shift: Shift) -> bool:
    """Say whether the person is nowhere else at that time: a visitor may have signed up anybody for anything."""
    here = (by.person_id, shift.starts_at, shift.ends_at)
    return overlapping_sign_up(*here) is None and overlapping(*here) is None
