"""A long ledger: postings of two years, some of them taken back, in the communities of one street."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from volunteer.attendance.models import Attendance, Means
from volunteer.attendance.models import State as At
from volunteer.base import clock, codes
from volunteer.base.clock import HOUR
from volunteer.base.db import db, write
from volunteer.bench.filling import (
    COMMUNITIES,
    UNITS,
    Place,
    counted,
    counted_on,
    last_id,
    named_in,
    of_part,
    put_parts,
    trusted,
)
from volunteer.events.models import Category, Event, Risk, Shift
from volunteer.events.models import State as EventState
from volunteer.hours.models import HourEntry, Provenance, Source

YEAR = 2025
MONTH = f"{YEAR}-06"
FIRST, DAYS = date(YEAR - 1, 1, 1), 730
TAKEN_BACK = 50  # one of so many postings is reversed
PLAIN = {
    "title": "楼道堆物清理",
    "category": Category.COMMUNITY,
    "content": "清理楼道里的旧家具和杂物。",
    "place": "3 号院东门",
    "conditions": "18 岁以上",
    "signing_up": "在本页报名",
    "risks": "搬东西可能扭伤",
    "risk": Risk.LOW,
    "provided": "手套和饮水",
    "contact": "0931-8460001",
    "is_open_to_minors": False,
    "has_photos": False,
}


def lengthen(place: Place, rows: int, first: date = FIRST, days: int = DAYS) -> None:
    """Add so many rows of these days, reversals among them, with the sessions and attendances they were earned at."""
    write(lambda _now: _put(place, _sessions(place, rows, first, days)))


def _sessions(place: Place, rows: int, first: date, days: int) -> list[dict[str, Any]]:
    """Return a session for each day, or for some of them, in one community after another, with the ids it will have.

    Everybody comes once to a session, as long as there are people.
    """
    spread = min(days, max(1, rows // COMMUNITIES))
    ids = {model: last_id(model) for model in (Event, Shift, Attendance, HourEntry)}
    made = []
    for number in range(spread):
        begins = clock.at(first + timedelta(days=number * days // spread)) + 9 * HOUR
        wanted = rows * (number + 1) // spread - rows * number // spread
        came = min(wanted - wanted // TAKEN_BACK, place.people)
        made.append(
            {
                "code": codes.bearer(),
                "back": codes.bearer(),
                "community": place.first_community + number % COMMUNITIES,
                "day": clock.local_day(begins),
                "begins": begins,
                "ends": begins + 2 * HOUR,
                "confirmed": begins + 3 * HOUR,
                "provenance": Provenance.SCANNED if number % 3 else Provenance.STAFF,
                "event": ids[Event] + number + 1,
                "shift": ids[Shift] + number + 1,
                "person": place.first_person - 1 + number * 7 % max(1, place.people - came + 1),
                "attendance": ids[Attendance],
                "entry": ids[HourEntry],
                "one": 1,
                "came": came,
                "taken": min(wanted // TAKEN_BACK, came),
            }
        )
        ids[Attendance] += came
        ids[HourEntry] += came
    return made


def _put(place: Place, sessions: list[dict[str, Any]]) -> None:
    trusted()
    each, came, taken = ([{**one, "count": one[word]} for one in sessions] for word in ("one", "came", "taken"))
    here = {"host_id": of_part("community"), "community_id": of_part("community")}
    works = {"author_id": place.clerk_id, "leader_id": place.clerk_id}
    state = {"state": EventState.SETTLED, "state_since": of_part("begins"), "published_at": of_part("begins")}
    put_parts(Event, each, code=of_part("code"), **here, **works, **PLAIN, **state)
    span = {"starts_at": of_part("begins"), "ends_at": of_part("ends"), "break_minutes": 0}
    put_parts(Shift, each, code=of_part("code"), event_id=of_part("event"), confirmed_at=of_part("confirmed"), **span)
    whose = {"person_id": counted_on("person"), "unit_id": counted(place.first_unit - 1, among=UNITS)}
    scanned = {"state": At.CONFIRMED, "came_at": of_part("begins"), "came_by": Means.SCREEN, "minutes": 120}
    put_parts(Attendance, came, shift_id=of_part("shift"), **whose, **scanned)
    posting = {
        **whose,
        **here,
        "served_on": of_part("day"),
        "started_at": of_part("begins"),
        "ended_at": of_part("ends"),
        "provenance": of_part("provenance"),
        "source": Source.EVENT,
        "source_id": counted_on("attendance"),
        "name": PLAIN["title"],
        "place": PLAIN["place"],
        "content": PLAIN["content"],
        "person_in_charge": "陈静",
        "recorded_by": place.clerk_id,
        "recorded_at": of_part("confirmed"),
    }
    put_parts(HourEntry, came, code=named_in("code"), minutes=120, **posting)
    back = {"minutes": -120, "reverses_id": counted_on("entry"), "reason": "登记错了"}
    put_parts(HourEntry, taken, code=named_in("back"), **back, **posting)


def plain_sum(place: Place, first: date, last: date) -> int:
    """Return the minutes of the street in these days by the plainest sum there is."""
    here = range(place.first_community, place.first_community + COMMUNITIES)
    clause = HourEntry.community_id.in_(here) & HourEntry.served_on.between(first, last)
    return db.session.scalar(sa.select(sa.func.sum(HourEntry.minutes)).where(clause)) or 0
