"""上报: a version as it stands: which one a page is about, how much of it is told, as files, and what differs."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, make_response, request
from werkzeug.wrappers import Response

from volunteer.forms.filing import edits_of
from volunteer.organisations.models import Organisation
from volunteer.organisations.permissions import may_see
from volunteer.organisations.queries import organisation_of_code
from volunteer.reports import freezing, printing
from volunteer.reports.filed import latest_of, version_of
from volunteer.reports.freezing import Frozen
from volunteer.reports.models import PeriodicReport, State
from volunteer.reports.periods import BadPeriod, Period, period_of
from volunteer.reports.permissions import may_read, may_see_persons, may_write, reports_of_its_own
from volunteer.reports.small import for_superior
from volunteer.reports.upward import due_on
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json
from volunteer.views.answers import Answer, page, workbook
from volunteer.views.guards import OFFICE, myself, open_to

bp = Blueprint("filed", __name__)

SHAPES = {State.DRAFT: "wait", State.SUBMITTED: "going", State.RETURNED: "late", State.ACCEPTED: "done"}


def named(code: str, word: str) -> tuple[Organisation, Period]:
    """Return who reports and the period; what is out of scope is as if it were not there."""
    organisation = organisation_of_code(code)
    if organisation is None or not may_see(myself(), organisation) or not reports_of_its_own(organisation):
        abort(404)
    try:
        return organisation, period_of(word)
    except BadPeriod:
        abort(404)


def version_asked(code: str, word: str) -> PeriodicReport:
    """Return the version that the page is about: the one asked for, else the newest."""
    organisation, period = named(code, word)
    asked = request.values.get("version", "")
    if asked and edits_of(asked) < 1:
        abort(404)
    filed = version_of(organisation.id, period.word, int(asked)) if asked else latest_of(organisation.id, period.word)
    if filed is None:
        abort(404)
    return filed


def _readable(code: str, word: str) -> PeriodicReport:
    filed = version_asked(code, word)
    if not may_read(myself(), filed):
        abort(404)
    return filed


def told(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the figures as much of them as this reader is told."""
    return figures if may_see_persons(myself()) else for_superior(figures)


def thawed(filed: PeriodicReport) -> Frozen | None:
    """Return the document as it was sent, as much as this reader is told; None while it is being written."""
    if filed.frozen is None or filed.is_open:
        return None
    found = freezing.thawed(filed.frozen)
    return replace(found, figures=told(found.figures))


def state_of(organisation: Organisation, period: Period) -> dict[str, object]:
    """Return what the page of a report shows of its document: see `filing/_state.html`."""
    by = myself()
    if not reports_of_its_own(organisation):
        return {"filed": None, "files": False, "may_file": False, "filing_shapes": SHAPES, "filing_due": None}
    return {
        "filed": latest_of(organisation.id, period.word),
        "files": True,
        "may_file": may_write(by, organisation),
        "filing_shapes": SHAPES,
        "filing_due": due_on(period),
    }


@bp.get("/reports/<code>/<word>/filing/differences")
@open_to(OFFICE)
def differences(code: str, word: str) -> Answer:
    """Show in which figures a version differs from the one before."""
    filed = _readable(code, word)
    before = version_of(filed.organisation_id, filed.period, filed.version - 1)
    if before is None or before.frozen is None:
        abort(404)
    organisation, period = filed.organisation, period_of(filed.period)
    was, sent = told(freezing.thawed(before.frozen).figures), thawed(filed)
    is_now = sent.figures if sent else told(as_json(report_of(organisation, period)))
    return page(
        "filing/differences.html",
        filed=filed,
        before=before,
        organisation=organisation,
        period=period,
        changed=freezing.differences(was, is_now),
        is_frozen=sent is not None,
    )


@bp.get("/reports/<code>/<word>/filing.xlsx")
@open_to(OFFICE)
def sheet(code: str, word: str) -> Response:
    """Give a sent version as a workbook: as it was frozen, not computed anew."""
    filed = _sent(code, word)
    frozen = thawed(filed)
    assert frozen is not None
    return workbook(printing.document_xlsx(filed, frozen), _file_name(filed))


@bp.get("/reports/<code>/<word>/filing.json")
@open_to(OFFICE)
def canonical(code: str, word: str) -> Response:
    """Give who is told every figure the very bytes that the hash is of."""
    filed = _sent(code, word)
    if not may_see_persons(myself()):
        abort(404)
    answer = make_response((filed.frozen or "").encode())
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(filed)}.json"'
    return answer


def _sent(code: str, word: str) -> PeriodicReport:
    filed = _readable(code, word)
    if filed.frozen is None or filed.is_open:
        abort(404)
    return filed


def _file_name(filed: PeriodicReport) -> str:
    return f"report-{filed.organisation.code}-{filed.period}-v{filed.version}"
