"""The list, confirmed by a person, becomes minutes. First the headcount, then the list, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.attendance.credit import Flag, Span, flags_of, provenance_of, span_of
from volunteer.attendance.models import Attendance, Credit, State
from volunteer.attendance.queries import attendances_of_shift, shared_browsers
from volunteer.attendance.refusals import AlreadyConfirmed, CountFirst, ListHasProblems, MayNotLead, NotRunning
from volunteer.attendance.scanning import RUNNING
from volunteer.base import clock, workdays
from volunteer.base.db import db
from volunteer.base.refusal import SameHands
from volunteer.config import policy
from volunteer.events import moving
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState, Turnout
from volunteer.events.models import State as EventState
from volunteer.events.permissions import may_arrange, may_lead
from volunteer.events.queries import sign_ups_of_shift
from volunteer.hours import ledger
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.hours.queries import minutes_on, overlapping
from volunteer.hours.time import unfit
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.standing import Principal


@dataclass(frozen=True)
class Listed:
    """One person on the list to be confirmed."""

    attendance: Attendance
    span: Span
    flags: list[Flag]


@dataclass(frozen=True)
class Decision:
    """What the leader says of one person's minutes, and why when it differs from the scans."""

    minutes: int
    reason: str


def list_of(shift: Shift) -> list[Listed]:
    """Return who came, with what it is worth and what to look at, in order of coming."""
    shared = shared_browsers(shift.id)
    return [
        Listed(
            one,
            span_of(one.came_at, one.left_at, shift.starts_at, shift.ends_at, shift.break_minutes),
            flags_of(
                one.came_at,
                one.left_at,
                one.came_by,
                shift.starts_at,
                shift.ends_at,
                is_walk_in=one.sign_up_id is None,
                is_shared=one.person_id in shared,
            ),
        )
        for one in attendances_of_shift(shift.id)
    ]


def due_on(shift: Shift) -> date:
    """Return the day by which the list is to be confirmed. Source: Order 67 art. 11."""
    return workdays.after(clock.local_day(shift.ends_at), policy.record_due_workdays)


def count(shift: Shift, headcount: int, by: Principal, now: datetime) -> None:
    """Keep how many people the leader counted, before the list is shown. Raises: MayNotLead, AlreadyConfirmed."""
    if not may_lead(by, shift.event):
        raise MayNotLead
    if shift.confirmed_at is not None:
        raise AlreadyConfirmed
    shift.headcount, shift.counted_at = headcount, now
    _note("attendance.counted", shift.event, by, now, headcount=headcount)


def confirm(
    shift: Shift, decisions: Mapping[int, Decision], excused: Mapping[int, str], by: Principal, now: datetime
) -> None:
    """Confirm the list and credit everybody's minutes. `decisions` by attendance id, `excused` by sign-up id.

    What the leader served himself, and what goes over the daily cap, waits for another person. One of two leaders who
    confirm together succeeds. Raises: MayNotLead, NotRunning, CountFirst, AlreadyConfirmed, ListHasProblems by name.
    """
    if not may_lead(by, shift.event):
        raise MayNotLead
    if shift.event.state not in RUNNING and shift.confirmed_at is None:
        raise NotRunning
    if shift.headcount is None:
        raise CountFirst
    if now < shift.ends_at:
        raise ListHasProblems(["这一场还没有结束"])
    won = db.session.execute(
        sa.update(Shift)
        .where(Shift.id == shift.id, Shift.confirmed_at.is_(None))
        .values(confirmed_at=now, confirmed_by=by.person_id)
        .execution_options(synchronize_session=False)
    )
    if not won.rowcount:  # type: ignore[attr-defined]
        raise AlreadyConfirmed
    db.session.refresh(shift)
    listed = list_of(shift)
    gate.hold(*(one.attendance.person_id for one in listed))  # in order of id, so that two lists cannot lock crosswise
    problems = [said for one in listed if (said := _problem(one, decisions.get(one.attendance.id)))]
    if problems:
        raise ListHasProblems(problems)
    for one in listed:
        _settle(shift, one, decisions.get(one.attendance.id), by, now)
    _turn_out(shift, {one.attendance.person_id for one in listed}, excused, now)
    _note("attendance.confirmed", shift.event, by, now, shift=shift.id, people=len(listed))
    _settle_event(shift.event, by, now)


def approve(attendance: Attendance, by: Principal, now: datetime) -> None:
    """Credit minutes that waited for a second person. Raises: MayNotLead, SameHands, Overlaps."""
    shift = attendance.shift
    if not may_arrange(by, shift.event) and not may_lead(by, shift.event):
        raise MayNotLead
    gate.hold(attendance.person_id)
    db.session.refresh(attendance)  # of two who approve together the second finds it credited
    if attendance.credit is not Credit.SECOND_PERSON or by.person_id in (attendance.person_id, shift.confirmed_by):
        raise SameHands
    span = span_of(attendance.came_at, attendance.left_at, shift.starts_at, shift.ends_at, shift.break_minutes)
    entry = post(attendance, span, shift.confirmed_by or by.person_id, by.person_id, now)
    attendance.credit, attendance.hour_entry_id = Credit.CREDITED, entry.id


def _problem(one: Listed, decision: Decision | None) -> str | None:
    """Return why this person's minutes cannot be confirmed as they stand, by name."""
    if not one.attendance.shift.event.carries_hours:
        return None
    name = one.attendance.person.name
    minutes = decision.minutes if decision else one.span.minutes
    if decision and decision.minutes != one.span.minutes and len(decision.reason) < 2:
        return f"{name}的时长改了，请写原因"
    longest = (one.span.ended_at - one.span.started_at).total_seconds() // 60
    if minutes > longest:
        return f"{name}最多在场 {int(longest)} 分钟，写的是 {minutes} 分钟"
    said = unfit(minutes)
    if said is not None:
        return f"{name}写的是 {minutes} 分钟，{said}"
    if minutes:
        other = overlapping(one.attendance.person_id, one.span.started_at, one.span.ended_at)
        if other is not None:
            return f"{name}同一时间在“{other.name}”已有记录，请改成 0 并写原因"
    return None


def _settle(shift: Shift, one: Listed, decision: Decision | None, by: Principal, now: datetime) -> None:
    attendance = one.attendance
    attendance.minutes = decision.minutes if decision else one.span.minutes
    changed = attendance.minutes != one.span.minutes
    attendance.reason = decision.reason if decision and changed else None
    attendance.state = State.CONFIRMED
    if not shift.event.carries_hours:
        attendance.minutes, attendance.reason, attendance.credit = 0, None, Credit.NO_HOURS
    elif attendance.minutes == 0:
        attendance.credit = Credit.NOTHING if changed else Credit.TOO_SHORT
    elif _needs_another(attendance, one.span, by):
        attendance.credit = Credit.SECOND_PERSON
    else:
        entry = post(attendance, one.span, by.person_id, None, now)
        attendance.credit, attendance.hour_entry_id = Credit.CREDITED, entry.id
    text = f"“{shift.event.title}”的名单确认了：{attendance.credit.label}"
    inbox.tell(attendance.person_id, text, "/me/events", now)


def _needs_another(attendance: Attendance, span: Span, by: Principal) -> bool:
    day = clock.local_day(span.started_at)  # the day the ledger counts them on
    over = minutes_on(attendance.person_id, day) + (attendance.minutes or 0) > policy.hours_daily_cap_minutes
    return over or attendance.person_id == by.person_id


def post(
    attendance: Attendance,
    span: Span,
    recorded_by: int,
    approved_by: int | None,
    now: datetime,
    *,
    provenance: Provenance | None = None,
) -> HourEntry:
    """Post the minutes of an attendance for the first time. `provenance`: where they come from, if not from the scans.

    Raises: as `ledger.credit`.
    """
    event = attendance.shift.event
    seen = provenance_of(attendance.came_by, attendance.left_by, is_edited=attendance.reason is not None)
    return ledger.credit(
        ledger.Service(
            person_id=attendance.person_id,
            host_id=event.host_id,
            community_id=event.community_id,
            unit_id=attendance.unit_id,
            started_at=span.started_at,
            ended_at=span.ended_at,
            minutes=attendance.minutes or 0,
            provenance=provenance or seen,
            source=Source.EVENT,
            source_id=attendance.id,
            name=event.title,
            place=event.place,
            content=event.content,
            person_in_charge=event.leader.name,
            recorded_by=recorded_by,
            approved_by=approved_by,
            reason=attendance.reason,
        ),
        now,
    )


def _turn_out(shift: Shift, came: set[int], excused: Mapping[int, str], now: datetime) -> None:
    """Say of everybody who had a place whether they came; whoever only waited leaves the line."""
    # The posts first: nobody is picked out of a line that is just being sent home.
    db.session.execute(sa.update(Post).where(Post.shift_id == shift.id).values(waiting=0))
    for made in sign_ups_of_shift(shift.id):
        if made.state is SignUpState.WAITING:
            made.state, made.ended_at, made.ended_words = SignUpState.RELEASED, now, "没有轮到"
        elif made.state is SignUpState.CONFIRMED:
            made.turnout = _turnout(made, came, excused)
            made.turnout_words = excused.get(made.id) if made.turnout is Turnout.EXCUSED else None
            if made.turnout is not Turnout.SERVED:
                text = f"“{shift.event.title}”的名单上您是“{made.turnout.label}”，不对请说明"
                inbox.tell(made.person_id, text, "/me/events", now)


def _turnout(made: SignUp, came: set[int], excused: Mapping[int, str]) -> Turnout:
    if made.person_id in came:
        return Turnout.SERVED
    return Turnout.EXCUSED if made.id in excused else Turnout.ABSENT


def _settle_event(event: Event, by: Principal, now: datetime) -> None:
    waits = sa.select(sa.func.count()).where(Shift.event_id == event.id, Shift.confirmed_at.is_(None))
    if db.session.scalar(waits):
        return
    if event.state is EventState.PUBLISHED:
        moving.move(event, EventState.ENDED, by.person_id, now)
    if event.state is EventState.ENDED:
        moving.move(event, EventState.SETTLED, by.person_id, now)


def _note(action: str, event: Event, by: Principal, now: datetime, **detail: object) -> None:
    lines.record(action, "events", event.id, by=by.person_id, at=now, organisation_id=event.host_id, **detail)
