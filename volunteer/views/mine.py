"""My own data: name, skills, community, password, devices, notices."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, request

from volunteer.accounts import passwords, people, sessions, skills
from volunteer.accounts.models import LoginSession, Person
from volunteer.accounts.queries import sessions_of
from volunteer.accounts.skills import skills_of
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.forms.accounts import CommunityForm, NameForm, NewPasswordForm, SkillsForm
from volunteer.notices import inbox
from volunteer.notices.queries import notices_of
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import communities, memberships_of
from volunteer.partnership.queries import was_ever_appointed
from volunteer.views.answers import Answer, after, bad, local_path, onward, page
from volunteer.views.guards import SIGNED_IN, myself, open_to
from volunteer.wishes.queries import active_claims_of, count_of

bp = Blueprint("mine", __name__)
JUST_NOW = 15 * clock.MINUTE  # after signing in a password may be set without the old one: it may be forgotten


@bp.get("/me")
@open_to(SIGNED_IN)
def mine() -> Answer:
    """Show what is mine: name, community, wishes, hours, devices."""
    by = myself()
    person = db.session.get_one(Person, by.person_id)
    return page(
        "accounts/me.html",
        person=person,
        joined=memberships_of([by.person_id])[by.person_id],
        skills=skills_of(by.person_id),
        in_hand=active_claims_of(by.person_id),
        own=count_of(by.person_id),
        can_office=bool(by.held),
        has_letters=was_ever_appointed(by.person_id),
    )


@bp.route("/me/name", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def name() -> Answer:
    """Change my name."""
    form = NameForm(name=myself().name)
    if not form.is_submitted():
        return page("accounts/name.html", form=form)
    if not form.validate():
        return bad("accounts/name.html", form)
    write(lambda now: people.rename(db.session.get_one(Person, myself().person_id), form.name.data, now))
    return onward("/me", "姓名改好了")


@bp.route("/me/skills", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def can_do() -> Answer:
    """Say what I can do: some posts ask for it."""
    form = SkillsForm(skills=skills_of(myself().person_id))
    if not form.is_submitted():
        return page("accounts/skills.html", form=form)
    if not form.validate():
        return bad("accounts/skills.html", form)
    write(lambda now: skills.state(myself().person_id, form.skills.data, now))
    return onward("/me", "写上了")


@bp.route("/me/community", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def community() -> Answer:
    """Say in which community I live."""
    form = CommunityForm()
    form.community.options = [(one.code, one.short_name, one.id) for one in communities()]
    form.process(request.form if request.method == "POST" else None)
    if not form.is_submitted():
        return page("accounts/community.html", form=form)
    if not form.validate():
        return bad("accounts/community.html", form)
    write(
        lambda now: membership.join(
            myself().person_id, form.community.data, Belonging.COMMUNITY, myself().person_id, now
        )
    )
    return onward("/me", "居住社区记下了")


@bp.route("/me/password", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def new_password() -> Answer:
    """Set a password; every other device is signed out. A phone left lying about is not enough for it."""
    by = myself()
    form = NewPasswordForm()
    person = db.session.get_one(Person, by.person_id)
    session_row = db.session.get_one(LoginSession, by.session_id)
    stored, began_at = person.password_hash, session_row.began_at
    form.phone, form.name = person.phone or "", person.name
    fresh = clock.now() - began_at < JUST_NOW
    if not form.is_submitted():
        return page("accounts/new_password.html", form=form, has_one=stored is not None, fresh=fresh)
    if not form.validate():
        return bad("accounts/new_password.html", form, has_one=stored is not None, fresh=fresh)
    if not fresh and not passwords.matches(form.now.data or "", stored):
        said = "现在的密码不对" if stored else "请先退出，用短信验证码重新登录，再来设密码"
        form.refuse(Refusal(said, field="now"))
        return bad("accounts/new_password.html", form, has_one=stored is not None, fresh=fresh)
    hashed = passwords.hashed(form.password.data)
    write(lambda now: people.set_password(db.session.get_one(Person, by.person_id), hashed, by.session_id, now))
    return onward("/me", "密码设好了，别的设备都已退出")


@bp.get("/me/devices")
@open_to(SIGNED_IN)
def devices() -> Answer:
    """Show the devices that are signed in as me."""
    by = myself()
    return page("accounts/devices.html", devices=sessions_of(by.person_id, clock.now()), this=by.session_id)


@bp.post("/me/devices/<code>/end")
@open_to(SIGNED_IN)
def end_device(code: str) -> Answer:
    """Sign one of my devices out."""

    def act(now: Any) -> None:
        row = db.session.scalar(
            sa.select(LoginSession).where(LoginSession.code == code, LoginSession.person_id == myself().person_id)
        )
        if row is None:
            abort(404)
        if row.ended_at is None:
            sessions.end(row, now)

    write(act)
    return onward("/me/devices", "那台设备已经退出")


@bp.post("/me/devices/end-others")
@open_to(SIGNED_IN)
def end_others() -> Answer:
    """Sign every other device out."""
    write(lambda now: sessions.end_all(myself().person_id, now, keep=myself().session_id))
    return onward("/me/devices", "别的设备都已退出")


@bp.get("/me/notices")
@open_to(SIGNED_IN)
def notices() -> Answer:
    """Show my notices."""
    found = notices_of(myself().person_id, after=after(), limit=31)
    return page("accounts/notices.html", notices=found[:30], more=found[29].id if len(found) > 30 else None)


@bp.post("/me/notices/<code>")
@open_to(SIGNED_IN)
def read_notice(code: str) -> Answer:
    """Mark a notice as read and go to what it is about."""
    path = write(lambda now: inbox.read(myself().person_id, code, now))
    if path is None:
        abort(404)
    return onward(local_path(path))


@bp.post("/me/notices")
@open_to(SIGNED_IN)
def read_notices() -> Answer:
    """Mark every notice as read."""
    write(lambda now: inbox.read_all(myself().person_id, now))
    return onward("/me/notices")
