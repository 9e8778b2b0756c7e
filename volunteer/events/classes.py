"""A class that was ordered, as an event that no list shows: its tutors have its places, and nobody else signs up.

The room above has asked who may do it, and holds the gates of the tutors.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import codes
from volunteer.base.db import db
from volunteer.events import moving, signups
from volunteer.events.arranging import Slot, Words
from volunteer.events.models import Event, EventReminder, Post, Shift, SignUp, SignUpState, State
from volunteer.events.queries import standing_of_event
from volunteer.organisations.models import Organisation


def hold(
    words: Words,
    slot: Slot,
    host: Organisation,
    community: Organisation | None,
    tutor_ids: list[int],
    by: int,
    now: datetime,
    *,
    carries_hours: bool,
) -> Shift:
    """Publish a class and give each tutor a place; the first leads it. Raises: TimesOverlap."""
    event = Event(
        **vars(words),
        code=codes.name(),
        host_id=host.id,
        community_id=community.id if community else None,
        author_id=by,
        leader_id=tutor_ids[0],
        is_listed=False,
        carries_hours=carries_hours,
        state=State.DRAFT,
        state_since=now,
    )
    db.session.add(event)
    db.session.flush()
    shift = Shift(
        code=codes.name(),
        event_id=event.id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        break_minutes=slot.break_minutes,
    )
    db.session.add(shift)
    db.session.flush()
    post = Post(
        code=codes.name(), shift_id=shift.id, name=slot.name, requirement=slot.requirement, places=len(tutor_ids)
    )
    db.session.add(post)
    db.session.flush()
    moving.move(event, State.PUBLISHED, by, now, values={"published_at": now})
    for tutor_id in tutor_ids:
        signups.place(post, tutor_id, by, now)
    return shift


def put_off(shift: Shift, starts_at: datetime) -> None:
    """Let the class begin at another time and take as long as before; its tutors keep their places."""
    shift.ends_at = starts_at + (shift.ends_at - shift.starts_at)
    shift.starts_at = starts_at
    about = [f"sign_up:{made.id}" for made in standing_of_event(shift.event)]
    db.session.execute(sa.delete(EventReminder).where(EventReminder.about.in_(about)))  # of another day
    db.session.flush()


def staff(shift: Shift, tutor_ids: list[int], words: str, by: int, now: datetime) -> None:
    """Let exactly these tutors have the places; who leads stays, if among them. Raises: TimesOverlap."""
    post, standing = shift.posts[0], standing_of_event(shift.event)
    for made in standing:
        if made.person_id not in tutor_ids:
            signups.end(made, SignUpState.RELEASED, words, by, now)
    post.places = max(len(tutor_ids), post.taken)
    db.session.flush()
    there = {made.person_id for made in standing}
    for tutor_id in tutor_ids:
        if tutor_id not in there:
            signups.place(post, tutor_id, by, now)
    post.places = len(tutor_ids)
    if shift.event.leader_id not in tutor_ids:
        shift.event.leader_id = tutor_ids[0]
    db.session.flush()


def is_open(shift: Shift) -> bool:
    """Say whether the list is not confirmed, and let nobody confirm it until this transaction ends."""
    held = sa.update(Shift).where(Shift.id == shift.id, Shift.confirmed_at.is_(None))
    done = db.session.execute(held.values(confirmed_at=None).execution_options(synchronize_session=False))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def call_off(shift: Shift, words: str, by: int | None, now: datetime) -> list[int]:
    """Cancel the class, if it is not over, and return who had a place."""
    event = shift.event
    standing = standing_of_event(event)
    if event.state is State.PUBLISHED:
        moving.move(event, State.CANCELLED, by, now, values={"state_words": words})
        _release(standing, words, now)
        db.session.execute(sa.update(Post).where(Post.shift_id == shift.id).values(taken=0, waiting=0))
    return [made.person_id for made in standing]


def _release(standing: Iterable[SignUp], words: str, now: datetime) -> None:
    for made in standing:
        made.state, made.ended_at, made.ended_words = SignUpState.RELEASED, now, words
    db.session.flush()
