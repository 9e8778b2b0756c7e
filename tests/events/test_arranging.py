"""Publishing only what is complete, changing places, postponing, cancelling, copying; and who may."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import DAY, HOUR, MINUTE, NOW
from volunteer.accounts.models import Person
from volunteer.attendance import checks
from volunteer.base.db import db
from volunteer.events import arranging, timers
from volunteer.events.models import Event, EventReminder, Post, Risk, SignUp, SignUpState, State
from volunteer.events.notice import FIELDS
from volunteer.events.refusals import FewerThanTaken, MayNotArrange, NoticeIncomplete, TooLateToPublish
from volunteer.journal.moves import MovedOn
from volunteer.notices.models import Notice


def told(person: Person) -> list[str]:
    return list(db.session.scalars(sa.select(Notice.text).where(Notice.person_id == person.id).order_by(Notice.id)))


def act(rule: Any, event: Event | Post, *given: Any, by: Person | None = None, at: Any = None) -> Any:
    who = make.principal(by or make.jing())
    return make.done(lambda now: rule(event, *given, who, now), at)


# ------------------------------------------------------------------------------ publishing


def test_a_complete_notice_is_published(app: Flask) -> None:
    event = make.published_event()

    assert (event.state, event.published_at) == (State.PUBLISHED, NOW)


@pytest.mark.parametrize("field", FIELDS)
def test_a_notice_that_lacks_a_field_is_not_published(app: Flask, field: str) -> None:
    lacking: dict[str, Any] = {field: ""}
    event = make.event(**lacking)

    with pytest.raises(NoticeIncomplete, match=FIELDS[field]):
        act(arranging.publish, event)

    assert event.state is State.DRAFT


@pytest.mark.parametrize("risk", [Risk.MEDIUM, Risk.HIGH])
def test_what_may_endanger_is_insured_first(app: Flask, risk: Risk) -> None:
    bare, insured = make.event(risk=risk), make.event(risk=risk, insurance="团体意外险，平安 0012345")

    act(arranging.publish, insured)

    with pytest.raises(NoticeIncomplete, match="保险"):
        act(arranging.publish, bare)


def test_an_event_without_a_time_is_not_published(app: Flask) -> None:
    event = make.event()
    clerk = make.principal(make.jing())
    make.done(lambda now: arranging.revise(event, make.notice(), [], make.li().id, clerk, now))

    with pytest.raises(NoticeIncomplete, match="时间"):
        act(arranging.publish, event)


@pytest.mark.parametrize("late", [0 * MINUTE, 1 * MINUTE, 3 * DAY])
def test_nothing_is_published_after_it_began(app: Flask, late: Any) -> None:
    event = make.event(start=NOW + DAY)

    with pytest.raises(TooLateToPublish):
        act(arranging.publish, event, at=NOW + DAY + late)


def test_what_was_published_is_not_revised(app: Flask) -> None:
    event, clerk = make.published_event(), make.principal(make.jing())

    with pytest.raises(MovedOn):
        make.done(lambda now: arranging.revise(event, make.notice(), [], make.li().id, clerk, now))


# ------------------------------------------------------------------------------ who may


@pytest.mark.parametrize("who", ["lei", "other_clerk", "li", "liaison", "viewer"])
def test_only_who_works_for_the_host_arranges(app: Flask, who: str) -> None:
    event, person = make.published_event(), getattr(make, who)()

    for rule, given in ((arranging.publish, ()), (arranging.cancel, ("没有",)), (arranging.postpone, ("雪",))):
        with pytest.raises(MayNotArrange):
            act(rule, event, *given, by=person)
    with pytest.raises(MayNotArrange):
        make.event(by=person)
    with pytest.raises(MayNotArrange):
        act(arranging.change_places, event.shifts[0].posts[0], 9, by=person)


def test_a_liaison_arranges_for_the_unit(app: Flask) -> None:
    event = make.published_event(host=make.unit(), by=make.liaison())

    assert event.host.code == "SFJ"


# ------------------------------------------------------------------------------ places


def test_fewer_places_than_taken_name_who_would_be_over_and_change_nobody(app: Flask) -> None:
    shift = make.shift(places=2)
    make.signed_up(make.fang(), shift)
    make.signed_up(make.liu(), shift)

    with pytest.raises(FewerThanTaken, match="刘") as refused:
        act(arranging.change_places, shift.posts[0], 1)

    db.session.rollback()
    assert "王" not in refused.value.message
    assert (shift.posts[0].places, shift.posts[0].taken) == (2, 2)


def test_more_places_let_the_line_move_up(app: Flask) -> None:
    shift = make.shift(places=1)
    make.signed_up(make.fang(), shift)
    waits = make.signed_up(make.liu(), shift)

    act(arranging.change_places, shift.posts[0], 2)

    assert (waits.state, shift.posts[0].taken, shift.posts[0].waiting) == (SignUpState.CONFIRMED, 2, 0)
    assert "有空位" in told(make.liu())[-1]


# ------------------------------------------------------------------------------ postponed, moved, cancelled, copied


def two_signed_up() -> Event:
    shift = make.shift(places=1)
    make.signed_up(make.fang(), shift)
    make.signed_up(make.liu(), shift)
    return shift.event


def test_postponing_reaches_everybody_and_keeps_their_places(app: Flask) -> None:
    event = two_signed_up()

    act(arranging.postpone, event, "下雪了")

    assert (event.state, event.state_words) == (State.POSTPONED, "下雪了")
    assert all("下雪了" in told(one)[-1] for one in (make.fang(), make.liu()))
    assert (event.shifts[0].posts[0].taken, event.shifts[0].posts[0].waiting) == (1, 1)


def test_a_new_time_moves_every_shift_and_reaches_everybody(app: Flask) -> None:
    event = two_signed_up()
    start, end = event.shifts[0].starts_at, event.shifts[0].ends_at
    act(arranging.postpone, event, "下雪了")

    act(arranging.reschedule, event, 3 * 24 * 60)

    assert (event.state, event.state_words) == (State.PUBLISHED, None)
    assert (event.shifts[0].starts_at, event.shifts[0].ends_at) == (start + 3 * DAY, end + 3 * DAY)
    assert all("新时间" in told(one)[-1] for one in (make.fang(), make.liu()))


def test_a_new_time_in_the_past_changes_nothing(app: Flask) -> None:
    event = two_signed_up()
    start = event.shifts[0].starts_at
    act(arranging.postpone, event, "下雪了")

    with pytest.raises(TooLateToPublish):
        act(arranging.reschedule, event, -3 * 24 * 60)

    db.session.rollback()
    assert event.shifts[0].starts_at == start


def test_only_what_was_postponed_gets_a_new_time(app: Flask) -> None:
    with pytest.raises(MovedOn):
        act(arranging.reschedule, two_signed_up(), 60)


def test_cancelling_reaches_everybody_and_releases_all(app: Flask) -> None:
    event = two_signed_up()

    act(arranging.cancel, event, "场地没有了")

    assert (event.state, event.state_words) == (State.CANCELLED, "场地没有了")
    assert set(db.session.scalars(sa.select(SignUp.state))) == {SignUpState.RELEASED}
    assert all("场地没有了" in told(one)[-1] for one in (make.fang(), make.liu()))
    assert checks.a_post_counts_its_people() is None


def test_what_was_held_stays_when_the_rest_is_cancelled(app: Flask) -> None:
    slots = [make.slot(NOW), make.slot(NOW + 2 * DAY)]
    event = make.published_event(slots=slots, at=NOW - DAY)
    first = make.signed_up(make.fang(), event.shifts[0], at=NOW - DAY)
    second = make.signed_up(make.fang(), event.shifts[1], at=NOW - DAY)
    make.came(event.shifts[0])
    make.confirmed(event.shifts[0])

    act(arranging.cancel, event, "场地没有了", at=NOW + DAY)

    assert (first.state, second.state) == (SignUpState.CONFIRMED, SignUpState.RELEASED)
    assert checks.a_post_counts_its_people() is None


def test_a_copy_is_a_draft_of_its_own(app: Flask) -> None:
    event = two_signed_up()

    again = act(arranging.copy, event, 7)

    assert (again.state, again.title, again.code == event.code) == (State.DRAFT, event.title, False)
    assert again.shifts[0].starts_at == event.shifts[0].starts_at + 7 * DAY
    assert (again.shifts[0].posts[0].places, again.shifts[0].posts[0].taken) == (1, 0)


# ------------------------------------------------------------------------------ timers


def test_who_has_a_place_is_reminded_once_the_day_before(app: Flask) -> None:
    two_signed_up()

    for hours in (0, 12, 24, 25, 30):
        timers.run(NOW + hours * HOUR)

    assert len([one for one in told(make.fang()) if one.startswith("明天")]) == 1
    assert told(make.liu()) == []  # still in line


def test_a_moved_event_is_reminded_of_again(app: Flask) -> None:
    event = two_signed_up()
    timers.run(NOW + 26 * HOUR)
    act(arranging.postpone, event, "下雪了", at=NOW + 27 * HOUR)
    act(arranging.reschedule, event, 3 * 24 * 60, at=NOW + 28 * HOUR)

    timers.run(NOW + 4 * DAY)

    assert len([one for one in told(make.fang()) if one.startswith("明天")]) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EventReminder)) == 1


def test_an_event_ends_by_itself_after_its_last_shift(app: Flask) -> None:
    event = make.published_event(slots=[make.slot(NOW + DAY), make.slot(NOW + 2 * DAY)])

    timers.run(NOW + 2 * DAY)
    before = event.state
    timers.run(NOW + 2 * DAY + 3 * HOUR)
    timers.run(NOW + 3 * DAY)

    assert (before, db.session.get_one(Event, event.id).state) == (State.PUBLISHED, State.ENDED)
    assert len([one for one in told(make.li()) if "确认名单" in one]) == 1


def test_a_postponed_event_does_not_end(app: Flask) -> None:
    event = two_signed_up()
    act(arranging.postpone, event, "下雪了")

    timers.run(NOW + 9 * DAY)

    assert db.session.get_one(Event, event.id).state is State.POSTPONED
