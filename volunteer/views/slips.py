"""The printed slip: a link by which the family sees the wish and confirms it, without an account."""

from datetime import datetime

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from volunteer.base.db import write
from volunteer.forms.wishes import ConfirmForm, ReasonForm
from volunteer.views.answers import Answer, onward, page
from volunteer.views.guards import ANYONE, open_to
from volunteer.wishes import confirming
from volunteer.wishes.models import State, Wish, Witness
from volunteer.wishes.path import path_of
from volunteer.wishes.queries import (
    active_claim,
    completed_claim,
    confirmation_of,
    follow_up_of,
    latest_delivery,
    wish_of_slip,
)

bp = Blueprint("slips", __name__)


def _wish(token: str) -> Wish:
    found = wish_of_slip(token)
    if found is None:
        abort(404)
    return found


def _shown(token: str, form: ConfirmForm) -> str:
    found = _wish(token)
    claim = active_claim(found) or completed_claim(found)
    delivery = latest_delivery(claim) if claim else None
    confirmation = confirmation_of(delivery) if delivery else None
    return page(
        "slips/slip.html",
        wish=found,
        form=form,
        path=path_of(found, claim, delivery, confirmation, follow_up_of(found)),
        waits=found.state is State.DELIVERED,
        can_rate=confirmation is not None and confirmation.is_accepted and confirmation.satisfaction is None,
    )


@bp.get("/slip/<token>")
@open_to(ANYONE)
def slip(token: str) -> Answer:
    """Show the wish to whoever holds the slip. Opening it decides nothing."""
    return _shown(token, ConfirmForm())


@bp.post("/slip/<token>/confirm")
@open_to(ANYONE)
def confirm(token: str) -> Answer:
    """One tap: it has come."""
    form = ConfirmForm()
    if not form.validate():
        return _shown(token, form), 422

    def act(now: datetime) -> None:
        confirming.accept(
            _wish(token),
            Witness.SLIP_LINK,
            None,
            now,
            satisfaction=form.satisfaction.data or None,
            words=form.words.data,
        )

    write(act)
    return _back(token, "谢谢您，已经告诉志愿者和社区")


@bp.post("/slip/<token>/rate")
@open_to(ANYONE)
def rate(token: str) -> Answer:
    """Rate afterwards."""
    form = ConfirmForm()
    if not form.validate():
        return _shown(token, form), 422
    write(lambda _now: confirming.rate(_wish(token), form.satisfaction.data or None, form.words.data))
    return _back(token, "谢谢您的评价")


@bp.route("/slip/<token>/decline", methods=["GET", "POST"])
@open_to(ANYONE)
def decline(token: str) -> Answer:
    """Say that it has not come, with words."""
    found = _wish(token)
    form = ReasonForm()
    if not form.validate_on_submit():
        shown = page("wishes/decline.html", form=form, wish=found, back=f"/slip/{token}")
        return (shown, 422) if form.is_submitted() else shown
    write(lambda now: confirming.decline(_wish(token), form.words.data, Witness.SLIP_LINK, None, now))
    return _back(token, "已经告诉志愿者和社区，请他们再办")


def _back(token: str, said: str) -> Response:
    return onward(f"/slip/{token}", said)
