"""A long ledger: postings of two years, some of them taken back, in the communities of one street."""

from datetime import date, timedelta

import sqlalchemy as sa

from volunteer.attendance.models import Attendance, Means
from volunteer.attendance.models import State as At
from volunteer.base import clock, codes
from volunteer.base.clock import HOUR
from volunteer.base.db import db, write
from volunteer.bench.filling import COMMUNITIES, UNITS, Place, counted, last_id, named, put
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

    def act(_now: object) -> None:
        spread = min(days, max(1, rows // COMMUNITIES))
        step, done = days / spread, 0
        for number in range(spread):
            upto = rows * (number + 1) // spread
            _day(place, first + timedelta(days=int(number * step)), upto - done, number)
            done = upto

    write(act)


def _day(place: Place, day: date, rows: int, number: int) -> None:
    """One session on one day in one community, in turn; everybody who came once, as long as there are people."""
    community = place.first_community + number % COMMUNITIES
    begins = clock.at(day) + 9 * HOUR
    reversals = rows // TAKEN_BACK
    came = min(rows - reversals, place.people)
    event = {"host_id": community, "community_id": community, "author_id": place.clerk_id, "leader_id": place.clerk_id}
    state = {"state": EventState.SETTLED, "state_since": begins, "published_at": begins}
    put(Event, 1, code=codes.bearer(), **event, **PLAIN, **state)
    span = {"starts_at": begins, "ends_at": begins + 2 * HOUR, "break_minutes": 0}
    put(Shift, 1, code=codes.bearer(), event_id=last_id(Event), confirmed_at=begins + 3 * HOUR, **span)
    people = counted(place.first_person - 1 + number * 7 % max(1, place.people - came + 1))
    whose = {"person_id": people, "unit_id": counted(place.first_unit - 1, among=UNITS)}
    scanned = {"state": At.CONFIRMED, "came_at": begins, "came_by": Means.SCREEN, "minutes": 120}
    first = last_id(Attendance) + 1
    put(Attendance, came, shift_id=last_id(Shift), **whose, **scanned)
    posting = {
        "host_id": community,
        "community_id": community,
        "served_on": day,
        "started_at": begins,
        "ended_at": begins + 2 * HOUR,
        "provenance": Provenance.SCANNED if number % 3 else Provenance.STAFF,
        "source": Source.EVENT,
        "name": PLAIN["title"],
        "place": PLAIN["place"],
        "content": PLAIN["content"],
        "person_in_charge": "陈静",
        "recorded_by": place.clerk_id,
        "recorded_at": begins + 3 * HOUR,
    }
    code = codes.bearer()
    entries = last_id(HourEntry)
    put(HourEntry, came, code=named(f"{code}-"), minutes=120, source_id=counted(first - 1), **whose, **posting)
    taken = min(reversals, came)
    if taken:
        back = {"minutes": -120, "reverses_id": counted(entries), "reason": "登记错了"}
        put(HourEntry, taken, code=named(f"{code}r"), source_id=counted(first - 1), **back, **whose, **posting)


def plain_sum(place: Place, first: date, last: date) -> int:
    """Return the minutes of the street in these days by the plainest sum there is."""
    here = range(place.first_community, place.first_community + COMMUNITIES)
    clause = HourEntry.community_id.in_(here) & HourEntry.served_on.between(first, last)
    return db.session.scalar(sa.select(sa.func.sum(HourEntry.minutes)).where(clause)) or 0
