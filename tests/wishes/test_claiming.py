"""Claiming a wish, getting in touch, giving it back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.journal.moves import MovedOn
from volunteer.journal.queries import lines_of
from volunteer.notices.queries import notices_of
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging
from volunteer.wishes import claiming
from volunteer.wishes.models import Ending, Spoke, State, Wish, WishClaim
from volunteer.wishes.queries import active_claim, active_claims_of, claims_of, claims_of_wish
from volunteer.wishes.refusals import ClaimsUsedUp, Expired, OwnWish


def claim(wish: Wish, by: Person, late: timedelta = 0 * DAY) -> WishClaim:
    who = make.principal(by)
    return make.done(lambda now: claiming.claim(wish, who, now), make.NOW + late)


def release(wish: Wish, by: Person) -> None:
    who = make.principal(by)
    write(lambda now: claiming.release(wish, "要出差一个月", who, now))


# ------------------------------------------------------------------------------ claiming


def test_a_claim_is_a_promise_with_its_dates(app: Flask) -> None:
    made = claim(make.published_wish(), make.fang())

    assert (made.claimed_at, made.contact_by, made.due_on) == (make.NOW, make.NOW + 7 * DAY, date(2026, 12, 21))
    assert (made.wish.state, made.person_id, made.unit_id) == (State.CLAIMED, make.fang().id, make.unit().id)


def test_a_claim_keeps_the_unit_of_that_day(app: Flask) -> None:
    made, fang, other = claim(make.published_wish(), make.fang()), make.fang(), make.unit("JYJ", "兰州市教育局")

    write(lambda now: membership.join(fang.id, other.id, Belonging.UNIT, None, now))

    assert made.unit_id == make.unit().id


def test_who_has_no_unit_may_claim(app: Flask) -> None:
    assert claim(make.published_wish(), make.lei()).unit_id is None


def test_the_community_and_the_resident_are_told(app: Flask) -> None:
    claim(make.published_wish(), make.fang())

    told = [notices_of(one.id)[0].text for one in (make.jing(), make.liu())]
    assert ["有人认领了" in text for text in told] == [True, True]
    assert not any("王芳" in text for text in told)


def test_of_two_claimants_the_second_is_told_that_it_is_taken(app: Flask) -> None:
    wish = make.published_wish()
    claim(wish, make.fang())

    with pytest.raises(MovedOn, match="这个心愿现在是“对接中”"):
        claim(wish, make.li())


def test_the_database_knows_one_open_claim_for_a_wish(app: Flask) -> None:
    wish = make.claimed_wish()
    given = {"wish_id": wish.id, "person_id": make.li().id, "contact_by": make.NOW, "due_on": make.TODAY}

    with pytest.raises(sa.exc.IntegrityError):
        write(lambda now: db.session.add(WishClaim(code="ZZZZ2222", claimed_at=now, **given)))


@pytest.mark.parametrize("made", [make.wish, make.delivered_wish, make.fulfilled_wish])
def test_only_a_published_wish_is_claimed(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    with pytest.raises(MovedOn):
        claim(wish, make.li())


def test_nobody_answers_her_own_wish(app: Flask) -> None:
    with pytest.raises(OwnWish):
        claim(make.published_wish(), make.liu())


def test_nobody_answers_a_wish_that_was_written_down_for_him(app: Flask) -> None:
    wish = make.published_wish(spoke=Spoke.SELF, resident=make.resident())

    with pytest.raises(OwnWish):
        claim(wish, make.liu())


def test_the_clerk_who_wrote_it_down_may_answer_it_herself(app: Flask) -> None:
    assert claim(make.published_wish(spoke=Spoke.SELF), make.jing()).person_id == make.jing().id


def test_the_last_day_is_a_day_on_which_it_may_be_claimed(app: Flask) -> None:
    wish = make.published_wish()

    made = claim(wish, make.fang(), 30 * DAY)

    assert made.wish_id == wish.id


def test_the_day_after_it_has_expired(app: Flask) -> None:
    wish = make.published_wish()

    with pytest.raises(Expired, match="12月21日 截止认领"):
        claim(wish, make.fang(), 31 * DAY)


def three_claims() -> None:
    for _ in range(3):
        make.claimed_wish()


def test_three_wishes_at_a_time_are_enough(app: Flask) -> None:
    three_claims()

    with pytest.raises(ClaimsUsedUp, match="您已经在办 3 个心愿"):
        claim(make.published_wish(), make.fang())


def test_three_wishes_of_one_are_not_anothers(app: Flask) -> None:
    three_claims()

    assert claim(make.published_wish(), make.li()).person_id == make.li().id


def test_who_has_done_one_may_claim_the_next(app: Flask) -> None:
    three_claims()
    wish = claims_of(make.fang().id)[0].wish
    make.delivered_wish(wish=wish, began=make.NOW, at=make.NOW + make.HOUR)
    make.confirm(wish, at=make.NOW + make.HOUR)

    claim(make.published_wish(), make.fang())

    assert active_claims_of(make.fang().id) == 3


# ------------------------------------------------------------------------------ getting in touch


def test_getting_in_touch_is_noted_with_what_was_agreed(app: Flask) -> None:
    wish, fang = make.claimed_wish(), make.principal(make.fang())

    write(lambda now: claiming.contacted(wish, "周六上午十点", fang, now))

    held = active_claim(wish)
    assert held is not None
    assert (held.contacted_at, held.contact_words) == (make.NOW, "周六上午十点")
    assert lines_of("wishes", wish.id)[-1].action == "claim.contacted"


def test_the_journal_does_not_hold_what_was_agreed(app: Flask) -> None:
    wish, fang = make.claimed_wish(), make.principal(make.fang())

    write(lambda now: claiming.contacted(wish, "周六上午十点", fang, now))

    assert "周六" not in str(lines_of("wishes", wish.id)[-1].detail)


@pytest.mark.parametrize("by", [make.lei, make.li, make.liu, make.jing])
def test_only_the_claimant_says_that_she_got_in_touch(app: Flask, by: Callable[[], Person]) -> None:
    wish, who = make.claimed_wish(), make.principal(by())

    with pytest.raises(NotYours):
        write(lambda now: claiming.contacted(wish, "", who, now))


# ------------------------------------------------------------------------------ giving it back


def test_a_wish_that_was_given_back_may_be_claimed_by_another(app: Flask) -> None:
    wish = make.claimed_wish()
    release(wish, make.fang())

    claim(wish, make.li())

    assert [(one.person_id, one.ending) for one in claims_of_wish(wish)] == [
        (make.fang().id, Ending.RELEASED),
        (make.li().id, None),
    ]


def test_it_may_also_be_claimed_by_the_same_again(app: Flask) -> None:
    wish = make.claimed_wish()
    release(wish, make.fang())

    claim(wish, make.fang())

    assert active_claims_of(make.fang().id) == 1


def test_the_released_claim_stays_with_its_words(app: Flask) -> None:
    wish = make.claimed_wish()

    release(wish, make.fang())

    (row,) = claims_of_wish(wish)
    assert (row.ended_at, row.ending, row.ending_words) == (make.NOW, Ending.RELEASED, "要出差一个月")


def test_a_wish_that_was_given_back_is_open_as_long_as_a_new_one(app: Flask) -> None:
    wish = make.claimed_wish(at=make.NOW - 20 * DAY)

    release(wish, make.fang())

    assert wish.open_until == date(2026, 12, 21)


def test_the_clerk_is_told_that_it_came_back(app: Flask) -> None:
    wish = make.claimed_wish()

    release(wish, make.fang())

    assert "退回来了（认领人退回）" in notices_of(make.jing().id)[0].text


@pytest.mark.parametrize("by", [make.lei, make.li, make.liu, make.jing])
def test_only_the_claimant_gives_it_back(app: Flask, by: Callable[[], Person]) -> None:
    wish = make.claimed_wish()

    with pytest.raises(NotYours):
        release(wish, by())


def test_what_was_reported_as_done_is_not_given_back(app: Flask) -> None:
    wish = make.delivered_wish()

    with pytest.raises(MovedOn):
        release(wish, make.fang())


def test_what_nobody_holds_is_not_given_back(app: Flask) -> None:
    with pytest.raises(NotYours):
        release(make.published_wish(), make.fang())
