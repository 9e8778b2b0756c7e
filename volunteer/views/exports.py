"""The records behind the hours as a workbook: asked for on their page, watched while it is written, taken away."""

from datetime import datetime
from pathlib import Path

from flask import Blueprint, abort, current_app
from werkzeug.wrappers import Response

from volunteer.base import clock
from volunteer.base.db import write
from volunteer.organisations.models import Organisation
from volunteer.organisations.permissions import may_see
from volunteer.organisations.queries import organisation_of_code
from volunteer.reports import exporting
from volunteer.reports.exporting import Wanted
from volunteer.reports.models import HourExport
from volunteer.reports.periods import BadPeriod, Period, period_of
from volunteer.reports.permissions import may_read_names, may_see_persons
from volunteer.reports.records import HOURS
from volunteer.views.answers import Answer, onward, page, workbook
from volunteer.views.guards import OFFICE, myself, open_to

bp = Blueprint("exports", __name__)


def _named(code: str, word: str, figure: str) -> tuple[Organisation, Period]:
    """Return whose report it is and the period; what is out of scope, or has no names, is as if it were not there."""
    organisation, by = organisation_of_code(code), myself()
    if organisation is None or not may_see(by, organisation) or not may_see_persons(by) or figure not in HOURS:
        abort(404)
    try:
        return organisation, period_of(word)
    except BadPeriod:
        abort(404)


@bp.post("/reports/<code>/<word>/<figure>/export")
@open_to(OFFICE)
def ask(code: str, word: str, figure: str) -> Answer:
    """Give a few records at once; have many written, and show how far that is."""

    def act(now: datetime) -> str | None:
        asked = exporting.ask(*_named(code, word, figure), figure, myself(), now)
        return asked.code if asked else None

    path = write(act)
    if path is not None:
        return onward(f"/exports/{path}")
    organisation, period = _named(code, word, figure)
    content = exporting.small(Wanted(organisation, period, figure, may_read_names(myself())))
    return _private(workbook(content, _name(organisation.code, period.word)))


@bp.get("/exports/<code>")
@open_to(OFFICE)
def waiting(code: str) -> Answer:
    """Show how far the worker is, and what it has written."""
    asked = _asked(code)
    return page(
        "reports/export.html",
        asked=asked,
        is_given_up=exporting.is_given_up(asked, clock.now()),
        period=period_of(asked.period),
        label=HOURS[asked.figure],
    )


@bp.get("/exports/<code>.xlsx")
@open_to(OFFICE)
def fetch(code: str) -> Response:
    """Give the workbook to who asked for it, while they still may have it."""
    asked = _asked(code)
    file = exporting.file_of(asked, folder())
    if asked.ready_at is None or not file.is_file():
        abort(404)
    return _private(workbook(file.read_bytes(), _name(asked.organisation.code, asked.period)))


def folder() -> Path:
    """Return where the workbooks stand."""
    data: Path = current_app.config["VOLUNTEER"].data
    return data / exporting.FOLDER


def _asked(code: str) -> HourExport:
    by = myself()
    asked = exporting.export_of(code, by)
    if asked is None or not may_see(by, asked.organisation):
        abort(404)
    return asked


def _name(code: str, word: str) -> str:
    return f"hours-{code}-{word}"


def _private(answer: Response) -> Response:
    """Let no store on the way keep it."""
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
