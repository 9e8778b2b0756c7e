"""People and roles."""

from datetime import datetime

from flask import Blueprint, abort, request

from volunteer.accounts import people as accounts
from volunteer.accounts import tries
from volunteer.accounts.models import Person
from volunteer.accounts.queries import person_of_code, person_of_phone
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.organisations import DisableForm, GrantForm, PersonForm
from volunteer.notices import inbox
from volunteer.organisations import roles
from volunteer.organisations.models import Organisation, Role, RoleGrant
from volunteer.organisations.permissions import PEOPLE, grantable
from volunteer.organisations.queries import (
    all_organisations,
    grants_below,
    memberships_of,
    organisations_below,
    people_below,
)
from volunteer.views.answers import Answer, after, bad, looked_for, onward, page
from volunteer.views.cards import KEEPERS
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_people", __name__)
ASKS = 30  # names with phones that one person may ask about within the window of tries


def _places() -> list[Organisation]:
    role = acting()
    return all_organisations() if role.role is Role.SYSTEM_ADMIN else organisations_below(role.organisation_id)


def _grant_form() -> GrantForm:
    form = GrantForm()
    form.organisation.options = [(one.code, one.short_name, one.id) for one in _places()]
    form.role.options = [(role.value, role.label, role) for role in grantable(myself())]
    form.process(request.form if request.method == "POST" else None)
    return form


@bp.get("/office/people")
@open_to(*PEOPLE)
def people() -> Answer:
    """Show the people here and the roles they hold."""
    places = _places()
    ids = [one.id for one in places]
    part = looked_for()
    found = people_below(*ids, part=part, after=after() or 0, limit=51)
    shown = found[:50]
    held: dict[int, list[RoleGrant]] = {}
    for grant in grants_below(*ids):
        held.setdefault(grant.person_id, []).append(grant)
    return page(
        "office/people.html",
        people=shown,
        more=shown[-1].id if len(found) > 50 else None,
        held=held,
        joined=memberships_of([one.id for one in shown]),
        may_end={grant.id for grants in held.values() for grant in grants if _may_end(grant)},
        can_grant=bool(grantable(myself())),
        is_admin=myself().acts_as(Role.SYSTEM_ADMIN),
        has_cards=myself().acts_as(*KEEPERS),
        part=part,
    )


def _may_end(grant: RoleGrant) -> bool:
    # Every grant of this page stands where one may see: asking `may_grant` would look that up for each again.
    return grant.person_id != myself().person_id and grant.role in grantable(myself())


@bp.route("/office/people/grant", methods=["GET", "POST"])
@open_to(*PEOPLE)
def grant() -> Answer:
    """Grant a role to somebody who has an account."""
    if not grantable(myself()):
        abort(403)
    form = _grant_form()
    if not form.is_submitted():
        return page("office/grant.html", form=form)
    if not form.validate():
        return bad("office/grant.html", form)

    # Counted, so that nobody asks through a list of numbers whose they are.
    asked = f"asks:{myself().person_id}"
    write(lambda now: tries.failed([asked], now))

    def act(now: datetime) -> None:
        person = person_of_phone(form.phone.data)
        if tries.too_many({asked: ASKS}, now) or person is None or person.name != form.name.data:
            raise Refusal("姓名和手机号对不上，或还没有登记，或问的次数太多了。请本人先登录一次，再核对", field="phone")
        place = db.session.get_one(Organisation, form.organisation.data)
        roles.grant(person, place, form.role.data, myself(), now)
        text = f"您在{place.short_name}有了“{form.role.data.label}”的角色。不是您要的，请告诉社区"
        inbox.tell(person.id, text, "/me", now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("office/grant.html", form, 422)
    return onward("/office/people", "角色授予了")


@bp.post("/office/people/roles/<int(max=2147483647):grant_id>/end")
@open_to(*PEOPLE)
def end(grant_id: int) -> Answer:
    """Take a role back."""

    def act(now: datetime) -> None:
        given = db.session.get(RoleGrant, grant_id)
        if given is None or given.ended_at is not None or given.organisation_id not in {one.id for one in _places()}:
            abort(404)
        roles.end(given, myself(), now)

    write(act)
    return onward("/office/people", "角色收回了，那人马上不能再用")


@bp.route("/office/people/add", methods=["GET", "POST"])
@open_to(Role.SYSTEM_ADMIN, Role.COMMUNITY_SECRETARY)
def add() -> Answer:
    """Make an account for somebody; they come in by a one-time code."""
    form = PersonForm()
    if not form.validate_on_submit():
        shown = page("office/add_person.html", form=form)
        return (shown, 422) if form.is_submitted() else shown
    try:
        write(lambda now: accounts.register(form.name.data, form.phone.data, now, by=myself().person_id))
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("office/add_person.html", form, refusal.status)
    return onward("/office/people/grant", "登记好了。现在可以授予角色；本人用短信验证码登录。")


@bp.route("/office/people/<code>/disable", methods=["GET", "POST"])
@open_to(Role.SYSTEM_ADMIN)
def disable(code: str) -> Answer:
    """Close an account at once."""
    person = person_of_code(code)
    if person is None or person.id == myself().person_id:
        abort(404)
    form = DisableForm()
    if not form.validate_on_submit():
        shown = page("office/disable.html", form=form, person=person)
        return (shown, 422) if form.is_submitted() else shown
    person_id = person.id
    write(lambda now: accounts.disable(db.session.get_one(Person, person_id), myself().person_id, form.words.data, now))
    return onward("/office/people", "账号停用了，所有设备都已退出")


@bp.post("/office/people/<code>/enable")
@open_to(Role.SYSTEM_ADMIN)
def enable(code: str) -> Answer:
    """Open an account again."""

    def act(now: datetime) -> None:
        person = person_of_code(code)
        if person is None:
            abort(404)
        accounts.enable(person, myself().person_id, now)

    write(act)
    return onward("/office/people", "账号恢复了")
