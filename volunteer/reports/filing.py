"""A report is drafted, written, sent upward, returned or accepted. What is sent stands frozen."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.base.refusal import NotYours, SameHands
from volunteer.journal import lines, moves
from volunteer.journal.moves import MovedOn
from volunteer.notices import inbox
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal
from volunteer.reports import freezing
from volunteer.reports.filed import latest_of, open_of, previous_of
from volunteer.reports.models import MOVES, PeriodicReport, State
from volunteer.reports.periods import Period, period_of
from volunteer.reports.permissions import WRITERS, may_answer, may_see_persons, may_write, receives, reports_of_its_own
from volunteer.reports.refusals import (
    Edited,
    LookAgain,
    NoReport,
    NotBegun,
    NotFounded,
    NothingChanged,
    NotOver,
    SentAnew,
    Unsigned,
    WordsNeeded,
    WritesAlready,
)
from volunteer.reports.small import for_superior
from volunteer.reports.upward import due_on, receiver_of
from volunteer.reports.whole import report_of
from volunteer.reports.wording import draft_of
from volunteer.reports.writing import as_json

CALLED = "这份报表"


@dataclass(frozen=True)
class Words:
    """What people write of a report."""

    main_work: str
    difficulties: str
    next_steps: str
    head: str
    filler: str
    telephone: str


def path_of(filed: PeriodicReport, organisation: Organisation) -> str:
    """Return where a version is looked at."""
    return f"/reports/{organisation.code}/{filed.period}/filing"


def draft(organisation: Organisation, period: Period, by: Principal | None, now: datetime) -> PeriodicReport:
    """Return the version that is being written, a new one with drafted texts when there is none. `by` None: the timer.

    Raises: NotYours, NoReport, NotBegun, NotFounded.
    """
    if not reports_of_its_own(organisation):
        raise NoReport
    if by is not None and not may_write(by, organisation):
        raise NotYours
    if period.begins_at > now:
        raise NotBegun
    if organisation.founded_at >= period.ends_at:
        raise NotFounded
    _hold(organisation.id)
    there = latest_of(organisation.id, period.word)
    if there is not None:
        return there
    before = previous_of(organisation.id)
    said = draft_of(as_json(report_of(organisation, period)))
    words = Words(
        said.main_work,
        said.problems,
        said.next_steps,
        head=before.head if before else "",
        filler=before.filler if before else "",
        telephone=before.telephone if before else (organisation.office_phone or ""),
    )
    return _open(organisation, period, 1, words, by, now)


def revise(filed: PeriodicReport, words: Words, edits: int, by: Principal, now: datetime) -> None:
    """Write the texts and who signs. `edits` is what the form was made from: an old form does not write over a new one.

    Raises: NotYours, MovedOn once it is frozen, Edited.
    """
    _must_write(by, filed)
    wrote = db.session.execute(
        sa.update(PeriodicReport)
        .where(PeriodicReport.id == filed.id, PeriodicReport.edits == edits)
        .where(PeriodicReport.state.in_([State.DRAFT, State.RETURNED]))
        .values(edits=edits + 1, **vars(words))
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(filed)
    if not wrote.rowcount:  # type: ignore[attr-defined]
        raise Edited if filed.is_open else MovedOn(CALLED, filed.state, filed.state_since)


def redraft(filed: PeriodicReport, edits: int, by: Principal, now: datetime) -> None:
    """Draft the words anew from the figures of this moment; who signs stays. Raises: NotYours, MovedOn, Edited."""
    said = draft_of(as_json(report_of(filed.organisation, period_of(filed.period))))
    signed = {name: getattr(filed, name) for name in freezing.SIGNED}
    words = Words(main_work=said.main_work, difficulties=said.problems, next_steps=said.next_steps, **signed)
    revise(filed, words, edits, by, now)


def submit(filed: PeriodicReport, edits: int, by: Principal, now: datetime) -> None:
    """Send the report upward and freeze it. Sent a second time by the same hands, it is the first answer that holds.

    Raises: NotYours, NotOver, Unsigned, LookAgain, MovedOn.
    """
    _must_write(by, filed)
    period, organisation = period_of(filed.period), filed.organisation
    if period.ends_at > now:
        raise NotOver(period)
    # Nobody writes or sends it beside us: what is frozen is what the page showed, with the figures of this moment.
    _hold_version(filed)
    if filed.state is State.SUBMITTED and filed.submitted_by == by.person_id and filed.edits == edits:
        return
    if filed.is_open and filed.edits != edits:
        raise LookAgain
    if not (filed.main_work and filed.head and filed.filler and filed.telephone):
        raise Unsigned
    figures = as_json(report_of(organisation, period))
    # Who may not see persons is not told either which number of persons he guessed right.
    frozen = freezing.freeze(filed, figures, figures if may_see_persons(by) else for_superior(figures))
    digest, receiver = freezing.digest_of(frozen), receiver_of(organisation)
    values: dict[str, object] = {
        **{"submitted_by": by.person_id, "submitted_at": now, "issued_at": filed.issued_at or now},
        **{"frozen": frozen, "digest": digest, "receiver_id": receiver.id},
    }
    _move(filed, State.SUBMITTED, by, now, values=values)
    said = f"{organisation.short_name}报来{_called(filed, period)}，请接收"
    _tell(receiver, said, path_of(filed, organisation), now, but=by.person_id)


def same(filed: PeriodicReport, digest: str) -> None:
    """Let the document that is answered be the one that the page showed: it may have been returned and sent again.

    Raises: SentAnew.
    """
    _hold_version(filed)
    if filed.state is State.SUBMITTED and filed.digest != digest:
        raise SentAnew


def send_back(filed: PeriodicReport, words: str, by: Principal, now: datetime) -> None:
    """Return the report with a reason. Raises: NotYours, SameHands, WordsNeeded, MovedOn."""
    _must_answer(by, filed)
    if not words:
        raise WordsNeeded
    values = {"returned_by": by.person_id, "returned_at": now, "returned_words": words}
    _move(filed, State.RETURNED, by, now, values=values)
    organisation = filed.organisation
    said = f"{_called(filed, period_of(filed.period))}退回来了，请看原因，改好再报"
    _tell(organisation, said, path_of(filed, organisation), now)


def accept(filed: PeriodicReport, words: str, by: Principal, now: datetime) -> None:
    """Accept the report; this version never changes again. Raises: NotYours, SameHands, MovedOn."""
    _must_answer(by, filed)
    values = {"accepted_by": by.person_id, "accepted_at": now, "accepted_words": words or None}
    _move(filed, State.ACCEPTED, by, now, values=values)
    organisation = filed.organisation
    said = f"{_called(filed, period_of(filed.period))}接收了"
    _tell(organisation, said, path_of(filed, organisation), now, but=by.person_id)


def amend(filed: PeriodicReport, by: Principal, now: datetime) -> PeriodicReport:
    """Open the next version of an accepted report, because the records say something else now.

    Raises: NotYours, MovedOn, WritesAlready, NothingChanged.
    """
    _must_write(by, filed)
    organisation, period = filed.organisation, period_of(filed.period)
    _hold(organisation.id)
    if open_of(organisation.id, filed.period) is not None:
        raise WritesAlready
    if filed.state is not State.ACCEPTED or filed.frozen is None:
        raise MovedOn(CALLED, filed.state, filed.state_since)
    now_said = as_json(report_of(organisation, period))
    if not freezing.differences(freezing.thawed(filed.frozen).figures, now_said):
        raise NothingChanged
    words = Words(*(getattr(filed, name) for name in (*freezing.TEXTS, *freezing.SIGNED)))
    return _open(organisation, period, filed.version + 1, words, by, now)


# ------------------------------------------------------------------------------ parts


def _open(
    organisation: Organisation, period: Period, version: int, words: Words, by: Principal | None, now: datetime
) -> PeriodicReport:
    made = PeriodicReport(
        organisation_id=organisation.id,
        period=period.word,
        version=version,
        # Who says it anew is not overdue: the later version has until the next day of reporting.
        due_on=due_on(period if version == 1 else period_of(f"{clock.local_day(now):%Y-%m}")),
        state=State.DRAFT,
        state_since=now,
        drafted_by=by.person_id if by else None,
        drafted_at=now,
        **vars(words),
    )
    db.session.add(made)
    db.session.flush()
    _line("drafted", made, by.person_id if by else None, now, version=version)
    return made


def _hold(organisation_id: int) -> None:
    """Let nobody else open a version for this organisation until this transaction is over."""
    # On SQLite a write has the whole database to itself; the clause means something on PostgreSQL.
    db.session.execute(sa.select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


def _hold_version(filed: PeriodicReport) -> None:
    """Let nobody else write, send or answer this version until this transaction is over, and read it anew."""
    held = sa.update(PeriodicReport).where(PeriodicReport.id == filed.id).values(edits=PeriodicReport.edits)
    db.session.execute(held.execution_options(synchronize_session=False))
    db.session.refresh(filed)


def _must_write(by: Principal, filed: PeriodicReport) -> None:
    if not may_write(by, filed.organisation):
        raise NotYours


def _must_answer(by: Principal, filed: PeriodicReport) -> None:
    if not may_answer(by, filed):
        raise SameHands if receives(by, filed) else NotYours


def _move(filed: PeriodicReport, to: State, by: Principal, now: datetime, *, values: dict[str, object]) -> None:
    moves.move(
        filed,
        to,
        MOVES,
        called=CALLED,
        by=by.person_id,
        now=now,
        organisation_id=filed.organisation_id,
        values=values,
        period=filed.period,
        version=filed.version,
        digest=values.get("digest", filed.digest),
    )


def _line(action: str, filed: PeriodicReport, by: int | None, now: datetime, **detail: object) -> None:
    table = PeriodicReport.__tablename__
    lines.record(
        f"{table}.{action}",
        table,
        filed.id,
        by=by,
        at=now,
        organisation_id=filed.organisation_id,
        period=filed.period,
        **detail,
    )


def _called(filed: PeriodicReport, period: Period) -> str:
    later = f"（第 {filed.version} 版）" if filed.version > 1 else ""
    return f"{period.label}报表{later}"


def _tell(organisation: Organisation, text: str, path: str, now: datetime, *, but: int | None = None) -> None:
    for one in staff_of(organisation.id, WRITERS):
        if one.id != but:
            inbox.tell(one.id, text, path, now)
