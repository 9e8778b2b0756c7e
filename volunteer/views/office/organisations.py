"""The two hierarchies."""

from datetime import datetime

from flask import Blueprint, abort

from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.organisations import OrganisationForm
from volunteer.organisations import founding
from volunteer.organisations.models import Organisation, Role
from volunteer.organisations.permissions import may_found
from volunteer.organisations.queries import all_organisations, organisation_of_code, organisations_below
from volunteer.organisations.refusals import NoSuchCode
from volunteer.views.answers import Answer, bad, looked_for, onward, page
from volunteer.views.guards import OFFICE, acting, myself, open_to

bp = Blueprint("office_organisations", __name__)


@bp.get("/office/organisations")
@open_to(OFFICE)
def organisations() -> Answer:
    """Show what stands under the organisation one acts for."""
    role = acting()
    found = all_organisations() if role.role is Role.SYSTEM_ADMIN else organisations_below(role.organisation_id)
    part = looked_for()
    shown = [one for one in found if part in one.name or part in one.short_name or part.upper() in one.code]
    return page(
        "office/organisations.html",
        organisations=shown,
        names={one.id: one.short_name for one in all_organisations()},
        may_found=may_found(myself()),
        part=part,
    )


@bp.route("/office/organisations/new", methods=["GET", "POST"])
@open_to(Role.SYSTEM_ADMIN)
def new() -> Answer:
    """Make an organisation."""
    form = OrganisationForm()
    if not form.validate_on_submit():
        shown = page("office/organisation.html", form=form, organisation=None)
        return (shown, 422) if form.is_submitted() else shown

    def act(now: datetime) -> None:
        founding.found(
            form.code.data,
            form.name.data,
            form.kind.data,
            now,
            short_name=form.short_name.data,
            parent=_above(form.parent.data, "parent"),
            party_parent=_above(form.party_parent.data, "party_parent"),
            office_phone=form.office_phone.data or None,
            office_place=form.office_place.data or None,
            by=myself().person_id,
        )

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("office/organisation.html", form, refusal.status, organisation=None)
    return onward("/office/organisations", "组织建好了")


@bp.route("/office/organisations/<code>", methods=["GET", "POST"])
@open_to(Role.SYSTEM_ADMIN)
def change(code: str) -> Answer:
    """Change an organisation."""
    found = organisation_of_code(code)
    if found is None:
        abort(404)
    form = OrganisationForm(  # not obj=found: its parents are organisations, and the form knows them by code
        code=found.code,
        name=found.name,
        short_name=found.short_name,
        kind=found.kind,
        parent=found.parent.code if found.parent else "",
        party_parent=found.party_parent.code if found.party_parent else "",
        office_phone=found.office_phone,
        office_place=found.office_place,
    )
    if not form.validate_on_submit():
        shown = page("office/organisation.html", form=form, organisation=found)
        return (shown, 422) if form.is_submitted() else shown
    found_id = found.id

    def act(now: datetime) -> None:
        founding.change(
            db.session.get_one(Organisation, found_id),
            name=form.name.data,
            short_name=form.short_name.data,
            parent=_above(form.parent.data, "parent"),
            party_parent=_above(form.party_parent.data, "party_parent"),
            office_phone=form.office_phone.data or None,
            office_place=form.office_place.data or None,
            by=myself().person_id,
            now=now,
        )

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        found = db.session.get_one(Organisation, found_id)
        return bad("office/organisation.html", form, refusal.status, organisation=found)
    return onward("/office/organisations", "改好了")


def _above(code: str, field: str) -> Organisation | None:
    """Return the organisation of a code that was typed. Raises: NoSuchCode beside its field."""
    if not code:
        return None
    found = organisation_of_code(code)
    if found is None:
        raise NoSuchCode(code, field)
    return found
