"""服务清单 in the office: what we offer, adding to it, changing it, taking something off."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, request

from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.offerings import NO_PROGRAMME, OfferingForm
from volunteer.orders import offering as offerings
from volunteer.orders import seasons
from volunteer.orders.catalogue import cards, menu
from volunteer.orders.models import Mode, Offering
from volunteer.orders.permissions import KEEPERS, may_keep
from volunteer.orders.queries import offering_of_code
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import is_below
from volunteer.partnership.models import Programme
from volunteer.reports.programmes import programmes_below
from volunteer.views.answers import Answer, after, bad, onward, page, send_once
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_catalogue", __name__)


def _here() -> Organisation:
    return db.session.get_one(Organisation, acting().organisation_id)


def _offering(code: str) -> Offering:
    """Return an offering one keeps; any other is as if it were not there."""
    found = offering_of_code(code)
    if found is None or not may_keep(myself(), found.owner):
        abort(404)
    return found


def _programme(id_: int | None) -> Programme | None:
    return db.session.get_one(Programme, id_) if id_ else None


def _form(**values: Any) -> OfferingForm:
    form = OfferingForm(**values)
    here = _here()
    known = db.session.scalars(sa.select(Programme).order_by(Programme.id))
    ours = [(one.code, one.name, one.id) for one in known if is_below(here.id, one.owner_id)]
    form.programme.options = [*ours, NO_PROGRAMME]
    if request.method == "POST":
        form.process(request.form, **values)
    return form


@bp.get("/office/catalogue")
@open_to(*KEEPERS)
def catalogue() -> Answer:
    """Show what the organisation offers, or what it has taken off the menu."""
    word = request.args.get("list", "open")
    if word not in ("open", "closed"):
        abort(404)
    here, today = _here(), clock.local_day(clock.now())
    found = menu(owner_id=here.id, closed=word == "closed", after=after())
    return page(
        "office/catalogue/catalogue.html",
        cards=cards(found.offerings, today),
        more=found.more,
        word=word,
        programmes=programmes_below(here),
        term=seasons.term_of(today),
    )


@bp.route("/office/catalogue/new", methods=["GET", "POST"])
@open_to(*KEEPERS)
def new() -> Answer:
    """Put an offering on the menu."""
    form = _form()
    if request.method == "GET":
        return page("office/catalogue/form.html", form=form, offering=None)
    if not form.validate():
        return bad("office/catalogue/form.html", form, offering=None)

    def act(now: datetime) -> str:
        made = offerings.add(form.words(), _programme(form.programme.data), _here(), myself(), now)
        return f"/catalogue/{made.code}"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return bad("office/catalogue/form.html", form, refusal.status, offering=None)
    return onward(path, "放上清单了，学校和社区现在看得到")


@bp.route("/office/catalogue/<code>", methods=["GET", "POST"])
@open_to(*KEEPERS)
def edit(code: str) -> Answer:
    """Change an offering."""
    found = _offering(code)
    form = _form(**_values(found))
    if request.method == "GET":
        return page("office/catalogue/form.html", form=form, offering=found)
    if not form.validate():
        return bad("office/catalogue/form.html", form, offering=_offering(code))

    def act(now: datetime) -> None:
        offerings.revise(_offering(code), form.words(), _programme(form.programme.data), myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("office/catalogue/form.html", form, refusal.status, offering=_offering(code))
    return onward(f"/catalogue/{code}", "改好了。已经点的单照原来的办")


def _values(offering: Offering) -> dict[str, object]:
    """Return the offering as the form's fields hold it."""
    plain = {one.name: getattr(offering, one.name) for one in fields(offerings.Words) if one.name != "audiences"}
    return {
        **plain,
        "programme": offering.programme_id or 0,
        "audiences": tuple(one.audience for one in offering.audiences),
        "modes": tuple(Mode(word) for word in offering.modes),
        "materials": "\n".join(offering.materials),
    }


@bp.post("/office/catalogue/<code>/close")
@open_to(*KEEPERS)
def close(code: str) -> Answer:
    """Take an offering off the menu."""
    write(lambda now: offerings.close(_offering(code), myself(), now))
    return onward("/office/catalogue", "停止点单了。已经接下的单照常上课")
