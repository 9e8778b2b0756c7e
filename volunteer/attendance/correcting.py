"""What stands wrong in a confirmed list: one person asks for other minutes and says why, another one approves."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.attendance import confirming
from volunteer.attendance.credit import Span, span_of
from volunteer.attendance.models import Attendance, Correction, Credit
from volunteer.attendance.queries import open_correction_of
from volunteer.attendance.refusals import CannotCorrect, CorrectionEnded, MayNotLead
from volunteer.base.db import db
from volunteer.base.refusal import SameHands
from volunteer.events.permissions import ARRANGERS, may_lead
from volunteer.hours import ledger
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.hours.queries import last_reversal_of
from volunteer.hours.time import unfit
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal


def ask(attendance: Attendance, minutes: int, reason: str, by: Principal, now: datetime) -> Correction:
    """Ask for other minutes for one person of a confirmed list. Nothing changes until another person approves.

    Raises: MayNotLead, SameHands for one's own minutes, CannotCorrect with what to write instead.
    """
    shift = attendance.shift
    if not may_lead(by, shift.event):
        raise MayNotLead
    if by.person_id == attendance.person_id:
        raise SameHands
    gate.hold(attendance.person_id)  # of two who ask together the second finds the first
    db.session.refresh(attendance)
    said = _wrong(attendance, minutes)
    if said is not None:
        raise CannotCorrect(said)
    made = Correction(attendance_id=attendance.id, minutes=minutes, reason=reason, asked_by=by.person_id, asked_at=now)
    db.session.add(made)
    db.session.flush()
    _note("attendance.correction_asked", attendance, by, now)
    for person_id in sorted(_others(attendance, by)):
        inbox.tell(person_id, f"“{shift.event.title}”的名单有一条更正等您核对", f"/door/{shift.code}/confirm", now)
    return made


def approve(correction: Correction, by: Principal, now: datetime) -> None:
    """Let a correction stand: the ledger gets a reversal and a new posting, and the person is told.

    Raises: MayNotLead, SameHands for who asked or whose minutes they are, CorrectionEnded, Overlaps.
    """
    attendance = correction.attendance
    if not may_lead(by, attendance.shift.event):
        raise MayNotLead
    if by.person_id in (correction.asked_by, attendance.person_id):
        raise SameHands
    gate.hold(attendance.person_id)
    _end(correction, by, now, is_approved=True)
    db.session.refresh(attendance)
    entry = _corrected(attendance, correction, by.person_id, now)
    attendance.minutes, attendance.reason = correction.minutes, correction.reason
    attendance.credit = Credit.CREDITED if entry else Credit.NOTHING
    attendance.hour_entry_id = entry.id if entry else None
    _note("attendance.corrected", attendance, by, now)
    hours = f"{correction.minutes / 60:.1f} 小时"
    text = f"“{attendance.shift.event.title}”的时长更正为 {hours}：{correction.reason}"
    inbox.tell(attendance.person_id, text, "/me/events", now)


def drop(correction: Correction, by: Principal, now: datetime) -> None:
    """Leave the list as it stands. Raises: MayNotLead, CorrectionEnded."""
    if not may_lead(by, correction.attendance.shift.event):
        raise MayNotLead
    _end(correction, by, now, is_approved=False)
    _note("attendance.correction_dropped", correction.attendance, by, now)


def _others(attendance: Attendance, by: Principal) -> set[int]:
    """Return who is told of it: who led and who confirmed; where that is who asks, whoever arranges for the host."""
    event, hands = attendance.shift.event, {by.person_id, attendance.person_id}
    nearest = {event.leader_id, attendance.shift.confirmed_by or event.leader_id} - hands
    return nearest or {one.id for one in staff_of(event.host_id, ARRANGERS)} - hands


def _wrong(attendance: Attendance, minutes: int) -> str | None:
    """Return why these minutes cannot be asked for, and what to do."""
    if attendance.shift.confirmed_at is None:
        return "名单还没有确认，请在名单上直接改"
    if attendance.credit is Credit.SECOND_PERSON:
        return "这个人的时长还在等另一位核对，请先核对"
    if open_correction_of(attendance.id) is not None:
        return "这个人已经有一条更正在等核对，请先处理那一条"
    if minutes == attendance.minutes:
        return f"名单上现在就是 {minutes} 分钟，没有要改的"
    span = _span(attendance)
    longest = int((span.ended_at - span.started_at).total_seconds() // 60)
    if minutes > longest:
        return f"到场和离开之间只有 {longest} 分钟，写的是 {minutes} 分钟。请改小"
    return unfit(minutes)


def _corrected(attendance: Attendance, correction: Correction, approved_by: int, now: datetime) -> HourEntry | None:
    """Write the correction into the ledger; return the posting that stands now, None for no minutes."""
    minutes, by, reason = correction.minutes, correction.asked_by, correction.reason
    before = db.session.get(HourEntry, attendance.hour_entry_id) if attendance.hour_entry_id else None
    if before is not None and minutes:
        return ledger.correct(before, minutes, by, approved_by, reason, now)
    if before is not None:
        ledger.reverse(before, by, reason, now, approved_by=approved_by)
        return None
    if not minutes:
        return None
    taken_back = last_reversal_of(Source.EVENT, attendance.id)
    if taken_back is not None:
        return ledger.follow(taken_back, minutes, by, approved_by, reason, now)
    attendance.minutes, attendance.reason = minutes, reason
    return confirming.post(attendance, _span(attendance), by, approved_by, now, provenance=Provenance.BACKFILL)


def _span(attendance: Attendance) -> Span:
    shift = attendance.shift
    return span_of(attendance.came_at, attendance.left_at, shift.starts_at, shift.ends_at, shift.break_minutes)


def _end(correction: Correction, by: Principal, now: datetime, *, is_approved: bool) -> None:
    ended = db.session.execute(
        sa.update(Correction)
        .where(Correction.id == correction.id, Correction.ended_at.is_(None))
        .values(ended_by=by.person_id, ended_at=now, is_approved=is_approved)
        .execution_options(synchronize_session=False)
    )
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise CorrectionEnded
    db.session.refresh(correction)


def _note(action: str, attendance: Attendance, by: Principal, now: datetime) -> None:
    event = attendance.shift.event
    lines.record(
        action,
        "events",
        event.id,
        by=by.person_id,
        at=now,
        organisation_id=event.host_id,
        person=attendance.person_id,
    )
