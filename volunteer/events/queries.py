"""Reading events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from volunteer.accounts.models import Person, Skill
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.secrets import mask_name
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState, State

PAGE = 20
STANDING = (SignUpState.CONFIRMED, SignUpState.WAITING)


def event_of_code(code: str) -> Event | None:
    """Return the event with its shifts and posts."""
    return db.session.scalar(
        sa.select(Event)
        .where(Event.code == code)
        .options(
            joinedload(Event.host),
            joinedload(Event.community),
            joinedload(Event.leader),
            selectinload(Event.shifts).selectinload(Shift.posts),
        )
    )


def shift_of_code(code: str) -> Shift | None:
    """Return a shift with its event and posts."""
    return db.session.scalar(
        sa.select(Shift)
        .where(Shift.code == code)
        .options(joinedload(Shift.event).joinedload(Event.host), selectinload(Shift.posts))
    )


def post_of_code(code: str) -> Post | None:
    """Return a post with its shift and event."""
    return db.session.scalar(
        sa.select(Post).where(Post.code == code).options(joinedload(Post.shift).joinedload(Shift.event))
    )


def standing_sign_up(shift_id: int, person_id: int) -> SignUp | None:
    """Return the person's sign-up for the shift that stands."""
    return db.session.scalar(
        sa.select(SignUp)
        .where(SignUp.shift_id == shift_id, SignUp.person_id == person_id, SignUp.state.in_(STANDING))
        .options(joinedload(SignUp.post))
    )


def sign_up_of_code(code: str) -> SignUp | None:
    """Return a sign-up with its shift and event."""
    return db.session.scalar(
        sa.select(SignUp)
        .where(SignUp.code == code)
        .options(joinedload(SignUp.shift).joinedload(Shift.event), joinedload(SignUp.post))
    )


def overlapping_sign_up(
    person_id: int, starts_at: datetime, ends_at: datetime, *, but_shift: int | None = None
) -> SignUp | None:
    """Return a standing sign-up of the person whose shift shares time with this span; `but_shift` is left out."""
    return db.session.scalar(
        sa.select(SignUp)
        .join(Shift, SignUp.shift_id == Shift.id)
        .where(SignUp.person_id == person_id, SignUp.state.in_(STANDING))
        .where(Shift.starts_at < ends_at, Shift.ends_at > starts_at, SignUp.shift_id != (but_shift or 0))
        .options(joinedload(SignUp.shift).joinedload(Shift.event))
        .limit(1)
    )


def first_waiting(post_id: int) -> SignUp | None:
    """Return who is first in line."""
    return db.session.scalar(
        sa.select(SignUp)
        .where(SignUp.post_id == post_id, SignUp.state == SignUpState.WAITING)
        .order_by(SignUp.id)
        .limit(1)
    )


def standing_of_event(event: Event) -> list[SignUp]:
    """Return everybody who has or waits for a place at a shift whose list is not confirmed."""
    return list(
        db.session.scalars(
            sa.select(SignUp)
            .join(Shift, SignUp.shift_id == Shift.id)
            .where(Shift.event_id == event.id, Shift.confirmed_at.is_(None), SignUp.state.in_(STANDING))
            .order_by(SignUp.id)
        )
    )


def has_place(event_id: int, person_id: int) -> bool:
    """Say whether the person has a place at a shift of this event."""
    found = sa.select(SignUp.id).join(Shift, SignUp.shift_id == Shift.id).where(Shift.event_id == event_id)
    mine = found.where(SignUp.person_id == person_id, SignUp.state == SignUpState.CONFIRMED)
    return db.session.scalar(mine.limit(1)) is not None


def standing_names(post: Post) -> list[str]:
    """Return the masked names of who has a place at the post, the earliest first."""
    names = db.session.scalars(
        sa.select(Person.name)
        .join(SignUp, SignUp.person_id == Person.id)
        .where(SignUp.post_id == post.id, SignUp.state == SignUpState.CONFIRMED)
        .order_by(SignUp.id)
    )
    return [mask_name(name) for name in names]


def sign_ups_of_shift(shift_id: int) -> list[SignUp]:
    """Return every sign-up of a shift with person and post, in order of signing up."""
    return list(
        db.session.scalars(
            sa.select(SignUp)
            .where(SignUp.shift_id == shift_id)
            .options(joinedload(SignUp.person), joinedload(SignUp.post))
            .order_by(SignUp.id)
        )
    )


@dataclass(frozen=True)
class ShiftPage:
    """Shifts to come, with the key of the next page: (moment, id)."""

    shifts: list[Shift]
    more: str | None


def coming_shifts(
    now: datetime,
    *,
    communities: Iterable[int] | None = None,
    for_me: tuple[int | None, frozenset[Skill]] | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> ShiftPage:
    """Return shifts of published and postponed events that are not over, the soonest first.

    `for_me`: only those that this person (None: a guest) with these skills can sign up or wait for now.
    """
    # No shift lasts longer than a day (the form knows one day for both ends), so what is over is not walked through.
    found = (
        sa.select(Shift)
        .join(Event, Shift.event_id == Event.id)
        .where(Event.is_listed, Event.state.in_([State.PUBLISHED, State.POSTPONED]))
        .where(Shift.ends_at > now, Shift.starts_at > now - DAY)
        .options(contains_eager(Shift.event).joinedload(Event.host), selectinload(Shift.posts))
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit + 1)
    )
    if communities is not None:
        found = found.where(Event.community_id.in_(list(communities)))
    if for_me is not None:
        found = _only_for(found, *for_me, now)
    if after is not None:
        moment, id_ = after
        found = found.where(Shift.starts_at >= moment, sa.or_(Shift.starts_at > moment, Shift.id > id_))
    rows = list(db.session.scalars(found))
    last = rows[limit - 1] if len(rows) > limit else None
    return ShiftPage(rows[:limit], f"{last.starts_at.isoformat()}_{last.id}" if last else None)


def _only_for(
    found: sa.Select[Shift], person_id: int | None, skills: frozenset[Skill], now: datetime
) -> sa.Select[Shift]:
    found = found.where(
        Event.state == State.PUBLISHED,
        Shift.starts_at > now,
        sa.or_(Event.opens_at.is_(None), Event.opens_at <= now),
        sa.or_(Event.closes_at.is_(None), Event.closes_at > now),
    )
    if person_id is None:
        return found
    fits = sa.exists().where(Post.shift_id == Shift.id, sa.or_(Post.skill.is_(None), Post.skill.in_(skills)))
    other = aliased(Shift)  # the same shift too: who has signed up for it needs no invitation
    taken = (
        sa.select(SignUp.id)
        .join(other, SignUp.shift_id == other.id)
        .where(SignUp.person_id == person_id, SignUp.state.in_(STANDING))
        .where(other.starts_at < Shift.ends_at, other.ends_at > Shift.starts_at)
        .correlate(Shift)
        .exists()
    )
    return found.where(fits, ~taken)


def my_sign_ups(person_id: int, shift_ids: Iterable[int]) -> dict[int, SignUp]:
    """Return the person's standing sign-ups for these shifts, by shift."""
    rows = db.session.scalars(
        sa.select(SignUp).where(
            SignUp.person_id == person_id, SignUp.shift_id.in_(list(shift_ids)), SignUp.state.in_(STANDING)
        )
    )
    return {one.shift_id: one for one in rows}


def standing_spans(person_id: int, now: datetime) -> list[tuple[int, datetime, datetime]]:
    """Return (shift id, start, end) of the person's standing sign-ups that are not over."""
    rows = db.session.execute(
        sa.select(Shift.id, Shift.starts_at, Shift.ends_at)
        .join(SignUp, SignUp.shift_id == Shift.id)
        .where(SignUp.person_id == person_id, SignUp.state.in_(STANDING), Shift.ends_at > now)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def line_places(sign_ups: Iterable[SignUp]) -> dict[int, int]:
    """Return the place in line of each of these waiting sign-ups, in one statement."""
    waiting = [one for one in sign_ups if one.state is SignUpState.WAITING]
    if not waiting:
        return {}
    rank = (
        sa.select(
            SignUp.id,
            sa.func.row_number().over(partition_by=SignUp.post_id, order_by=SignUp.id).label("place"),
        )
        .where(SignUp.post_id.in_({one.post_id for one in waiting}), SignUp.state == SignUpState.WAITING)
        .subquery()
    )
    rows = db.session.execute(sa.select(rank.c.id, rank.c.place).where(rank.c.id.in_([one.id for one in waiting])))
    return {row[0]: row[1] for row in rows}


def events_of_host(
    organisations: sa.Select[int], *, states: Iterable[State] | None = None, after: int | None = None, limit: int = PAGE
) -> list[Event]:
    """Return the events these organisations hold, newest first, with shifts and posts."""
    found = (
        sa.select(Event)
        .where(Event.host_id.in_(organisations), Event.is_listed)
        .options(joinedload(Event.host), joinedload(Event.leader), selectinload(Event.shifts).selectinload(Shift.posts))
        .order_by(Event.id.desc())
        .limit(limit)
    )
    if states is not None:
        found = found.where(Event.state.in_(list(states)))
    if after is not None:
        found = found.where(Event.id < after)
    return list(db.session.scalars(found))


def sign_ups_of(person_id: int, *, after: int | None = None, limit: int = PAGE) -> list[SignUp]:
    """Return the person's sign-ups with event and shift, newest first."""
    found = (
        sa.select(SignUp)
        .where(SignUp.person_id == person_id)
        .options(joinedload(SignUp.shift).joinedload(Shift.event), joinedload(SignUp.post))
        .order_by(SignUp.id.desc())
        .limit(limit)
    )
    if after is not None:
        found = found.where(SignUp.id < after)
    return list(db.session.scalars(found))


def unconfirmed(organisations: sa.Select[int], now: datetime) -> list[Shift]:
    """Return the shifts these organisations held whose list waits to be confirmed, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(Shift)
            .join(Event, Shift.event_id == Event.id)
            .where(Event.host_id.in_(organisations), Shift.confirmed_at.is_(None), Shift.ends_at <= now)
            .where(Event.state.in_([State.PUBLISHED, State.ENDED]))
            .options(contains_eager(Shift.event).joinedload(Event.leader))
            .order_by(Shift.ends_at)
        )
    )
