"""Block B: agreements in force at the end of a period, signed and ended in it. What is past stays as it was."""

from datetime import date

from flask import Flask

from tests import make
from volunteer.base.clock import DAY
from volunteer.base.db import write
from volunteer.partnership import ending
from volunteer.partnership.figures import agreement_figures, agreements_behind

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
IN_OCTOBER = make.NOW - 40 * DAY


def counted(organisation: object, period: tuple[date, date]) -> tuple[int, int, int]:
    found = agreement_figures(organisation, *period)  # type: ignore[arg-type]
    return found.in_force, found.signed, found.ended


def test_what_only_waits_for_a_signature_is_not_counted(app: Flask) -> None:
    make.signing_agreement(at=IN_OCTOBER)

    assert counted(make.unit(), OCTOBER) == (0, 0, 0)


def test_it_is_signed_with_its_last_signature_and_in_force_from_its_first_day_for_each_party(app: Flask) -> None:
    made = make.active_agreement(at=IN_OCTOBER)

    assert counted(make.unit(), OCTOBER) == counted(make.school(), OCTOBER) == (0, 1, 0)
    assert counted(make.unit(), NOVEMBER) == (1, 0, 0)
    assert agreements_behind(make.school(), "in_force", *NOVEMBER) == [made]


def test_one_ended_early_ends_that_month_and_the_month_before_stays_what_it_was(app: Flask) -> None:
    made = make.active_agreement(at=IN_OCTOBER)
    by = make.principal(make.manager())

    write(lambda now: ending.end(made, "学校合并", by, now))

    assert counted(make.unit(), OCTOBER) == (0, 1, 0)
    assert counted(make.unit(), NOVEMBER) == (0, 0, 1)


def test_its_last_day_is_a_day_on_which_it_is_in_force(app: Flask) -> None:
    make.active_agreement(at=IN_OCTOBER, ends_on=date(2026, 11, 30))

    assert counted(make.unit(), NOVEMBER) == (1, 0, 0)
    assert counted(make.unit(), (date(2026, 12, 1), date(2026, 12, 31))) == (0, 0, 1)


def test_who_has_no_part_in_it_has_none_and_a_figure_that_is_none_opens_nothing(app: Flask) -> None:
    make.active_agreement(at=IN_OCTOBER)

    assert counted(make.other_community(), NOVEMBER) == (0, 0, 0)
    assert agreements_behind(make.unit(), "lapsed", *NOVEMBER) is None
