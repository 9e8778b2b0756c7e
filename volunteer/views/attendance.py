"""扫码: the screen's code becomes a grant, the grant one button, the button a record."""

from datetime import datetime

from flask import Blueprint, abort, current_app, jsonify, request, session
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from volunteer.attendance import codes, scanning
from volunteer.attendance.models import Direction, Means
from volunteer.attendance.queries import count_of, recorded_of
from volunteer.attendance.refusals import StaleCode
from volunteer.base import clock, qr
from volunteer.base.codes import bearer, digest
from volunteer.base.db import db, reading, write
from volunteer.base.refusal import Refusal, SignedOut
from volunteer.events.models import Shift, State
from volunteer.events.permissions import may_lead
from volunteer.events.queries import shift_of_code, sign_ups_of_shift
from volunteer.forms.events import DigitsForm
from volunteer.views import problems
from volunteer.views.answers import Answer, onward, page
from volunteer.views.guards import ANYONE, AT_WRITE, SIGNED_IN, me, myself, open_to, sign_in_first

bp = Blueprint("attendance", __name__)


def _browser() -> str:
    """Return a hash by which one browser used for many accounts is noticed."""
    if "scans" not in session:
        session["scans"] = bearer()
    return digest(str(session["scans"]))[:24]


@bp.errorhandler(Refusal)
def refused(error: Refusal) -> tuple[str, int]:
    """Say why nothing was recorded, and lead on to the page of the event: there the six digits are typed."""
    given = request.view_args or {}
    # Not proved by any signature, and it need not be: the page of an event is public.
    code = given.get("code") or str(given.get("text", ""))[:8] or codes.named_in(request.cookies.get("grant", ""))
    db.session.rollback()
    shift = None if isinstance(error, SignedOut) else shift_of_code(code)
    if shift is None or shift.event.state is State.DRAFT:
        return problems.refused(error)
    return problems.refused(error, "attendance/refused.html", event_code=shift.event.code)


@bp.get("/s/<text>")
@open_to(ANYONE)
def scanned(text: str) -> Answer:
    """Turn a fresh code into a grant in a cookie. Nothing is recorded: chat apps open links by themselves."""
    grant = codes.grant_for(text, clock.now())
    answer = onward("/attendance/confirm")
    answer.set_cookie(
        "grant",
        codes.sealed(grant),
        max_age=int(codes.GRANT_LIFE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


@bp.get("/attendance/confirm")
@open_to(ANYONE)
def confirm() -> Answer:
    """Show one big button. Signing in may come first, and the grant waits."""
    grant = codes.opened(request.cookies.get("grant", ""))
    if me() is None:
        return sign_in_first()
    shift = shift_of_code(grant.shift_code)
    if shift is None:
        raise StaleCode
    _browser()  # the cookie is signed for the token of the form in any case, so not again for the press
    return page(
        "attendance/confirm.html", shift=shift, event=shift.event, direction=grant.direction, Direction=Direction
    )


@bp.post("/attendance/check-in")
@open_to(AT_WRITE)
def check_in() -> Answer:
    """Record the coming or going that the grant allows."""
    grant = codes.opened(request.cookies.get("grant", ""))
    browser = _browser()

    def act(now: datetime) -> tuple[str, bool]:
        found = scanning.record(grant, browser, myself(), now)
        return found.code, found.again

    try:
        code, again = write(act, again_after_commit=True)
    except IntegrityError:
        # Another account came with the same grant at the same moment and was first: now its scan is there.
        code, again = write(act)
    answer = onward(f"/attendance/scans/{code}{'?again=1' if again else ''}")
    answer.delete_cookie("grant")
    return answer


@bp.get("/attendance/scans/<code>")
@reading()  # who looks, and at what: on one connection
@open_to(SIGNED_IN)
def recorded(code: str) -> Answer:
    """Say what was recorded, and when."""
    found = recorded_of(myself().person_id, code)
    if found is None:
        abort(404)
    return page(
        "attendance/scanned.html",
        scan=found,
        again=request.args.get("again") == "1",
        Direction=Direction,
        Means=Means,
    )


@bp.post("/shifts/<code>/digits/<word>")
@open_to(SIGNED_IN)
def digits(code: str, word: str) -> Answer:
    """Record by the six digits, typed on the shift's own page."""
    direction = next((one for one in Direction if one.value == word), None)
    form = DigitsForm()
    if direction is None:
        abort(404)
    shift = _shift(code)
    if not form.validate():
        return onward(f"/events/{shift.event.code}", "请写屏幕上的 6 位数字")
    browser = _browser()

    def act(now: datetime) -> tuple[str, bool]:
        found = scanning.by_digits(_shift(code), direction, form.digits.data, browser, myself(), now)
        return found.code, found.again

    # Counted before they are compared: guesses sent together cannot pass the limit.
    write(lambda now: codes.count_digits(myself().person_id, _shift(code), now))
    scan_code, again = write(act)
    return onward(f"/attendance/scans/{scan_code}{'?again=1' if again else ''}")


def _shift(code: str) -> Shift:
    shift = shift_of_code(code)
    if shift is None:
        abort(404)
    return shift


# ------------------------------------------------------------------------------ the screen


def _led(code: str) -> Shift:
    """Return a shift that I lead; any other is as if it were not there."""
    shift = _shift(code)
    if not may_lead(myself(), shift.event):
        abort(404)
    return shift


def _direction() -> Direction:
    return Direction.OUT if request.args.get("direction") == "out" else Direction.IN


@bp.get("/screen/<code>")
@open_to(SIGNED_IN)
def screen(code: str) -> Answer:
    """Show the code on projector or phone, with the live count. In and out are different pages."""
    shift, direction = _led(code), _direction()
    now = codes.batch(shift, direction, clock.now(), 1)[0]
    origin = current_app.config["VOLUNTEER"].origin
    return page(
        "attendance/screen.html",
        shift=shift,
        event=shift.event,
        direction=direction,
        code=now,
        image=qr.data(f"{origin}{now.path}"),
        count=count_of(shift.id),
        Direction=Direction,
    )


@bp.get("/screen/<code>/codes")
@open_to(SIGNED_IN)
def screen_codes(code: str) -> Response:
    """Give the screen its next codes and the count. Never the secret."""
    shift, direction, now = _led(code), _direction(), clock.now()
    origin = current_app.config["VOLUNTEER"].origin
    batch = codes.batch(shift, direction, now)
    count = count_of(shift.id)
    db.session.rollback()
    return jsonify(
        now=now.timestamp(),
        codes=[
            {
                "from": one.shown_from.timestamp(),
                "until": one.shown_until.timestamp(),
                "digits": f"{one.digits[:3]} {one.digits[3:]}",
                "image": qr.data(f"{origin}{one.path}"),
            }
            for one in batch
        ],
        count={"signed_up": count.signed_up, "came": count.came, "left": count.left},
    )


@bp.get("/shifts/<code>/poster")
@open_to(SIGNED_IN)
def poster(code: str) -> Answer:
    """Show the printable poster. Its code is fixed, so its scans wait for the leader."""
    shift, direction = _led(code), _direction()
    link = f"{current_app.config['VOLUNTEER'].origin}{codes.poster(shift, direction)}"
    return page(
        "attendance/poster.html",
        shift=shift,
        event=shift.event,
        direction=direction,
        image=qr.data(link),
        Direction=Direction,
    )


@bp.get("/shifts/<code>/sheet")
@open_to(SIGNED_IN)
def sheet(code: str) -> Answer:
    """Show the printable sign-in sheet: paper is a peer."""
    shift = _led(code)
    return page("attendance/sheet.html", shift=shift, event=shift.event, sign_ups=sign_ups_of_shift(shift.id))
