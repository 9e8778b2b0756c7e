"""A community's own page, what stands on its poster, and registering with it."""

from datetime import date, datetime

import sqlalchemy as sa
from flask import Blueprint, abort, current_app

from volunteer.base import clock, qr
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.events.queries import coming_shifts
from volunteer.forms.registration import MemberForm, UnitForm
from volunteer.organisations.models import Kind, Organisation, Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import organisation_of_code
from volunteer.registration import submitting
from volunteer.registration.permissions import may_register
from volunteer.registration.queries import (
    FEW,
    members_by_grid,
    standing_of_member,
    standing_of_unit,
    units_of_community,
    waiting_of_member,
    waiting_of_unit,
)
from volunteer.registration.refusals import WaitsHere
from volunteer.reports.alliance import deeds_in, last_served_on
from volunteer.reports.periods import period_of
from volunteer.reports.whole import Report, report_of
from volunteer.views.answers import Answer, bad, onward, page
from volunteer.views.events import cards_of
from volunteer.views.guards import ANYONE, SIGNED_IN, acting, me, myself, open_to
from volunteer.wishes.offers import card_of
from volunteer.wishes.queries import open_count, open_wishes

bp = Blueprint("communities", __name__)
MINE = "/me/registration"


def _community(code: str) -> Organisation:
    """Return an open community; any other organisation is as if it were not there."""
    found = organisation_of_code(code)
    if found is None or found.kind is not Kind.COMMUNITY or found.closed_at is not None:
        abort(404)
    return found


@bp.get("/communities/<code>")
@open_to(ANYONE)
def community(code: str) -> Answer:
    """Show a community: its units, its members as counts, what it needs, what comes, what was done last month."""
    place, by, now = _community(code), me(), clock.now()
    today = clock.local_day(now)
    report = _last_report(place, today)
    grids = members_by_grid(place.id)
    may_count = by is not None and by.acts_at(place.id, *CLERKS)
    # With a small cell left out, the whole would give it away: it leaves out the small cells too.
    large = sum(count for _grid, count in grids if count >= FEW)
    is_rounded = not may_count and 0 < large < sum(count for _grid, count in grids)
    shelf = open_wishes(today, community_id=place.id, limit=5)
    return page(
        "communities/community.html",
        place=place,
        units=units_of_community(place.id),
        grids=grids,
        members=large if is_rounded else sum(count for _grid, count in grids),
        is_rounded=is_rounded,
        may_count=may_count,
        few=FEW,
        cards=[(wish, card_of(by, wish, None, 0, today)) for wish in shelf.wishes],
        wishes=sum(open_count(today, place.id).values()),
        soon=cards_of(coming_shifts(now, communities=[place.id], limit=4)),
        report=report,
        deeds=deeds_in(place.id, report.period),
    )


def _last_report(place: Organisation, today: date) -> Report:
    """Return the figures of last month; of the latest year in which anything was done, when last month is empty."""
    report = report_of(place, period_of(f"{today:%Y-%m}").before())
    if report.hours.minutes or report.wishes.published or report.activities.held.sessions:
        return report
    last = last_served_on(place.id)
    return report_of(place, period_of(f"{last.year}")) if last else report


@bp.get("/communities/<code>/poster")
@open_to(*CLERKS)
def poster(code: str) -> Answer:
    """Show the poster to print: its code leads to registering here."""
    place = _community(code)
    if not myself().acts_at(place.id, *CLERKS):
        abort(404)
    link = f"{current_app.config['VOLUNTEER'].origin}/communities/{place.code}/register"
    return page("communities/poster.html", place=place, image=qr.data(link))


@bp.get("/communities/<code>/register")
@open_to(ANYONE)
def register(code: str) -> Answer:
    """Ask who registers: a member, or a unit."""
    place, by = _community(code), me()
    waits = waiting_of_member(by.person_id) if by else None
    stands = standing_of_member(by.person_id) if by else None
    return page(
        "communities/register.html",
        place=place,
        waits=waits,
        stands=stands,
        is_liaison=by is not None and any(one.role is Role.UNIT_LIAISON for one in by.held),
    )


@bp.route("/communities/<code>/register/member", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def register_member(code: str) -> Answer:
    """Fill in F2: a minute on a phone."""
    place, form = _community(code), MemberForm()
    template, place_id = "communities/register_member.html", place.id
    before = standing_of_member(myself().person_id)
    moves_from = before.community if before and before.community_id != place.id else None
    if not form.is_submitted():
        return page(template, form=form, place=place, moves_from=moves_from, again=None)
    if not form.validate():
        return bad(template, form, place=place, moves_from=moves_from, again=None)

    def act(now: datetime) -> None:
        submitting.register_member(db.session.get_one(Organisation, place_id), form.words(), myself(), now)

    try:
        write(act, again_after_commit=True)
    except WaitsHere as refusal:  # the same form sent twice: the first answer
        return onward(MINE, refusal.message)
    except Refusal as refusal:
        form.refuse(refusal)
        place = db.session.get_one(Organisation, place_id)
        return bad(template, form, refusal.status, place=place, moves_from=None, again=None)
    return onward(MINE, f"报到交上去了，等{_short(place_id)}接收")


@bp.route("/communities/<code>/register/unit", methods=["GET", "POST"])
@open_to(Role.UNIT_LIAISON)
def register_unit(code: str) -> Answer:
    """Fill in F1, as the liaison of a unit."""
    place, form, unit_id = _community(code), UnitForm(), acting().organisation_id
    if not may_register(myself(), unit_id):
        abort(404)
    template, place_id = "communities/register_unit.html", place.id
    before = standing_of_unit(unit_id)
    moves_from = before.community if before and before.community_id != place.id else None
    if not form.is_submitted():
        unit = db.session.get_one(Organisation, unit_id)
        if before is not None:
            form.write(before)
        return page(template, form=form, place=place, unit=unit, moves_from=moves_from, again=None)

    def again(status: int = 422) -> Answer:
        held, unit = db.session.get_one(Organisation, place_id), db.session.get_one(Organisation, unit_id)
        return bad(template, form, status, place=held, unit=unit, moves_from=None, again=None)

    if not form.validate():
        return again()

    def act(now: datetime) -> str:
        unit, held = db.session.get_one(Organisation, unit_id), db.session.get_one(Organisation, place_id)
        return submitting.register_unit(unit, held, form.words(), myself(), now).code

    try:
        sent = write(act, again_after_commit=True)
    except WaitsHere as refusal:
        waits = waiting_of_unit(unit_id)
        assert waits is not None
        return onward(f"/office/registrations/units/{waits.code}", refusal.message)
    except Refusal as refusal:
        form.refuse(refusal)
        return again(refusal.status)
    return onward(f"/office/registrations/units/{sent}", f"报到单交上去了，等{_short(place_id)}接收")


def _short(place_id: int) -> str:
    found = db.session.scalar(sa.select(Organisation.short_name).where(Organisation.id == place_id))
    db.session.rollback()
    return found or ""
