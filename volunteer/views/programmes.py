"""A programme's term: what it gave in all, per school and per tutor, on the page and as a workbook."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from volunteer.base import clock
from volunteer.orders.permissions import may_keep
from volunteer.organisations.permissions import may_see
from volunteer.partnership.models import Programme
from volunteer.partnership.queries import programme_of_code
from volunteer.reports.orders import orders_behind
from volunteer.reports.periods import BadPeriod, Period, period_or_term_of
from volunteer.reports.permissions import may_see_persons
from volunteer.reports.programmes import DEFINITIONS, as_xlsx, programme_report, rows
from volunteer.views.answers import Answer, after_moment, page, workbook
from volunteer.views.guards import OFFICE, myself, open_to
from volunteer.views.reports import ORDER_FIGURES

bp = Blueprint("programmes", __name__)


def _programme(code: str) -> Programme:
    """Return a programme whose owner lies within what one may see; any other is as if it were not there."""
    found = programme_of_code(code)
    if found is None or not may_see(myself(), found.owner):
        abort(404)
    return found


def _period(word: str) -> Period:
    try:
        return period_or_term_of(word)
    except BadPeriod:
        abort(404)


@bp.get("/programmes/<code>/<word>")
@open_to(OFFICE)
def programme(code: str, word: str) -> Answer:
    """Show what the programme gave in a year, a term or a month."""
    found, period = _programme(code), _period(word)
    made = programme_report(found, period)
    year = period.first.year
    today = clock.local_day(clock.now())
    near = [str(year - 1), str(year), f"{year}-spring", f"{year}-autumn", str(year + 1)]
    periods = [period_or_term_of(one) for one in near if 2000 <= int(one[:4]) <= 2099]
    return page(
        "reports/programme.html",
        report=made,
        rows=rows(made, with_persons=may_see_persons(myself())),
        definitions=DEFINITIONS,
        periods=[one for one in periods if one.first <= today or one.word == period.word],
        with_names=may_keep(myself(), found.owner),
        with_persons=may_see_persons(myself()),
    )


@bp.get("/programmes/<code>/<word>.xlsx")
@open_to(OFFICE)
def sheet(code: str, word: str) -> Response:
    """Give the same as a workbook."""
    found, period = _programme(code), _period(word)
    by = myself()
    made = programme_report(found, period)
    content = as_xlsx(made, with_names=may_keep(by, found.owner), with_persons=may_see_persons(by))
    return workbook(content, f"programme-{found.code}-{period.word}")


@bp.get("/programmes/<code>/<word>/<figure>")
@open_to(OFFICE)
def records(code: str, word: str, figure: str) -> Answer:
    """Show the classes behind a figure."""
    found, period = _programme(code), _period(word)
    what = figure.removeprefix("orders-")
    orders = orders_behind(found, period, what, after_moment())
    if orders is None:
        abort(404)
    return page(
        "reports/orders.html",
        of=found.name,
        back=f"/programmes/{found.code}/{period.word}",
        period=period,
        label=f"上门授课：{ORDER_FIGURES[what]}",
        found=orders,
        with_names=may_see_persons(myself()),
    )
