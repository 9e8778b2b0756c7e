"""点单 in the office of who answers: the lists, one order, inviting, sending back, declining."""

from datetime import datetime

from flask import Blueprint, abort, request

from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.orders import InviteForm, WordsForm
from volunteer.orders import answering, inviting
from volunteer.orders.candidates import teams_to_invite, tutors_to_invite
from volunteer.orders.lists import QUEUES, as_provider, late_count, queue_counts, queue_page
from volunteer.orders.models import Order, State
from volunteer.orders.offers import card_of
from volunteer.orders.permissions import KEEPERS, TEAMS, Sight, answers
from volunteer.orders.queries import invitations_of, order_of_code
from volunteer.organisations.models import Organisation, Role
from volunteer.partnership.queries import cleared_until
from volunteer.views.answers import Answer, after_day, bad, onward, page
from volunteer.views.classes import cleared_words, told_apart
from volunteer.views.guards import acting, myself, open_to
from volunteer.views.orders import read_typed, seen

bp = Blueprint("office_orders", __name__)


def _here() -> int:
    return acting().organisation_id


def _order(code: str) -> Order:
    """Return an order that one answers; any other is as if it were not there."""
    found = order_of_code(code)
    if found is None or not answers(myself(), found):
        abort(404)
    return found


@bp.get("/office/orders")
@open_to(*KEEPERS)
def orders() -> Answer:
    """Show one of the lists; filters are links, and what is late stands on top."""
    word = request.args.get("list", "placed")
    queue = next((one for one in QUEUES if one.word == word), None)
    if queue is None:
        abort(404)
    mine, now = as_provider(_here()), clock.now()
    shelf = queue_page(queue, mine, after=after_day())
    return page(
        "office/orders/orders.html",
        queues=QUEUES,
        queue=queue,
        counts=queue_counts(mine),
        late=late_count(mine, now),
        cards=[(one, card_of(Sight.PROVIDER, one, now)) for one in shelf.orders],
        more=shelf.more,
    )


@bp.get("/office/orders/<code>")
@open_to(*KEEPERS)
def order(code: str) -> Answer:
    """Show one order with everything that can be done with it."""
    return page("office/orders/order.html", **_seen(code))


def _seen(code: str) -> dict[str, object]:
    found = _order(code)
    form = InviteForm()
    _offer(form, found)
    return {
        **seen(code),
        "invitations": invitations_of(found),
        "invite": form,
        "words": WordsForm(),
        "may_answer": found.state in (State.PLACED, State.INVITED),
    }


def _offer(form: InviteForm, order: Order) -> None:
    """Offer the teams there are, and the tutors of the programme with until when they may meet minors."""
    form.teams.options = [
        (one.code, one.short_name, one.id)
        for one in teams_to_invite(order.provider_id, [Role.TEAM_LEADER, *TEAMS[:1]])
        if one.id != order.client_id
    ]
    day = clock.local_day(order.wished[0].starts_at)
    tutors = tutors_to_invite(order.programme_id, day) if order.programme_id is not None else []
    until = cleared_until([one.id for one in tutors]) if order.has_minors else {}
    names = told_apart(tutors)
    form.people.options = [
        (one.code, names[one.id] + (cleared_words(until.get(one.id), day) if order.has_minors else ""), one.id)
        for one in tutors
    ]


@bp.post("/office/orders/<code>/invite")
@open_to(*KEEPERS)
def invite(code: str) -> Answer:
    """Ask teams and tutors."""
    form = InviteForm()
    _offer(form, _order(code))
    read_typed(form)
    if not form.validate():
        return _again(code, invite=form)

    def act(now: datetime) -> int:
        teams = [db.session.get_one(Organisation, one) for one in form.teams.data or ()]
        people = [db.session.get_one(Person, one) for one in form.people.data or ()]
        return len(inviting.invite(_order(code), teams, people, myself(), now))

    try:
        count = write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return _again(code, refusal.status, invite=form)
    return onward(f"/office/orders/{code}", f"派出去 {count} 份，等回复")


@bp.post("/office/orders/<code>/answer")
@open_to(*KEEPERS)
def answer(code: str) -> Answer:
    """Send the order back, or say that nobody can."""
    form = WordsForm()
    if not form.validate():
        return _again(code, words=form)
    decision = request.form.get("decision")
    if decision not in ("return", "decline"):  # an end is never what a form says that says nothing
        abort(404)
    is_back = decision == "return"
    act = answering.send_back if is_back else answering.decline
    write(lambda now: act(_order(code), form.words.data, myself(), now))
    return onward("/office/orders", "退回给对方改" if is_back else "已告诉对方接不了")


@bp.post("/office/orders/<code>/call-back")
@open_to(*KEEPERS)
def call_back(code: str) -> Answer:
    """Take all open invitations back."""
    write(lambda now: inviting.call_back(_order(code), myself(), now))
    return onward(f"/office/orders/{code}", "派单都收回了")


def _again(code: str, status: int = 422, **forms: object) -> Answer:
    """Return the page of an order again with a form as it was typed."""
    db.session.rollback()
    name, form = next(iter(forms.items()))
    values = _seen(code)
    return bad("office/orders/order.html", form, status, **{**values, name: form})  # type: ignore[arg-type]
