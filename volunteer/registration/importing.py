"""A roster that was brought as a file is checked, applied, undone. More than a few hundred rows go to the worker."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import codes, jobs
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.base.secrets import blind
from volunteer.config import policy
from volunteer.journal import moves
from volunteer.journal.moves import MovedOn
from volunteer.notices import inbox
from volunteer.organisations.standing import Principal
from volunteer.registration.models import IMPORT_MOVES, ImportState, RosterEntry, RosterImport
from volunteer.registration.moving import hold_unit
from volunteer.registration.permissions import may_register
from volunteer.registration.refusals import HasBadRows, LaterImport, NothingGood
from volunteer.registration.rosters import branches_of, known_entries
from volunteer.registration.verdicts import Judge, Judged, Read, Row, Verdict

AT_ONCE = 500  # rows; more are checked and applied by the worker
STEP = 1000  # rows between two looks at how far the worker is
JOB = "roster"


def bring(unit_id: int, read: Read, by: Principal, now: datetime) -> RosterImport:
    """Keep the rows of a file, encrypted, and check them: a few now, many in the worker. Raises: NotYours."""
    if not may_register(by, unit_id):
        raise NotYours
    brought = RosterImport(
        code=codes.bearer(),
        unit_id=unit_id,
        brought_by=by.person_id,
        brought_at=now,
        state=ImportState.CHECKING,
        state_since=now,
        rows=_packed_read(read),
        total=len(read.rows),
    )
    db.session.add(brought)
    db.session.flush()
    if len(read.rows) > AT_ONCE:
        jobs.add(JOB, {"import_id": brought.id, "step": "check"}, now)
    else:
        _checked(brought, read, Judge(known_entries(unit_id)).judge(read.rows), now)
    return brought


def preview_of(brought: RosterImport) -> tuple[list[Judged], list[str]]:
    """Return the rows with their verdicts and the columns that nobody looked at; nothing once they are gone."""
    if brought.rows is None:
        return [], []
    kept = json.loads(brought.rows)
    return [Judged.unpacked(one) for one in kept.get("judged", [])], [str(one) for one in kept["unused"]]


def apply(brought: RosterImport, by: Principal, now: datetime, *, only_good: bool) -> None:
    """Put the rows onto the roster: all of them, or only the good ones. Many are done by the worker.

    Raises: NotYours, HasBadRows, NothingGood, MovedOn.
    """
    if not may_register(by, brought.unit_id):
        raise NotYours
    if brought.state is not ImportState.PREVIEWED:
        raise MovedOn("这次导入", brought.state, brought.state_since)
    if not only_good and brought.bad:
        raise HasBadRows
    if brought.good == 0:
        raise NothingGood
    if brought.total <= AT_ONCE:
        _apply(brought, by.person_id, now, only_good=only_good)
        return
    _move(brought, ImportState.APPLYING, by.person_id, now, values={"checked": 0})
    payload: jobs.Payload = {"import_id": brought.id, "step": "apply", "by": by.person_id, "only_good": only_good}
    jobs.add(JOB, payload, now)


def undo(brought: RosterImport, by: Principal, now: datetime) -> None:
    """Take off the roster what this import put there, and put back what it replaced. Raises: NotYours, LaterImport."""
    if not may_register(by, brought.unit_id):
        raise NotYours
    hold_unit(brought.unit_id)
    later = sa.select(RosterImport.id).where(
        RosterImport.unit_id == brought.unit_id,
        RosterImport.id > brought.id,
        RosterImport.state == ImportState.APPLIED,
    )
    if db.session.scalar(later.limit(1)) is not None:
        raise LaterImport
    _move(brought, ImportState.UNDONE, by.person_id, now)
    _remove(sa.and_(RosterEntry.import_id == brought.id), by.person_id, now)
    known = known_entries(brought.unit_id)
    replaced = db.session.scalars(sa.select(RosterEntry).where(RosterEntry.removed_import_id == brought.id))
    for one in replaced.all():
        if one.phone_index in known:  # somebody put them there again since
            continue
        again = {
            name: getattr(one, name)
            for name in ("unit_id", "organisation_id", "name", "phone", "phone_index", "branch", "is_in_service")
        }
        db.session.add(RosterEntry(code=codes.name(), added_by=by.person_id, added_at=now, **again))


def drop(brought: RosterImport, by: int | None, now: datetime) -> None:
    """Do not import it; the rows are deleted. Raises: MovedOn."""
    _move(brought, ImportState.DROPPED, by, now, values={"rows": None})


# ------------------------------------------------------------------------------ in the worker


def work(payload: jobs.Payload) -> None:
    """Check or apply a long import. It may run twice: the state says what is still to be done."""
    import_id = int(str(payload["import_id"]))
    if payload["step"] == "check":
        _check_long(import_id)
    else:
        _apply_long(import_id, int(str(payload["by"])), only_good=bool(payload["only_good"]))


def _check_long(import_id: int) -> None:
    brought = db.session.get(RosterImport, import_id)
    if brought is None or brought.state is not ImportState.CHECKING or brought.rows is None:
        db.session.rollback()
        return
    read, judge = _unpacked_read(brought.rows), Judge(known_entries(brought.unit_id))
    db.session.rollback()
    judged: list[Judged] = []
    for begin in range(0, len(read.rows), STEP):
        judged += judge.judge(read.rows[begin : begin + STEP])
        _so_far(import_id, len(judged))

    def finish(now: datetime) -> None:
        held = db.session.get_one(RosterImport, import_id)
        try:
            _checked(held, read, judged, now)
        except MovedOn:  # dropped meanwhile
            return
        text = f"名册核对好了：{held.good} 行可以导入，{held.bad} 行要改"
        inbox.tell(held.brought_by, text, f"/office/roster/imports/{held.code}", now)

    write(finish)


def _apply_long(import_id: int, by: int, *, only_good: bool) -> None:
    def act(now: datetime) -> None:
        brought = db.session.get_one(RosterImport, import_id)
        if brought.state is not ImportState.APPLYING:
            return
        path = f"/office/roster/imports/{brought.code}"
        try:
            with db.session.begin_nested():
                _apply(brought, by, now, only_good=only_good)
        except (HasBadRows, NothingGood) as refusal:  # the roster has changed since the preview
            _move(brought, ImportState.PREVIEWED, by, now)
            inbox.tell(by, f"名册没有导入：{refusal.message}", path, now)
            return
        inbox.tell(by, f"名册导入好了：新增 {brought.added} 人，更新 {brought.changed} 人", path, now)

    write(act)


def _so_far(import_id: int, count: int) -> None:
    def note(_now: datetime) -> None:
        db.session.execute(sa.update(RosterImport).where(RosterImport.id == import_id).values(checked=count))

    write(note)


# ------------------------------------------------------------------------------ parts


def _checked(brought: RosterImport, read: Read, judged: list[Judged], now: datetime) -> None:
    bad = sum(one.verdict is Verdict.BAD for one in judged)
    kept = json.dumps({"judged": [one.packed() for one in judged], "unused": read.unused}, ensure_ascii=False)
    values = {"rows": kept, "checked": len(judged), "good": len(judged) - bad, "bad": bad}
    _move(brought, ImportState.PREVIEWED, None, now, values=values)


def _apply(brought: RosterImport, by: int, now: datetime, *, only_good: bool) -> None:
    hold_unit(brought.unit_id)
    db.session.refresh(brought)
    rows = [_row(one) for one in preview_of(brought)[0] if one.verdict is not Verdict.BAD]
    known = known_entries(brought.unit_id)
    judged = Judge(known).judge(rows)  # once more: the roster may have changed since the preview
    if not only_good and any(one.verdict is Verdict.BAD for one in judged):
        raise HasBadRows
    added = [one for one in judged if one.verdict is Verdict.NEW]
    changed = [one for one in judged if one.verdict is Verdict.CHANGED]
    if not rows:
        raise NothingGood
    # First the move: of two who apply it together one finds it applied.
    values = {"rows": None, "checked": brought.total, "added": len(added), "changed": len(changed)}
    _move(brought, ImportState.APPLIED, by, now, values=values, detail={"added": len(added), "changed": len(changed)})
    replaced = [known[blind(one.phone)].id for one in changed]
    for begin in range(0, len(replaced), STEP):
        _remove(RosterEntry.id.in_(replaced[begin : begin + STEP]), by, now, import_id=brought.id)
    branches = branches_of(brought.unit_id)
    _insert((*added, *changed), brought, branches, by, now)


def _insert(judged: Iterable[Judged], brought: RosterImport, branches: dict[str, int], by: int, now: datetime) -> None:
    rows = [
        {
            "code": codes.name(),
            "unit_id": brought.unit_id,
            "organisation_id": branches.get(one.branch, brought.unit_id),
            "name": one.name,
            "phone": one.phone,
            "phone_index": blind(one.phone),
            "branch": one.branch,
            "is_in_service": one.is_in_service,
            "import_id": brought.id,
            "added_by": by,
            "added_at": now,
        }
        for one in judged
    ]
    if rows:
        db.session.execute(sa.insert(RosterEntry), rows)


def _remove(clause: sa.ColumnElement[bool], by: int, now: datetime, *, import_id: int | None = None) -> None:
    db.session.execute(
        sa.update(RosterEntry)
        .where(clause, RosterEntry.removed_at.is_(None))
        .values(removed_at=now, removed_by=by, removed_import_id=import_id)
        .execution_options(synchronize_session=False)
    )


def _row(one: Judged) -> Row:
    return Row(one.number, one.name, one.phone, one.branch, "是" if one.is_in_service else "否")


def _packed_read(read: Read) -> str:
    rows = [
        [one.number, one.name, one.phone, one.branch, one.in_service, list(one.notes), list(one.wrong)]
        for one in read.rows
    ]
    return json.dumps({"read": rows, "unused": read.unused}, ensure_ascii=False)


def _unpacked_read(kept: str) -> Read:
    held = json.loads(kept)
    rows = [
        Row(number, name, phone, branch, in_service, tuple(notes), tuple(wrong))
        for number, name, phone, branch, in_service, notes, wrong in held["read"]
    ]
    return Read(rows, held["unused"])


def _move(
    brought: RosterImport,
    to: ImportState,
    by: int | None,
    now: datetime,
    *,
    values: Mapping[str, object] | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    moves.move(
        brought,
        to,
        IMPORT_MOVES,
        called="这次导入",
        by=by,
        now=now,
        organisation_id=brought.unit_id,
        values=values,
        **(detail or {}),  # type: ignore[arg-type]
    )


def forgotten_before(now: datetime) -> list[int]:
    """Return the imports that were checked long ago and never applied: their rows are not kept for ever."""
    since = now - policy.roster_keep_days * DAY
    return list(
        db.session.scalars(
            sa.select(RosterImport.id).where(
                RosterImport.state.in_([ImportState.CHECKING, ImportState.PREVIEWED]),
                RosterImport.state_since < since,
            )
        )
    )
