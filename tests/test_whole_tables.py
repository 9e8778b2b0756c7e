"""What is asked about one person, one shift or one place is not looked for in a whole table, however long it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from tests import make, plans
from tests.conftest import on_sqlite
from volunteer.events import timers
from volunteer.events.queries import coming_shifts, sign_ups_of_shift, standing_of_event
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import place_of
from volunteer.partnership.queries import appointments_of, was_ever_appointed
from volunteer.registration.figures import registration_figures

DAYS = (date(2026, 11, 1), date(2026, 11, 30))


@on_sqlite
@pytest.mark.parametrize(
    ("asks", "table"),
    [
        (lambda: place_of(1, Belonging.UNIT, make.NOW), "memberships"),
        (lambda: sign_ups_of_shift(1), "sign_ups"),
        (lambda: standing_of_event(make.running().event), "sign_ups"),
        (lambda: timers.run(make.NOW), "sign_ups"),
        (lambda: coming_shifts(make.NOW), "shifts"),
        (lambda: appointments_of(1), "appointments"),
        (lambda: was_ever_appointed(1), "appointments"),
        (lambda: registration_figures(make.street(), True, *DAYS), "member_registrations"),
        (lambda: registration_figures(make.community(), True, *DAYS), "member_registrations"),
        (lambda: registration_figures(make.grid(), True, *DAYS), "member_registrations"),
    ],
)
def test_it_is_found_by_an_index(
    app: Flask,
    statements: Callable[[], AbstractContextManager[list[str]]],
    asks: Callable[[], object],
    table: str,
) -> None:
    with statements() as seen:
        asks()

    asked = [one for one in seen if one.startswith(("SELECT", "WITH")) and f"{table}." in one]
    steps = [step for one in asked for step in plans.steps(one)]
    assert [one for one in steps if one.startswith(f"SEARCH {table}")]
    assert [one for one in steps if one.startswith(f"SCAN {table}")] == []
