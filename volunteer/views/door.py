"""The leader's door on a phone: the roster with big marks, and the list that is confirmed."""

import re
from datetime import datetime

from flask import Blueprint, abort, request

from volunteer.accounts.models import Person
from volunteer.accounts.queries import people_of
from volunteer.attendance import confirming, correcting, door
from volunteer.attendance.confirming import Decision, due_on, list_of
from volunteer.attendance.credit import is_apart
from volunteer.attendance.models import Attendance, Credit, Direction
from volunteer.attendance.queries import attendances_of_shift, count_of, open_correction_of, open_corrections
from volunteer.attendance.refusals import CorrectionEnded
from volunteer.base import clock, text, workdays
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.events import signups
from volunteer.events.models import Shift, SignUpState
from volunteer.events.permissions import may_lead
from volunteer.events.queries import shift_of_code, sign_ups_of_shift
from volunteer.forms.events import CorrectionForm, HeadcountForm, WalkInForm
from volunteer.views.answers import Answer, onward, page
from volunteer.views.guards import SIGNED_IN, myself, open_to

bp = Blueprint("door", __name__)


def _shift(code: str) -> Shift:
    """Return a shift that I lead; any other is as if it were not there."""
    shift = shift_of_code(code)
    if shift is None or not may_lead(myself(), shift.event):
        abort(404)
    return shift


def _seen(code: str) -> dict[str, object]:
    shift = _shift(code)
    came = {one.person_id: one for one in attendances_of_shift(shift.id)}
    made = sign_ups_of_shift(shift.id)
    places = {one.person_id: one for one in made if one.state is SignUpState.CONFIRMED}
    people: dict[int, Person] = {one.person_id: one.person for one in places.values()}
    people.update({one.person_id: one.person for one in came.values()})
    part = text.line(request.args.get("q", ""))[:20]
    shown = [
        (person, places.get(person.id), came.get(person.id))
        for person in people.values()
        if not part or part in person.name or (part.isdigit() and (person.phone or "").endswith(part))
    ]
    shown.sort(key=lambda one: (one[2] is not None, one[0].name))
    return {
        "shift": shift,
        "event": shift.event,
        "roster": shown,
        "waiting": [one for one in made if one.state is SignUpState.WAITING],
        "count": count_of(shift.id),
        "part": part,
        "walk_in": WalkInForm(),
        "due": due_on(shift),
        "is_over": clock.now() >= shift.ends_at,
        "Direction": Direction,
    }


@bp.get("/door/<code>")
@open_to(SIGNED_IN)
def roster(code: str) -> Answer:
    """Show who is expected, who came, who left. Found by name or by the last digits of the phone, on the server."""
    return page("door/roster.html", **_seen(code))


@bp.post("/door/<code>/<person_code>/<word>")
@open_to(SIGNED_IN)
def mark(code: str, person_code: str, word: str) -> Answer:
    """Mark in or out, or undo."""

    def act(now: datetime) -> None:
        shift = _shift(code)
        found = next((one for one in _people(shift) if one.code == person_code), None)
        if found is None:
            abort(404)
        if word in ("in", "out"):
            door.mark(shift, found.id, Direction(word), myself(), now)
        elif word in ("undo-in", "undo-out"):
            door.undo(shift, found.id, Direction(word.removeprefix("undo-")), myself(), now)
        else:
            abort(404)

    write(act)
    return onward(f"/door/{code}#p-{person_code}")


def _people(shift: Shift) -> list[Person]:
    """Return everybody who belongs on the roster of this shift."""
    ids = {one.person_id for one in sign_ups_of_shift(shift.id)}
    ids |= {one.person_id for one in attendances_of_shift(shift.id)}
    return list(people_of(ids).values())


@bp.post("/door/<code>/walk-in")
@open_to(SIGNED_IN)
def walk_in(code: str) -> Answer:
    """Mark somebody in who did not sign up, or has no phone here."""
    form = WalkInForm()
    if not form.validate():
        return page("door/roster.html", **{**_seen(code), "walk_in": form}), 422

    def act(now: datetime) -> str:
        scan = door.walk_in(_shift(code), form.name.data, form.phone.data, myself(), now).scan
        return people_of({scan.person_id})[scan.person_id].name

    name = write(act)
    if name == form.name.data:
        return onward(f"/door/{code}", f"{name} 签到好了")
    return onward(f"/door/{code}", f"这个手机号登记的是{name}，签到记在{name}名下。不对的话请撤销，换一个号码")


@bp.post("/door/<code>/pick/<sign_up_code>")
@open_to(SIGNED_IN)
def pick(code: str, sign_up_code: str) -> Answer:
    """Give a free place to somebody in line."""

    def act(now: datetime) -> None:
        made = next((one for one in sign_ups_of_shift(_shift(code).id) if one.code == sign_up_code), None)
        if made is None:
            abort(404)
        signups.pick(made, myself(), now)

    write(act)
    return onward(f"/door/{code}", "给了名额，已通知本人")


@bp.get("/door/<code>/confirm")
@open_to(SIGNED_IN)
def confirm(code: str) -> Answer:
    """First the headcount, then the list with its flags."""
    return page("door/confirm.html", **_listed(code))


def _listed(code: str) -> dict[str, object]:
    shift = _shift(code)
    counted = shift.headcount is not None
    listed = list_of(shift) if counted else []
    came = {one.attendance.person_id for one in listed}
    today = clock.local_day(clock.now())
    return {
        "shift": shift,
        "event": shift.event,
        "headcount": HeadcountForm(headcount=shift.headcount),
        "listed": listed,
        "absent": [
            one
            for one in sign_ups_of_shift(shift.id)
            if counted and one.state is SignUpState.CONFIRMED and one.person_id not in came
        ],
        "apart": counted and is_apart(shift.headcount or 0, len(listed)),
        "due": due_on(shift),
        "left": workdays.left(today, due_on(shift)),
        "is_over": clock.now() >= shift.ends_at,
        "typed": request.form,
        "problem": None,
        "me_id": myself().person_id,
        "corrections": open_corrections(shift.id) if shift.confirmed_at is not None else {},
        "Credit": Credit,
    }


@bp.post("/door/<code>/headcount")
@open_to(SIGNED_IN)
def headcount(code: str) -> Answer:
    """Keep the headcount."""
    form = HeadcountForm()
    if not form.validate():
        return page("door/confirm.html", **{**_listed(code), "headcount": form}), 422
    write(lambda now: confirming.count(_shift(code), form.headcount.data, myself(), now))
    return onward(f"/door/{code}/confirm")


@bp.post("/door/<code>/confirm")
@open_to(SIGNED_IN)
def confirmed(code: str) -> Answer:
    """Confirm the list."""
    decisions: dict[int, Decision] = {}
    excused: dict[int, str] = {}
    for name, value in request.form.items():
        kind, _, id_ = name.partition("-")
        if not re.fullmatch(r"[0-9]{1,10}", id_):
            continue
        if kind == "minutes":
            typed = text.narrow(text.line(value))
            if not re.fullmatch(r"\d{1,4}", typed):
                return _again(code, "时长写整数分钟，如 150")
            decisions[int(id_)] = Decision(int(typed), text.line(request.form.get(f"reason-{id_}", ""))[:100])
        elif kind == "excused":
            excused[int(id_)] = text.line(request.form.get(f"words-{id_}", ""))[:100]
    try:
        write(lambda now: confirming.confirm(_shift(code), decisions, excused, myself(), now))
    except Refusal as refusal:
        return _again(code, refusal.message, refusal.status)
    return onward(f"/door/{code}/confirm", "名单确认了，时长已记")


def _again(code: str, problem: str, status: int = 422) -> Answer:
    db.session.rollback()
    return page("door/confirm.html", **{**_listed(code), "problem": problem}), status


@bp.post("/door/<code>/approve/<int(max=2147483647):attendance_id>")
@open_to(SIGNED_IN)
def approve(code: str, attendance_id: int) -> Answer:
    """Credit minutes that waited for a second person."""

    def act(now: datetime) -> None:
        shift = _shift(code)
        found = next((one for one in attendances_of_shift(shift.id) if one.id == attendance_id), None)
        if found is None:
            abort(404)
        confirming.approve(found, myself(), now)

    write(act)
    return onward(f"/door/{code}/confirm", "核对过，时长已记")


def _attendance(code: str, person_code: str) -> Attendance:
    """Return the attendance of somebody at a shift that I lead."""
    found = next((one for one in attendances_of_shift(_shift(code).id) if one.person.code == person_code), None)
    if found is None or found.shift.confirmed_at is None:
        abort(404)
    return found


@bp.route("/door/<code>/<person_code>/correct", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def correct(code: str, person_code: str) -> Answer:
    """Ask for other minutes for one person of a confirmed list."""
    one = _attendance(code, person_code)
    form = CorrectionForm(minutes=one.minutes)
    if request.method == "GET":
        return _correction(form, one)
    if not form.validate():
        return _correction(form, one), 422

    def act(now: datetime) -> None:
        correcting.ask(_attendance(code, person_code), form.minutes.data, form.reason.data, myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return _correction(form, _attendance(code, person_code)), refusal.status
    return onward(f"/door/{code}/confirm", "提交了，另一位核对以后更正")


def _correction(form: CorrectionForm, one: Attendance) -> str:
    return page("door/correct.html", form=form, one=one, shift=one.shift, event=one.shift.event)


@bp.post("/door/<code>/<person_code>/correct/<word>")
@open_to(SIGNED_IN)
def decide(code: str, person_code: str, word: str) -> Answer:
    """Approve the correction that waits, or leave the list as it stands."""
    rule = {"approve": correcting.approve, "drop": correcting.drop}.get(word)
    if rule is None:
        abort(404)

    def act(now: datetime) -> None:
        found = open_correction_of(_attendance(code, person_code).id)
        if found is None:
            raise CorrectionEnded
        rule(found, myself(), now)

    write(act)
    return onward(f"/door/{code}/confirm", "更正好了，已通知本人" if word == "approve" else "没有更正")
