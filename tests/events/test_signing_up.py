"""A place at a post, the line behind it, giving up, moving up, picking."""

from collections.abc import Callable
from functools import partial
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings

from tests import make
from tests.conftest import on_sqlite
from tests.make import DAY, HOUR, MINUTE, NOW
from volunteer.accounts import skills
from volunteer.accounts.models import Person, Skill
from volunteer.attendance import checks
from volunteer.base.db import db
from volunteer.base.refusal import Refusal
from volunteer.events import arranging, signups
from volunteer.events.models import Shift, SignUp, SignUpState
from volunteer.events.queries import line_places
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
from volunteer.notices.models import Notice


def withdraw(made: SignUp, by: Person | None = None, at: Any = None) -> None:
    who = make.principal(by or made.person)
    make.done(lambda now: signups.withdraw(made, who, now), at)


def pick(made: SignUp, by: Person | None = None, at: Any = None) -> None:
    who = make.principal(by or make.li())
    make.done(lambda now: signups.pick(made, who, now), at)


def state_of(made: SignUp) -> SignUpState:
    db.session.expire_all()
    return made.state


def full() -> tuple[Shift, SignUp, SignUp, SignUp]:
    """One place: 王芳 has it, 刘奶奶 and 周敏 wait for it in this order."""
    shift = make.shift(places=1)
    first, second, third = (make.signed_up(one, shift) for one in (make.fang(), make.liu(), make.person()))
    return shift, first, second, third


def test_nobody_signs_up_before_it_opens_or_after_it_closes(app: Flask) -> None:
    shift = make.shift(opens_at=NOW + HOUR, closes_at=NOW + 3 * HOUR)

    with pytest.raises(NotYetOpen, match="11月21日 08:30 开始"):
        make.signed_up(make.fang(), shift)
    with pytest.raises(Closed):
        make.signed_up(make.fang(), shift, at=NOW + 3 * HOUR)
    assert make.signed_up(make.fang(), shift, at=NOW + HOUR).state is SignUpState.CONFIRMED


def test_a_post_that_needs_a_skill_takes_nobody_who_does_not_say_he_has_it(app: Flask) -> None:
    shift = make.shift(slots=[make.slot(NOW + 2 * DAY, skill=Skill.LEGAL)])
    make.done(lambda now: skills.state(make.fang().id, [Skill.DRIVING], now))

    with pytest.raises(NeedsSkill, match="需要资格：这个岗位要会“法律”"):
        make.signed_up(make.fang(), shift)
    make.done(lambda now: skills.state(make.fang().id, [Skill.LEGAL], now))

    assert make.signed_up(make.fang(), shift).state is SignUpState.CONFIRMED
    assert make.post(shift).taken == 1


def test_two_places_are_for_two_people(app: Flask) -> None:
    shift = make.shift(places=2)

    states = [make.signed_up(one, shift).state for one in (make.fang(), make.liu(), make.lei())]

    assert states == [SignUpState.CONFIRMED, SignUpState.CONFIRMED, SignUpState.WAITING]


def test_the_unit_of_that_day_is_kept(app: Flask) -> None:
    assert make.signed_up(make.fang()).unit_id == make.unit().id


def test_who_comes_later_stands_further_back(app: Flask) -> None:
    _shift, _first, second, third = full()

    assert line_places([second, third]) == {second.id: 1, third.id: 2}


def test_who_withdraws_lets_the_first_in_line_move_up_and_know(app: Flask) -> None:
    shift, first, second, third = full()

    withdraw(first)

    assert [state_of(one) for one in (first, second, third)] == [
        SignUpState.WITHDRAWN,
        SignUpState.CONFIRMED,
        SignUpState.WAITING,
    ]
    said = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == make.liu().id)).all()
    assert ["转为报名成功" in one for one in said] == [True]
    assert (line_places([third])[third.id], shift.posts[0].taken, shift.posts[0].waiting) == (1, 1, 1)


@pytest.mark.parametrize(("before", "state"), [(1, SignUpState.CONFIRMED), (0, SignUpState.WAITING)])
def test_nobody_moves_up_by_surprise(app: Flask, before: int, state: SignUpState) -> None:
    shift, first, second, _third = full()

    withdraw(first, at=shift.starts_at - 12 * HOUR - before * MINUTE)

    assert state_of(second) is state


def test_then_the_leader_picks(app: Flask) -> None:
    shift, first, second, third = full()
    withdraw(first, at=shift.starts_at - HOUR)

    pick(third, at=shift.starts_at - HOUR)

    assert (state_of(second), state_of(third)) == (SignUpState.WAITING, SignUpState.CONFIRMED)
    with pytest.raises(NoPlaceFree):
        pick(second)
    with pytest.raises(NothingToWithdraw):
        pick(third)


def test_only_who_leads_picks(app: Flask) -> None:
    _shift, _first, second, _third = full()

    for who in (make.lei(), make.other_clerk(), make.fang()):
        with pytest.raises(MayNotArrange):
            pick(second, who)


def test_who_waits_leaves_the_line_without_moving_anybody(app: Flask) -> None:
    shift, first, second, third = full()

    withdraw(second)

    assert (state_of(first), line_places([third])) == (SignUpState.CONFIRMED, {third.id: 1})
    assert (shift.posts[0].taken, shift.posts[0].waiting) == (1, 1)


def test_nobody_signs_up_twice(app: Flask) -> None:
    shift = make.shift()
    made = make.signed_up(make.fang(), shift)

    with pytest.raises(AlreadySignedUp):
        make.signed_up(make.fang(), shift)

    withdraw(made)
    assert make.signed_up(make.fang(), shift).state is SignUpState.CONFIRMED


def test_two_times_that_overlap_are_refused_by_name(app: Flask) -> None:
    make.signed_up(make.fang(), make.shift(title="包饺子", start=NOW + 2 * DAY))

    with pytest.raises(TimesOverlap, match="“包饺子”（11月23日 07:30）"):
        make.signed_up(make.fang(), make.shift(start=NOW + 2 * DAY + 2 * HOUR))

    after = make.signed_up(make.fang(), make.shift(start=NOW + 2 * DAY + 3 * HOUR))
    assert after.state is SignUpState.CONFIRMED  # one ends as the other begins


def test_after_the_start_nobody_signs_up_or_withdraws(app: Flask) -> None:
    shift = make.shift()
    made = make.signed_up(make.fang(), shift)

    with pytest.raises(Started):
        make.signed_up(make.liu(), shift, at=shift.starts_at)
    with pytest.raises(Started):
        withdraw(made, at=shift.starts_at)

    assert state_of(made) is SignUpState.CONFIRMED


def test_a_postponed_event_can_be_left_and_not_joined(app: Flask) -> None:
    shift, clerk = make.shift(), make.principal(make.jing())
    made = make.signed_up(make.fang(), shift)
    make.done(lambda now: arranging.postpone(shift.event, "下雪了", clerk, now))

    withdraw(made, at=shift.ends_at + DAY)

    with pytest.raises(NotOpen):
        make.signed_up(make.liu(), shift)


def test_nobody_withdraws_for_another_or_twice(app: Flask) -> None:
    made = make.signed_up()

    with pytest.raises(NothingToWithdraw):
        withdraw(made, make.lei())
    withdraw(made)
    with pytest.raises(NothingToWithdraw):
        withdraw(made)


def test_the_host_takes_a_place_back_with_a_reason(app: Flask) -> None:
    _shift, first, second, _third = full()
    li = make.principal(make.li())

    make.done(lambda now: signups.release(first, "要有驾照", li, now))

    assert (state_of(first), state_of(second), first.ended_words) == (
        SignUpState.RELEASED,
        SignUpState.CONFIRMED,
        "要有驾照",
    )
    lei = make.principal(make.lei())
    with pytest.raises(MayNotArrange):
        make.done(lambda now: signups.release(second, "不", lei, now))


# ------------------------------------------------------------------------------ whatever anybody tries

STEPS = st.lists(
    st.tuples(st.sampled_from(["sign_up", "withdraw", "pick", "places", "later"]), st.integers(0, 3)), max_size=14
)


@on_sqlite
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_a_post_counts_its_people_whatever_they_do(app: Flask, empty: Callable[[], None], steps: Any) -> None:
    db.session.remove()
    empty()
    shift = make.shift(places=1)
    post, clerk = shift.posts[0], make.jing()
    people = [make.fang(), make.liu(), make.lei(), make.li()]
    at = NOW

    for what, number in steps:
        order = waiting(shift)
        is_picked = what == "pick"
        try:
            if what == "sign_up":
                make.signed_up(people[number], shift, at=at)
            elif what == "later":
                at += 11 * HOUR
            elif what == "places":
                who = make.principal(clerk)
                make.done(partial(arranging.change_places, post, number + 1, who), at)
            else:
                made = standing(shift, people[number])
                if made is not None:
                    (withdraw if what == "withdraw" else pick)(made, at=at)
        except Refusal:
            db.session.rollback()
        assert checks.a_post_counts_its_people() is None
        db.session.refresh(post)
        assert 0 <= post.taken <= post.places
        left = waiting(shift)
        assert [one for one in order if one in left] == left[: len([one for one in order if one in left])]
        promoted = [one for one in order if one not in left and db.session.get_one(SignUp, one).promoted_at is not None]
        assert is_picked or promoted == order[: len(promoted)]
        assert post.taken == post.places or not left or at >= shift.starts_at - 12 * HOUR


def waiting(shift: Shift) -> list[int]:
    found = sa.select(SignUp.id).where(SignUp.shift_id == shift.id, SignUp.state == SignUpState.WAITING)
    return list(db.session.scalars(found.order_by(SignUp.id)))


def standing(shift: Shift, person: Person) -> SignUp | None:
    states = (SignUpState.CONFIRMED, SignUpState.WAITING)
    mine = sa.select(SignUp).where(SignUp.shift_id == shift.id, SignUp.person_id == person.id)
    return db.session.scalar(mine.where(SignUp.state.in_(states)))
