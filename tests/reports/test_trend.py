"""The twelve months and the way of the wishes that a report draws: the same figures as the report itself."""

from datetime import date
from itertools import pairwise

import pytest
from flask import Flask

from tests import make
from volunteer.organisations.models import Organisation
from volunteer.reports.periods import period_of
from volunteer.reports.trend import funnel_of, trend_of
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json
from volunteer.views.charts import FOOT, LEFT, RIGHT, beams, columns


@pytest.mark.parametrize("which", ["community", "unit"])
def test_each_month_says_what_its_own_report_says(app: Flask, which: str) -> None:
    make.fulfilled_wish(minutes=90)
    make.confirmed(make.running())
    node: Organisation = getattr(make, which)()

    months = trend_of(node, date(2026, 12, 20))

    assert [one.period.word for one in months][-3:] == ["2026-10", "2026-11", "2026-12"]
    assert len(months) == 12
    assert all(one.period.last < after.period.first for one, after in pairwise(months))
    for one in months[-3:]:
        report = report_of(node, one.period)
        said = (report.activities.held.sessions, report.wishes.fulfilled, report.hours.minutes)
        assert (one.sessions, one.fulfilled, one.minutes) == said
    assert sum(one.minutes for one in months) == 90


def test_a_quiet_year_has_twelve_months_of_nothing(app: Flask) -> None:
    months = trend_of(make.other_community(), date(2026, 11, 22))

    assert [(one.sessions, one.fulfilled, one.minutes) for one in months] == [(0, 0, 0)] * 12


def test_a_unit_begins_its_way_with_the_claims_and_an_impossible_ratio_is_none(app: Flask) -> None:
    wishes = as_json(report_of(make.unit(), period_of("2026-11")))["wishes"] | {"claimed": 3, "fulfilled": 4}

    assert [(one.name, one.count, one.ratio) for one in funnel_of(wishes)] == [("认领", 3, None), ("实现", 4, None)]
    assert [one.ratio for one in funnel_of(wishes | {"claimed": 8})] == [None, 0.5]


def test_bars_stay_within_the_chart_and_what_is_not_nothing_is_seen() -> None:
    standing, lying = columns([0, 1, 5000]), beams([0, 1, 5000])

    assert [one.height for one in standing] == [0, 2, 110]
    assert all(one.y + one.height == FOOT and one.x + one.width < 100 for one in standing)
    assert [one.width for one in lying] == [0, 1, RIGHT - LEFT]
    assert columns([0.0] * 12)[0].height == 0
    assert not columns([])
    assert not beams([])
