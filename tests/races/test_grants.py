"""One grant, sent by several accounts at one moment: one is in, the others are told."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests import make
from tests.races.conftest import all_in_order
from tests.races.crowd import signed_in, statuses, together
from tests.races.serving import Served
from tests.races.stage import volunteers
from volunteer.attendance import codes
from volunteer.attendance.models import Attendance, Direction, Scan
from volunteer.base import clock
from volunteer.base.db import db

pytestmark = pytest.mark.race


def test_of_many_accounts_with_one_grant_one_is_in_and_the_others_are_told(served: Served) -> None:
    shift = make.running(start=clock.now())
    path = codes.batch(shift, Direction.IN, clock.now(), 1)[0].path
    grant = codes.sealed(codes.grant_for(path.removeprefix("/s/"), clock.now()))
    phones = [replace(one, cookie=f"{one.cookie}; grant={grant}") for one in signed_in(served, volunteers(12))]

    answers = together([(phone, "/attendance/check-in", {}) for phone in phones])

    assert statuses(answers) == {303: 1, 410: 11}
    assert all("这个码已经用过，请再扫一次" in one.sentence for one in answers if one.status == 410)
    db.session.rollback()
    counted = [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Scan, Attendance)]
    assert counted == [1, 1]
    assert all_in_order() is None
