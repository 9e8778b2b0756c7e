"""The unit's roster: the list, one by one, and from a file."""

from datetime import datetime

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from volunteer.base import tables
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.base.sheets import Sheet, xlsx
from volunteer.config import policy
from volunteer.forms.registration import EntryForm, RosterFileForm
from volunteer.organisations.models import Role
from volunteer.registration import importing, roster
from volunteer.registration.models import ImportState, RosterImport, State
from volunteer.registration.permissions import may_register
from volunteer.registration.rosters import entry_of, import_of, imports_of, roster_counts, roster_of
from volunteer.registration.verdicts import Verdict, rows_of
from volunteer.views.answers import Answer, after, bad, looked_for, onward, page, workbook
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_roster", __name__)
SHOWN = 200  # rows of a preview on one page; the bad ones stand first
HEAD = ("姓名", "手机号", "支部", "是否在职")
NOTES = (
    "从第 2 行起填，每人一行。姓名和手机号必填；是否在职写“是”或“否”，空着算在职。",
    "只要这四列。身份证号、入党时间等请不要填，填了也不读、不保存。",
)


def _unit() -> int:
    """Return the unit whose roster I keep."""
    unit = acting().organisation_id
    if not may_register(myself(), unit):
        abort(404)
    return unit


@bp.get("/office/roster")
@open_to(Role.UNIT_LIAISON)
def entries() -> Answer:
    """Show who is on the roster, and where they registered."""
    unit, part = _unit(), looked_for()
    missing = request.args.get("list") == "missing"
    return page(
        "office/roster/roster.html",
        found=roster_of(unit, part=part, only_missing=missing, after=after()),
        counts=roster_counts(unit),
        imports=imports_of(unit),
        part=part,
        missing=missing,
        State=State,
        ImportState=ImportState,
    )


@bp.route("/office/roster/add", methods=["GET", "POST"])
@open_to(Role.UNIT_LIAISON)
def add() -> Answer:
    """Put one person onto the roster."""
    unit, form = _unit(), EntryForm()
    if not form.is_submitted():
        form.is_in_service.data = True
        return page("office/roster/add.html", form=form)
    if not form.validate():
        return bad("office/roster/add.html", form)

    def act(now: datetime) -> None:
        roster.add(unit, form.name.data, form.phone.data, form.branch.data, form.is_in_service.data, myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("office/roster/add.html", form, refusal.status)
    return onward("/office/roster", "加进名册了")


@bp.post("/office/roster/<code>/remove")
@open_to(Role.UNIT_LIAISON)
def remove(code: str) -> Answer:
    """Take one person off the roster."""

    def act(now: datetime) -> None:
        found = entry_of(_unit(), code)
        if found is None:
            abort(404)
        roster.remove(found, myself(), now)

    write(act)
    return onward("/office/roster", "移出名册了。本人的报到和时长不受影响")


@bp.get("/office/roster/template.xlsx")
@open_to(Role.UNIT_LIAISON)
def template() -> Response:
    """Give the table to fill in."""
    _unit()
    # The words stand on a sheet of their own: on the first one they would be read as people.
    sheets = [
        Sheet("名册", HEAD, [], widths=(14, 18, 24, 12)),
        Sheet("填写说明", ("填写说明",), [(one,) for one in NOTES], widths=(90,)),
    ]
    return workbook(xlsx(sheets), "roster-template")


# ------------------------------------------------------------------------------ from a file


@bp.route("/office/roster/import", methods=["GET", "POST"])
@open_to(Role.UNIT_LIAISON)
def bring() -> Answer:
    """Bring a file: it is read and checked, and nothing counts yet."""
    unit, form = _unit(), RosterFileForm()
    if not form.is_submitted():
        return page("office/roster/import.html", form=form)
    db.session.rollback()  # nothing is held open while the file is read
    try:
        sent = request.files.get("file")
        content = sent.stream.read(tables.MOST_BYTES + 1) if sent else b""
        read = rows_of(tables.read(content, most_rows=policy.roster_most_rows))
        code = write(lambda now: importing.bring(unit, read, myself(), now).code)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("office/roster/import.html", form, refusal.status)
    return onward(f"/office/roster/imports/{code}")


def _import(code: str) -> RosterImport:
    found = import_of(_unit(), code)
    if found is None:
        abort(404)
    return found


def _preview(code: str, refused: str = "", status: int = 200) -> Answer:
    found = _import(code)
    judged, unused = importing.preview_of(found) if found.state is ImportState.PREVIEWED else ([], [])
    # What must be mended stands first, then what changes.
    order = (Verdict.BAD, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)
    counts = {one: sum(row.verdict is one for row in judged) for one in order}
    rows = sorted(judged, key=lambda row: (order.index(row.verdict), row.number))[:SHOWN]
    shown = page(
        "office/roster/preview.html",
        brought=found,
        rows=rows,
        counts=counts,
        unused=unused,
        left_out=len(judged) - len(rows),
        refused=refused,
        ImportState=ImportState,
        Verdict=Verdict,
    )
    return (shown, status) if status != 200 else shown


@bp.get("/office/roster/imports/<code>")
@open_to(Role.UNIT_LIAISON)
def preview(code: str) -> Answer:
    """Show what each row says, how far the worker is, or what came of it."""
    return _preview(code)


@bp.post("/office/roster/imports/<code>/apply")
@open_to(Role.UNIT_LIAISON)
def apply(code: str) -> Answer:
    """Put the rows onto the roster: all, or only the good ones."""
    only_good = request.form.get("which") == "good"
    try:
        write(lambda now: importing.apply(_import(code), myself(), now, only_good=only_good))
    except Refusal as refusal:
        return _preview(code, refusal.message, refusal.status)
    return onward(f"/office/roster/imports/{code}")


@bp.post("/office/roster/imports/<code>/drop")
@open_to(Role.UNIT_LIAISON)
def drop(code: str) -> Answer:
    """Do not import it."""
    write(lambda now: importing.drop(_import(code), myself().person_id, now))
    return onward("/office/roster", "没有导入，读到的内容已经删去")


@bp.post("/office/roster/imports/<code>/undo")
@open_to(Role.UNIT_LIAISON)
def undo(code: str) -> Answer:
    """Undo an import."""
    try:
        write(lambda now: importing.undo(_import(code), myself(), now))
    except Refusal as refusal:
        return _preview(code, refusal.message, refusal.status)
    return onward("/office/roster", "那次导入撤销了，名册回到导入以前")
