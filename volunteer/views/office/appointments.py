"""聘任 in the office: who is appointed where, appointing and ending; who may meet minors, and until when."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request

from volunteer.accounts.models import Person
from volunteer.accounts.queries import person_of_code
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.partnership import AppointmentForm, ClearanceForm
from volunteer.forms.wishes import ReasonForm
from volunteer.orders.queries import periods_given
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import people_below
from volunteer.partnership import appointing, clearing
from volunteer.partnership.models import Appointment, AppointmentState, Post, Programme
from volunteer.partnership.permissions import LETTER_READERS, MANAGERS, may_appoint_for
from volunteer.partnership.queries import (
    SOON,
    appointments_seen,
    cleared_until,
    places_to_teach,
    programmes_of,
    tutors_of,
)
from volunteer.views.answers import Answer, after_day, bad, onward, page, send_once
from volunteer.views.appointments import letter_or_404
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_appointments", __name__)

LISTS: dict[str, tuple[str, AppointmentState, Post | None]] = {
    "all": ("在聘", AppointmentState.ACTIVE, None),
    "tutor": (Post.TUTOR.label, AppointmentState.ACTIVE, Post.TUTOR),
    "vice_principal": (Post.VICE_PRINCIPAL.label, AppointmentState.ACTIVE, Post.VICE_PRINCIPAL),
    "ended": ("已结束", AppointmentState.ENDED, None),
}


def _here() -> int:
    return acting().organisation_id


@bp.get("/office/appointments")
@open_to(*LETTER_READERS)
def appointments() -> Answer:
    """Show who teaches for the programmes or at the places of the organisation one acts for, the first to end first."""
    word = request.args.get("list", "all")
    if word not in LISTS:
        abort(404)
    _label, state, post = LISTS[word]
    found = appointments_seen(_here(), state=state, post=post, after=after_day(), limit=31)
    shown, today = found[:30], clock.local_day(clock.now())
    principals = [one for one in shown if one.post is Post.VICE_PRINCIPAL and state is AppointmentState.ACTIVE]
    return page(
        "office/appointments/appointments.html",
        appointments=shown,
        more=f"{shown[-1].ends_on}.{shown[-1].id}" if len(found) > 30 else None,
        lists=LISTS,
        word=word,
        cleared=cleared_until({one.person_id for one in shown}),
        periods=periods_given(principals, today.year),
        today=today,
        soon=today + SOON * DAY,
        may_appoint=myself().acts_as(*MANAGERS),
    )


def _form(**values: Any) -> AppointmentForm:
    form = AppointmentForm(**values)
    form.programme.options = [(one.code, one.name, one.id) for one in programmes_of(_here())]
    people = {one.id: one for one in [*people_below(_here(), limit=500), *tutors_of(_here())]}
    form.person.options = [(one.code, f"{one.name}（尾号 {one.phone_tail}）", one.id) for one in people.values()]
    form.organisation.options = [(one.code, one.short_name, one.id) for one in places_to_teach()]
    if request.method == "POST":
        form.process(request.form, **values)
    return form


@bp.route("/office/appointments/new", methods=["GET", "POST"])
@open_to(*MANAGERS)
def new() -> Answer:
    """Appoint somebody."""
    form = _form()
    if request.method == "GET":
        form.starts_on.data = clock.local_day(clock.now())
        if len(form.programme.options) == 1:
            form.programme.data = form.programme.options[0][2]
        return page("office/appointments/form.html", form=form)
    if not form.validate():
        return bad("office/appointments/form.html", form)

    def act(now: datetime) -> str:
        made = appointing.appoint(
            db.session.get_one(Programme, form.programme.data),
            db.session.get_one(Person, form.person.data),
            db.session.get_one(Organisation, form.organisation.data),
            form.post.data,
            form.starts_on.data,
            myself(),
            now,
            ends_on=form.until(),
        )
        return f"/appointments/{made.code}"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return bad("office/appointments/form.html", form, refusal.status)
    return onward(path, "聘任登记好了，本人收到通知。打印出来就是聘书")


def _mine_to_end(code: str) -> Appointment:
    found = letter_or_404(code)
    if not may_appoint_for(myself(), found.programme):
        abort(404)
    return found


@bp.route("/office/appointments/<code>/end", methods=["GET", "POST"])
@open_to(*MANAGERS)
def end(code: str) -> Answer:
    """End an appointment before its time."""
    found = _mine_to_end(code)
    form = ReasonForm()
    if request.method == "GET" or not form.validate():
        shown = page("office/appointments/end.html", form=form, appointment=found)
        return shown if request.method == "GET" else (shown, 422)
    write(lambda now: appointing.end(_mine_to_end(code), form.words.data, myself(), now))
    return onward("/office/appointments", "聘任结束了，本人和学校收到通知")


# ------------------------------------------------------------------------------ clearances


@bp.get("/office/clearances")
@open_to(*MANAGERS)
def clearances() -> Answer:
    """Show until when the tutors may meet minors; who may not comes first."""
    people = tutors_of(_here())
    until = cleared_until(one.id for one in people)
    today = clock.local_day(clock.now())
    rows = sorted(((until.get(one.id), one) for one in people), key=lambda row: (row[0] is not None, row[0] or today))
    return page("office/clearances/clearances.html", rows=rows, today=today, soon=today + 30 * DAY)


def _person(code: str) -> Person:
    """Return somebody whose clearance one may record."""
    found = person_of_code(code)
    if found is None or not clearing.may_clear(myself(), found.id):
        abort(404)
    return found


@bp.route("/office/clearances/<person>", methods=["GET", "POST"])
@open_to(*MANAGERS)
def clear(person: str) -> Answer:
    """Record that the competent unit found nothing against somebody, and until when."""
    found = _person(person)
    until = cleared_until([found.id]).get(found.id)
    form = ClearanceForm()
    today = clock.local_day(clock.now())
    if request.method == "GET":
        form.until_on.data = clock.years_later(today, 1)
        return page("office/clearances/clear.html", form=form, person=found, until=until, today=today)
    if not form.validate():
        return bad("office/clearances/clear.html", form, person=_person(person), until=until, today=today)
    try:
        write(lambda now: clearing.record(_person(person), form.until_on.data, myself(), now))
    except Refusal as refusal:
        form.refuse(refusal)
        again = _person(person)
        return bad("office/clearances/clear.html", form, refusal.status, person=again, until=until, today=today)
    return onward("/office/clearances", "登记好了")


@bp.post("/office/clearances/<person>/withdraw")
@open_to(*MANAGERS)
def withdraw(person: str) -> Answer:
    """Let what was recorded count no more, at once."""
    write(lambda now: clearing.withdraw(_person(person), myself(), now))
    return onward("/office/clearances", "撤销了，这个人从现在起不能给未成年人上课")
