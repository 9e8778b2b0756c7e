"""活动 on the phone: what I can do soon, one event, signing up and withdrawing."""

from datetime import datetime

from flask import Blueprint, abort, current_app, make_response, request
from werkzeug.wrappers import Response

from volunteer.accounts.skills import skills_of
from volunteer.attendance import answering
from volunteer.attendance.models import Attendance
from volunteer.attendance.queries import attendances_of_person
from volunteer.attendance.scanning import OPENS
from volunteer.base import clock
from volunteer.base.db import write
from volunteer.events import signups
from volunteer.events.calendar import ics
from volunteer.events.models import Event, Post, Shift, SignUp, SignUpState, State
from volunteer.events.offers import Card, Offer, Onlooker, card_of, onlooker
from volunteer.events.permissions import may_arrange, may_lead
from volunteer.events.queries import (
    ShiftPage,
    coming_shifts,
    event_of_code,
    line_places,
    my_sign_ups,
    post_of_code,
    shift_of_code,
    sign_up_of_code,
    sign_ups_of,
)
from volunteer.forms.events import AnswerForm, DigitsForm, WithdrawForm
from volunteer.orders.permissions import Sight, sight_of
from volunteer.orders.queries import order_of_shift
from volunteer.organisations.models import Kind
from volunteer.organisations.queries import communities, organisation_of_code
from volunteer.views.answers import Answer, after, onward, page
from volunteer.views.guards import ANYONE, SIGNED_IN, me, myself, open_to

bp = Blueprint("events", __name__)


def cards_of(found: ShiftPage) -> list[tuple[object, Card]]:
    """Return the shifts with their cards for whoever looks."""
    by, now = me(), clock.now()
    mine = my_sign_ups(by.person_id, [one.id for one in found.shifts]) if by else {}
    places = line_places(mine.values())
    who = onlooker(by.person_id if by else None, now)
    running = [one.id for one in found.shifts if one.starts_at - OPENS <= now < one.ends_at]
    came = attendances_of_person(by.person_id, running) if by and running else {}
    return [(shift, _card(shift, mine.get(shift.id), places, who, came.get(shift.id), now)) for shift in found.shifts]


def _card(
    shift: Shift, mine: SignUp | None, places: dict[int, int], who: Onlooker, came: Attendance | None, now: datetime
) -> Card:
    came_at, left_at = (came.came_at, came.left_at) if came else (None, None)
    return card_of(shift, mine, _place(mine, places), who, now, came_at=came_at, left_at=left_at)


def _place(made: SignUp | None, places: dict[int, int]) -> int:
    return places.get(made.id, 0) if made else 0


@bp.get("/events")
@open_to(ANYONE)
def events() -> Answer:
    """Show the shifts to come, the soonest first, each with what I can do."""
    word = request.args.get("community", "")
    place = organisation_of_code(word) if word else None
    if word and (place is None or place.kind is not Kind.COMMUNITY):
        abort(404)
    by = me()  # who it is ends the read: what is found is read after it, once
    only = "mine" if request.args.get("only") == "mine" else ""
    found = coming_shifts(
        clock.now(),
        communities=[place.id] if place else None,
        for_me=(by.person_id if by else None, skills_of(by.person_id) if by else frozenset()) if only else None,
        after=_after(),
    )
    return page(
        "events/events.html", cards=cards_of(found), more=found.more, place=place, places=communities(), only=only
    )


def _after() -> tuple[datetime, int] | None:
    moment, _, id_ = request.args.get("after", "").partition("_")
    try:
        found = (datetime.fromisoformat(moment), int(id_)) if moment else None
    except ValueError:
        abort(404)
    if found is not None and (found[0].tzinfo is None or not 0 <= found[1] <= 2147483647):
        abort(404)
    return found


def _event(code: str) -> Event:
    """Return an event that has a page for this person: a draft only for who arranges it."""
    by = me()
    found = event_of_code(code)
    if found is None or (found.state is State.DRAFT and (by is None or not may_arrange(by, found))):
        abort(404)
    return found


def _order_of(event: Event) -> str:
    """Return the page of the order whose class this is; for who has no part in it, as if nothing were there."""
    by = me()
    order = order_of_shift(event.shifts[0].id) if by is not None and event.shifts else None
    if by is None or order is None or sight_of(by, order) is Sight.NOBODY:
        abort(404)
    return f"/orders/{order.code}"


@bp.get("/events/<code>")
@open_to(ANYONE)
def event(code: str) -> Answer:
    """Show one event: its notice, its shifts and posts, and what I can do."""
    found = _event(code)
    if not found.is_listed:
        return onward(_order_of(found))
    by, now = me(), clock.now()
    ids = [shift.id for shift in found.shifts]
    mine = my_sign_ups(by.person_id, ids) if by else {}
    places = line_places(mine.values())
    who = onlooker(by.person_id if by else None, now)
    came = attendances_of_person(by.person_id, ids) if by else {}
    return page(
        "events/event.html",
        event=found,
        shifts=[
            (
                shift,
                _card(shift, mine.get(shift.id), places, who, came.get(shift.id), now),
                mine.get(shift.id),
                came.get(shift.id),
            )
            for shift in found.shifts
        ],
        fits=who.fits,
        may_lead=by is not None and may_lead(by, found),
        may_arrange=by is not None and may_arrange(by, found),
        digits=DigitsForm(),
        Offer=Offer,
    )


@bp.post("/posts/<code>/sign-up")
@open_to(SIGNED_IN)
def sign_up(code: str) -> Answer:
    """Sign up for a post, or get in line."""

    def act(now: datetime) -> tuple[str, bool]:
        made = signups.sign_up(_post(code), myself(), now)
        return made.shift.event.code, made.state is SignUpState.CONFIRMED

    event_code, has_place = write(act)
    said = "报上名了。到场和走的时候，各扫一次屏幕上的码" if has_place else "排上候补了。有空位自动转上，会通知您"
    return onward(f"/events/{event_code}", said)


def _post(code: str) -> Post:
    found = post_of_code(code)
    if found is None or found.shift.event.state is State.DRAFT:
        abort(404)
    return found


def _sign_up(code: str) -> SignUp:
    """Return one of my own sign-ups."""
    made = sign_up_of_code(code)
    if made is None or made.person_id != myself().person_id:
        abort(404)
    return made


@bp.route("/sign-ups/<code>/withdraw", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def withdraw(code: str) -> Answer:
    """Give up my place, after a look at what that means."""
    made = _sign_up(code)
    if not made.shift.event.is_listed:  # a class needs its tutors: who cannot come tells the team, which sends another
        return onward(_order_of(made.shift.event), "来不了，请告诉队长换人，或改时间")
    form = WithdrawForm()
    if request.method == "GET" or not form.validate():
        shown = page("events/withdraw.html", form=form, made=made, event=made.shift.event)
        return shown if request.method == "GET" else (shown, 422)
    event_code = made.shift.event.code
    write(lambda now: signups.withdraw(_sign_up(code), myself(), now, form.words.data or None))
    return onward(f"/events/{event_code}", "退出了，名额让给候补的人")


@bp.get("/shifts/<code>.ics")
@open_to(ANYONE)
def calendar(code: str) -> Response:
    """Give a shift as a file for the phone's calendar."""
    shift = shift_of_code(code)
    if shift is None or shift.event.state is State.DRAFT:
        abort(404)
    if not shift.event.is_listed:
        _order_of(shift.event)
    answer = make_response(ics(shift, f"{current_app.config['VOLUNTEER'].origin}/events/{shift.event.code}"))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{shift.code}.ics"'
    return answer


@bp.get("/me/events")
@open_to(SIGNED_IN)
def mine() -> Answer:
    """Show what I signed up for, and what the lists say."""
    made = sign_ups_of(myself().person_id, after=after(), limit=21)
    came = attendances_of_person(myself().person_id, {one.shift_id for one in made})
    return page(
        "events/mine.html",
        sign_ups=made[:20],
        came=came,
        places=line_places(made),
        more=made[19].id if len(made) > 20 else None,
        now_at=clock.now(),
    )


@bp.route("/sign-ups/<code>/answer", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def answer(code: str) -> Answer:
    """Say something to what the list says of me."""
    made = _sign_up(code)
    form = AnswerForm(words=made.answer or "")
    if request.method == "GET" or not form.validate():
        shown = page("events/answer.html", form=form, made=made, event=made.shift.event)
        return shown if request.method == "GET" else (shown, 422)
    write(lambda now: answering.answer(_sign_up(code), form.words.data, myself(), now))
    return onward("/me/events", "告诉负责人了")
