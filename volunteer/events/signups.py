"""A place at a post: taken, waited for, given up, moved up to. The update of a post decides races, never a count."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.accounts.skills import skills_of
from volunteer.base import codes
from volunteer.base.clock import HOUR
from volunteer.base.db import db
from volunteer.config import policy
from volunteer.events.models import Post, Shift, SignUp, SignUpState, State
from volunteer.events.permissions import may_lead
from volunteer.events.queries import first_waiting, overlapping_sign_up, standing_sign_up
from volunteer.events.refusals import (
    AlreadySignedUp,
    Closed,
    MayNotArrange,
    NeedsSkill,
    NoPlaceFree,
    NothingToWithdraw,
    NotOpen,
    NotYetOpen,
    Started,
    TimesOverlap,
)
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import place_of
from volunteer.organisations.standing import Principal


def sign_up(post: Post, by: Principal, now: datetime) -> SignUp:
    """Give the person a place at the post, or the last place in its line, and return the sign-up.

    Raises: NotOpen, Started, NotYetOpen, Closed, AlreadySignedUp, NeedsSkill, TimesOverlap.
    """
    gate.hold(by.person_id)  # two overlapping sign-ups may not pass each other unseen
    shift, event = post.shift, post.shift.event
    if event.state is not State.PUBLISHED or not event.is_listed:
        raise NotOpen
    if shift.starts_at <= now:
        raise Started
    if event.opens_at is not None and now < event.opens_at:
        raise NotYetOpen(event.opens_at)
    if event.closes_at is not None and now >= event.closes_at:
        raise Closed
    _check_free(shift, by.person_id)
    if post.skill is not None and post.skill not in skills_of(by.person_id):
        raise NeedsSkill(post.skill)
    has_place = _took(post.id)
    if not has_place:
        db.session.execute(_post(post.id).values(waiting=Post.waiting + 1))
    db.session.refresh(event, ["state"])  # it may have been cancelled before we reached the post
    if event.state is not State.PUBLISHED:
        raise NotOpen
    state = SignUpState.CONFIRMED if has_place else SignUpState.WAITING
    made = _make(post, by.person_id, state, by.person_id, now)
    if not has_place:
        move_up(post, now)  # a place may have come free between the two updates
        db.session.refresh(made)
    db.session.refresh(post)
    return made


def place(post: Post, person_id: int, by: int, now: datetime) -> SignUp:
    """Give this person a place that was arranged with them, never one in line. The caller holds their gate.

    Raises: AlreadySignedUp, TimesOverlap, NoPlaceFree.
    """
    _check_free(post.shift, person_id)
    if not _took(post.id):
        raise NoPlaceFree
    made = _make(post, person_id, SignUpState.CONFIRMED, by, now)
    db.session.refresh(post)
    return made


def withdraw(made: SignUp, by: Principal, now: datetime, words: str | None = None) -> None:
    """Give up a place, or leave the line. The next in line moves up by itself while there is time.

    Raises: NothingToWithdraw, Started: from then on the list says who came.
    """
    if made.person_id != by.person_id:
        raise NothingToWithdraw
    if made.shift.starts_at <= now and made.shift.event.state is not State.POSTPONED:
        raise Started("这一场已经开始，不能再退出。来不了请告诉负责人")
    end(made, SignUpState.WITHDRAWN, words, by.person_id, now)


def release(made: SignUp, words: str, by: Principal, now: datetime) -> None:
    """Take a place back for the host, with a reason the person reads. Raises: MayNotArrange, NothingToWithdraw."""
    if not may_lead(by, made.shift.event):
        raise MayNotArrange
    end(made, SignUpState.RELEASED, words, by.person_id, now)
    text = f"“{made.shift.event.title}”的名额取消了：{words}"
    inbox.tell(made.person_id, text, f"/events/{made.shift.event.code}", now)


def pick(made: SignUp, by: Principal, now: datetime) -> None:
    """Give a free place to somebody in line, when the list no longer moves by itself.

    Raises: MayNotArrange, NothingToWithdraw, NoPlaceFree.
    """
    if not may_lead(by, made.shift.event):
        raise MayNotArrange
    _stop_the_line(made)
    if made.state is not SignUpState.WAITING:
        raise NothingToWithdraw("这个人已经不在候补里了")
    moved = db.session.execute(
        _post(made.post_id)
        .where(Post.taken < Post.places, Post.waiting > 0)
        .values(taken=Post.taken + 1, waiting=Post.waiting - 1)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise NoPlaceFree
    _promote(made, now)


def end(made: SignUp, state: SignUpState, words: str | None, by: int, now: datetime) -> None:
    """End a sign-up that stands; the next in line moves up while there is time. Raises: NothingToWithdraw."""
    _stop_the_line(made)
    came = made.state
    ended = db.session.execute(
        sa.update(SignUp)
        .where(SignUp.id == made.id, SignUp.state == came)
        .where(SignUp.state.in_([SignUpState.CONFIRMED, SignUpState.WAITING]))
        .values(state=state, ended_at=now, ended_words=words)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(made)
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise NothingToWithdraw
    post = made.post
    if came is SignUpState.WAITING:
        db.session.execute(_post(post.id).values(waiting=Post.waiting - 1))
    else:
        db.session.execute(_post(post.id).values(taken=Post.taken - 1))
        move_up(post, now)
    _note(f"sign_ups.{state.value}", made, by, now)
    db.session.refresh(post)


def _check_free(shift: Shift, person_id: int) -> None:
    if standing_sign_up(shift.id, person_id):
        raise AlreadySignedUp
    other = overlapping_sign_up(person_id, shift.starts_at, shift.ends_at)
    if other is not None:
        raise TimesOverlap(other.shift.event.title, other.shift.starts_at)


def _make(post: Post, person_id: int, state: SignUpState, by: int, now: datetime) -> SignUp:
    made = SignUp(
        code=codes.name(),
        post_id=post.id,
        shift_id=post.shift_id,
        person_id=person_id,
        unit_id=place_of(person_id, Belonging.UNIT, post.shift.starts_at),
        state=state,
        signed_up_at=now,
    )
    db.session.add(made)
    db.session.flush()
    _note("sign_ups.made", made, by, now)
    return made


def _stop_the_line(made: SignUp) -> None:
    """Read how the sign-up stands now, and let nobody move in its line until this transaction ends.

    Post first, then sign-up: whoever moves somebody up takes them in this order, and who leaves may not meet him.
    """
    db.session.execute(sa.select(Post.id).where(Post.id == made.post_id).with_for_update())
    db.session.refresh(made)


def move_up(post: Post, now: datetime) -> None:
    """Let those in line move up into free places, in their order, while there is time to tell them."""
    if now >= post.shift.starts_at - policy.event_promote_until_hours * HOUR:
        return
    while True:
        moved = db.session.execute(
            _post(post.id)
            .where(Post.taken < Post.places, Post.waiting > 0)
            .values(taken=Post.taken + 1, waiting=Post.waiting - 1)
        )
        if not moved.rowcount:  # type: ignore[attr-defined]
            return
        made = first_waiting(post.id)
        if made is None:
            raise AssertionError(f"post {post.id} counts somebody in line who is not there")
        _promote(made, now)


def _promote(made: SignUp, now: datetime) -> None:
    made.state, made.promoted_at = SignUpState.CONFIRMED, now
    db.session.flush()
    _note("sign_ups.promoted", made, None, now)
    text = f"“{made.shift.event.title}”有空位了，您已从候补转为报名成功。来不了请点进去退出"
    inbox.tell(made.person_id, text, f"/events/{made.shift.event.code}", now)


def _took(post_id: int) -> bool:
    """Take a place if one is free and nobody waits for it."""
    took = db.session.execute(
        _post(post_id).where(Post.taken < Post.places, Post.waiting == 0).values(taken=Post.taken + 1)
    )
    return bool(took.rowcount)  # type: ignore[attr-defined]


def _post(post_id: int) -> sa.Update:
    return sa.update(Post).where(Post.id == post_id).execution_options(synchronize_session=False)


def _note(action: str, made: SignUp, by: int | None, now: datetime) -> None:
    event = made.shift.event
    lines.record(action, "events", event.id, by=by, at=now, organisation_id=event.host_id, sign_up=made.id)
