"""点单 on the phone: mine, one order, placing it, changing a returned one, the calendar."""

from datetime import date, datetime

import sqlalchemy as sa
from flask import Blueprint, abort, request

from volunteer.attendance.queries import attendances_of_person
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.config import policy
from volunteer.events.permissions import may_lead
from volunteer.forms.events import DigitsForm
from volunteer.forms.fields import Form
from volunteer.forms.orders import OrderForm
from volunteer.orders import capacity, inviting, placing
from volunteer.orders.lists import as_client, as_provider, as_team, as_tutor, classes_between, late_orders, orders_page
from volunteer.orders.models import Offering, Order, State
from volunteer.orders.offers import card_of
from volunteer.orders.path import path_of
from volunteer.orders.permissions import (
    CLIENTS,
    KEEPERS,
    TEAMS,
    Sight,
    answers,
    is_client,
    is_tutor,
    leads_team,
    may_change,
    may_hand_on_review,
    may_prepare,
    sight_of,
)
from volunteer.orders.queries import (
    invitations_for,
    month_around,
    offering_of_code,
    order_of_code,
    position_in_line,
    tutors_of,
)
from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.standing import Principal
from volunteer.partnership.models import Programme
from volunteer.partnership.queries import programme_of_code
from volunteer.views.answers import Answer, after, bad, onward, page, send_once
from volunteer.views.guards import SIGNED_IN, acting, myself, open_to

bp = Blueprint("orders", __name__)


def found_or_404(code: str) -> tuple[Order, Sight]:
    """Return an order that has a page for this person; any other is as if it were not there."""
    order = order_of_code(code)
    sight = sight_of(myself(), order) if order is not None else Sight.NOBODY
    if order is None or sight is Sight.NOBODY:
        abort(404)
    return order, sight


def read_typed(form: Form) -> None:
    """Read again what was sent, now that the form knows what there is to choose from."""
    if form.is_submitted():
        form.process(request.form)


def whose(by: Principal, *, with_provider: bool = False) -> sa.ColumnElement[bool]:
    """Return the clause of the orders in which this person has a part now: as client, as team, as tutor."""
    clauses = [as_tutor(by.person_id)]
    if by.acting is not None:
        here = by.acting.organisation_id
        if by.acts_as(*CLIENTS):
            clauses.append(as_client(here))
        if by.acts_as(*TEAMS):
            clauses.append(as_team(here))
        if with_provider and by.acts_as(*KEEPERS):
            clauses.append(as_provider(here))
    return sa.or_(*clauses)


def _sight_in_list(by: Principal, order: Order) -> Sight:
    """Return the sight of an order of `whose`, without asking the database for each."""
    return Sight.CLIENT if is_client(by, order) else Sight.CREW


@bp.get("/orders")
@open_to(SIGNED_IN)
def orders() -> Answer:
    """Show what I am asked, what is late, and the orders in which I have a part."""
    by, now = myself(), clock.now()
    is_done = request.args.get("list") == "done"
    team = by.acting.organisation_id if by.acting is not None and by.acts_as(*TEAMS) else None
    mine = whose(by)
    shelf = orders_page(mine, now, after=after(), **({"states": [State.CLOSED]} if is_done else {}))  # type: ignore[arg-type]
    first = after() is None and not is_done
    late = late_orders(mine, now) if first else []
    asked = invitations_for(team, by.person_id) if first else []
    cards = [(one, card_of(_sight_in_list(by, one), one, now)) for one in shelf.orders]
    return page(
        "orders/orders.html",
        asked=[(one, card_of(Sight.INVITED, one.order, now)) for one in asked],
        late=[(one, card_of(_sight_in_list(by, one), one, now)) for one in late],
        to_do=[pair for pair in cards if pair[1].action],
        cards=[pair for pair in cards if not pair[1].action],
        more=shelf.more,
        is_done=is_done,
        may_place=by.acts_as(*CLIENTS),
        may_answer=by.acts_as(*KEEPERS),
    )


@bp.get("/orders/<code>")
@open_to(SIGNED_IN)
def order(code: str) -> Answer:
    """Show one order, as much of it as this person sees, with what they can do."""
    return page("orders/order.html", **seen(code))


def seen(code: str) -> dict[str, object]:
    """Return what the page of an order shows to this person."""
    found, sight = found_or_404(code)
    by, now = myself(), clock.now()
    shift = found.shift
    tutors = tutors_of(found)
    mine = next((one for one in tutors if one.person_id == by.person_id), None)
    came = attendances_of_person(by.person_id, [shift.id]).get(shift.id) if shift is not None and mine else None
    open_ = found.state in (State.PLACED, State.RETURNED, State.INVITED, State.TAKEN)
    is_ahead = shift is not None and now < shift.starts_at
    reviewable = found.state is State.SERVED or (found.served_at is not None and found.state is State.CLOSED)
    return {
        "order": found,
        "sight": sight,
        "Sight": Sight,
        "card": card_of(sight, found, now, is_tutor=mine is not None, line=line_of(found)),
        "path": path_of(found),
        "tutors": tutors,
        "mine": mine,
        "came": came,
        "digits": DigitsForm(),
        "may_lead": shift is not None and open_ and may_lead(by, shift.event),
        "may_prepare": found.state is State.TAKEN and may_prepare(by, found),
        "may_change": open_ and may_change(by, found),
        "may_postpone": found.state is State.TAKEN and is_ahead and may_change(by, found),
        "may_staff": found.state is State.TAKEN and is_ahead and (leads_team(by, found) or answers(by, found)),
        "may_review": reviewable and found.review is None and is_client(by, found) and not is_tutor(by, found),
        "may_hand_on": reviewable and found.review is None and may_hand_on_review(by, found),
        "answers": answers(by, found),
    }


def line_of(found: Order) -> int | None:
    """Return the order's place in line, when its offering is full for the month wished for; else None."""
    if found.offering is None or found.state not in (State.PLACED, State.INVITED):
        return None
    left = capacity.left(found.offering, clock.local_day(found.wished[0].starts_at))
    return position_in_line(found) if left == 0 else None


# ------------------------------------------------------------------------------ placing


@bp.route("/orders/new", methods=["GET", "POST"])
@open_to(*CLIENTS)
def new() -> Answer:
    """Order a class from the menu, or ask for what the menu has not."""
    offering, programme = _asked_for()
    form = OrderForm()
    form.suit(offering, is_school=myself().acts_as(Role.SCHOOL_CONTACT))
    client = acting()
    shown = {"offering": offering, "programme": programme, "again": None, "client_name": client.organisation_name}
    if not form.is_submitted():
        return page("orders/form.html", form=form, **shown)
    if not form.validate():
        return bad("orders/form.html", form, 422, **{**shown, **_names()})
    client_id = client.organisation_id

    def act(now: datetime) -> str:
        item, of = _asked_for()
        school = db.session.get_one(Organisation, client_id)
        if item is not None:
            made = placing.place(form.words(), form.wished(), item, school, myself(), now)
        else:
            assert of is not None
            made = placing.request(form.words(), form.wished(), of, school, myself(), now)
        return f"/orders/{made.code}"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return bad("orders/form.html", form, refusal.status, **{**shown, **_names()})
    return onward(path, f"点好了。{policy.order_answer_days} 个工作日内答复您。")


def _names() -> dict[str, object]:
    db.session.rollback()
    offering, programme = _asked_for()
    return {"offering": offering, "programme": programme}


def _asked_for() -> tuple[Offering | None, Programme | None]:
    """Return the offering that is ordered, or the programme that is asked for something else."""
    code = request.args.get("offering", "")
    if code:
        offering = offering_of_code(code)
        if offering is None:
            abort(404)
        return offering, offering.programme
    programme = programme_of_code(request.args.get("programme", "mofashi"))
    if programme is None:
        abort(404)
    return None, programme


@bp.route("/orders/<code>/edit", methods=["GET", "POST"])
@open_to(*CLIENTS)
def edit(code: str) -> Answer:
    """Change a returned order and place it again."""
    found, sight = found_or_404(code)
    if sight is not Sight.CLIENT:
        abort(404)
    days = [one.starts_at for one in found.wished] + [None, None, None]
    form = OrderForm(obj=found, first=days[0], second=days[1], third=days[2])
    form.suit(found.offering, is_school=myself().acts_as(Role.SCHOOL_CONTACT))

    def again() -> dict[str, object]:
        now_found, _sight = found_or_404(code)
        return {
            "offering": now_found.offering,
            "programme": now_found.programme,
            "again": now_found,
            "client_name": now_found.client.short_name,
        }

    if not form.is_submitted():
        return page("orders/form.html", form=form, **again())
    if not form.validate():
        db.session.rollback()
        return bad("orders/form.html", form, 422, **again())
    try:
        write(lambda now: placing.revise(found_or_404(code)[0], form.words(), form.wished(), myself(), now))
    except Refusal as refusal:
        form.refuse(refusal)
        db.session.rollback()
        return bad("orders/form.html", form, refusal.status, **again())
    return onward(f"/orders/{code}", "改好了，已再交上去")


@bp.post("/orders/<code>/decline")
@open_to(SIGNED_IN)
def decline(code: str) -> Answer:
    """Say that it does not suit this time; no reason is asked for."""
    write(lambda now: inviting.decline(found_or_404(code)[0], myself(), now))
    return onward("/orders", "知道了，这次不来没关系，不影响以后派单")


# ------------------------------------------------------------------------------ the calendar


@bp.get("/orders/calendar")
@open_to(SIGNED_IN)
def calendar() -> Answer:
    """Show the classes of a month in which I have a part: the school's, the team's, my own."""
    by, today = myself(), clock.local_day(clock.now())
    first, next_first = month_around(_month(today))
    found = classes_between(whose(by, with_provider=True), first, next_first)
    return page(
        "orders/calendar.html",
        classes=found,
        first=first,
        before=month_around(first - clock.DAY)[0],
        behind=next_first,
        today=today,
    )


def _month(today: date) -> date:
    word = request.args.get("month", "")
    if not word:
        return today
    try:
        month = date.fromisoformat(f"{word}-01")
    except ValueError:
        abort(404)
    if not 2000 <= month.year < 2100:
        abort(404)
    return month
