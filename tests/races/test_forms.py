"""One form that is sent many times at once."""

import pytest
import sqlalchemy as sa

from tests import make
from tests.races.conftest import all_in_order
from tests.races.crowd import signed_in, statuses, together
from tests.races.serving import Served
from volunteer.base import codes
from volunteer.base.db import db
from volunteer.wishes.models import Wish

pytestmark = pytest.mark.race


def test_a_wish_whose_form_is_sent_twenty_times_together_is_there_once(served: Served) -> None:
    make.community()
    liu = signed_in(served, [make.liu()])[0]
    form: dict[str, object] = {
        "form_key": codes.bearer(),
        "title": "一台带大字的收音机",
        "description": "晚上睡不着，想听听秦腔，字要大一些。",
        "kind": "goods",
        "category": "daily",
        "value": 120,
        "handover": "at_community",
        "alias": "刘奶奶",
        "age_band": "80+",
        "phone": "13919000010",
    }

    answers = together([(liu, "/wishes/new", form)] * 20)

    assert statuses(answers) == {303: 20}
    db.session.rollback()
    wish = db.session.scalars(sa.select(Wish)).one()
    assert {answer.goes_to for answer in answers} == {f"/wishes/{wish.code}"}
    assert all_in_order() is None
