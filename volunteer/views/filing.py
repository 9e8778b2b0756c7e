"""上报: one report as a document, from its draft to its acceptance, its versions and what differs between them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, make_response, request
from werkzeug.wrappers import Response

from volunteer.base import clock
from volunteer.base.db import write
from volunteer.base.refusal import Refusal
from volunteer.forms.filing import AnswerForm, ReportForm, edits_of
from volunteer.organisations.models import Organisation
from volunteer.organisations.permissions import may_see
from volunteer.organisations.queries import organisation_of_code
from volunteer.reports import filing, freezing, printing
from volunteer.reports.filed import is_late, latest_of, version_of, versions_of
from volunteer.reports.freezing import Frozen
from volunteer.reports.lines import rows_of
from volunteer.reports.models import PeriodicReport, State
from volunteer.reports.periods import BadPeriod, Period, period_of
from volunteer.reports.permissions import (
    WRITERS,
    may_answer,
    may_read,
    may_see_persons,
    may_write,
    receives,
    reports_of_its_own,
)
from volunteer.reports.small import for_superior
from volunteer.reports.upward import due_on, receiver_of
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json
from volunteer.views.answers import Answer, onward, page, workbook
from volunteer.views.guards import OFFICE, myself, open_to

bp = Blueprint("filing", __name__)

SHAPES = {State.DRAFT: "wait", State.SUBMITTED: "going", State.RETURNED: "late", State.ACCEPTED: "done"}


def _named(code: str, word: str) -> tuple[Organisation, Period]:
    """Return who reports and the period; what is out of scope is as if it were not there."""
    organisation = organisation_of_code(code)
    if organisation is None or not may_see(myself(), organisation) or not reports_of_its_own(organisation):
        abort(404)
    try:
        return organisation, period_of(word)
    except BadPeriod:
        abort(404)


def _filed(code: str, word: str) -> PeriodicReport:
    """Return the version that the page is about: the one asked for, else the newest."""
    organisation, period = _named(code, word)
    asked = request.values.get("version", "")
    if asked and edits_of(asked) < 1:
        abort(404)
    filed = version_of(organisation.id, period.word, int(asked)) if asked else latest_of(organisation.id, period.word)
    if filed is None:
        abort(404)
    return filed


def _readable(code: str, word: str) -> PeriodicReport:
    filed = _filed(code, word)
    if not may_read(myself(), filed):
        abort(404)
    return filed


def _told(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the figures as much of them as this reader is told."""
    return figures if may_see_persons(myself()) else for_superior(figures)


def _thawed(filed: PeriodicReport) -> Frozen | None:
    """Return the document as it was sent, as much as this reader is told; None while it is being written."""
    if filed.frozen is None or filed.is_open:
        return None
    found = freezing.thawed(filed.frozen)
    return replace(found, figures=_told(found.figures))


def _path(code: str, word: str, filed: PeriodicReport | None = None) -> str:
    of_version = f"?version={filed.version}" if filed is not None and filed.version > 1 else ""
    return f"/reports/{code}/{word}/filing{of_version}"


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


@bp.get("/reports/<code>/<word>/filing")
@open_to(OFFICE)
def document(code: str, word: str) -> Answer:
    """Show a version: where it is, its words, the figures as they were sent, and what I can do with it."""
    return _document(code, word, AnswerForm())


def _document(code: str, word: str, form: AnswerForm) -> str:
    organisation, period = _named(code, word)
    by, today = myself(), clock.local_day(clock.now())
    if latest_of(organisation.id, period.word) is None:
        return page(
            "filing/none.html",
            organisation=organisation,
            period=period,
            due=due_on(period),
            may_file=may_write(by, organisation),
            has_begun=period.first <= today,
            is_over=period.last < today,
        )
    filed = _filed(code, word)
    reads = may_read(by, filed)
    frozen = _thawed(filed) if reads else None
    # What the records say now; for what nobody below here may amend it is not asked.
    is_latest = latest_of(organisation.id, period.word) is filed
    figures = None
    if reads and is_latest and filed.state is not State.SUBMITTED:
        figures = as_json(report_of(organisation, period))
    changed = freezing.differences(frozen.figures, _told(figures)) if frozen and figures else []
    apart = frozen.apart if frozen else (freezing.apart(filed, _told(figures)) if figures else [])
    return page(
        "filing/document.html",
        form=form,
        filed=filed,
        organisation=organisation,
        period=period,
        shapes=SHAPES,
        reads=reads,
        frozen=frozen,
        lines=rows_of(frozen.figures) if frozen else [],
        words=frozen.texts if frozen else {name: getattr(filed, name) for name in freezing.TEXTS},
        signed=frozen.signed if frozen else {name: getattr(filed, name) for name in freezing.SIGNED},
        text_labels=freezing.TEXTS,
        signed_labels=freezing.SIGNED,
        apart=apart,
        changed=changed,
        versions=[one for one in versions_of(organisation.id, period.word) if may_read(by, one)],
        receiver=filed.receiver or receiver_of(organisation),
        may_file=may_write(by, organisation),
        may_answer=may_answer(by, filed),
        receives=receives(by, filed),
        is_over=period.last < today,
        is_late=is_late(filed) if filed.issued_at else filed.due_on < today,
        is_signed=bool(filed.main_work and filed.head and filed.filler and filed.telephone),
        State=State,
    )


@bp.post("/reports/<code>/<word>/filing/draft")
@open_to(*WRITERS)
def draft(code: str, word: str) -> Answer:
    """Draft the report of a period that nobody has drafted."""
    write(lambda now: filing.draft(*_named(code, word), myself(), now))
    return onward(_path(code, word), "起草好了。看一遍文字和数字，再上报")


@bp.route("/reports/<code>/<word>/filing/edit", methods=["GET", "POST"])
@open_to(*WRITERS)
def edit(code: str, word: str) -> Answer:
    """Write the words of a report and who signs it."""
    filed = _own(code, word)
    form = ReportForm(obj=filed)
    if not form.is_submitted():
        return _form(filed, form) if filed.is_open else onward(_path(code, word, filed))
    if not form.validate():
        return _form(filed, form), 422
    try:
        write(lambda now: filing.revise(_own(code, word), form.words(), form.edits.data, myself(), now))
    except Refusal as refusal:
        form.refuse(refusal)
        filed = _own(code, word)
        # What was typed stays on the page; saving again then writes over what is shown beside it.
        form.edits.data = filed.edits
        form.edits.raw_data = None
        return _form(filed, form, is_old=True), refusal.status
    return onward(_path(code, word, filed), "存好了")


def _own(code: str, word: str) -> PeriodicReport:
    filed = _filed(code, word)
    if not may_write(myself(), filed.organisation):
        abort(404)
    return filed


def _form(filed: PeriodicReport, form: ReportForm, *, is_old: bool = False) -> str:
    organisation, period = filed.organisation, period_of(filed.period)
    now = {name: (label, getattr(filed, name)) for name, label in {**freezing.TEXTS, **freezing.SIGNED}.items()}
    return page(
        "filing/edit.html",
        form=form,
        filed=filed,
        organisation=organisation,
        period=period,
        held=now if is_old else {},
        apart=freezing.apart(filed, _told(as_json(report_of(organisation, period)))) if filed.is_open else [],
    )


@bp.post("/reports/<code>/<word>/filing/redraft")
@open_to(*WRITERS)
def redraft(code: str, word: str) -> Answer:
    """Draft the words anew from the figures of this moment."""
    edits = edits_of(request.form.get("edits", ""))
    filed = write(lambda now: _act(code, word, lambda one: filing.redraft(one, edits, myself(), now)))
    return onward(_path(code, word, filed), "文字按现在的数字重新起草了")


@bp.post("/reports/<code>/<word>/filing/submit")
@open_to(*WRITERS)
def submit(code: str, word: str) -> Answer:
    """Send the report upward and freeze it."""
    edits = edits_of(request.form.get("edits", ""))
    filed = write(lambda now: _act(code, word, lambda one: filing.submit(one, edits, myself(), now)))
    return onward(_path(code, word, filed), "报上去了。数字和文字按这一刻存下，不再变")


def _act(code: str, word: str, act: Callable[[PeriodicReport], object]) -> PeriodicReport:
    filed = _own(code, word)
    act(filed)
    return filed


@bp.post("/reports/<code>/<word>/filing/answer")
@open_to(*WRITERS)
def answer(code: str, word: str) -> Answer:
    """Accept a report that came in, or return it with a reason."""
    filed, form = _filed(code, word), AnswerForm()
    if not receives(myself(), filed):
        abort(404)
    decision = {"accept": filing.accept, "return": filing.send_back}.get(request.form.get("decision", ""))
    if decision is None:
        form.form_errors.append("请按“接收”或“退回修改”")
    if not form.validate() or decision is None:
        return _wrong(code, word, form)
    act = decision

    def go(now: datetime) -> None:
        filed = _filed(code, word)
        if "digest" in request.form:
            filing.same(filed, request.form["digest"])
        act(filed, form.words.data, myself(), now)

    try:
        write(go)
    except Refusal as refusal:
        form.refuse(refusal)
        return _wrong(code, word, form, refusal.status)
    said = "接收了，这一版不再变" if act is filing.accept else "退回了，对方看得到原因"
    return onward(_path(code, word, filed), said)


def _wrong(code: str, word: str, form: AnswerForm, status: int = 422) -> tuple[str, int]:
    """Return the document with what is wrong with the answer to it."""
    return _document(code, word, form), status


@bp.post("/reports/<code>/<word>/filing/amend")
@open_to(*WRITERS)
def amend(code: str, word: str) -> Answer:
    """Open the next version of an accepted report."""
    made = write(lambda now: filing.amend(_own(code, word), myself(), now))
    return onward(_path(code, word, made), f"第 {made.version} 版起草好了。对照不同，改好文字再上报")


@bp.get("/reports/<code>/<word>/filing/differences")
@open_to(OFFICE)
def differences(code: str, word: str) -> Answer:
    """Show in which figures a version differs from the one before."""
    filed = _readable(code, word)
    before = version_of(filed.organisation_id, filed.period, filed.version - 1)
    if before is None or before.frozen is None:
        abort(404)
    organisation, period = filed.organisation, period_of(filed.period)
    was, sent = _told(freezing.thawed(before.frozen).figures), _thawed(filed)
    is_now = sent.figures if sent else _told(as_json(report_of(organisation, period)))
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
    frozen = _thawed(filed)
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
