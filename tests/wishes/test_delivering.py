"""The claimant says that it is done."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY, HOUR, MINUTE, SECOND
from volunteer.base.db import db, write
from volunteer.base.images import Picture
from volunteer.base.refusal import NotYours
from volunteer.hours.refusals import Overlaps
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.wishes import delivering
from volunteer.wishes.models import Delivery, Evidence, Spoke, State, Wish, WishPhoto
from volunteer.wishes.queries import active_claim, deliveries_of, latest_delivery, photo_of
from volunteer.wishes.refusals import BadVisit

PICTURE = Picture(b"RIFF", 40, 30)


def deliver(
    wish: Wish,
    by: Person | None = None,
    began: timedelta = -HOUR,
    ended: timedelta = 0 * MINUTE,
    **given: object,
) -> Delivery:
    """Report a visit between two times, counted from now."""
    who = make.principal(by or make.fang())
    return make.done(
        lambda now: delivering.deliver(wish, now + began, now + ended, "办好了", who, now, **given)  # type: ignore[arg-type]
    )


def old_claim() -> Wish:
    """A wish that 王芳 claimed two days ago."""
    return make.claimed_wish(at=make.NOW - 2 * DAY)


def test_a_report_keeps_the_visit_and_asks_for_the_residents_word(app: Flask) -> None:
    wish = old_claim()

    made = deliver(wish, began=-2 * HOUR, ended=-HOUR)

    assert (made.began_at, made.ended_at, made.delivered_at) == (make.NOW - 2 * HOUR, make.NOW - HOUR, make.NOW)
    assert wish.state is State.DELIVERED


def test_the_resident_and_every_clerk_are_asked(app: Flask) -> None:
    ping = make.second_clerk()

    deliver(old_claim())

    told = [notices_of(one.id)[0].text for one in (make.liu(), make.jing(), ping)]
    assert ["志愿者说办好了" in text for text in told] == [True, True, True]


def test_for_a_resident_without_an_account_the_clerks_are_asked(app: Flask) -> None:
    wish = make.claimed_wish(at=make.NOW - 2 * DAY, spoke=Spoke.SELF)

    deliver(wish)

    assert "等居民确认" in notices_of(make.jing().id)[0].text


def test_a_report_without_a_call_before_counts_as_getting_in_touch(app: Flask) -> None:
    wish = old_claim()

    deliver(wish)

    claim = active_claim(wish)
    assert claim is not None
    assert claim.contacted_at == make.NOW


@pytest.mark.parametrize("by", [make.lei, make.li, make.liu, make.jing])
def test_only_the_claimant_reports(app: Flask, by: Callable[[], Person]) -> None:
    wish = old_claim()

    with pytest.raises(NotYours):
        deliver(wish, by())


def test_what_nobody_claimed_is_not_reported(app: Flask) -> None:
    with pytest.raises(NotYours):
        deliver(make.published_wish())


def test_a_report_is_made_once(app: Flask) -> None:
    wish = old_claim()
    deliver(wish)

    with pytest.raises(MovedOn):
        deliver(wish)


@pytest.mark.parametrize(
    ("began", "ended", "field"),
    [
        (-HOUR, -HOUR, "ended"),  # no time at all
        (-HOUR, -2 * HOUR, "ended"),  # backwards
        (-HOUR, 6 * MINUTE, "ended"),  # not over yet
        (-2 * DAY - MINUTE, -2 * DAY + HOUR, "began"),  # before it was claimed
        (-13 * HOUR, -HOUR + SECOND, "ended"),  # longer than a day's work
    ],
)
def test_times_that_cannot_be_right_are_refused(app: Flask, began: timedelta, ended: timedelta, field: str) -> None:
    wish = old_claim()

    with pytest.raises(BadVisit) as refused:
        deliver(wish, began=began, ended=ended)

    assert (refused.value.field, refused.value.status, wish.state) == (field, 422, State.CLAIMED)


@pytest.mark.parametrize(
    ("began", "ended"),
    [
        (-HOUR, 5 * MINUTE),  # a phone's clock may be a little fast
        (-2 * DAY, -2 * DAY + HOUR),  # at once after the claim
        (-13 * HOUR, -HOUR),  # twelve hours
        (-MINUTE, 0 * MINUTE),  # handed over at the door
    ],
)
def test_times_that_may_be_right_are_accepted(app: Flask, began: timedelta, ended: timedelta) -> None:
    wish = old_claim()

    deliver(wish, began=began, ended=ended)

    assert wish.state is State.DELIVERED


def test_a_visit_may_begin_in_the_minute_of_the_claim(app: Flask) -> None:
    # A form knows no seconds: 09:00:40 is typed as 09:00.
    wish = make.claimed_wish(at=make.NOW - HOUR + 40 * SECOND)

    deliver(wish, began=-HOUR)

    assert wish.state is State.DELIVERED


def test_a_visit_during_another_service_is_refused_by_its_name(app: Flask) -> None:
    wish = old_claim()
    make.posting_(started_at=make.NOW - 2 * HOUR, name="清明祭扫")

    with pytest.raises(Overlaps, match="清明祭扫"):
        deliver(wish, began=-HOUR)


def test_a_picture_is_kept_with_what_it_shows(app: Flask) -> None:
    wish = old_claim()

    made = deliver(wish, picture=PICTURE, evidence=Evidence.SLIP)

    assert made.photo is not None
    assert (made.evidence, made.photo.content, made.photo.width) == (Evidence.SLIP, b"RIFF", 40)


def test_without_a_picture_nothing_is_shown(app: Flask) -> None:
    made = deliver(old_claim(), evidence=Evidence.SLIP)

    assert (made.evidence, made.photo_id) == (None, None)


def test_a_picture_is_found_through_its_own_wish_only(app: Flask) -> None:
    mine, other = make.delivered_wish(picture=PICTURE), make.published_wish()
    code = db.session.scalars(sa.select(WishPhoto.code)).one()

    assert photo_of(mine, code) is not None
    assert photo_of(other, code) is None


def test_a_refused_report_keeps_no_picture(app: Flask) -> None:
    wish = make.delivered_wish()

    with pytest.raises(MovedOn):
        deliver(wish, picture=PICTURE)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(WishPhoto)) == 0


def test_every_report_is_kept_oldest_first(app: Flask) -> None:
    wish = make.fulfilled_wish()

    assert [(one.words, word is not None and word.is_accepted) for one, word in deliveries_of(wish)] == [
        ("送去了收音机，教会了怎么调台。", True)
    ]


# ------------------------------------------------------------------------------ taking it back


def test_a_report_that_was_wrong_is_taken_back_and_written_anew(app: Flask) -> None:
    wish, fang = old_claim(), make.principal(make.fang())
    deliver(wish, began=-5 * HOUR, ended=-HOUR, picture=PICTURE, evidence=Evidence.PHOTO)

    write(lambda now: delivering.take_back(wish, fang, now))
    state = wish.state
    second = deliver(wish, began=-2 * HOUR, ended=-HOUR)

    assert (state, wish.state) == (State.CLAIMED, State.DELIVERED)
    claim = active_claim(wish)
    assert claim is not None
    assert latest_delivery(claim) == second
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WishPhoto)) == 0
    assert "收回重填" in notices_of(make.liu().id)[1].text


def test_what_was_answered_is_not_taken_back(app: Flask) -> None:
    wish, fang = make.fulfilled_wish(), make.principal(make.fang())

    with pytest.raises(NotYours):
        write(lambda now: delivering.take_back(wish, fang, now))


def test_what_was_not_reported_is_not_taken_back_and_nobody_else_takes_it_back(app: Flask) -> None:
    claimed, fang = old_claim(), make.principal(make.fang())
    with pytest.raises(MovedOn):
        write(lambda now: delivering.take_back(claimed, fang, now))

    deliver(claimed)

    for other in (make.li(), make.liu(), make.jing()):
        who = make.principal(other)
        with pytest.raises(NotYours):
            write(lambda now, who=who: delivering.take_back(claimed, who, now))  # type: ignore[misc]
