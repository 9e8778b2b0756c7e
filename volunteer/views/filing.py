"""上报: one report as a document, from its draft to its acceptance: what is done to it, page by page."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, request

from volunteer.base import clock
from volunteer.base.db import write
from volunteer.base.refusal import Refusal
from volunteer.forms.filing import AnswerForm, ReportForm, edits_of
from volunteer.reports import filing, freezing
from volunteer.reports.filed import is_late, latest_of, versions_of
from volunteer.reports.lines import rows_of
from volunteer.reports.models import PeriodicReport, State
from volunteer.reports.periods import period_of
from volunteer.reports.permissions import (
    WRITERS,
    may_answer,
    may_read,
    may_write,
    receives,
)
from volunteer.reports.upward import due_on, receiver_of
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json
from volunteer.views.answers import Answer, onward, page
from volunteer.views.filed import SHAPES, named, thawed, told, version_asked
from volunteer.views.guards import OFFICE, myself, open_to

bp = Blueprint("filing", __name__)


def _path(code: str, word: str, filed: PeriodicReport | None = None) -> str:
    of_version = f"?version={filed.version}" if filed is not None and filed.version > 1 else ""
    return f"/reports/{code}/{word}/filing{of_version}"


@bp.get("/reports/<code>/<word>/filing")
@open_to(OFFICE)
def document(code: str, word: str) -> Answer:
    """Show a version: where it is, its words, the figures as they were sent, and what I can do with it."""
    return _document(code, word, AnswerForm())


def _document(code: str, word: str, form: AnswerForm) -> str:
    organisation, period = named(code, word)
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
    filed = version_asked(code, word)
    reads = may_read(by, filed)
    frozen = thawed(filed) if reads else None
    # What the records say now; for what nobody below here may amend it is not asked.
    is_latest = latest_of(organisation.id, period.word) is filed
    figures = None
    if reads and is_latest and filed.state is not State.SUBMITTED:
        figures = as_json(report_of(organisation, period))
    changed = freezing.differences(frozen.figures, told(figures)) if frozen and figures else []
    apart = frozen.apart if frozen else (freezing.apart(filed, told(figures)) if figures else [])
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
    write(lambda now: filing.draft(*named(code, word), myself(), now))
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
    filed = version_asked(code, word)
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
        apart=freezing.apart(filed, told(as_json(report_of(organisation, period)))) if filed.is_open else [],
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
    filed, form = version_asked(code, word), AnswerForm()
    if not receives(myself(), filed):
        abort(404)
    decision = {"accept": filing.accept, "return": filing.send_back}.get(request.form.get("decision", ""))
    if decision is None:
        form.form_errors.append("请按“接收”或“退回修改”")
    if not form.validate() or decision is None:
        return _wrong(code, word, form)
    act = decision

    def go(now: datetime) -> None:
        filed = version_asked(code, word)
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
