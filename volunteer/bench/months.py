"""A street's month over a short and over a long ledger, on paper and as figures, exact to the minute."""

import statistics
from dataclasses import dataclass

from flask import Flask

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.bench import asking, filling, ledger
from volunteer.bench.asking import Browser
from volunteer.bench.databases import settled
from volunteer.bench.sizes import Sizes
from volunteer.hours import sums
from volunteer.organisations.queries import organisation_of_code
from volunteer.reports.periods import period_of
from volunteer.reports.whole import report_of

PEOPLE = 5_000


@dataclass(frozen=True)
class MonthCost:
    """CPU in milliseconds of web and database together."""

    figures: float  # the month's figures alone
    page: float  # the whole page: this month, the one before, the year
    is_exact: bool  # the minutes are those of a plain sum

    def as_json(self) -> dict[str, object]:
        """Return the fixed key and what stands beside it."""
        return {"cpu_ms": round(self.figures, 1), "page_cpu_ms": round(self.page, 1), "is_exact": self.is_exact}


def cost_of_months(app: Flask, url: str, sizes: Sizes) -> dict[int, MonthCost]:
    """Return what the street's month costs at each length of the ledger. The tables are made and empty."""
    found, rows = {}, 0
    with app.app_context():
        place = filling.place(PEOPLE, clock.now())
        token = filling.sign_in_one(place.viewer_id)
    browser = Browser.of(app, token)
    for wanted in sizes.ledger_rows:
        with app.app_context():
            ledger.lengthen(place, wanted - rows)
            sums.keep_up(clock.now())  # as the worker does every few minutes
            db.session.remove()
            settled(url)
        rows = wanted
        page = asking.median_cpu([(browser, f"/reports/{filling.STREET}/{ledger.MONTH}")], sizes.reports)[0]
        found[wanted] = MonthCost(_figures(app, sizes.reports), page * 1000, _is_exact(app, place))
    return found


def _figures(app: Flask, times: int) -> float:
    """Return the median of the figures alone, each time read anew."""
    took = []
    for _ in range(times):
        with app.app_context(), asking.measured(app) as seen:
            street = organisation_of_code(filling.STREET)
            assert street is not None
            report_of(street, period_of(ledger.MONTH))
        took += seen
    return statistics.median(took) * 1000


def _is_exact(app: Flask, place: filling.Place) -> bool:
    with app.app_context():
        street, period = organisation_of_code(filling.STREET), period_of(ledger.MONTH)
        assert street is not None
        return report_of(street, period).hours.minutes == ledger.plain_sum(place, period.first, period.last)
