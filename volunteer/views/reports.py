"""报表: a month, a quarter, half a year or a year of a unit or a community, and the records behind each figure."""

from datetime import date

from flask import Blueprint, abort, make_response, request
from werkzeug.wrappers import Response

from volunteer.base import clock
from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.permissions import CLERKS, may_see
from volunteer.organisations.queries import all_organisations, organisation_of_code, organisations_below
from volunteer.reports.activities import attendances_behind, shifts_behind
from volunteer.reports.orders import LABELS, orders_behind
from volunteer.reports.periods import MONTHS, BadPeriod, Length, Period, period_around, period_of
from volunteer.reports.programmes import programmes_below
from volunteer.reports.records import BEHIND, HOURS, hours_behind, wishes_behind
from volunteer.reports.whole import report_of
from volunteer.reports.writing import DEFINITIONS, as_xlsx, by_category, rows_of
from volunteer.views.answers import Answer, after, after_day, after_moment, onward, page
from volunteer.views.guards import OFFICE, myself, open_to

bp = Blueprint("reports", __name__)
ORDER_FIGURES = {name: label.partition("（")[0] for name, label in LABELS.items()} | {"reviews": "评课"}
LINES = {"held": "主办的活动", "joined": "成员参加别处的活动"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@bp.get("/reports/<code>/<word>")
@open_to(OFFICE)
def report(code: str, word: str) -> Answer:
    """Show a report: this period, the one before, and the year."""
    organisation, period = _organisation(code), _period(word)
    now = report_of(organisation, period)
    before = report_of(organisation, period.before())
    year = report_of(organisation, period.year()) if period.length is not Length.YEAR else None
    columns = [now, before] + ([year] if year else [])
    today = clock.local_day(clock.now())
    return page(
        "reports/report.html",
        report=now,
        columns=columns,
        table=list(zip(*(rows_of(one) for one in columns), strict=True)),
        definitions=DEFINITIONS,
        categories=by_category(now),
        programmes=programmes_below(organisation),
        organisations=_visible(),
        lengths=[(length, _nearest(period, length, today)) for length in MONTHS],
        beside=[one for one in period.in_year(period.length) if one.first <= today],
        earlier=_years_on(period, -1),
        later=_years_on(period, 1),
        is_over=period.last < today,
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
    answer = make_response(as_xlsx(report_of(organisation, period)))
    answer.headers["Content-Type"] = XLSX
    answer.headers["Content-Disposition"] = f'attachment; filename="report-{organisation.code}-{period.word}.xlsx"'
    return answer


@bp.get("/reports/<code>/<word>/<figure>")
@open_to(OFFICE)
def records(code: str, word: str, figure: str) -> Answer:
    """Show the records behind a figure."""
    organisation, period = _organisation(code), _period(word)
    if figure in HOURS:
        hours = hours_behind(organisation, period, figure, after_day())
        return page(
            "reports/hours.html",
            organisation=organisation,
            period=period,
            label=HOURS[figure],
            found=hours,
            figure=figure,
        )
    line, _, what = figure.partition("-")
    if line in LINES and what in ("sessions", "attendances"):
        held = line == "held"
        title = f"{LINES[line]}：{'场次' if what == 'sessions' else '人次'}"
        if what == "sessions":
            sessions = shifts_behind(organisation, period, is_held=held)
            return page("reports/sessions.html", organisation=organisation, period=period, label=title, found=sessions)
        came = attendances_behind(organisation, period, is_held=held, after=after())
        return page("reports/attendances.html", organisation=organisation, period=period, label=title, found=came)
    if line == "orders" and what in ORDER_FIGURES:
        orders = orders_behind(organisation, period, what, after_moment())
        back = f"/reports/{organisation.code}/{period.word}"
        title = f"上门授课：{ORDER_FIGURES[what]}"
        return page(
            "reports/orders.html", of=organisation.short_name, back=back, period=period, label=title, found=orders
        )
    wishes = wishes_behind(organisation, period, figure, after())
    if wishes is None:
        abort(404)
    return page(
        "reports/wishes.html",
        organisation=organisation,
        period=period,
        label=BEHIND[figure],
        found=wishes,
        may_read=myself().acts_as(*CLERKS),
        figure=figure,
    )
