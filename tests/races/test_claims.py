"""One wish and many who want it; one person and many wishes; a wish that is withdrawn while it is claimed."""

from concurrent.futures import Future
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.races import stage
from tests.races.conftest import all_in_order
from tests.races.crowd import Act, meanwhile, one_after_the_other, signed_in, statuses, together
from tests.races.serving import PATIENCE, Served
from volunteer.base import clock
from volunteer.base.clock import MINUTE
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.hours.models import HourEntry
from volunteer.wishes import claiming, closing, confirming, delivering, posting
from volunteer.wishes.models import Ending, Outcome, State, Wish, WishClaim, Witness

pytestmark = pytest.mark.race

TAKEN, OVER = "这个心愿现在是“对接中”", "这个心愿现在是“已办结”"


def claims_of(wish_id: int) -> list[WishClaim]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(WishClaim).where(WishClaim.wish_id == wish_id)))


def test_of_a_hundred_people_who_claim_one_wish_together_one_gets_it(served: Served) -> None:
    people = stage.volunteers(100)
    wish = stage.published(1)[0]
    ids = [person.id for person in people]
    visitors = signed_in(served, people)

    answers = together([(visitor, f"/wishes/{wish.code}/claim", {}) for visitor in visitors])

    assert statuses(answers) == {303: 1, 409: 99}
    won = next(number for number, answer in enumerate(answers) if answer.status == 303)
    assert answers[won].goes_to == f"/wishes/{wish.code}"
    assert [(one.person_id, one.ended_at) for one in claims_of(wish.id)] == [(ids[won], None)]
    assert {answer.state for answer in answers if answer.status == 409} == {TAKEN}
    assert all_in_order() is None


def test_a_wish_that_is_withdrawn_while_thirty_claim_it_ends_withdrawn_and_with_nobody(served: Served) -> None:
    liu = signed_in(served, [make.liu()])[0]
    visitors = signed_in(served, stage.volunteers(30))

    for wish in stage.published(5):
        withdrawal = (liu, f"/wishes/{wish.code}/withdraw", {"words": "孙女已经给我买了"})
        answers = together([withdrawal, *((one, f"/wishes/{wish.code}/claim", {}) for one in visitors)])

        hers, theirs = answers[0], answers[1:]
        if hers.status == 409:
            # Somebody had claimed it in the very moment: she is told so, and takes it back all the same.
            assert hers.state == TAKEN
            hers = together([withdrawal])[0]
        assert (hers.status, hers.goes_to) == (303, f"/wishes/{wish.code}")
        won = sum(answer.status == 303 for answer in theirs)
        assert statuses(theirs) in ({409: 30}, {303: 1, 409: 29})
        assert {one.state for one in theirs if one.status == 409} <= {TAKEN, OVER}
        claims = claims_of(wish.id)
        assert [one.ending for one in claims] == [Ending.CLOSED] * won
        ended = db.session.get_one(Wish, wish.id)
        assert (ended.state, ended.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    assert all_in_order() is None


def test_who_has_two_wishes_in_hand_gets_one_more_however_many_are_claimed_together(served: Served) -> None:
    people = stage.volunteers(4)
    ids = [person.id for person in people]
    stage.claimed([*people, *people])
    visitors = signed_in(served, people)

    for visitor in visitors:
        answers = together([(visitor, f"/wishes/{wish.code}/claim", {}) for wish in stage.published(6)])

        assert statuses(answers) == {303: 1, 409: 5}
        assert {one.sentence for one in answers if one.status == 409} == {"您已经在办 3 个心愿，办好一个再来认领下一个"}
    db.session.rollback()
    for person_id in ids:
        held = sa.select(sa.func.count()).where(WishClaim.person_id == person_id, WishClaim.ended_at.is_(None))
        assert db.session.scalar(held) == 3
    assert all_in_order() is None


# ------------------------------------------------------------------------------ it changes hands in between


def test_a_report_that_is_written_anew_in_between_is_not_confirmed_by_its_first_words(app: Flask) -> None:
    wish_id, now_ = make.delivered_wish().id, clock.now()
    fang, liu = make.principal(make.fang()), make.principal(make.liu())

    def anew(now: datetime) -> None:
        wish = db.session.get_one(Wish, wish_id)
        delivering.take_back(wish, fang, now)
        delivering.deliver(wish, now_ - 42 * MINUTE, now_, "记错了时间", fang, now)

    refusal = one_after_the_other(
        app,
        anew,
        lambda now: confirming.accept(db.session.get_one(Wish, wish_id), Witness.BENEFICIARY, liu, now),
    )

    wish = db.session.get_one(Wish, wish_id)
    assert wish.state is (State.DELIVERED if refusal else State.CLOSED)
    assert set(db.session.scalars(sa.select(HourEntry.minutes))) == (set() if refusal else {42})
    assert all_in_order() is None


@pytest.mark.parametrize("act", ["withdraw", "could_not", "release"])
def test_a_wish_that_changes_hands_in_between_is_not_taken_from_the_wrong_one(app: Flask, act: str) -> None:
    wish_id = make.claimed_wish().id
    fang, li, liu, jing = (make.principal(one) for one in (make.fang(), make.li(), make.liu(), make.jing()))
    acts: dict[str, Act] = {
        "withdraw": lambda now: posting.withdraw(db.session.get_one(Wish, wish_id), "不用了", liu, now),
        "could_not": lambda now: closing.could_not(db.session.get_one(Wish, wish_id), "没有货了", jing, now),
        "release": lambda now: claiming.release(db.session.get_one(Wish, wish_id), "去不了", fang, now),
    }

    def change_hands(now: datetime) -> Future[Refusal | None]:
        wish = db.session.get_one(Wish, wish_id)
        claiming.release(wish, "家里有事", fang, now)
        claiming.claim(wish, li, now)
        return meanwhile(app, acts[act])

    write(change_hands).result(PATIENCE)

    assert all_in_order() is None
