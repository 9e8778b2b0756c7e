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
from volunteer.bench.filling import Place, Value, add_people, counted, last_id, named, put
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


@dataclass(frozen=True)
class Stock:
    """What was put into a database: the place, and the sessions of those who open its lists."""

    place: Place
    tokens: dict[str, str]


def stock(app: Flask, url: str, rows: int, sizes: Sizes) -> Stock:
    """Put lists of so many rows in. The tables are made and empty."""
    with app.app_context():
        place = filling.place(sizes.few_rows, clock.now())
        tokens = {"clerk": filling.sign_in_one(place.clerk_id), "viewer": filling.sign_in_one(place.viewer_id)}
        _lengthen(place, rows)
        db.session.remove()
        settled(url)
        db.engine.dispose()
    return Stock(place, tokens)


def cost_of_lists(few: tuple[Flask, Stock], many: tuple[Flask, Stock], sizes: Sizes) -> dict[str, ListCost]:
    """Return, by name, what the first and the deep page of each list cost.

    The short lists are in a database of their own and asked for in turn with the long ones: measured a while before
    them, they met another machine.
    """
    pages = {f"{name}-few": page for name, page in _first_pages(*few).items()}
    long = _first_pages(*many)
    with many[0].app_context():
        behind = {one.name: _behind(one, sizes.deep) for one in _lists(many[1].place)}
        db.session.remove()
    long |= {f"{name}-deep": (long[name][0], path) for name, path in behind.items()}
    pages |= long
    seconds = dict(zip(pages, asking.median_cpu(list(pages.values()), sizes.requests), strict=True))
    shorts = {name: seconds[f"{name.removesuffix('-deep')}-few"] for name in long}
    return {name: ListCost(shorts[name] * 1000, seconds[name] * 1000) for name in long}


def _first_pages(app: Flask, stock: Stock) -> dict[str, tuple[Browser, str]]:
    """Return, by name, the first page of each list, and the browser that opens it."""
    browsers = {who: Browser.of(app, token) for who, token in stock.tokens.items()}
    browsers["guest"] = Browser(app, app.test_client())
    return {one.name: (browsers[one.who], one.path) for one in _lists(stock.place)}


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
        filling.trusted()
        _wishes(place, rows, now)
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


def _wishes(place: Place, rows: int, now: datetime) -> None:
    """Add so many wishes to claim and so many to review, in turn: what waits stands among what has moved on."""
    behind = last_id(Beneficiary)
    put(Beneficiary, 2 * rows, name="刘桂兰", is_open_to_contact=False)
    code = codes.bearer()
    put(
        Wish,
        2 * rows,
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
        state=_in_turn(Wish.state, State.PUBLISHED, State.SUBMITTED),
        state_since=now,
        submitted_at=now,
        published_at=_in_turn(Wish.published_at, now, None),
        open_until=_in_turn(Wish.open_until, (now + 30 * DAY).date(), None),
        slip_token=code,
        slip_hash=named(f"{code}h"),
    )


def _in_turn(column: Any, odd: object, even: object) -> Value:
    """Return one value for every other row, and another for those between."""
    return lambda n: sa.case((n % 2 == 1, sa.literal(odd, column.type)), else_=sa.literal(even, column.type))


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
