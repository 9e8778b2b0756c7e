"""活动 in the office: drafting, publishing, copying, postponing, cancelling, who signed up."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from volunteer.attendance.confirming import due_on
from volunteer.attendance.queries import attendances_of_shift
from volunteer.base import clock, workdays
from volunteer.base.clock import DAY, MINUTE
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.base.secrets import mask_phone
from volunteer.base.sheets import Sheet, xlsx
from volunteer.events import arranging, notice
from volunteer.events.models import Event, Post, Shift, SignUpState, State
from volunteer.events.permissions import ARRANGERS, may_arrange
from volunteer.events.queries import (
    event_of_code,
    events_of_host,
    post_of_code,
    shift_of_code,
    sign_ups_of_shift,
    unconfirmed,
)
from volunteer.forms.events import POSTS, SHIFTS, CopyForm, EventForm, PlacesForm, RescheduleForm
from volunteer.forms.wishes import ReasonForm
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.queries import below, people_below
from volunteer.views.answers import Answer, after, bad, onward, page, send_once, workbook
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_events", __name__)

LISTS = {
    "coming": ("报名中", (State.PUBLISHED, State.POSTPONED)),
    "draft": ("草稿", (State.DRAFT,)),
    "ended": ("待确认", (State.ENDED,)),
    "settled": ("已确认", (State.SETTLED,)),
    "cancelled": ("已取消", (State.CANCELLED,)),
}


def _here() -> Organisation:
    return db.session.get_one(Organisation, acting().organisation_id)


def _event(code: str) -> Event:
    """Return an event one may arrange; any other is as if it were not there."""
    found = event_of_code(code)
    if found is None or not may_arrange(myself(), found):
        abort(404)
    return found


@bp.get("/office/events")
@open_to(*ARRANGERS)
def events() -> Answer:
    """Show the events of the organisation one acts for; lists that wait to be confirmed stand on top."""
    word = request.args.get("list", "coming")
    if word not in LISTS:
        abort(404)
    here = below(_here().id)
    now = clock.now()
    found = events_of_host(here, states=LISTS[word][1], after=after(), limit=21)
    waits = [(shift, due_on(shift)) for shift in unconfirmed(here, now)]
    today = clock.local_day(now)
    return page(
        "office/events/events.html",
        events=sorted(found[:20], key=_starts_at) if word == "coming" else found[:20],
        more=found[19].id if len(found) > 20 else None,
        lists=LISTS,
        word=word,
        waits=[(shift, due, workdays.left(today, due)) for shift, due in waits],
    )


def _starts_at(event: Event) -> tuple[datetime, int]:
    """What comes first stands first."""
    return (event.shifts[0].starts_at if event.shifts else event.state_since, event.id)


def _form(**values: Any) -> EventForm:
    form = EventForm(**values)
    people = people_below(_here().id, limit=300)
    form.leader.options = [(one.code, one.name, one.id) for one in people]
    if request.method == "POST":
        form.process(request.form, **values)
    elif form.leader.data is None:
        form.leader.data = myself().person_id
    return form


@bp.route("/office/events/new", methods=["GET", "POST"])
@open_to(*ARRANGERS)
def new() -> Answer:
    """Write an event down."""
    form = _form()
    here = _here()
    if request.method == "GET":
        form.contact.data = here.office_phone or ""
        return page("office/events/form.html", form=form, event=None)
    if not form.validate():
        return bad("office/events/form.html", form, event=None)

    def act(now: datetime) -> str:
        host = _here()
        community = host if host.kind is Kind.COMMUNITY else None
        made = arranging.draft(form.words(), form.slots(), host, community, form.leader.data, myself(), now)
        return f"/office/events/{made.code}"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return bad("office/events/form.html", form, refusal.status, event=None)
    return onward(path, "草稿存好了。看一遍，再发布")


@bp.get("/office/events/<code>")
@open_to(*ARRANGERS)
def event(code: str) -> Answer:
    """Show one event with everything that can be done with it."""
    found = _event(code)
    today = clock.local_day(clock.now())
    return page(
        "office/events/event.html",
        event=found,
        missing=notice.missing(found),
        limits={shift.id: workdays.left(today, due_on(shift)) for shift in found.shifts},
        now_at=clock.now(),
        places=PlacesForm(),
    )


@bp.route("/office/events/<code>/edit", methods=["GET", "POST"])
@open_to(*ARRANGERS)
def edit(code: str) -> Answer:
    """Change a draft."""
    found = _event(code)
    form = _form(obj=found, leader=found.leader_id, **_times(found))
    if request.method == "GET":
        return page("office/events/form.html", form=form, event=found)
    if not form.validate():
        return bad("office/events/form.html", form, event=_event(code))
    write(lambda now: arranging.revise(_event(code), form.words(), form.slots(), form.leader.data, myself(), now))
    return onward(f"/office/events/{code}", "改好了")


def _times(event: Event) -> dict[str, object]:
    """Return the shifts and posts of an event as the form's fields hold them."""
    values: dict[str, object] = {}
    for number, shift in zip(SHIFTS, event.shifts, strict=False):
        start, end = clock.local(shift.starts_at), clock.local(shift.ends_at)
        values |= {f"day{number}": start.date(), f"start{number}": start.time(), f"end{number}": end.time()}
        values["break_minutes"] = shift.break_minutes
    first: list[Post] = event.shifts[0].posts if event.shifts else []
    for number, post in zip(POSTS, first, strict=False):
        values |= {
            f"post{number}": post.name,
            f"places{number}": post.places,
            f"requirement{number}": post.requirement or "",
            f"skill{number}": post.skill,
        }
    if event.opens_at is not None:
        values["opens"] = clock.local_day(event.opens_at)
    if event.closes_at is not None:
        values["closes"] = clock.local_day(event.closes_at) - DAY
    return values


@bp.post("/office/events/<code>/publish")
@open_to(*ARRANGERS)
def publish(code: str) -> Answer:
    """Open the event for signing up."""
    write(lambda now: arranging.publish(_event(code), myself(), now))
    return onward(f"/office/events/{code}", "发布了，志愿者现在看得到")


@bp.route("/office/events/<code>/copy", methods=["GET", "POST"])
@open_to(*ARRANGERS)
def copy(code: str) -> Answer:
    """Draft the same event again on other days, each a draft of its own."""
    found = _event(code)
    form = CopyForm()
    if request.method == "GET" or not form.validate():
        shown = page("office/events/copy.html", form=form, event=found)
        return shown if request.method == "GET" else (shown, 422)

    def act(now: datetime) -> str:
        source = _event(code)
        first = clock.local_day(source.shifts[0].starts_at)
        made = [arranging.copy(source, (day - first).days, myself(), now) for day in form.days]
        return f"/office/events/{made[0].code}" if len(made) == 1 else "/office/events?list=draft"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return bad("office/events/copy.html", form, refusal.status, event=_event(code))
    return onward(path, f"照样做了 {len(form.days)} 份草稿，看一遍再发布")


@bp.route("/office/events/<code>/<word>", methods=["GET", "POST"])
@open_to(*ARRANGERS)
def stop(code: str, word: str) -> Answer:
    """Postpone or cancel, with a reason that reaches everybody."""
    if word not in ("postpone", "cancel"):
        abort(404)
    found = _event(code)
    form = ReasonForm()
    if request.method == "GET" or not form.validate():
        shown = page("office/events/stop.html", form=form, event=found, word=word)
        return shown if request.method == "GET" else (shown, 422)
    rule = arranging.postpone if word == "postpone" else arranging.cancel
    write(lambda now: rule(_event(code), form.words.data, myself(), now))
    return onward(
        f"/office/events/{code}", "延期了，已通知报名的人" if word == "postpone" else "取消了，已通知报名的人"
    )


@bp.route("/office/events/<code>/reschedule", methods=["GET", "POST"])
@open_to(*ARRANGERS)
def reschedule(code: str) -> Answer:
    """Give a postponed event its new time."""
    found = _event(code)
    form = RescheduleForm()
    if request.method == "GET" or not form.validate():
        shown = page("office/events/reschedule.html", form=form, event=found)
        return shown if request.method == "GET" else (shown, 422)

    def act(now: datetime) -> None:
        again = _event(code)
        arranging.reschedule(again, int((form.moment() - again.shifts[0].starts_at) / MINUTE), myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("office/events/reschedule.html", form, refusal.status, event=_event(code))
    return onward(f"/office/events/{code}", "新时间发布了，已通知报名的人")


@bp.post("/office/posts/<code>/places")
@open_to(*ARRANGERS)
def places(code: str) -> Answer:
    """Give a post more or fewer places."""
    form = PlacesForm()
    post = post_of_code(code)
    if post is None:
        abort(404)
    event_code = _event(post.shift.event.code).code
    if not form.validate():
        raise Refusal("名额写整数，从 1 到 2000")

    def act(now: datetime) -> None:
        again = post_of_code(code)
        assert again is not None
        arranging.change_places(again, form.places.data, myself(), now)

    write(act)
    return onward(f"/office/events/{event_code}", "名额改好了")


def _shift(code: str) -> Shift:
    shift = shift_of_code(code)
    if shift is None or not may_arrange(myself(), shift.event):
        abort(404)
    return shift


@bp.get("/office/shifts/<code>")
@open_to(*ARRANGERS)
def signed_up(code: str) -> Answer:
    """Show who signed up, with masked names."""
    shift = _shift(code)
    word = request.args.get("state", "")
    state = next((one for one in SignUpState if one.value == word), None)
    made = [one for one in sign_ups_of_shift(shift.id) if state is None or one.state is state]
    return page(
        "office/events/sign_ups.html",
        shift=shift,
        event=shift.event,
        sign_ups=made,
        states=list(SignUpState),
        state=state,
    )


@bp.get("/office/shifts/<code>.xlsx")
@open_to(*ARRANGERS)
def sheet(code: str) -> Response:
    """Give the list of who signed up as a workbook, names and phones masked."""
    shift = _shift(code)
    came = {one.person_id: one for one in attendances_of_shift(shift.id)}
    rows = [
        [
            one.person.masked_name,
            mask_phone(one.person.phone),
            one.post.name,
            one.state.label,
            one.turnout.label if one.turnout else "",
            (came[one.person_id].minutes or 0) / 60 if one.person_id in came and came[one.person_id].minutes else None,
        ]
        for one in sign_ups_of_shift(shift.id)
    ]
    head = ["姓名", "手机号", "岗位", "报名", "到场", "小时"]
    return workbook(xlsx([Sheet("报名名单", head, rows, widths=(12, 16, 16, 12, 10, 8))]), f"shift-{shift.code}")
