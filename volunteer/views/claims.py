"""What a claimant does with a wish: claim, talk, give back, deliver, look at the resident's phone."""

from datetime import datetime

from flask import Blueprint, abort

from volunteer.base import clock, images
from volunteer.base.db import write
from volunteer.base.refusal import Refusal
from volunteer.config import policy
from volunteer.forms.times import moment_of
from volunteer.forms.wishes import ContactForm, DeliveryForm, PhoneRevealForm, ReasonForm
from volunteer.hours.time import creditable
from volunteer.journal.moves import MovedOn
from volunteer.views.answers import Answer, bad, onward, page
from volunteer.views.guards import SIGNED_IN, myself, open_to
from volunteer.views.wishes import seen, wish_or_404
from volunteer.wishes import claiming, delivering, revealing
from volunteer.wishes.models import Secret, Wish
from volunteer.wishes.queries import claims_of_wish

bp = Blueprint("claims", __name__)


def _in_my_hands(code: str) -> Wish:
    """Return a wish that this person claims; one they never held is as if it were not there.

    Raises: MovedOn for one that went back meanwhile, by a timer or by themselves.
    """
    found = wish_or_404(code)
    mine = [one for one in claims_of_wish(found) if one.person_id == myself().person_id]
    if not mine:
        abort(404)
    if mine[-1].ended_at is not None:
        raise MovedOn("这个心愿", found.state, found.state_since)
    return found


@bp.post("/wishes/<code>/claim")
@open_to(SIGNED_IN)
def claim(code: str) -> Answer:
    """Claim the wish."""
    write(lambda now: claiming.claim(wish_or_404(code), myself(), now))
    return onward(f"/wishes/{code}", f"认领好了。请在 {policy.wish_docking_days} 天内给社区联络人打个电话，约好时间。")


@bp.post("/wishes/<code>/contacted")
@open_to(SIGNED_IN)
def contacted(code: str) -> Answer:
    """Note that we talked."""
    form = ContactForm()
    if not form.validate():
        return page("wishes/wish.html", **{**seen(code), "contact": form}), 422
    write(lambda now: claiming.contacted(wish_or_404(code), form.words.data, myself(), now))
    return onward(f"/wishes/{code}", "记下了")


@bp.route("/wishes/<code>/release", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def release(code: str) -> Answer:
    """Give the wish back."""
    found = _in_my_hands(code)
    form = ReasonForm()
    if not form.validate_on_submit():
        shown = page("wishes/release.html", form=form, wish=found)
        return (shown, 422) if form.is_submitted() else shown
    write(lambda now: claiming.release(wish_or_404(code), form.words.data, myself(), now))
    return onward(f"/wishes/{code}", "退回给社区了，不影响您以后认领。谢谢您早说。")


@bp.route("/wishes/<code>/deliver", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def deliver(code: str) -> Answer:
    """Say that it is done: the visit, words, a picture."""
    found = _in_my_hands(code)
    form = DeliveryForm()
    if not form.is_submitted():
        form.day.data = clock.local_day(clock.now())
        return page("wishes/deliver.html", form=form, wish=found)
    picture = None
    try:
        upload = form.photo.data
        if upload is not None and upload.filename:
            picture = images.small(upload.read())  # outside of write(): decoding takes its time
    except Refusal as refusal:
        form.validate()
        form.refuse(refusal)
        return bad("wishes/deliver.html", form, refusal.status, wish=wish_or_404(code))
    if not form.validate():
        return bad("wishes/deliver.html", form, wish=wish_or_404(code))

    def act(now: datetime) -> None:
        delivering.deliver(
            wish_or_404(code),
            moment_of(form.day.data, form.began.data),
            moment_of(form.day.data, form.ended.data),
            form.words.data,
            myself(),
            now,
            picture=picture,
            evidence=form.evidence.data,
        )

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("wishes/deliver.html", form, refusal.status, wish=wish_or_404(code))
    if creditable(moment_of(form.day.data, form.began.data), moment_of(form.day.data, form.ended.data)):
        return onward(f"/wishes/{code}", "记下了。居民或社区确认以后，时长就记在您名下。")
    return onward(f"/wishes/{code}", f"记下了，等居民确认。不足 {policy.hours_min_creditable_minutes} 分钟，不记时长。")


@bp.post("/wishes/<code>/take-back")
@open_to(SIGNED_IN)
def take_back(code: str) -> Answer:
    """Take a report back that was wrong, and write it anew."""
    write(lambda now: delivering.take_back(_in_my_hands(code), myself(), now))
    return onward(f"/wishes/{code}/deliver", "收回了，请重新填")


@bp.post("/wishes/<code>/phone")
@open_to(SIGNED_IN)
def phone(code: str) -> Answer:
    """Show the resident's phone once, with a reason, to the claimant."""
    form = PhoneRevealForm()
    if not form.validate():
        return page("wishes/wish.html", **{**seen(code), "reveal": form}), 422
    shown = write(lambda now: revealing.reveal(wish_or_404(code), Secret.PHONE, form.why.data, myself(), now))
    return page("wishes/wish.html", **{**seen(code), "phone": shown})
