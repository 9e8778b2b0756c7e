"""A form sent twice."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base import clock, once
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.once import SentBefore, Submission
from volunteer.base.refusal import Refusal

BODY: dict[str, object] = {"title": "一台收音机", "value": 120, "wanted_by": make.TODAY}


def sent(goes_to: str = "/wishes/AAAA2222", body: dict[str, object] = BODY, person_id: int = 1) -> None:
    write(lambda now: once.remember("key-1", person_id, body, goes_to, now))


def test_a_new_form_led_nowhere_yet(app: Flask) -> None:
    assert once.earlier("key-1", 1, BODY) is None


def test_the_same_form_leads_where_it_led_before(app: Flask) -> None:
    sent()

    assert once.earlier("key-1", 1, dict(BODY)) == "/wishes/AAAA2222"


def test_the_order_of_the_fields_does_not_matter(app: Flask) -> None:
    sent()

    assert once.earlier("key-1", 1, dict(reversed(BODY.items()))) == "/wishes/AAAA2222"


def test_the_same_form_with_other_words_is_asked_about(app: Flask) -> None:
    sent()

    with pytest.raises(SentBefore):
        once.earlier("key-1", 1, {**BODY, "title": "一台电视机"})


def test_somebody_elses_form_does_not_lead_to_it(app: Flask) -> None:
    sent()

    with pytest.raises(SentBefore):
        once.earlier("key-1", 2, BODY)


def test_of_two_that_arrive_together_one_is_kept(app: Flask) -> None:
    sent()

    with pytest.raises(sa.exc.IntegrityError):
        sent()


def test_a_refused_form_uses_up_nothing(app: Flask) -> None:
    def refused(now: datetime) -> None:
        once.remember("key-1", 1, BODY, "/wishes/AAAA2222", now)
        raise Refusal

    with pytest.raises(Refusal):
        write(refused)

    assert once.earlier("key-1", 1, BODY) is None


def test_old_forms_are_forgotten_and_new_ones_kept(app: Flask) -> None:
    with clock.held_at(make.NOW - 31 * DAY):
        write(lambda now: once.remember("old", 1, BODY, "/", now))
    sent()

    gone = write(once.forget)

    assert (gone, db.session.scalars(sa.select(Submission.form_key)).all()) == (1, ["key-1"])
