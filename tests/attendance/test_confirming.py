"""The list, confirmed by a person once, becomes minutes."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import HOUR, MINUTE, NOW
from volunteer.accounts.models import Person
from volunteer.attendance import answering, checks, confirming
from volunteer.attendance.confirming import Decision
from volunteer.attendance.models import Attendance, Credit
from volunteer.attendance.refusals import (
    AlreadyConfirmed,
    CountFirst,
    ListHasProblems,
    MayNotLead,
    NotRunning,
)
from volunteer.base.db import db
from volunteer.base.refusal import NotYours, SameHands
from volunteer.cli.checking import first_difference
from volunteer.events import arranging
from volunteer.events.models import Event, Shift, SignUp, SignUpState, State, Turnout
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.hours.queries import minutes_on
from volunteer.notices.models import Notice

START = NOW - 4 * HOUR


def held(*people: Person, **given: Any) -> Shift:
    """A shift of three hours that ended an hour ago; everybody signed up and was there all the time."""
    shift = make.running(*people, start=given.pop("start", START), **given)
    for one in people:
        make.came(shift, one)
    return shift


def of(person: Person) -> Attendance:
    db.session.expire_all()
    return db.session.scalars(sa.select(Attendance).where(Attendance.person_id == person.id)).one()


def approve(one: Attendance, by: Person) -> None:
    who = make.principal(by)
    make.done(lambda now: confirming.approve(one, who, now))


def postings() -> list[tuple[int, int]]:
    return [(one.person_id, one.minutes) for one in db.session.scalars(sa.select(HourEntry))]


# ------------------------------------------------------------------------------ in order


@pytest.mark.parametrize(("minutes", "said"), [(151, "请写 150 或 156 分钟"), (24, "请写 0")])
def test_minutes_that_are_no_whole_step_are_asked_about_by_name(app: Flask, minutes: int, said: str) -> None:
    shift = held(make.fang())

    with pytest.raises(ListHasProblems, match=f"王芳写的是 {minutes} 分钟.*{said}"):
        make.confirmed(shift, decisions={of(make.fang()).id: Decision(minutes, "中途有事走了")})

    assert postings() == []


def test_a_confirmed_list_credits_each_once_and_settles_the_event(app: Flask) -> None:
    shift = held(make.fang(), make.liu())

    make.confirmed(shift, headcount=2)

    assert sorted(postings()) == sorted([(make.fang().id, 180), (make.liu().id, 180)])
    assert of(make.fang()).credit is Credit.CREDITED
    assert db.session.get_one(Event, shift.event_id).state is State.SETTLED
    assert first_difference() is None


def test_scanned_minutes_say_so(app: Flask) -> None:
    make.confirmed(held(make.fang()))

    entry = db.session.scalars(sa.select(HourEntry)).one()

    assert (entry.provenance, entry.person_in_charge, entry.unit_id) == (Provenance.SCANNED, "李强", make.unit().id)


def test_an_event_is_settled_with_its_last_list(app: Flask) -> None:
    event = make.published_event(slots=[make.slot(START), make.slot(START + HOUR)], at=START - HOUR)

    make.confirmed(event.shifts[0], headcount=0)
    before = db.session.get_one(Event, event.id).state
    make.confirmed(event.shifts[1], headcount=0)

    assert (before, event.state) == (State.PUBLISHED, State.SETTLED)


def test_heads_are_counted_first(app: Flask) -> None:
    shift, jing = held(make.fang()), make.principal(make.jing())

    with pytest.raises(CountFirst):
        make.done(lambda now: confirming.confirm(shift, {}, {}, jing, now))


def test_a_list_is_not_confirmed_before_the_end(app: Flask) -> None:
    shift = held(make.fang())

    with pytest.raises(ListHasProblems, match="还没有结束"):
        make.confirmed(shift, at=shift.ends_at - MINUTE)

    assert postings() == []


def test_of_two_who_confirm_one_succeeds(app: Flask) -> None:
    shift, second = held(make.fang()), make.principal(make.second_clerk())
    make.confirmed(shift)

    with pytest.raises(AlreadyConfirmed):
        make.done(lambda now: confirming.confirm(shift, {}, {}, second, now))
    with pytest.raises(AlreadyConfirmed):
        make.done(lambda now: confirming.count(shift, 7, second, now))

    assert postings() == [(make.fang().id, 180)]


@pytest.mark.parametrize("rule", [arranging.postpone, arranging.cancel])
def test_what_was_called_off_has_no_list(app: Flask, rule: Any) -> None:
    shift, jing = held(), make.principal(make.jing())
    make.done(lambda now: rule(shift.event, "下雪了", jing, now), START)

    with pytest.raises(NotRunning):
        make.confirmed(shift, headcount=0)


def test_a_draft_has_no_list(app: Flask) -> None:
    shift = make.event(start=START, at=START - HOUR).shifts[0]

    with pytest.raises(NotRunning):
        make.confirmed(shift, headcount=0)


@pytest.mark.parametrize("who", ["lei", "fang", "other_clerk", "viewer"])
def test_who_does_not_lead_confirms_nothing(app: Flask, who: str) -> None:
    shift, by = held(make.fang()), make.principal(getattr(make, who)())

    for rule in (
        lambda now: confirming.count(shift, 1, by, now),
        lambda now: confirming.confirm(shift, {}, {}, by, now),
    ):
        with pytest.raises(MayNotLead):
            make.done(rule)


# ------------------------------------------------------------------------------ other minutes


def test_changed_minutes_need_a_reason(app: Flask) -> None:
    shift = held(make.fang())
    one = of(make.fang()).id

    with pytest.raises(ListHasProblems, match="王芳的时长改了"):
        make.confirmed(shift, decisions={one: Decision(120, "")})
    assert db.session.get_one(Shift, shift.id).confirmed_at is None
    make.confirmed(shift, decisions={one: Decision(120, "中途有事走了")})

    entry = db.session.scalars(sa.select(HourEntry)).one()
    assert (entry.minutes, entry.provenance, entry.reason) == (120, Provenance.STAFF, "中途有事走了")


def test_more_than_the_presence_is_refused_by_name(app: Flask) -> None:
    shift = held(make.fang())

    with pytest.raises(ListHasProblems, match="王芳最多在场 180 分钟"):
        make.confirmed(shift, decisions={of(make.fang()).id: Decision(240, "做得好")})


def test_a_time_that_is_recorded_elsewhere_is_refused_by_name(app: Flask) -> None:
    make.posting_(started_at=START + HOUR, ended_at=START + 2 * HOUR, name="送收音机")
    shift = held(make.fang())
    one = of(make.fang()).id

    with pytest.raises(ListHasProblems, match="王芳同一时间在“送收音机”"):
        make.confirmed(shift)
    make.confirmed(shift, decisions={one: Decision(0, "同一时间送收音机")})

    assert of(make.fang()).credit is Credit.NOTHING


def test_too_short_a_time_is_no_minutes(app: Flask) -> None:
    shift = make.running(make.fang(), start=START)
    make.came(shift, came=160 * MINUTE)

    make.confirmed(shift)

    assert (of(make.fang()).credit, postings()) == (Credit.TOO_SHORT, [])


# ------------------------------------------------------------------------------ a second person


def test_ones_own_minutes_wait_for_another_person(app: Flask) -> None:
    shift = held(make.li())
    make.confirmed(shift, by=make.li())
    one = of(make.li())

    assert (one.credit, postings()) == (Credit.SECOND_PERSON, [])
    with pytest.raises(SameHands):
        approve(one, make.li())
    with pytest.raises(MayNotLead):
        approve(one, make.lei())
    approve(one, make.jing())
    with pytest.raises(SameHands):
        approve(one, make.jing())

    entry = db.session.scalars(sa.select(HourEntry)).one()
    assert (entry.minutes, entry.recorded_by, entry.approved_by) == (180, make.li().id, make.jing().id)
    assert first_difference() is None


def test_more_than_a_days_hours_wait_for_another_person(app: Flask) -> None:
    started = NOW - 20 * HOUR  # the same local day as the shift
    make.posting_(started_at=started, lasting=7 * HOUR)
    shift = held(make.fang(), start=NOW - 12 * HOUR)

    make.confirmed(shift)

    assert minutes_on(make.fang().id, make.TODAY) == 0
    assert of(make.fang()).credit is Credit.SECOND_PERSON
    with pytest.raises(SameHands):
        approve(of(make.fang()), make.jing())  # who confirmed
    approve(of(make.fang()), make.second_clerk())
    assert of(make.fang()).credit is Credit.CREDITED


# ------------------------------------------------------------------------------ who did not come


def test_the_list_says_who_came_who_was_excused_and_who_was_absent(app: Flask) -> None:
    shift = make.running(make.fang(), make.liu(), make.lei(), start=START, places=3)
    make.came(shift)
    waits = make.signed_up(make.person(), shift, at=START - HOUR)
    excused = db.session.scalars(sa.select(SignUp).where(SignUp.person_id == make.liu().id)).one()

    make.confirmed(shift, excused={excused.id: "住院"})

    made = db.session.scalars(sa.select(SignUp).order_by(SignUp.id)).all()
    assert [one.turnout for one in made] == [Turnout.SERVED, Turnout.EXCUSED, Turnout.ABSENT, None]
    assert (made[1].turnout_words, waits.state) == ("住院", SignUpState.RELEASED)
    assert checks.a_post_counts_its_people() is None


def test_who_is_said_to_be_absent_answers_and_the_leader_knows(app: Flask) -> None:
    shift = make.running(make.fang(), start=START)
    make.confirmed(shift, headcount=0)
    made = db.session.scalars(sa.select(SignUp)).one()
    fang, lei = make.principal(make.fang()), make.principal(make.lei())

    make.done(lambda now: answering.answer(made, "我到了，没有扫上码", fang, now))

    assert made.answer == "我到了，没有扫上码"
    assert "有话说" in db.session.scalars(sa.select(Notice.text).where(Notice.person_id == make.li().id)).all()[-1]
    with pytest.raises(NotYours):
        make.done(lambda now: answering.answer(made, "不是我", lei, now))


def test_one_browser_for_two_is_shown_and_not_refused(app: Flask) -> None:
    shift = make.running(make.fang(), make.liu(), start=START)
    for one in (make.fang(), make.liu()):
        make.came(shift, one, browser="one")

    assert [[flag.value for flag in one.flags] for one in confirming.list_of(shift)] == [["shared_browser"]] * 2


# ------------------------------------------------------------------------------ the checks


@pytest.mark.parametrize(
    ("check", "change", "said"),
    [
        (checks.a_post_counts_its_people, "posts SET taken = 2", "says 2 taken"),
        (checks.a_post_counts_its_people, "posts SET waiting = 1", "1 waiting"),
        (checks.a_post_counts_its_people, "sign_ups SET state = 'withdrawn'", "it has 0 and 0"),
        (checks.a_credited_attendance_has_its_posting, "attendances SET hour_entry_id = NULL", "does not fit"),
        (checks.a_credited_attendance_has_its_posting, "attendances SET minutes = 6", "does not fit"),
        (
            checks.a_credited_attendance_has_its_posting,
            "attendances SET person_id = (SELECT max(id) FROM people)",
            "does not fit",
        ),
        (checks.a_credited_attendance_has_its_posting, "hour_entries SET source_id = 99", "does not fit"),
        (checks.a_credited_attendance_has_its_posting, "hour_entries SET source = 'wish'", "does not fit"),
        (checks.a_credited_attendance_has_its_posting, "attendances SET credit = 'nothing'", "does not fit"),
        (checks.a_credited_attendance_has_its_posting, "attendances SET credit = NULL", "does not fit"),
    ],
)
def test_a_changed_row_turns_its_check_red(app: Flask, check: Any, change: str, said: str) -> None:
    make.jing()
    make.confirmed(held(make.fang()))
    assert check() is None

    make.behind_the_back("hour_entries", f"UPDATE {change}")

    assert said in str(check())


def test_minutes_of_an_event_that_nobody_earned_are_found(app: Flask) -> None:
    make.posting_(source=Source.EVENT, source_id=77)

    assert "no attendance points to it" in str(checks.a_posting_has_its_attendance())
