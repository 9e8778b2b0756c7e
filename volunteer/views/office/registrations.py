"""双报到 from the office: what waits for the community, what stands, the receipt."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, request

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.registration import EndForm, MemberAnswerForm, UnitAnswerForm, UnitForm
from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import below, communities
from volunteer.registration import accepting, ending, submitting, targets
from volunteer.registration.models import MemberRegistration, State, UnitRegistration
from volunteer.registration.permissions import ABOVE, UNITS, holds, may_review, may_see
from volunteer.registration.queries import (
    Shelf,
    grids_of,
    member_registration_of_code,
    members_in,
    registrations_of_unit,
    unit_registration_of_code,
    units_in,
    waiting_in,
)
from volunteer.registration.refusals import NoDecision
from volunteer.views.answers import Answer, after, bad, onward, page
from volunteer.views.guards import OFFICE, acting, myself, open_to

bp = Blueprint("office_registrations", __name__)

STATES = {
    "waiting": ("等接收", (State.SUBMITTED,)),
    "returned": ("退回修改", (State.RETURNED,)),
    "standing": ("已接收", (State.ACCEPTED,)),
    "ended": ("已结束", (State.ENDED,)),
}


@bp.get("/office/registrations")
@open_to(OFFICE)
def registrations() -> Answer:
    """Show the clerk what waits, the liaison the unit's own, the level above the units below it."""
    by, role = myself(), acting()
    here = role.organisation_id
    if role.role is Role.UNIT_LIAISON and role.organisation_kind in UNITS:
        own = registrations_of_unit(here)
        return page("office/registrations/ours.html", own=own, communities=communities(), State=State)
    word = request.args.get("list", "waiting" if by.acts_as(*CLERKS) else "standing")
    if word not in STATES:
        abort(404)
    what = "members" if request.args.get("what") == "members" and by.acts_as(*CLERKS) else "units"
    states = STATES[word][1]
    shelf: Shelf
    if what == "members":
        shelf = members_in(here, *states, after=after())
    elif by.acts_as(*CLERKS):
        shelf = units_in(below(here), *states, after=after())
    elif by.acts_as(*ABOVE):
        by_unit = role.organisation_kind not in targets.PLACES
        shelf = units_in(below(here), *states, by_unit=by_unit, after=after())
    else:
        abort(403)
    return page(
        "office/registrations/list.html",
        shelf=shelf,
        word=word,
        what=what,
        states=STATES,
        waiting=waiting_in(here) if by.acts_as(*CLERKS) else None,
        has_targets=bool(by.acts_as(*ABOVE) and role.organisation_kind in targets.PLACES),
        place_code=role.organisation_code if by.acts_as(*CLERKS) else None,
    )


def _accepts() -> bool:
    """Say which of the two buttons was pressed. Raises: NoDecision for a form that says neither."""
    decision = request.form.get("decision")
    if decision not in ("accept", "return"):
        raise NoDecision
    return decision == "accept"


# ------------------------------------------------------------------------------ a unit's


def _unit(code: str) -> UnitRegistration:
    """Return a unit's registration that I may see; any other is as if it were not there."""
    found = unit_registration_of_code(code)
    if found is None or not may_see(myself(), found):
        abort(404)
    return found


def _renewable(registration: UnitRegistration | MemberRegistration) -> bool:
    due = registration.renew_on
    if registration.state is not State.ACCEPTED or due is None:
        return False
    return clock.local_day(clock.now()) >= due - ending.OPENS_DAYS * DAY


def _unit_page(found: UnitRegistration, form: UnitAnswerForm, status: int = 200) -> Answer:
    by = myself()
    shown = page(
        "office/registrations/unit.html",
        form=form,
        registration=found,
        may_review=may_review(by, found),
        is_clerk=by.acts_at(found.community_id, *CLERKS),
        holds=holds(by, found),
        may_renew=holds(by, found) and _renewable(found),
        State=State,
    )
    return (shown, status) if status != 200 else shown


@bp.get("/office/registrations/units/<code>")
@open_to(OFFICE)
def unit(code: str) -> Answer:
    """Show a unit's registration to both sides."""
    return _unit_page(_unit(code), UnitAnswerForm())


@bp.post("/office/registrations/units/<code>")
@open_to(*CLERKS)
def answer_unit(code: str) -> Answer:
    """Accept the unit, or send it back."""
    found, form = _unit(code), UnitAnswerForm()
    if not form.validate():
        return _unit_page(found, form, 422)

    def act(now: datetime) -> None:
        if _accepts():
            accepting.accept_unit(_unit(code), form.words.data, myself(), now)
        else:
            accepting.send_back(_unit(code), form.words.data, myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return _unit_page(_unit(code), form, refusal.status)
    said = "接收了，回执已经开好" if _accepts() else "退回了，对方看得到原因"
    return onward(f"/office/registrations/units/{code}", said)


@bp.get("/office/registrations/units/<code>/receipt")
@open_to(OFFICE)
def receipt(code: str) -> Answer:
    """Show the slip and the receipt to print: one sheet, a half for each side."""
    found = _unit(code)
    if found.receipt_number is None:
        abort(404)
    return page("office/registrations/receipt.html", registration=found)


@bp.route("/office/registrations/units/<code>/edit", methods=["GET", "POST"])
@open_to(Role.UNIT_LIAISON)
def edit_unit(code: str) -> Answer:
    """Write a unit's registration that came back once more."""
    again, form = _unit(code), UnitForm()
    if not holds(myself(), again):
        abort(404)
    template = "communities/register_unit.html"
    if not form.is_submitted():
        form.write(again)
        return page(template, form=form, place=again.community, unit=again.unit, moves_from=None, again=again)
    if not form.validate():
        return bad(template, form, place=again.community, unit=again.unit, moves_from=None, again=again)
    try:
        write(lambda now: submitting.revise_unit(_unit(code), form.words(), myself(), now))
    except Refusal as refusal:
        form.refuse(refusal)
        again = _unit(code)
        return bad(template, form, refusal.status, place=again.community, unit=again.unit, moves_from=None, again=again)
    return onward(f"/office/registrations/units/{code}", "改好了，等社区接收")


@bp.post("/office/registrations/units/<code>/renew")
@open_to(Role.UNIT_LIAISON)
def renew_unit(code: str) -> Answer:
    """Let it stand for another year."""
    write(lambda now: ending.renew(_unit(code), myself(), now))
    return onward(f"/office/registrations/units/{code}", "续报好了")


@bp.post("/office/registrations/units/<code>/withdraw")
@open_to(Role.UNIT_LIAISON)
def withdraw_unit(code: str) -> Answer:
    """Take the unit's registration back."""
    write(lambda now: ending.withdraw(_unit(code), myself(), now))
    return onward("/office/registrations", "报到撤回了")


# ------------------------------------------------------------------------------ a member's


def _member(code: str) -> MemberRegistration:
    """Return a member's registration with the community one acts for."""
    found = member_registration_of_code(code)
    if found is None or not myself().acts_at(found.community_id, *CLERKS):
        abort(404)
    return found


def _member_page(found: MemberRegistration, form: MemberAnswerForm, status: int = 200) -> Answer:
    shown = page(
        "office/registrations/member.html",
        form=form,
        registration=found,
        may_review=may_review(myself(), found),
        may_write=found.is_proxy,
        may_renew=found.is_proxy and _renewable(found),
        State=State,
    )
    return (shown, status) if status != 200 else shown


def _grid_form(found: MemberRegistration) -> MemberAnswerForm:
    form = MemberAnswerForm()
    form.grid.options = [(one.code, one.short_name, one.id) for one in grids_of(found.community_id)]
    form.process(request.form if request.method == "POST" else None)
    form.grid.flags.required = True  # to accept; sending back needs none
    return form


@bp.get("/office/registrations/members/<code>")
@open_to(*CLERKS)
def member(code: str) -> Answer:
    """Show a member's registration."""
    found = _member(code)
    return _member_page(found, _grid_form(found))


@bp.post("/office/registrations/members/<code>")
@open_to(*CLERKS)
def answer_member(code: str) -> Answer:
    """Accept the member into a grid, or send it back."""
    found = _member(code)
    form = _grid_form(found)
    if not form.validate():
        return _member_page(found, form, 422)

    def act(now: datetime) -> None:
        if _accepts():
            grid = db.session.get(Organisation, form.grid.data) if form.grid.data else None
            accepting.accept_member(_member(code), grid, myself(), now)
        else:
            accepting.send_back(_member(code), form.words.data, myself(), now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return _member_page(_member(code), form, refusal.status)
    return onward("/office/registrations?what=members", "接收了" if _accepts() else "退回了，本人看得到原因")


# ------------------------------------------------------------------------------ ending, for both


def _ended(find: Callable[[], UnitRegistration | MemberRegistration], path: str) -> Answer:
    found, form = find(), EndForm()
    if not myself().acts_at(found.community_id, *CLERKS):
        abort(404)
    template, back = "office/registrations/end.html", path
    if not form.is_submitted():
        return page(template, form=form, registration=found, back=back)
    if not form.validate():
        return bad(template, form, registration=found, back=back)
    try:
        write(lambda now: ending.end(find(), form.words.data, myself(), now))
    except Refusal as refusal:
        form.refuse(refusal)
        return bad(template, form, refusal.status, registration=find(), back=back)
    return onward(path, "报到结束了，记录还在")


@bp.route("/office/registrations/units/<code>/end", methods=["GET", "POST"])
@open_to(*CLERKS)
def end_unit(code: str) -> Answer:
    """End a unit's registration that stands."""
    return _ended(lambda: _unit(code), f"/office/registrations/units/{code}")


@bp.route("/office/registrations/members/<code>/end", methods=["GET", "POST"])
@open_to(*CLERKS)
def end_member(code: str) -> Answer:
    """End a member's registration that stands."""
    return _ended(lambda: _member(code), f"/office/registrations/members/{code}")
