"""F2 on paper: a clerk writes it down for a member without a phone, who holds it from then on."""

from datetime import datetime

from flask import Blueprint, abort

from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.registration import ProxyMemberForm, SignedMemberForm
from volunteer.organisations.models import Organisation
from volunteer.organisations.permissions import CLERKS
from volunteer.registration import ending, submitting
from volunteer.registration.models import Duty, Free, Interest, MemberRegistration
from volunteer.registration.permissions import holds
from volunteer.registration.queries import member_registration_of_code
from volunteer.views.answers import Answer, bad, onward, page, send_once
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_members", __name__)
FORM = "office/registrations/write_member.html"


def _here() -> Organisation:
    return db.session.get_one(Organisation, acting().organisation_id)


def _held(code: str) -> MemberRegistration:
    """Return a registration that was written down here; any other is as if it were not there."""
    found = member_registration_of_code(code)
    if found is None or not found.is_proxy or not holds(myself(), found):
        abort(404)
    return found


@bp.route("/office/registrations/members/add", methods=["GET", "POST"])
@open_to(*CLERKS)
def add() -> Answer:
    """Write F2 down for a member without a phone."""
    form = ProxyMemberForm()
    if not form.is_submitted():
        return page(FORM, form=form, place=_here(), again=None)
    if not form.validate():
        return bad(FORM, form, place=_here(), again=None)

    def act(now: datetime) -> str:
        made = submitting.register_member_for(form.name.data, _here(), form.words(), myself(), now)
        return f"/office/registrations/members/{made.code}"

    try:
        path = send_once(form, act)
    except Refusal as refusal:
        form.refuse(refusal)
        form.form_key.renew()
        return bad(FORM, form, refusal.status, place=_here(), again=None)
    return onward(path, "登记好了，等另一位专干接收")


@bp.route("/office/registrations/members/<code>/edit", methods=["GET", "POST"])
@open_to(*CLERKS)
def edit(code: str) -> Answer:
    """Write it once more after it came back."""
    again, form = _held(code), SignedMemberForm()
    if not form.is_submitted():
        form.write(again)
        return page(FORM, form=form, place=again.community, again=again)
    if not form.validate():
        return bad(FORM, form, place=again.community, again=_held(code))
    try:
        write(lambda now: submitting.revise_member(_held(code), form.words(), myself(), now))
    except Refusal as refusal:
        form.refuse(refusal)
        again = _held(code)
        return bad(FORM, form, refusal.status, place=again.community, again=again)
    return onward(f"/office/registrations/members/{code}", "改好了，等另一位专干接收")


@bp.post("/office/registrations/members/<code>/renew")
@open_to(*CLERKS)
def renew(code: str) -> Answer:
    """Let it stand for another year, because the member said so."""
    write(lambda now: ending.renew(_held(code), myself(), now))
    return onward(f"/office/registrations/members/{code}", "续报好了")


@bp.post("/office/registrations/members/<code>/withdraw")
@open_to(*CLERKS)
def withdraw(code: str) -> Answer:
    """Take it back, because the member said so."""
    write(lambda now: ending.withdraw(_held(code), myself(), now))
    return onward("/office/registrations?what=members", "报到撤回了，党员身份的登记也一起撤回")


@bp.get("/office/registrations/members/blank")
@open_to(*CLERKS)
def blank() -> Answer:
    """Show F2 with nothing in it, to print, fill in by hand and sign."""
    return page(
        "registration/sheet.html",
        registration=None,
        place=_here(),
        back="/office/registrations/members/add",
        duties=Duty,
        times=Free,
        interests=Interest,
    )


@bp.get("/office/registrations/members/<code>/sheet")
@open_to(*CLERKS)
def sheet(code: str) -> Answer:
    """Show a member's F2 to print, for the community's file."""
    found = member_registration_of_code(code)
    if found is None or not myself().acts_at(found.community_id, *CLERKS):
        abort(404)
    back = f"/office/registrations/members/{code}"
    return page("registration/sheet.html", registration=found, place=found.community, back=back)
