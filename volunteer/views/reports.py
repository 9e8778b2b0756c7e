"""报表: a month, a quarter, half a year or a year of a unit or a community, and the records behind each figure."""

import json
from datetime import date
from typing import Any

from flask import Blueprint, abort, make_response, request
from werkzeug.wrappers import Response

from volunteer.base import clock
from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.permissions import CLERKS, may_see
from volunteer.organisations.queries import all_organisations, organisation_of_code, organisations_below
from volunteer.partnership.figures import agreements_behind
from volunteer.reports.activities import attendances_behind, shifts_behind
from volunteer.reports.closed import is_closed
from volunteer.reports.issued import issued
from volunteer.reports.lines import AGREEMENTS, DEFINITIONS, REGISTRATION, REPORTING, plain_name, rows_of
from volunteer.reports.orders import LABELS, orders_behind
from volunteer.reports.periods import MONTHS, BadPeriod, Length, Period, period_around, period_of
from volunteer.reports.permissions import WRITERS, may_see_members, may_see_persons, reports_of_its_own
from volunteer.reports.programmes import programmes_below
from volunteer.reports.records import BEHIND, HOURS, hours_behind, wishes_behind
from volunteer.reports.registered import OF_MEMBERS, registered_behind
from volunteer.reports.small import closed, for_superior
from volunteer.reports.trend import funnel_of, trend_of
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json, as_xlsx, by_category, with_reporting
from volunteer.views import charts
from volunteer.views.answers import Answer, after, after_day, after_moment, onward, page, workbook
from volunteer.views.filed import state_of
from volunteer.views.guards import OFFICE, myself, open_to

bp = Blueprint("reports", __name__)
ORDER_FIGURES = {name: plain_name(label) for name, label in LABELS.items()} | {"reviews": "评单"}
TREES = {"below_due": "all", "below_issued": "issued", "below_in_time": "issued"}  # the list of the tree of reports
LINES = {"held": "主办的活动", "joined": "成员参加别处的活动"}


def _organisation(code: str) -> Organisation:
    """Return an organisation within what one may see; any other is as if it were not there."""
    found = organisation_of_code(code)
    if found is None or not may_see(myself(), found):
        abort(404)
    return found


def _period(word: str) -> Period:
    try:
        return period_of(word)
    except BadPeriod:
        abort(404)


def _visible() -> list[Organisation]:
    acting = myself().acting
    assert acting is not None
    if acting.role is Role.SYSTEM_ADMIN:
        return all_organisations()
    return organisations_below(acting.organisation_id)


@bp.get("/reports")
@open_to(OFFICE)
def reports() -> Answer:
    """Open the report of the organisation one acts for: last month, or the latest year that has data."""
    acting = myself().acting
    assert acting is not None
    if "org" in request.args:
        return onward(f"/reports/{_organisation(request.args['org']).code}/{_period(request.args['period']).word}")
    organisation = _organisation(acting.organisation_code)
    word = _latest(organisation)
    return onward(f"/reports/{organisation.code}/{word}")


def _latest(organisation: Organisation) -> str:
    """Return the last month if it has anything, else the latest year that has."""
    today = clock.local_day(clock.now())
    month = period_of(f"{today:%Y-%m}").before()
    for period in (month, *(period_of(str(year)) for year in range(today.year, today.year - 8, -1))):
        made = report_of(organisation, period)
        if made.hours.minutes or made.wishes.fulfilled:
            return period.word
    return month.word


def _written(organisation: Organisation, period: Period) -> dict[str, Any]:
    """Return a report as much of it as this reader is told."""
    sent = issued(organisation, period) if reports_of_its_own(organisation) else None
    written = with_reporting(as_json(report_of(organisation, period)), sent)
    return written if may_see_persons(myself()) else for_superior(written)


def _closed(written: dict[str, Any]) -> set[str]:
    """Return the figures whose records this reader may not open."""
    by = myself()
    shut = set() if by.acts_as(*WRITERS) else set(REPORTING)
    if not may_see_persons(by):
        return shut | closed(written)
    return shut if may_see_members(by) else shut | OF_MEMBERS


def _is_shut(organisation: Organisation, period: Period, figure: str) -> bool:
    """Say whether this reader may not open the records of a figure, as `_closed` does of a report."""
    by = myself()
    if may_see_persons(by):
        return figure in OF_MEMBERS and not may_see_members(by)
    return is_closed(figure, organisation, period)


@bp.get("/reports/<code>/<word>")
@open_to(OFFICE)
def report(code: str, word: str) -> Answer:
    """Show a report: this period, the one before, and the year."""
    organisation, period = _organisation(code), _period(word)
    periods = [period, period.before()] + ([] if period.length is Length.YEAR else [period.year()])
    columns = [(one, _written(organisation, one)) for one in periods]
    today = clock.local_day(clock.now())
    months, steps = trend_of(organisation, min(period.last, today)), funnel_of(columns[0][1]["wishes"])
    return page(
        "reports/report.html",
        organisation=organisation,
        period=period,
        columns=[(one, _closed(written)) for one, written in columns],
        table=list(zip(*(rows_of(written) for _one, written in columns), strict=True)),
        definitions=DEFINITIONS,
        trees=TREES,
        categories=by_category(columns[0][1]),
        programmes=programmes_below(organisation),
        organisations=_visible(),
        lengths=[(length, _nearest(period, length, today)) for length in MONTHS],
        beside=[one for one in period.in_year(period.length) if one.first <= today],
        earlier=_years_on(period, -1),
        later=_years_on(period, 1),
        months=list(zip(months, charts.columns([one.minutes for one in months]), strict=True)),
        steps=list(zip(steps, charts.beams([one.count for one in steps]), strict=True)),
        is_over=period.last < today,
        **state_of(organisation, period),
    )


def _nearest(period: Period, length: Length, today: date) -> Period:
    """Return the period of another length to go to from this one: the last in it that has begun."""
    return period_around(max(period.first, min(period.last, today)), length)


def _years_on(period: Period, years: int) -> Period | None:
    """Return the same period of another year, None where there is no such report."""
    year = period.first.year + years
    return period_around(period.first.replace(year=year), period.length) if 2000 <= year <= 2099 else None


@bp.get("/reports/<code>/<word>.xlsx")
@open_to(OFFICE)
def sheet(code: str, word: str) -> Response:
    """Give the report as a workbook."""
    organisation, period = _organisation(code), _period(word)
    return workbook(as_xlsx(_written(organisation, period)), f"report-{organisation.code}-{period.word}")


@bp.get("/reports/<code>/<word>.json")
@open_to(OFFICE)
def structure(code: str, word: str) -> Response:
    """Give the report as other systems read it."""
    organisation, period = _organisation(code), _period(word)
    answer = make_response(json.dumps(_written(organisation, period), ensure_ascii=False, indent=2))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    return answer


@bp.get("/reports/<code>/<word>/<figure>")
@open_to(OFFICE)
def records(code: str, word: str, figure: str) -> Answer:
    """Show the records behind a figure. Who may not see persons finds no names there, and no list of a few."""
    organisation, period = _organisation(code), _period(word)
    by = myself()
    with_names = may_see_persons(by)
    if _is_shut(organisation, period, figure):
        abort(404)
    found, template, label = _behind(organisation, period, figure)
    if found is None:
        abort(404)
    return page(
        f"reports/{template}.html",
        organisation=organisation,
        of=organisation.short_name,
        back=f"/reports/{organisation.code}/{period.word}",
        period=period,
        figure=figure,
        label=label,
        found=found,
        with_names=with_names,
        may_read=by.acts_as(*CLERKS),
    )


def _behind(organisation: Organisation, period: Period, figure: str) -> tuple[Any, str, str]:
    """Return the records of a figure, the template that shows them, and what they are called."""
    if figure in HOURS:
        return hours_behind(organisation, period, figure, after_day()), "hours", HOURS[figure]
    block, _, what = figure.partition("-")
    if block in LINES and what == "sessions":
        return shifts_behind(organisation, period, is_held=block == "held"), "sessions", f"{LINES[block]}：场次"
    if block in LINES and what == "attendances":
        came = attendances_behind(organisation, period, is_held=block == "held", after=after())
        return came, "attendances", f"{LINES[block]}：人次"
    if block == "registration":
        label = f"双报到：{plain_name(REGISTRATION.get(what, ''))}"
        return registered_behind(organisation, period, what, after()), "registered", label
    if block == "agreements":
        label = f"共建协议：{plain_name(AGREEMENTS.get(what, ''))}"
        return agreements_behind(organisation, what, period.first, period.last), "agreements", label
    if block == "orders":
        label = f"上门授课：{ORDER_FIGURES.get(what, '')}"
        return orders_behind(organisation, period, what, after_moment()), "orders", label
    return wishes_behind(organisation, period, figure, after()), "wishes", f"{BEHIND.get(figure, '')}的心愿"
