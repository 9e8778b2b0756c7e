"""Many rows of everything, put in at once: for pages that may not grow with them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from tests import make
from volunteer.accounts.models import Person
from volunteer.attendance.models import Attendance, Means
from volunteer.attendance.models import State as At
from volunteer.base import codes
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import Base, db
from volunteer.base.secrets import blind
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState
from volunteer.events.models import State as EventState
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.journal.models import Line
from volunteer.notices.models import Notice
from volunteer.orders.models import Order, WishedDate
from volunteer.organisations.models import Belonging, Membership, Role, RoleGrant
from volunteer.registration.models import MemberRegistration, RosterEntry
from volunteer.registration.models import State as Standing
from volunteer.wishes.models import (
    AgeBand,
    Beneficiary,
    Category,
    Confirmation,
    Credit,
    Delivery,
    Ending,
    Handover,
    Kind,
    Outcome,
    Reveal,
    Secret,
    State,
    Why,
    Wish,
    WishClaim,
    Witness,
)

AT = make.NOW - 2 * DAY
STATES = (State.SUBMITTED, State.RETURNED, State.PUBLISHED, State.CLAIMED, State.DELIVERED, State.CLOSED)


def _put(table: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    made = db.session.execute(sa.insert(table).returning(table.id, sort_by_parameter_order=True), rows)  # type: ignore[attr-defined]
    return [int(row[0]) for row in made]


def more(count: int, *, person: Person | None = None) -> None:
    """Add so many people, roles, wishes in every state, claims, postings, notices, looks and lines.

    The wishes that are under way or closed are claimed by 王芳, or `person`; the published ones are her own.
    """
    fang, jing, place = person or make.fang(), make.jing(), make.community()
    people = _put(Person, [_person() for _ in range(count)])
    unit = make.unit()
    joined = {"organisation_id": place.id, "belonging": Belonging.COMMUNITY, "since_at": AT}
    _put(Membership, [{"person_id": one, **joined} for one in people])
    granted = {"organisation_id": place.id, "role": Role.COMMUNITY_CLERK, "granted_at": AT}
    _put(RoleGrant, [{"person_id": one, **granted} for one in people])
    for state in STATES:
        owner = fang.id if state is State.PUBLISHED else None
        private = [{"person_id": owner, "name": "刘桂兰", "phone": None, "is_open_to_contact": False}] * count
        behind = _put(Beneficiary, private)
        author = fang.id if state is State.PUBLISHED else people[0]
        wishes = _put(Wish, [_wish(state, place.id, one, author) for one in behind])
        if state in (State.CLAIMED, State.DELIVERED, State.CLOSED):
            claims = _put(WishClaim, [_claim(state, wish, fang.id, unit.id) for wish in wishes])
            _deliver(state, claims, fang.id)
        looks = {"person_id": jing.id, "secret": Secret.PHONE, "why": Why.VERIFY, "revealed_at": AT}
        _put(Reveal, [{"wish_id": wish, **looks} for wish in wishes])
        line = {"at": AT, "actor_id": jing.id, "subject": "wishes", "organisation_id": place.id, "detail": {}}
        _put(Line, [{"action": f"wishes.{state.value}", "subject_id": wish, **line} for wish in wishes])
    told = {"person_id": fang.id, "text": "心愿有人认领了", "path": "/me", "told_at": AT}
    _put(Notice, [{"code": codes.bearer(), **told} for _ in range(count)])
    _put(MemberRegistration, [_registration(one, place.id) for one in people])
    _put(RosterEntry, [_entry(number, unit.id, jing.id) for number in range(count)])
    db.session.commit()


def more_events(count: int, shift: Shift, *, person: Person | None = None) -> None:
    """Add so many events in every state, each with a shift and a post; and so many people on the list of `shift`.

    王芳, or `person`, leads them all and has signed up for each.
    """
    fang, jing, place = person or make.fang(), make.jing(), make.community()
    for state in EventState:
        events = _put(Event, [_event(state, place.id, jing.id, fang.id) for _ in range(count)])
        starts = make.NOW + (-DAY if state in (EventState.ENDED, EventState.SETTLED) else DAY)
        span = {"starts_at": starts, "ends_at": starts + HOUR, "break_minutes": 0}
        shifts = _put(Shift, [{"code": codes.bearer(), "event_id": one, **span} for one in events])
        _sign_up(shifts, [fang.id] * count)
    people = _put(Person, [_person() for _ in range(count)])
    _sign_up([shift.id] * count, people)
    came = {"shift_id": shift.id, "state": At.IN, "came_at": make.NOW, "came_by": Means.SCREEN}
    _put(Attendance, [{"person_id": one, **came} for one in people])
    db.session.commit()


def more_postings(like: HourEntry, count: int, begin: int = 2_000_000) -> None:
    """Add so many postings like this one, each earned by another wish."""
    _copies(HourEntry, like.id, count, source_id=range(begin, begin + count))
    db.session.commit()


def more_orders(like: Order, count: int) -> None:
    """Add so many orders like this one, each with its wished dates, and its class when it has one."""
    classes = _copies(Shift, like.shift_id, count) if like.shift_id else [None] * count
    orders = _copies(Order, like.id, count, shift_id=classes)
    for wished in like.wished:
        _copies(WishedDate, wished.id, count, order_id=orders)
    db.session.commit()


def _copies(table: type[Base], key: int, count: int, **changed: Sequence[int | None]) -> list[int]:
    """Put in so many rows like one that is there, with a code of their own and these columns row by row."""
    columns = [column for column in table.__table__.columns if column.name != "id"]
    plain = dict(db.session.execute(sa.select(*columns).where(table.__table__.c.id == key)).one()._mapping)
    own = {"code": codes.bearer} if "code" in plain else {}
    rows = [
        {**plain, **{name: make() for name, make in own.items()}, **{name: each[n] for name, each in changed.items()}}
        for n in range(count)
    ]
    return _put(table, rows)


def _sign_up(shifts: list[int], people: list[int]) -> None:
    plain = {"name": "秩序引导", "places": 2, "taken": 1, "waiting": 0}
    posts = _put(Post, [{"code": codes.bearer(), "shift_id": one, **plain} for one in shifts])
    made = {"state": SignUpState.CONFIRMED, "signed_up_at": AT}
    rows = zip(posts, shifts, people, strict=True)
    _put(
        SignUp,
        [{"code": codes.bearer(), "post_id": a, "shift_id": b, "person_id": c, **made} for a, b, c in rows],
    )


def _event(state: EventState, place: int, author: int, leader: int) -> dict[str, Any]:
    return {
        **vars(make.notice()),
        "code": codes.bearer(),
        "host_id": place,
        "community_id": place,
        "author_id": author,
        "leader_id": leader,
        "state": state,
        "state_since": AT,
    }


def _registration(person: int, place: int) -> dict[str, Any]:
    return {
        "code": codes.bearer(),
        "person_id": person,
        "community_id": place,
        "branch": "第二党支部",
        "compound": "桥门巷 3 号院",
        "interests": [],
        "free": [],
        "submitted_at": AT,
        "state": Standing.SUBMITTED,
        "state_since": AT,
    }


def _entry(number: int, unit: int, by: int) -> dict[str, Any]:
    phone = f"156{number:08}"
    return {
        "code": codes.bearer(),
        "unit_id": unit,
        "organisation_id": unit,
        "name": "周敏",
        "phone": phone,
        "phone_index": blind(codes.bearer()),
        "branch": "第二党支部",
        "is_in_service": True,
        "added_by": by,
        "added_at": AT,
    }


def _person() -> dict[str, Any]:
    phone = f"155{codes.digits()}{codes.digits()}"[:11]
    return {
        "code": codes.bearer(),
        "name": "周敏",
        "phone": phone,
        "phone_index": blind(codes.bearer()),
        "joined_at": AT,
    }


def _wish(state: State, place: int, behind: int, author: int) -> dict[str, Any]:
    token = codes.bearer()
    is_public = state not in (State.SUBMITTED, State.RETURNED)
    return {
        "code": codes.bearer(),
        "community_id": place,
        "beneficiary_id": behind,
        "author_id": author,
        "title": f"{state.label}的心愿",
        "description": "想听听秦腔。",
        "alias": "刘奶奶",
        "age_band": AgeBand.AGE_80,
        "kind": Kind.GOODS,
        "category": Category.DAILY,
        "handover": Handover.AT_COMMUNITY,
        "state": state,
        "state_since": AT,
        "outcome": Outcome.FULFILLED if state is State.CLOSED else None,
        "needs_follow_up": state is State.CLOSED,
        "submitted_at": AT,
        "published_at": AT if is_public else None,
        "open_until": (AT + 30 * DAY).date() if is_public else None,
        "closed_at": AT if state is State.CLOSED else None,
        "slip_token": token,
        "slip_hash": codes.digest(token),
    }


def _claim(state: State, wish: int, person: int, unit: int) -> dict[str, Any]:
    is_closed = state is State.CLOSED
    return {
        "code": codes.bearer(),
        "wish_id": wish,
        "person_id": person,
        "unit_id": unit,
        "claimed_at": AT,
        "contact_by": AT + 7 * DAY,
        "due_on": (AT + 30 * DAY).date(),
        "ended_at": AT if is_closed else None,
        "ending": Ending.COMPLETED if is_closed else None,
        "credit": Credit.OVER_CAP if is_closed else None,
    }


def _deliver(state: State, claims: list[int], person: int) -> None:
    if state is State.CLAIMED:
        return
    visit = {"began_at": AT, "ended_at": AT + HOUR, "words": "送去了收音机。", "delivered_at": AT}
    made = _put(Delivery, [{"claim_id": claim, **visit} for claim in claims])
    if state is not State.CLOSED:
        return
    word = {"is_accepted": True, "is_partly": False, "witness": Witness.CLERK_PRESENT, "confirmed_at": AT}
    _put(Confirmation, [{"delivery_id": one, **word} for one in made])
    place = make.community()
    posting = {
        "person_id": person,
        "host_id": place.id,
        "community_id": place.id,
        "unit_id": make.unit().id,
        "served_on": date(2026, 11, 19),
        "started_at": AT,
        "ended_at": AT + HOUR,
        "minutes": 60,
        "provenance": Provenance.STAFF,
        "source": Source.WISH,
        "name": "刘奶奶：一台收音机",
        "place": "桥门社区",
        "content": "送去了收音机。",
        "person_in_charge": "陈静",
        "recorded_by": person,
        "recorded_at": AT,
    }
    _put(HourEntry, [{"code": codes.bearer(), "source_id": claim, **posting} for claim in claims])
