"""The class of an order: taking, who teaches, preparing, recording, postponing, cancelling; when a child is harmed."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime

from flask import Blueprint, abort, request

from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.fields import Form
from volunteer.forms.orders import CrewForm, PostponeForm, PrepareForm, ServeForm, TakeForm, WordsForm
from volunteer.orders import cancelling, crew, postponing, preparing, serving, taking
from volunteer.orders.candidates import members_of, tutors_to_invite
from volunteer.orders.models import Order, State
from volunteer.orders.permissions import answers, invitation_for, leads_team, may_change, may_prepare
from volunteer.orders.queries import tutor_ids_of
from volunteer.partnership.queries import cleared_until
from volunteer.views.answers import Answer, bad, onward, page
from volunteer.views.guards import ANYONE, SIGNED_IN, myself, open_to
from volunteer.views.orders import found_or_404, read_typed

bp = Blueprint("classes", __name__)


def cleared_words(until: date | None, day: date, *, is_ours: bool = True) -> str:
    """Return until when somebody may meet minors, and whether that covers the day of the class.

    Of somebody of another unit only whether: the day is for the own unit and for who keeps the programme.
    """
    if not is_ours:
        return "" if until is not None and until >= day else "（这次不能去）"
    if until is None:
        return "（还没有查询）"
    return f"（查询到{clock.said(until)}）" if until >= day else f"（查询{clock.said(until)}就过期）"


def told_apart(people: Sequence[Person]) -> dict[int, str]:
    """Return the names of these people; those that two of them have, with the end of the phone."""
    names = Counter(one.name for one in people)
    return {one.id: one.name + (f"（尾号 {one.phone_tail}）" if names[one.name] > 1 else "") for one in people}


def _offer(form: CrewForm, order: Order, team_id: int) -> None:
    """Offer whom the team may send, with until when they may meet minors; who may not by then cannot be ticked."""
    day = clock.local_day(order.wished[0].starts_at if order.shift is None else order.shift.starts_at)
    people: list[Person] = (
        tutors_to_invite(order.programme_id, day) if order.programme_id is not None else members_of(team_id)
    )
    ours = {one.id for one in members_of(team_id)}
    is_keeper = answers(myself(), order)
    people.sort(key=lambda one: one.id not in ours)
    until = cleared_until([one.id for one in people]) if order.has_minors else {}
    names, rows = told_apart(people), []
    for one in people:
        label = names[one.id]
        if order.has_minors:
            label += cleared_words(until.get(one.id), day, is_ours=is_keeper or one.id in ours)
        rows.append((one.code, label, one.id))
    form.offer(rows)
    if order.has_minors:
        first = day if order.shift else clock.local_day(min(one.starts_at for one in order.wished))
        form.tutors.barred = frozenset(one.id for one in people if until.get(one.id, date.min) < first)


def _do(
    template: str, code: str, form: Form, act: Callable[[Order, datetime], None], said: str, **values: object
) -> Answer:
    """Show the form, or do it: what is refused is said beside the form as it was typed."""
    if not form.is_submitted():
        return page(template, form=form, order=found_or_404(code)[0], **values)
    if not form.validate():
        db.session.rollback()
        return bad(template, form, 422, order=found_or_404(code)[0], **values)
    try:
        write(lambda now: act(found_or_404(code)[0], now))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        form.refuse(refusal)
        db.session.rollback()
        return bad(template, form, refusal.status, order=found_or_404(code)[0], **values)
    return onward(f"/orders/{code}", said)


@bp.route("/orders/<code>/take", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def take(code: str) -> Answer:
    """Take the order: the day, and who teaches."""
    found, _sight = found_or_404(code)
    by = myself()
    invitation = invitation_for(by, found)
    if invitation is None and not answers(by, found):
        abort(404)
    form = TakeForm()
    if not form.is_submitted() and found.state not in (State.PLACED, State.INVITED):
        return onward(f"/orders/{code}", f"这个点单现在是“{found.state.label}”，不用再接")
    team = taking.team_of(found, invitation, by, clock.now())
    _offer(form, found, team.id)
    form.days(found)
    read_typed(form)
    if not form.is_submitted() and invitation is not None and invitation.person_id is not None:
        form.tutors.data = (by.person_id,)
    shown = {"needed": crew.needed(found), "team_name": team.short_name}

    def act(order: Order, now: datetime) -> None:
        taking.take(order, form.tutors.data, form.starts.data, myself(), now)

    return _do("orders/take.html", code, form, act, "接单了。对方和老师都收到了通知", **shown)


@bp.route("/orders/<code>/crew", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def change_crew(code: str) -> Answer:
    """Let others teach the class."""
    found, _sight = found_or_404(code)
    by = myself()
    if found.state is not State.TAKEN or found.team_id is None or not (leads_team(by, found) or answers(by, found)):
        abort(404)
    form = CrewForm()
    if not form.is_submitted() and (found.shift is None or clock.now() >= found.shift.starts_at):
        return onward(f"/orders/{code}", "已经开始上课，不能再换老师")
    _offer(form, found, found.team_id)
    read_typed(form)
    if not form.is_submitted():
        form.tutors.data = tuple(tutor_ids_of(found))
    needed = crew.needed(found)

    def act(order: Order, now: datetime) -> None:
        crew.change(order, form.tutors.data, myself(), now)

    return _do("orders/crew.html", code, form, act, "老师换好了，都通知到了", needed=needed)


@bp.route("/orders/<code>/prepare", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def prepare(code: str) -> Answer:
    """Write the plan and tick off the materials."""
    found, _sight = found_or_404(code)
    if not may_prepare(myself(), found):
        abort(404)
    form = PrepareForm(plan=found.plan)
    form.ready.options = [(str(number), one.name, one.id) for number, one in enumerate(found.materials, 1)]
    read_typed(form)
    if not form.is_submitted():
        form.ready.data = tuple(one.id for one in found.materials if one.ready_at is not None)

    def act(order: Order, now: datetime) -> None:
        preparing.prepare(order, form.plan.data, form.ready.data or (), form.more.data, myself(), now)

    return _do("orders/prepare.html", code, form, act, "记下了")


@bp.route("/orders/<code>/serve", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def serve(code: str) -> Answer:
    """Record the class that was given."""
    found, _sight = found_or_404(code)
    if not may_prepare(myself(), found):
        abort(404)
    form = ServeForm()
    if not form.is_submitted() and found.offering is not None:
        form.periods.data = found.offering.class_periods

    def act(order: Order, now: datetime) -> None:
        people, periods = form.people.data, form.periods.data
        serving.serve(order, people, periods, form.record.data, form.problems_found.data or None, myself(), now)

    return _do("orders/serve.html", code, form, act, "记下了，已请对方评一评。名单请在签到台确认")


@bp.route("/orders/<code>/postpone", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def postpone(code: str) -> Answer:
    """Move the class to another time."""
    found, _sight = found_or_404(code)
    if found.shift is None or not may_change(myself(), found):
        abort(404)

    form = PostponeForm()

    def act(order: Order, now: datetime) -> None:
        postponing.postpone(order, form.starts.data, form.words.data, myself(), now)

    return _do("orders/postpone.html", code, form, act, "改好了，都通知到了")


@bp.route("/orders/<code>/cancel", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def cancel(code: str) -> Answer:
    """Call the order off."""
    found, _sight = found_or_404(code)
    if not may_change(myself(), found):
        abort(404)

    form = WordsForm()

    def act(order: Order, now: datetime) -> None:
        cancelling.cancel(order, form.words.data, myself(), now)

    return _do("orders/cancel.html", code, form, act, "取消了，都通知到了")


@bp.get("/harm")
@open_to(ANYONE)
def harm() -> Answer:
    """Say what to do when a child was harmed or is in danger."""
    return page("orders/harm.html", back=request.args.get("order", ""))
