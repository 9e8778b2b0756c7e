"""Six digits guessed by many requests at once: every try is counted before it is compared."""

import pytest
import sqlalchemy as sa

from tests import make
from tests.races.conftest import all_in_order
from tests.races.crowd import signed_in, statuses, together
from tests.races.serving import Served
from volunteer.accounts.models import Tries
from volunteer.attendance import codes
from volunteer.attendance.models import Direction
from volunteer.base import clock
from volunteer.base.db import db

pytestmark = pytest.mark.race

GUESSES = 24


def test_no_more_guesses_sent_together_are_compared_than_there_are_tries(served: Served) -> None:
    shift = make.running(make.fang(), start=clock.now())
    fang = signed_in(served, [make.fang()])[0]
    near = (shift, Direction.IN, clock.now() - codes.STEP, codes.BATCH)
    right = {one.digits for one in codes.batch(*near)}
    wrong = [typed for number in range(2 * GUESSES) if (typed := f"{number:06d}") not in right][:GUESSES]

    answers = together([(fang, f"/shifts/{shift.code}/digits/in", {"digits": typed}) for typed in wrong])

    found = statuses(answers)
    assert found.get(422, 0) <= codes.DIGIT_TRIES
    assert found.get(422, 0) + found[429] == GUESSES
    db.session.rollback()
    assert set(db.session.scalars(sa.select(Tries.count))) == {GUESSES}
    assert all_in_order() is None
