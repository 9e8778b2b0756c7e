"""代填: a clerk writes a wish down for somebody without a phone, and changes it when it comes back."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort

from volunteer.accounts.queries import person_of_phone
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.wishes import ProxyEditForm, ProxyWishForm
from volunteer.journal.moves import MovedOn
from volunteer.organisations.models import Organisation
from volunteer.organisations.permissions import CLERKS
from volunteer.views.answers import Answer, bad, onward, page, send_once
from volunteer.views.guards import myself, open_to
from volunteer.views.office.wishes import here, wish_here
from volunteer.wishes import posting
from volunteer.wishes.models import State

bp = Blueprint("proxy_wishes", __name__)


@bp.route("/office/wishes/new", methods=["GET", "POST"])
@open_to(*CLERKS)
def new() -> Answer:
    """Write a wish down for somebody without a phone."""
    form = ProxyWishForm()
    place = db.session.get_one(Organisation, here())
    if not form.is_submitted():
        return page("office/wishes/form.html", form=form, place=place, again=None)
    if not form.validate():
        return bad("office/wishes/form.html", form, place=db.session.get_one(Organisation, here()), again=None)

    def act(now: datetime) -> str:
        made = posting.post_for(
            form.words(),
            form.resident(form.name.data, _account(form)),
            form.spoke.data,
            form.agreed.data,
            db.session.get_one(Organisation, here()),
            myself(),
            now,
        )
        return f"/office/wishes/{made.code}/slip"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        place = db.session.get_one(Organisation, here())
        return bad("office/wishes/form.html", form, refusal.status, place=place, again=None)
    return onward(path, "登记好了，等另一位专干审核。请把这张回执单打印给居民。")


@bp.route("/office/wishes/<code>/edit", methods=["GET", "POST"])
@open_to(*CLERKS)
def edit(code: str) -> Answer:
    """Change a returned wish that one wrote for somebody."""
    found = wish_here(code)
    if found.author_id != myself().person_id:
        abort(404)
    if found.state is not State.RETURNED:
        raise MovedOn("这个心愿", found.state, found.state_since)
    # Name, phone and address are not shown again: what is left empty stays as it is.
    form = ProxyEditForm(obj=found, is_open_to_contact=found.beneficiary.is_open_to_contact)
    form.has_address = found.beneficiary.address is not None
    if not form.validate_on_submit():
        shown = page("office/wishes/form.html", form=form, place=found.community, again=found)
        return (shown, 422) if form.is_submitted() else shown

    def act(now: datetime) -> None:
        wish_ = wish_here(code)
        kept = wish_.beneficiary
        typed = form.resident(form.name.data or kept.name or "", kept.person_id)
        phone = typed.phone or kept.phone
        resident = replace(
            typed,
            phone=phone,
            address=typed.address or kept.address,
            is_open_to_contact=bool(form.is_open_to_contact.data and phone),
        )
        posting.revise(wish_, form.words(), resident, myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        found = wish_here(code)
        return bad("office/wishes/form.html", form, refusal.status, place=found.community, again=found)
    return onward(f"/office/wishes/{code}", "改好了，等另一位专干审核")


def _account(form: ProxyWishForm) -> int | None:
    """Return the resident's account, when there is one with this phone."""
    person = person_of_phone(form.account_phone.data) if form.account_phone.data else None
    return person.id if person else None
