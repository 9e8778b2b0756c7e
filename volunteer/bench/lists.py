"""Long lists: a page costs the same however much there is, and however deep it lies."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask

from volunteer.base import clock, codes
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.bench import asking, filling, ledger
from volunteer.bench.asking import Browser
from volunteer.bench.databases import settled
from volunteer.bench.filling import Place, add_people, counted, last_id, named, put
from volunteer.bench.sizes import Sizes
from volunteer.events.models import Event, Post, Shift
from volunteer.events.models import State as EventState
from volunteer.hours import sums
from volunteer.hours.models import HourEntry
from volunteer.journal.models import Line
from volunteer.organisations.models import Belonging, Membership
from volunteer.wishes.models import AgeBand, Beneficiary, Category, Handover, Kind, State, Wish

CHUNKS = 50  # moments over which the shifts are spread


@dataclass(frozen=True)
class Long:
    """A list: who opens it, where, and the keys of its rows in the order of the list."""

    name: str
    who: str
    path: str
    keys: Any  # a query, offset and limit still to come


@dataclass(frozen=True)
class ListCost:
    """CPU of one page in milliseconds: the first page of the short list, and a page of the long one."""

    few: float
    many: float

    def as_json(self) -> dict[str, float]:
        """Return the fixed key and what it is made of."""
        few, many = round(self.few, 2), round(self.many, 2)
        return {"ratio": round(self.many / self.few, 2), "few_ms": few, "many_ms": many}


def cost_of_lists(app: Flask, url: str, sizes: Sizes) -> dict[str, ListCost]:
    """Return, by name, what the first and the deep page of each list cost. The tables are made and empty."""
    with app.app_context():
        place = filling.place(sizes.few_rows, clock.now())
        tokens = {"clerk": filling.sign_in_one(place.clerk_id), "viewer": filling.sign_in_one(place.viewer_id)}
        _lengthen(place, sizes.few_rows)
        _at_rest(url)
    browsers = {who: Browser.of(app, token) for who, token in tokens.items()}
    browsers["guest"] = Browser(app, app.test_client())
    first = {one.name: (browsers[one.who], one.path) for one in _lists(place)}
    few = _costs(first, sizes.requests)
    with app.app_context():
        _lengthen(place, sizes.list_rows - sizes.few_rows)
        _at_rest(url)
        deep = {f"{one.name}-deep": (browsers[one.who], _behind(one, sizes.deep)) for one in _lists(place)}
        db.session.remove()
    many = _costs(first | deep, sizes.requests)
    return {name: ListCost(few[name.removesuffix("-deep")], cost) for name, cost in many.items()}


def _at_rest(url: str) -> None:
    db.session.remove()
    settled(url)


def _costs(pages: dict[str, tuple[Browser, str]], times: int) -> dict[str, float]:
    took = asking.median_cpu(list(pages.values()), times)
    return {name: seconds * 1000 for name, seconds in zip(pages, took, strict=True)}


def _lists(place: Place) -> list[Long]:
    here = place.first_community
    wishes, lines = sa.select(Wish.id), sa.select(Line.id).where(Line.organisation_id == here)
    people = sa.select(Membership.person_id).where(Membership.organisation_id == here)
    year = sa.between(HourEntry.served_on, date(ledger.YEAR, 1, 1), date(ledger.YEAR, 12, 31))
    entries = sa.select(HourEntry.served_on, HourEntry.id).where(year)
    shifts = sa.select(Shift.starts_at, Shift.id).where(Shift.confirmed_at.is_(None))
    latest = (HourEntry.served_on.desc(), HourEntry.id.desc())
    records = f"/reports/{filling.STREET}/{ledger.YEAR}/hours"
    return [
        Long("wishes", "guest", "/wishes", wishes.where(Wish.state == State.PUBLISHED).order_by(Wish.id.desc())),
        Long("events", "guest", "/events", shifts.order_by(Shift.starts_at, Shift.id)),
        Long(
            "office-wishes",
            "clerk",
            "/office/wishes?list=submitted",
            wishes.where(Wish.state == State.SUBMITTED).order_by(Wish.id),
        ),
        Long("office-people", "clerk", "/office/people", people.order_by(Membership.person_id)),
        Long("journal", "clerk", "/office/journal", lines.order_by(Line.id.desc())),
        Long("hours", "viewer", records, entries.order_by(*latest)),
    ]


def _behind(long: Long, rows: int) -> str:
    """Return the address of the page behind so many rows, as the link to it would say it."""
    key = db.session.execute(long.keys.offset(rows - 1).limit(1)).one()
    sign = "_" if isinstance(key[0], datetime) else "."
    word = sign.join(part.isoformat() if isinstance(part, date) else str(part) for part in key)
    return f"{long.path}{'&' if '?' in long.path else '?'}after={quote(word)}"


# ------------------------------------------------------------------------------ rows


def _lengthen(place: Place, rows: int) -> None:
    """Add so many wishes to claim and so many to review, coming shifts, people, lines of the journal and postings."""

    def act(now: datetime) -> None:
        for state in (State.PUBLISHED, State.SUBMITTED):
            _wishes(place, rows, state, now)
        for number in range(CHUNKS):
            _shifts(place, rows // CHUNKS, now + (number + 1) * HOUR, now)
        belongs = {"belonging": Belonging.COMMUNITY, "since_at": now}
        whose = counted(add_people(rows, now) - 1)
        put(Membership, rows, person_id=whose, organisation_id=place.first_community, **belongs)
        line = {"action": "wishes.published", "subject": "wishes", "subject_id": 1, "detail": {}}
        put(Line, rows, at=now, actor_id=place.clerk_id, organisation_id=place.first_community, **line)

    write(act)
    ledger.lengthen(place, rows)
    sums.keep_up(clock.now())  # as the worker does every few minutes


def _wishes(place: Place, rows: int, state: State, now: datetime) -> None:
    behind = last_id(Beneficiary)
    put(Beneficiary, rows, name="刘桂兰", is_open_to_contact=False)
    code = codes.bearer()
    is_public = state is State.PUBLISHED
    put(
        Wish,
        rows,
        code=named(f"{code}-"),
        community_id=place.first_community,
        beneficiary_id=counted(behind),
        author_id=place.clerk_id,
        title="一台能听秦腔的收音机",
        description="想听听秦腔。",
        alias="刘奶奶",
        age_band=AgeBand.AGE_80,
        kind=Kind.GOODS,
        category=Category.DAILY,
        handover=Handover.AT_COMMUNITY,
        state=state,
        state_since=now,
        submitted_at=now,
        published_at=now if is_public else None,
        open_until=(now + 30 * DAY).date() if is_public else None,
        slip_token=code,
        slip_hash=named(f"{code}h"),
    )


def _shifts(place: Place, rows: int, begins: datetime, now: datetime) -> None:
    """Add events that are to come, each with one shift that has one post."""
    code, here = codes.bearer(), place.first_community
    whose = {"host_id": here, "community_id": here, "author_id": place.clerk_id, "leader_id": place.clerk_id}
    state = {"state": EventState.PUBLISHED, "state_since": now, "published_at": now}
    events, shifts = last_id(Event), last_id(Shift)
    put(Event, rows, code=named(f"{code}-"), **whose, **ledger.PLAIN, **state)
    span = {"starts_at": begins, "ends_at": begins + 2 * HOUR, "break_minutes": 0}
    put(Shift, rows, code=named(f"{code}-"), event_id=counted(events), **span)
    post = {"name": "秩序引导", "places": 2, "taken": 1, "waiting": 0}
    put(Post, rows, code=named(f"{code}-"), shift_id=counted(shifts), **post)
