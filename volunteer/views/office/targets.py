"""应报到数: what is due for each community below, for those above."""

from flask import Blueprint, abort

from volunteer.base.db import write
from volunteer.forms.registration import TargetForm
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import organisation_of_code
from volunteer.registration import targets
from volunteer.registration.permissions import ABOVE, may_set_target
from volunteer.registration.queries import places_below
from volunteer.views.answers import Answer, bad, onward, page
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_targets", __name__)


@bp.get("/office/registrations/targets")
@open_to(*ABOVE)
def due() -> Answer:
    """Show what is due for each community below, and change it."""
    places = places_below(acting().organisation_id)
    latest = targets.latest_targets([one.id for one in places])
    return page("office/registrations/targets.html", places=places, latest=latest)


@bp.route("/office/registrations/targets/<code>", methods=["GET", "POST"])
@open_to(*ABOVE)
def set_due(code: str) -> Answer:
    """Set what is due for a community."""
    place, form = _place(code), TargetForm()
    template = "office/registrations/target.html"
    if not form.is_submitted():
        set_before = targets.latest_targets([place.id]).get(place.id)
        if set_before is not None:
            form.units.data, form.members.data = set_before.units, set_before.members
        return page(template, form=form, place=place)
    if not form.validate():
        return bad(template, form, place=place)
    write(lambda now: targets.set_due(_place(code), form.units.data, form.members.data, myself(), now))
    return onward("/office/registrations/targets", "应报到数定好了，从现在起算")


def _place(code: str) -> Organisation:
    found = organisation_of_code(code)
    if found is None or found.kind.value != "community" or not may_set_target(myself(), found):
        abort(404)
    return found
