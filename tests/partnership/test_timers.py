"""What ends soon is spoken of in time, each time once; what is over ends by itself."""

from datetime import date, datetime

import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import DAY, NOW, TODAY
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.notices.queries import notices_of
from volunteer.partnership import drafting, timers
from volunteer.partnership.models import AppointmentState, Clearance, State

LAST = date(2027, 10, 31)


def days_before(last: date, days: int) -> datetime:
    return clock.at(last - days * DAY, 8)


def said_to(person_id: int, word: str) -> list[str]:
    return [one.text for one in reversed(notices_of(person_id)) if word in one.text]


def test_everybody_is_reminded_60_30_and_7_days_before_the_end_once_each(app: Flask) -> None:
    contact = make.school_contact().id
    make.active_agreement()

    for days in (61, 60, 59, 31, 30, 12, 7, 1, 0):
        timers.run(days_before(LAST, days))
        timers.run(days_before(LAST, days))

    for person_id in (contact, make.manager().id):
        assert said_to(person_id, "到期") == [
            f"《法治共建五方协议》还有 {days} 天到期（2027年10月31日）。要续签，请早些准备" for days in (60, 30, 7)
        ]


def test_who_was_asleep_reminds_once_of_what_is_true_now(app: Flask) -> None:
    contact = make.school_contact().id
    make.active_agreement()

    timers.run(days_before(LAST, 5))

    assert said_to(contact, "到期") == ["《法治共建五方协议》还有 5 天到期（2027年10月31日）。要续签，请早些准备"]


def test_nobody_is_reminded_of_what_is_renewed_already(app: Flask) -> None:
    contact = make.school_contact().id
    old = make.active_agreement()
    by = make.principal(make.manager())
    new = make.done(lambda now: drafting.renew(old, by, now))
    make.done(lambda now: drafting.hand_out(new, by, now))
    make.signed(new)

    timers.run(days_before(LAST, 30))

    assert said_to(contact, "到期") == []


def test_what_is_over_ends_the_day_after_its_last(app: Flask) -> None:
    made = make.active_agreement()
    waiting = make.signing_agreement(title="还没签的")

    timers.run(days_before(LAST, 0))
    assert (made.state, waiting.state) == (State.ACTIVE, State.SIGNING)
    timers.run(days_before(LAST, -1))

    assert (made.state, made.state_words) == (State.ENDED, "到期")
    assert (waiting.state, waiting.state_words) == (State.ENDED, "到期了还没有签完")


def test_a_letter_is_spoken_of_before_its_end_and_ends(app: Flask) -> None:
    made = make.appointment(starts_on=date(2021, 12, 1))
    tutor, contact, manager = make.tutor().id, make.school_contact().id, make.manager().id

    timers.run(NOW)  # ten days before 30 November 2026

    for person_id in (tutor, contact, manager):
        assert said_to(person_id, "聘期还有") == ["杜衡在兰州市第三十二中学的法治辅导员聘期还有 9 天（到11月30日）"]
    timers.run(clock.at(date(2026, 12, 1), 1))
    assert (made.state, made.state_words) == (AppointmentState.ENDED, "聘期满")


def test_a_letter_that_is_followed_by_another_is_not_spoken_of(app: Flask) -> None:
    first = make.appointment(starts_on=date(2021, 12, 1))
    make.appointment(starts_on=first.ends_on + DAY, at=NOW)

    timers.run(NOW)

    assert said_to(make.tutor().id, "聘期还有") == []


def test_the_yearly_check_is_asked_for_in_time(app: Flask) -> None:
    make.appointment()
    make.clearance(until_on=TODAY + 20 * DAY)
    cleared_but_not_teaching = make.second_tutor().id
    make.clearance(make.second_tutor(), until_on=TODAY + 20 * DAY)

    timers.run(NOW)
    timers.run(NOW + DAY)

    for person_id in (make.tutor().id, make.manager().id):
        assert said_to(person_id, "查询结果") == [
            "与未成年人接触的查询结果12月11日到期，过期就不能给未成年人上课。请早些重新查询"
        ]
    assert said_to(cleared_but_not_teaching, "查询结果") == []


def test_a_clearance_that_was_renewed_is_not_asked_for(app: Flask) -> None:
    make.appointment()
    make.clearance(until_on=TODAY + 20 * DAY)
    make.clearance(until_on=TODAY + 200 * DAY)

    timers.run(NOW)

    assert said_to(make.tutor().id, "查询结果") == []


def test_three_years_after_its_last_day_a_clearance_is_deleted(app: Flask) -> None:
    make.clearance(until_on=date(2023, 11, 20))
    make.clearance(until_on=date(2023, 11, 21))

    timers.run(NOW)

    assert db.session.scalars(sa.select(Clearance.until_on)).all() == [date(2023, 11, 21)]
