"""What happens when nobody does anything: a reminder first, then it goes back, or the clerk is asked."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE, SECOND
from volunteer.base.db import db, write
from volunteer.cli.checking import first_difference
from volunteer.journal.models import Line
from volunteer.notices.models import Notice
from volunteer.notices.queries import notices_of
from volunteer.wishes import claiming, timers
from volunteer.wishes.models import Ending, Outcome, Reminder, State, Wish
from volunteer.wishes.queries import active_claim, claims_of_wish

LONG = 400 * DAY


def run(late: timedelta) -> None:
    """Let the timer run this long after now."""
    with clock.held_at(make.NOW + late):
        timers.run(make.NOW + late)
    db.session.rollback()


def texts(person: Person) -> list[str]:
    """What the person was told, newest first."""
    return [one.text for one in notices_of(person.id)]


def reminders(person: Person) -> int:
    return sum("请" in text for text in texts(person))


def contacted(**given: object) -> Wish:
    """A wish that 王芳 claimed now and rang about at once."""
    wish, fang = make.claimed_wish(**given), make.principal(make.fang())  # type: ignore[arg-type]
    write(lambda now: claiming.contacted(wish, "", fang, now))
    return wish


def everything() -> tuple[int, ...]:
    """How many rows the timers may have added."""
    return tuple(
        db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in (Line, Notice, Reminder)
    )


# ------------------------------------------------------------------------------ getting in touch


def test_after_a_day_the_claimant_is_reminded_to_ring(app: Flask) -> None:
    make.claimed_wish()

    run(24 * HOUR)
    assert reminders(make.fang()) == 0
    run(24 * HOUR + MINUTE)

    assert texts(make.fang()) == ["您认领了“一台带大字的收音机”，请给社区联络人打个电话"]


def test_the_reminder_comes_once(app: Flask) -> None:
    make.claimed_wish()

    for hours in (25, 26, 49, 73):
        run(hours * HOUR)

    assert reminders(make.fang()) == 1


def test_who_rang_is_not_reminded(app: Flask) -> None:
    contacted()

    run(3 * DAY)

    assert texts(make.fang()) == []


def test_after_a_week_without_a_call_the_wish_goes_back(app: Flask) -> None:
    wish = make.claimed_wish()

    run(7 * DAY)
    assert wish.state is State.CLAIMED
    run(7 * DAY + SECOND)

    assert (wish.state, active_claim(wish), claims_of_wish(wish)[0].ending) == (
        State.PUBLISHED,
        None,
        Ending.NO_CONTACT,
    )
    assert "一直没有联系上" in texts(make.fang())[0]
    assert "退回来了" in texts(make.jing())[0]


def test_what_went_back_is_open_for_thirty_days_again(app: Flask) -> None:
    wish = make.claimed_wish()

    run(8 * DAY)

    assert wish.open_until == date(2026, 12, 29)


def test_going_back_is_done_by_nobody(app: Flask) -> None:
    wish = make.claimed_wish()

    run(8 * DAY)

    line = db.session.scalars(sa.select(Line).order_by(Line.id.desc())).first()
    assert line is not None
    assert (line.action, line.actor_id, line.detail["ending"]) == ("wishes.published", None, "no_contact")
    assert wish.state is State.PUBLISHED


# ------------------------------------------------------------------------------ the day it is due


@pytest.mark.parametrize(("days", "told"), [(26, 0), (27, 1), (28, 1), (29, 2), (30, 2)])
def test_three_days_and_one_day_before_the_claimant_is_reminded(app: Flask, days: int, told: int) -> None:
    contacted()

    for day in range(20, days + 1):
        run(day * DAY)

    assert reminders(make.fang()) == told


def test_a_worker_that_slept_reminds_once_and_not_twice_at_a_time(app: Flask) -> None:
    contacted()

    run(29 * DAY)

    assert reminders(make.fang()) == 1


def test_on_the_day_it_is_due_the_wish_is_still_the_claimants(app: Flask) -> None:
    wish = contacted()

    run(30 * DAY)

    assert wish.state is State.CLAIMED


def test_the_day_after_the_wish_goes_back_without_harm(app: Flask) -> None:
    wish = contacted()

    run(31 * DAY)

    assert (wish.state, claims_of_wish(wish)[0].ending) == (State.PUBLISHED, Ending.OVERDUE)
    assert texts(make.fang())[0] == "心愿“一台带大字的收音机”到期了，已退回给社区，不影响您再认领"


# ------------------------------------------------------------------------------ the resident's word


def test_after_three_days_resident_and_clerks_are_reminded_to_confirm(app: Flask) -> None:
    make.second_clerk()
    make.delivered_wish()
    before = [len(texts(one)) for one in (make.liu(), make.jing(), make.second_clerk())]

    run(3 * DAY)
    assert [len(texts(one)) for one in (make.liu(), make.jing(), make.second_clerk())] == before
    run(3 * DAY + SECOND)

    after = [len(texts(one)) for one in (make.liu(), make.jing(), make.second_clerk())]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1]


def test_a_reported_wish_never_closes_by_itself(app: Flask) -> None:
    wish = make.delivered_wish()

    run(LONG)

    assert wish.state is State.DELIVERED


# ------------------------------------------------------------------------------ nobody claims it


def test_a_wish_that_nobody_claims_expires_after_its_last_day(app: Flask) -> None:
    wish = make.published_wish()

    run(30 * DAY)
    assert wish.state is State.PUBLISHED
    run(31 * DAY)

    assert (wish.state, wish.outcome) == (State.CLOSED, Outcome.EXPIRED)
    assert ["到期" in texts(one)[0] for one in (make.liu(), make.jing())] == [True, True]


def test_what_waits_for_review_does_not_expire(app: Flask) -> None:
    wish = make.wish()

    run(LONG)

    assert wish.state is State.SUBMITTED


# ------------------------------------------------------------------------------ private data


def test_a_year_after_it_was_closed_the_resident_is_forgotten(app: Flask) -> None:
    wish = make.fulfilled_wish()

    run(365 * DAY)
    assert wish.beneficiary.name == "刘桂兰"
    run(365 * DAY + SECOND)

    private = wish.beneficiary
    assert (private.name, private.phone, private.address) == (None, None, None)
    assert private.forgotten_at == make.NOW + 365 * DAY + SECOND


def test_an_open_wish_keeps_its_resident(app: Flask) -> None:
    wish = make.delivered_wish()

    run(LONG)

    assert wish.beneficiary.phone == "13919000010"


def test_the_wish_itself_stays(app: Flask) -> None:
    wish = make.fulfilled_wish()

    run(LONG)

    assert (wish.title, wish.outcome) == ("一台带大字的收音机", Outcome.FULFILLED)


# ------------------------------------------------------------------------------ twice


@pytest.mark.parametrize("late", [25 * HOUR, 8 * DAY, 29 * DAY, 31 * DAY, LONG])
def test_a_timer_that_runs_twice_does_nothing_twice(app: Flask, late: timedelta) -> None:
    make.published_wish()
    make.claimed_wish()
    contacted()
    make.delivered_wish(make.li())
    make.fulfilled_wish()
    run(late)
    before = everything()

    run(late)

    assert everything() == before
    assert first_difference() is None


def test_timers_that_ran_every_hour_leave_what_one_that_slept_leaves(app: Flask) -> None:
    kept, left = make.delivered_wish(make.li()), make.claimed_wish()

    for hours in range(0, 9 * 24, 6):
        run(hours * HOUR)

    assert (kept.state, left.state) == (State.DELIVERED, State.PUBLISHED)
    assert reminders(make.fang()) == 1
    assert first_difference() is None
