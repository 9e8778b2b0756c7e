"""评单: the client's word on a class, signed in, or by a link that needs no account."""

from datetime import datetime

from flask import Blueprint, abort, current_app, request

from volunteer.base import clock, qr
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.orders import ReviewForm
from volunteer.orders import reviewing
from volunteer.orders.permissions import is_client, may_hand_on_review
from volunteer.orders.queries import order_of_review
from volunteer.orders.refusals import ReviewedBefore
from volunteer.views.answers import Answer, bad, onward, page
from volunteer.views.guards import ANYONE, SIGNED_IN, myself, open_to
from volunteer.views.orders import found_or_404

bp = Blueprint("reviews", __name__)


@bp.route("/orders/<code>/review", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def review(code: str) -> Answer:
    """Say how the class was, for the school or community one acts for."""
    found, _sight = found_or_404(code)
    if not is_client(myself(), found):
        abort(404)
    form = ReviewForm()
    if not form.is_submitted():
        return page("orders/review.html", form=form, order=found)
    if not form.validate():
        db.session.rollback()
        return bad("orders/review.html", form, order=found_or_404(code)[0])
    write(lambda now: reviewing.review(found_or_404(code)[0], form.marks(), myself(), now))
    return onward(f"/orders/{code}", "收到您的评价，谢谢您")


@bp.route("/orders/<code>/review-link", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def review_link(code: str) -> Answer:
    """Print the slip with the link. Each print is a new one; those before it are void."""
    found, _sight = found_or_404(code)
    if not may_hand_on_review(myself(), found):
        abort(404)
    if request.method != "POST":
        return page("orders/print_review.html", order=found)

    def act(now: datetime) -> str:
        return reviewing.new_link(found_or_404(code)[0], myself(), now)

    token = write(act)
    link = f"{current_app.config['VOLUNTEER'].origin}/review/{token}"
    found, _sight = found_or_404(code)
    return page("orders/review_slip.html", order=found, link=link, image=qr.data(link))


@bp.route("/review/<token>", methods=["GET", "POST"])
@open_to(ANYONE)
def by_link(token: str) -> Answer:
    """Say how the class was, without an account. Opening the link decides nothing."""
    form = ReviewForm()
    try:
        found = reviewing.by_link(token, clock.now())
    except ReviewedBefore:
        if request.method == "POST":
            raise
        return page("orders/reviewed.html", order=order_of_review(token))
    if not form.is_submitted():
        return page("orders/review_by_link.html", form=form, order=found)
    if not form.validate():
        db.session.rollback()
        return bad("orders/review_by_link.html", form, order=reviewing.by_link(token, clock.now()))
    try:
        write(lambda now: reviewing.review_by_link(token, form.marks(), now))
    except Refusal:
        db.session.rollback()
        raise
    return onward(f"/review/{token}", "收到您的评价，谢谢您")
