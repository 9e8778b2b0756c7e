"""A vice-principal who has given too few class periods by November is spoken of, twice, while there is time."""

from datetime import date, datetime

import pytest
from flask import Flask

from tests import make
from tests.make import DAY
from tests.pages.reading import browser, look
from volunteer.base import clock
from volunteer.notices.queries import notices_of
from volunteer.orders import duty
from volunteer.orders.queries import periods_given
from volunteer.partnership.models import Appointment, Post


def vice_principal(starts_on: date = date(2026, 1, 1)) -> Appointment:
    return make.appointment(post=Post.VICE_PRINCIPAL, starts_on=starts_on)


def taught(class_periods: int) -> None:
    """One class of so many periods on 3 November, to which 杜衡 came."""
    starts = clock.at(date(2026, 11, 3), 9)
    item = make.offering(class_periods=class_periods, minutes=45 * class_periods)
    made = make.taken_order(item, wished=[starts, starts + DAY], at=starts - 14 * DAY)
    assert made.shift is not None
    make.came(made.shift, make.tutor())
    make.served_order(order=made)


def said_to(person_id: int) -> list[str]:
    return [one.text for one in reversed(notices_of(person_id)) if "课时" in one.text]


def on(month: int, day: int) -> datetime:
    return clock.at(date(2026, month, day), 9)


def test_who_gave_too_few_is_spoken_of_on_1_and_30_november(app: Flask) -> None:
    contact, manager = make.school_contact().id, make.manager().id
    vice_principal()

    for month, day in ((10, 31), (11, 1), (11, 2), (11, 29), (11, 30), (12, 1)):
        duty.run(on(month, day))
        duty.run(on(month, day))

    words = "杜衡在兰州市第三十二中学任法治副校长，今年上了 0 课时，还差 4 课时，请在年底前安排"
    assert [said_to(one) for one in (make.tutor().id, contact, manager)] == [[words, words]] * 3


@pytest.mark.parametrize(("given", "told"), [(3, True), (4, False)])
def test_four_class_periods_are_enough(app: Flask, given: int, told: bool) -> None:
    made = vice_principal()
    taught(given)
    assert periods_given([made], 2026) == {made.id: given}

    duty.run(on(11, 30))

    words = said_to(make.tutor().id)
    assert (len(words) == 1) is told
    assert all("今年上了 3 课时，还差 1 课时" in one for one in words)
    shown = look(browser(app, make.manager()), "/office/appointments?list=vice_principal").text
    assert f"今年已上 {given} 课时" in shown


def test_who_was_appointed_during_the_year_has_no_duty_yet(app: Flask) -> None:
    vice_principal(date(2026, 9, 1))

    duty.run(on(11, 30))

    assert said_to(make.tutor().id) == []
