"""Drafting an event, publishing it, copying it to new dates, postponing and cancelling it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from volunteer.accounts.models import Skill
from volunteer.base import codes
from volunteer.base.db import db
from volunteer.events import moving, notice, signups
from volunteer.events.models import Category, Event, EventReminder, Post, Risk, Shift, SignUpState, State
from volunteer.events.permissions import may_arrange, may_arrange_for
from volunteer.events.queries import standing_names, standing_of_event
from volunteer.events.refusals import FewerThanTaken, IsAClass, MayNotArrange, NoticeIncomplete, TooLateToPublish
from volunteer.journal import lines
from volunteer.journal.moves import MovedOn
from volunteer.notices import inbox
from volunteer.organisations.models import Organisation
from volunteer.organisations.standing import Principal


@dataclass(frozen=True)
class Words:
    """What the notice says."""

    title: str
    category: Category
    content: str
    place: str
    conditions: str
    signing_up: str
    risks: str
    risk: Risk
    insurance: str | None
    provided: str
    contact: str
    is_open_to_minors: bool
    has_photos: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Slot:
    """One post of one shift, as it is planned."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    name: str
    requirement: str | None
    places: int
    skill: Skill | None = None


def draft(
    words: Words,
    slots: list[Slot],
    host: Organisation,
    community: Organisation | None,
    leader_id: int,
    by: Principal,
    now: datetime,
) -> Event:
    """Write an event down, for nobody else to see yet. Raises: MayNotArrange."""
    if not may_arrange_for(by, host):
        raise MayNotArrange
    event = Event(
        **vars(words),
        code=codes.name(),
        host_id=host.id,
        community_id=community.id if community else None,
        author_id=by.person_id,
        leader_id=leader_id,
        state=State.DRAFT,
        state_since=now,
    )
    db.session.add(event)
    db.session.flush()
    _lay_out(event, slots)
    lines.record("events.drafted", "events", event.id, by=by.person_id, at=now, organisation_id=host.id)
    return event


def revise(event: Event, words: Words, slots: list[Slot], leader_id: int, by: Principal, now: datetime) -> None:
    """Change a draft as a whole. Raises: MayNotArrange, MovedOn once it has been published."""
    _check(event, by)
    if event.state is not State.DRAFT:
        raise MovedOn("这个活动", event.state, event.state_since)
    for name, value in vars(words).items():
        setattr(event, name, value)
    event.leader_id = leader_id
    for shift in list(event.shifts):
        for post in list(shift.posts):
            db.session.delete(post)
        db.session.delete(shift)
    db.session.flush()
    db.session.expire(event, ["shifts"])
    _lay_out(event, slots)
    lines.record("events.revised", "events", event.id, by=by.person_id, at=now, organisation_id=event.host_id)


def publish(event: Event, by: Principal, now: datetime) -> None:
    """Open the event for signing up. Raises: MayNotArrange, NoticeIncomplete, TooLateToPublish, MovedOn."""
    _check(event, by)
    lacking = notice.missing(event)
    if lacking:
        raise NoticeIncomplete(lacking)
    if min(shift.starts_at for shift in _open(event)) <= now:
        raise TooLateToPublish
    moving.move(
        event,
        State.PUBLISHED,
        by.person_id,
        now,
        values={"published_at": event.published_at or now, "state_words": None},
    )


def copy(event: Event, by_days: int, by: Principal, now: datetime) -> Event:
    """Draft the same event again, so many days later. Raises: MayNotArrange, IsAClass."""
    _check(event, by)
    later = timedelta(days=by_days)
    slots = [
        Slot(
            shift.starts_at + later,
            shift.ends_at + later,
            shift.break_minutes,
            post.name,
            post.requirement,
            post.places,
            post.skill,
        )
        for shift in event.shifts
        for post in shift.posts
    ]
    words = Words(**{name: getattr(event, name) for name in Words.__dataclass_fields__})
    words = replace(words, opens_at=_later(event.opens_at, later), closes_at=_later(event.closes_at, later))
    return draft(words, slots, event.host, event.community, event.leader_id, by, now)


def postpone(event: Event, words: str, by: Principal, now: datetime) -> None:
    """Say that it takes place later, and why; whoever signed up is told and keeps the place. Raises: as `publish`."""
    _check(event, by)
    moving.move(event, State.POSTPONED, by.person_id, now, values={"state_words": words})
    _tell(event, f"“{event.title}”延期了：{words}。定了新时间再告诉您", now)


def reschedule(event: Event, by_minutes: int, by: Principal, now: datetime) -> None:
    """Move every shift to come of a postponed event alike, and publish it again. Raises: as `publish`."""
    _check(event, by)
    later = timedelta(minutes=by_minutes)
    for shift in _open(event):
        shift.starts_at += later
        shift.ends_at += later
    event.closes_at = _later(event.closes_at, later)
    db.session.flush()
    publish(event, by, now)
    about = [f"sign_up:{sign_up.id}" for sign_up in standing_of_event(event)]
    db.session.execute(sa.delete(EventReminder).where(EventReminder.about.in_(about)))  # of another day
    _tell(event, f"“{event.title}”定了新时间，请看一看；来不了请退出", now)


def cancel(event: Event, words: str, by: Principal, now: datetime) -> None:
    """Cancel the event with a reason that reaches everybody and stays on its page. Raises: MayNotArrange, MovedOn."""
    _check(event, by)
    # The posts first: who is just signing up has one in hand, and is waited for; whoever comes later is refused.
    posts = sa.update(Post).where(Post.shift_id.in_([shift.id for shift in _open(event)]))
    db.session.execute(posts.values(taken=0, waiting=0))
    moving.move(event, State.CANCELLED, by.person_id, now, values={"state_words": words})
    _tell(event, f"“{event.title}”取消了：{words}", now)
    for sign_up in standing_of_event(event):
        sign_up.state, sign_up.ended_at, sign_up.ended_words = SignUpState.RELEASED, now, words


def change_places(post: Post, places: int, by: Principal, now: datetime) -> None:
    """Give a post more or fewer places. More lets those in line move up, while there is time; fewer than are taken
    changes nobody: it says who would be over.

    Raises: MayNotArrange, FewerThanTaken.
    """
    event = post.shift.event
    _check(event, by)
    changed = db.session.execute(sa.update(Post).where(Post.id == post.id, Post.taken <= places).values(places=places))
    if not changed.rowcount:  # type: ignore[attr-defined]
        over = standing_names(post)[places:]
        raise FewerThanTaken(places, post.taken, over)
    signups.move_up(post, now)
    db.session.refresh(post)
    lines.record(
        "posts.changed", "events", event.id, by=by.person_id, at=now, organisation_id=event.host_id, places=places
    )


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return moment + by if moment is not None else None


def _check(event: Event, by: Principal) -> None:
    if not may_arrange(by, event):
        raise MayNotArrange
    if not event.is_listed:
        raise IsAClass


def _open(event: Event) -> list[Shift]:
    """Return the shifts whose list is not confirmed: what was held stays as it was."""
    return [shift for shift in event.shifts if shift.confirmed_at is None]


def _lay_out(event: Event, slots: list[Slot]) -> None:
    shifts: dict[tuple[datetime, datetime], Shift] = {}
    for slot in sorted(slots, key=lambda one: one.starts_at):
        when = (slot.starts_at, slot.ends_at)
        if when not in shifts:
            shifts[when] = Shift(
                code=codes.name(),
                event_id=event.id,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                break_minutes=slot.break_minutes,
            )
            db.session.add(shifts[when])
            db.session.flush()
        db.session.add(
            Post(
                code=codes.name(),
                shift_id=shifts[when].id,
                name=slot.name,
                requirement=slot.requirement,
                skill=slot.skill,
                places=slot.places,
            )
        )
    db.session.flush()
    db.session.expire(event, ["shifts"])


def _tell(event: Event, text: str, now: datetime) -> None:
    for person_id in {sign_up.person_id for sign_up in standing_of_event(event)}:
        inbox.tell(person_id, text, f"/events/{event.code}", now)
