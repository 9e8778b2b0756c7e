"""心愿 in the office: the lists, reviewing, confirming, following up, slips."""

from datetime import datetime

from flask import Blueprint, abort, current_app, request

from volunteer.base import clock, qr, workdays
from volunteer.base.db import db, write
from volunteer.config import policy
from volunteer.forms.wishes import ClerkConfirmForm, ClerkDeclineForm, FollowUpForm, ReasonForm, RevealForm, ReviewForm
from volunteer.hours.models import Source
from volunteer.hours.queries import posting_of
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import below, staff_of
from volunteer.views.answers import Answer, after, looked_for, onward, page
from volunteer.views.guards import acting, myself, open_to
from volunteer.wishes import closing, confirming, posting, revealing, reviewing, wording
from volunteer.wishes.models import Secret, State, Why, Wish
from volunteer.wishes.path import path_of
from volunteer.wishes.permissions import (
    Sight,
    may_confirm_as_clerk,
    may_follow_up,
    may_reveal_address,
    may_reveal_phone,
    may_review,
)
from volunteer.wishes.queries import (
    active_claim,
    claims_by_wish,
    claims_of_wish,
    completed_claim,
    confirmation_of,
    deliveries_of,
    follow_up_of,
    latest_delivery,
    reveals_in,
    reveals_of,
    wish_in,
)
from volunteer.wishes.queues import QUEUES, queue_counts, queue_page

bp = Blueprint("office_wishes", __name__)


def here() -> int:
    """Return the community one acts for."""
    return acting().organisation_id


def wish_here(code: str) -> Wish:
    """Return a wish of the community one acts for; any other is as if it were not there."""
    found = wish_in(code, below(here()))
    if found is None:
        abort(404)
    return found


@bp.get("/office/wishes")
@open_to(*CLERKS)
def wishes() -> Answer:
    """Show one of the lists; filters are links."""
    word = request.args.get("list", "submitted")
    queue = next((one for one in QUEUES if one.word == word), None)
    if queue is None:
        abort(404)
    ours = below(here())
    part = looked_for()
    shelf = queue_page(queue, ours, part=part, after=after())
    today = clock.local_day(clock.now())
    limits = {
        one.id: workdays.left(today, workdays.after(clock.local_day(one.state_since), policy.wish_review_days))
        for one in shelf.wishes
        if one.state is State.SUBMITTED
    }
    return page(
        "office/wishes/wishes.html",
        queues=QUEUES,
        queue=queue,
        counts=queue_counts(ours),
        shelf=shelf,
        claims=claims_by_wish(shelf.wishes),
        limits=limits,
        mine=myself().person_id,
        part=part,
        Sight=Sight,
    )


@bp.get("/office/wishes/<code>")
@open_to(*CLERKS)
def wish(code: str) -> Answer:
    """Show one wish with everything that can be done with it."""
    return page("office/wishes/wish.html", **_seen(code))


def _seen(code: str) -> dict[str, object]:
    found = wish_here(code)
    by = myself()
    claim = active_claim(found) or completed_claim(found)
    delivery = latest_delivery(claim) if claim else None
    confirmation = confirmation_of(delivery) if delivery else None
    follow_up = follow_up_of(found)
    checks = [
        ("文字", wording.problems(f"{found.title}\n{found.description}")),
        ("估价", [] if found.value is None or found.value <= policy.wish_max_value else ["超过上限"]),
    ]
    return {
        "wish": found,
        "claim": claim,
        "claims": claims_of_wish(found),
        "tried": deliveries_of(found),
        "delivery": delivery,
        "confirmation": confirmation,
        "entry": posting_of(Source.WISH, claim.id) if claim else None,
        "follow_up": follow_up,
        "path": path_of(found, claim, delivery, confirmation, follow_up),
        "checks": checks,
        "may_review": may_review(by, found) and found.state is State.SUBMITTED,
        "may_confirm": claim is not None and found.state is State.DELIVERED and may_confirm_as_clerk(by, found, claim),
        "may_follow_up": follow_up is None and may_follow_up(by, found, claim),
        "may_phone": may_reveal_phone(by, found, claim),
        "may_address": may_reveal_address(by, found),
        "may_close": found.published_at is not None and found.state is not State.CLOSED,
        "others": [one.name for one in staff_of(found.community_id, CLERKS) if one.id != by.person_id][:3],
        "is_author": found.author_id == by.person_id,
        "looks": reveals_of(found),
        "review": ReviewForm(alias=found.alias),
        "confirm": ClerkConfirmForm(),
        "follow": FollowUpForm(),
        "reveal": RevealForm(),
        "shown": None,
        "secret": None,
        "max_value": policy.wish_max_value,
    }


def _again(code: str, **forms: object) -> Answer:
    """Return the page of a wish again with a form as it was typed."""
    db.session.rollback()
    return page("office/wishes/wish.html", **{**_seen(code), **forms}), 422


@bp.post("/office/wishes/<code>/review")
@open_to(*CLERKS)
def review(code: str) -> Answer:
    """Publish, return or reject."""
    form = ReviewForm()
    if not form.validate():
        return _again(code, review=form)

    def act(now: datetime) -> None:
        found = wish_here(code)
        if form.decision.data == "publish":
            reviewing.publish(found, form.alias.data, myself(), now)
        elif form.decision.data == "return":
            reviewing.send_back(found, form.words.data, myself(), now)
        else:
            reviewing.reject(found, form.words.data, myself(), now)

    write(act)
    said = {"publish": "通过了，已经公开", "return": "退回给提出的人改", "reject": "不予受理，已告诉提出的人"}
    return onward("/office/wishes", said[form.decision.data])


@bp.post("/office/wishes/<code>/confirm")
@open_to(*CLERKS)
def confirm(code: str) -> Answer:
    """Confirm for the resident, saying how one knows."""
    form = ClerkConfirmForm()
    if not form.validate():
        return _again(code, confirm=form)

    def act(now: datetime) -> str:
        found = wish_here(code)
        confirming.accept(
            found,
            form.witness.data,
            myself(),
            now,
            is_partly=form.is_partly.data,
            satisfaction=form.satisfaction.data or None,
            words=form.words.data,
        )
        claim = completed_claim(found)
        return claim.credit.label if claim and claim.credit else ""

    credit = write(act)
    return onward(f"/office/wishes/{code}", f"确认好了。{credit}")


@bp.route("/office/wishes/<code>/decline", methods=["GET", "POST"])
@open_to(*CLERKS)
def decline(code: str) -> Answer:
    """Say for the resident that it has not come."""
    form = ClerkDeclineForm()
    found = wish_here(code)
    if not form.validate_on_submit():
        shown = page("office/wishes/decline.html", form=form, wish=found)
        return (shown, 422) if form.is_submitted() else shown
    write(lambda now: confirming.decline(wish_here(code), form.words.data, form.witness.data, myself(), now))
    return onward(f"/office/wishes/{code}", "退回给志愿者再办")


@bp.post("/office/wishes/<code>/hours")
@open_to(*CLERKS)
def settle(code: str) -> Answer:
    """Credit minutes that waited for a second pair of eyes."""
    credit = write(lambda now: confirming.settle_hours(wish_here(code), myself(), now))
    return onward(f"/office/wishes/{code}", credit.label)


@bp.post("/office/wishes/<code>/follow-up")
@open_to(*CLERKS)
def follow_up(code: str) -> Answer:
    """Keep how it was some days later."""
    form = FollowUpForm()
    if not form.validate():
        return _again(code, follow=form)
    write(
        lambda now: closing.follow_up(
            wish_here(code),
            form.way.data,
            form.satisfaction.data or None,
            form.still_needs_help.data,
            form.words.data,
            myself(),
            now,
        )
    )
    return onward(f"/office/wishes/{code}", "回访记下了")


@bp.route("/office/wishes/<code>/close", methods=["GET", "POST"])
@open_to(*CLERKS)
def close(code: str) -> Answer:
    """Say honestly that it cannot be done, and where it went."""
    form = ReasonForm()
    found = wish_here(code)
    if not form.validate_on_submit():
        shown = page("office/wishes/close.html", form=form, wish=found)
        return (shown, 422) if form.is_submitted() else shown
    write(lambda now: closing.could_not(wish_here(code), form.words.data, myself(), now))
    return onward(f"/office/wishes/{code}", "办结了，已告诉提出的人")


@bp.route("/office/wishes/<code>/withdraw", methods=["GET", "POST"])
@open_to(*CLERKS)
def withdraw(code: str) -> Answer:
    """Take the wish back for the resident."""
    form = ReasonForm()
    found = wish_here(code)
    if not form.validate_on_submit():
        shown = page("wishes/withdraw.html", form=form, wish=found)
        return (shown, 422) if form.is_submitted() else shown
    write(lambda now: posting.withdraw(wish_here(code), form.words.data, myself(), now))
    return onward(f"/office/wishes/{code}", "心愿撤回了")


@bp.post("/office/wishes/<code>/reveal")
@open_to(*CLERKS)
def reveal(code: str) -> Answer:
    """Show a phone or an address once, with a reason."""
    form = RevealForm()
    if not form.validate():
        return _again(code, reveal=form)
    secret: Secret = form.secret.data
    why: Why = form.why.data
    shown = write(lambda now: revealing.reveal(wish_here(code), secret, why, myself(), now))
    return page("office/wishes/wish.html", **{**_seen(code), "shown": shown, "secret": secret})


@bp.route("/office/wishes/<code>/slip", methods=["GET", "POST"])
@open_to(*CLERKS)
def slip(code: str) -> Answer:
    """Print the slip for the family. Each print is a new one, kept in the journal; those before it are void."""
    if request.method != "POST":
        return page("office/wishes/print_slip.html", wish=wish_here(code))
    token = write(lambda now: posting.print_slip(wish_here(code), myself(), now))
    link = f"{current_app.config['VOLUNTEER'].origin}/slip/{token}"
    return page("office/wishes/slip.html", wish=wish_here(code), link=link, image=qr.data(link))


@bp.get("/office/looks")
@open_to(*CLERKS)
def looks() -> Answer:
    """谁看过: every look at a phone or an address in this community."""
    found = reveals_in(below(here()), after=after(), limit=51)
    return page("office/looks.html", looks=found[:50], more=found[49].id if len(found) > 50 else None)
