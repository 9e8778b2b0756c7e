"""我的报到: where my registration stands, renewing and withdrawing it, and the badge."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, current_app

from volunteer.base import clock, qr
from volunteer.base.clock import DAY
from volunteer.base.db import write
from volunteer.base.refusal import Refusal
from volunteer.forms.registration import MemberForm
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import communities, place_of
from volunteer.registration import badge, ending, submitting
from volunteer.registration.models import MemberRegistration, State
from volunteer.registration.queries import (
    member_registration_of_code,
    registration_of_badge,
    registrations_of_member,
    standing_of_member,
    waiting_of_member,
)
from volunteer.views.answers import Answer, bad, onward, page
from volunteer.views.guards import SIGNED_IN, myself, open_to

bp = Blueprint("registration", __name__)
MINE = "/me/registration"


def _mine(code: str) -> MemberRegistration:
    found = member_registration_of_code(code)
    if found is None or found.person_id != myself().person_id:
        abort(404)
    return found


@bp.get("/me/registration")
@open_to(SIGNED_IN)
def mine() -> Answer:
    """Show where my registration stands, and those before it."""
    by = myself()
    stands, waits = standing_of_member(by.person_id), waiting_of_member(by.person_id)
    shown = [one for one in (waits, stands) if one is not None]
    today = clock.local_day(clock.now())
    renewable = stands is not None and stands.renew_on is not None
    opens = stands.renew_on - ending.OPENS_DAYS * DAY if renewable and stands and stands.renew_on else None
    code = stands.badge_code if stands else None
    link = f"{current_app.config['VOLUNTEER'].origin}/badge/{code}" if code else None
    return page(
        "registration/mine.html",
        waits=waits,
        stands=stands,
        past=[one for one in registrations_of_member(by.person_id) if one not in shown],
        may_renew=opens is not None and today >= opens,
        is_late=stands is not None and stands.renew_on is not None and today > stands.renew_on,
        link=link,
        image=qr.data(link) if link else None,
        communities=[] if shown else communities(),
        State=State,
    )


@bp.get("/me/registration/<code>/sheet")
@open_to(SIGNED_IN)
def sheet(code: str) -> Answer:
    """Show my F2 to print, for the branch and for myself."""
    found = _mine(code)
    return page("registration/sheet.html", registration=found, place=found.community, back=MINE)


@bp.route("/me/registration/<code>/edit", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def edit(code: str) -> Answer:
    """Write a registration that came back once more."""
    again, form = _mine(code), MemberForm()
    template = "communities/register_member.html"
    if not form.is_submitted():
        form.write(again)
        return page(template, form=form, place=again.community, moves_from=None, again=again)
    if not form.validate():
        return bad(template, form, place=again.community, moves_from=None, again=_mine(code))
    try:
        write(lambda now: submitting.revise_member(_mine(code), form.words(), myself(), now))
    except Refusal as refusal:
        form.refuse(refusal)
        again = _mine(code)
        return bad(template, form, refusal.status, place=again.community, moves_from=None, again=again)
    return onward(MINE, "改好了，等社区接收")


def _do(code: str, act: Callable[[MemberRegistration, datetime], None], said: str) -> Answer:
    write(lambda now: act(_mine(code), now))
    return onward(MINE, said)


@bp.post("/me/registration/<code>/renew")
@open_to(SIGNED_IN)
def renew(code: str) -> Answer:
    """Let it stand for another year."""
    return _do(code, lambda one, now: ending.renew(one, myself(), now), "续报好了")


@bp.route("/me/registration/<code>/withdraw", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def withdraw(code: str) -> Answer:
    """Take the registration back, after one look at what that means."""
    from_ = _mine(code)
    form = MemberForm()
    if not form.is_submitted():
        return page("registration/withdraw.html", registration=from_)
    return _do(code, lambda one, now: ending.withdraw(one, myself(), now), "报到撤回了，党员身份的登记也一起撤回")


@bp.post("/me/registration/<code>/badge")
@open_to(SIGNED_IN)
def show_badge(code: str) -> Answer:
    """Show the badge, by consent: the button says it."""
    return _do(code, lambda one, now: badge.show(one, myself(), now), "身份亮出来了，只有本社区登录的居民扫得开")


@bp.post("/me/registration/<code>/badge/hide")
@open_to(SIGNED_IN)
def hide_badge(code: str) -> Answer:
    """Hide the badge."""
    return _do(code, lambda one, now: badge.hide(one, myself(), now), "收起来了，原来的二维码打不开了")


@bp.get("/badge/<code>")
@open_to(SIGNED_IN)
def badge_page(code: str) -> Answer:
    """Show post and community of a member to a resident of that community; to everybody else nothing is there."""
    found, by = registration_of_badge(code), myself()
    if found is None:
        abort(404)
    lives = place_of(by.person_id, Belonging.COMMUNITY, clock.now())
    if lives != found.community_id and by.person_id != found.person_id:
        abort(404)
    return page("registration/badge.html", registration=found)
