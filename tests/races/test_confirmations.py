"""The receiver's word comes from three sides at once; the processes that answer are killed while it comes."""

import functools
import http.client
import random
import threading
import time
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests import make
from tests.races import stage
from tests.races.conftest import all_in_order
from tests.races.crowd import Answer, Visitor, guest, side_by_side, signed_in, statuses, together
from tests.races.serving import Served
from tests.races.stage import Told
from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Source
from volunteer.wishes.models import Confirmation, Delivery, Outcome, State, Wish, WishClaim

pytestmark = pytest.mark.race

OVER = "这个心愿现在是“已办结”"


def kept(wish: Told) -> tuple[State, Outcome | None, int, int]:
    """Return how the wish ended, and how many confirmations and postings it has."""
    claims = sa.select(WishClaim.id).where(WishClaim.wish_id == wish.id)
    deliveries = sa.select(Delivery.id).where(Delivery.claim_id.in_(claims))
    words = sa.select(sa.func.count(Confirmation.id)).where(
        Confirmation.delivery_id.in_(deliveries), Confirmation.is_accepted
    )
    postings = sa.select(sa.func.count(HourEntry.id)).where(
        HourEntry.source == Source.WISH, HourEntry.source_id.in_(claims)
    )
    row = db.session.execute(sa.select(Wish.state, Wish.outcome).where(Wish.id == wish.id)).one()
    return row.state, row.outcome, db.session.scalars(words).one(), db.session.scalars(postings).one()


ONCE = (State.CLOSED, Outcome.FULFILLED, 1, 1)
NOT_YET = (State.DELIVERED, None, 0, 0)


def test_of_three_who_confirm_one_delivery_together_one_is_heard(served: Served) -> None:
    liu, jing = signed_in(served, [make.liu(), make.jing()])
    family = guest(served)
    wishes = stage.delivered(stage.volunteers(12))

    for wish in wishes:
        answers = together(
            [
                (liu, f"/wishes/{wish.code}/confirm", {"satisfaction": 5}),
                (family, f"/slip/{wish.slip_token}/confirm", {"satisfaction": 4}),
                (jing, f"/office/wishes/{wish.code}/confirm", {"witness": "clerk_present"}),
            ]
        )

        assert statuses(answers) == {303: 1, 409: 2}
        assert {answer.state for answer in answers if answer.status == 409} == {OVER}
        db.session.rollback()
        assert kept(wish) == ONCE
    assert all_in_order() is None


# ------------------------------------------------------------------------------ kill -9


AT_ONCE = 5
EVERY = 0.3  # seconds from one kill to the next
LONGEST = 20.0  # seconds after which a slow machine stops; on a quick one it takes 8
LEAST = 30  # confirmations without which this shows nothing


@dataclass
class Confirming:
    """One wish, how it was answered at last, and how often the connection broke before."""

    wish: Told
    answer: Answer | None = None
    broken: int = 0


def confirm(visitor: Visitor, one: Confirming) -> None:
    """Confirm the delivery, again after a broken connection, as people do."""
    while one.answer is None and one.broken < 20:
        try:
            one.answer = visitor.post(f"/wishes/{one.wish.code}/confirm", satisfaction=5)
        except (OSError, http.client.HTTPException):
            one.broken += 1


def test_no_confirmation_that_was_acknowledged_is_lost_when_processes_are_killed(served: Served) -> None:
    wishes = [Confirming(told) for told in stage.delivered(stage.volunteers(125))]
    liu = signed_in(served, [make.liu()])[0]
    killed: list[int] = []
    began = time.monotonic()

    for number, first in enumerate(range(0, len(wishes), AT_ONCE)):
        time.sleep(max(0.0, began + EVERY * number - time.monotonic()))
        if time.monotonic() - began > LONGEST:
            break
        # While they are being answered: before the commit, after it, or between commit and answer.
        killer = threading.Timer(random.uniform(0, 0.06), served.kill_one, (killed,))
        killer.start()
        side_by_side(functools.partial(confirm, liu), wishes[first : first + AT_ONCE])
        killer.join()

    db.session.rollback()
    said_done = [one for one in wishes if one.answer and one.answer.status == 303]
    said_no = [one for one in wishes if one.answer and one.answer.status != 303]
    not_asked = [one for one in wishes if not one.answer and not one.broken]
    assert len(said_done) >= LEAST, "too few to show anything"
    assert any(one.broken for one in wishes), "no connection broke: this shows nothing"
    assert [kept(one.wish) for one in said_done] == [ONCE] * len(said_done)
    # The connection broke after the commit and before the answer: the second try says that it is done.
    assert {(one.answer.status, one.answer.state) for one in said_no if one.answer} <= {(409, OVER)}
    assert [(one.broken > 0, kept(one.wish)) for one in said_no] == [(True, ONCE)] * len(said_no)
    assert [kept(one.wish) for one in not_asked] == [NOT_YET] * len(not_asked)
    assert len(said_done) + len(said_no) + len(not_asked) == len(wishes)
    assert all_in_order() is None
