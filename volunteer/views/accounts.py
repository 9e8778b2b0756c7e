"""Signing in and out, and registering."""

from typing import Any

from flask import Blueprint, abort, current_app, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from volunteer.accounts import people, sessions, signing_in
from volunteer.accounts.models import LoginSession, Person, Scope
from volunteer.base import clock, codes
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.config import policy
from volunteer.forms.accounts import CodeForm, PasswordForm, PhoneForm, RegisterForm
from volunteer.notices import outbox
from volunteer.notices.channels import channel_for
from volunteer.notices.queries import latest_messages
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import communities
from volunteer.organisations.standing import principal_of
from volunteer.views.answers import Answer, bad, local_path, onward, page
from volunteer.views.guards import ANYONE, SignedIn, me, open_to

bp = Blueprint("accounts", __name__)


def _can_send() -> bool:
    held = current_app.config["VOLUNTEER"]
    return channel_for(held.sms_command, demo=held.demo) is not None


def _browser() -> str:
    """Return what knows this browser again until it has signed in."""
    if "browser" not in session:
        session["browser"] = codes.bearer()
        session.permanent = True
    return str(session["browser"])


def _address() -> str:
    return request.remote_addr or "unknown"


def _next() -> str:
    return local_path(request.values.get("next"))


@bp.get("/login")
@open_to(ANYONE)
def login() -> Answer:
    """Show the form for a phone number."""
    return page("accounts/login.html", form=CodeForm(), sent="", next=_next(), can_send=_can_send())


@bp.post("/login/code")
@open_to(ANYONE)
def send_code() -> Answer:
    """Send six digits to the phone."""
    asked, form = PhoneForm(), CodeForm()
    if not asked.validate_on_submit() or not _can_send():
        form.phone.errors = asked.phone.errors
        return bad("accounts/login.html", form, sent="", next=_next(), can_send=_can_send())
    session.pop("browser", None)  # a new one for every code: a cookie planted earlier is good for nothing
    phone, browser = asked.phone.data, _browser()

    def act(now: Any) -> None:
        digits = signing_in.send_code(phone, browser, _address(), now)
        outbox.post(phone, f"验证码 {digits}，{policy.code_minutes} 分钟内有效。不要告诉别人。", now)

    try:
        write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("accounts/login.html", form, refusal.status, sent="", next=_next(), can_send=True)
    return page("accounts/login.html", form=form, sent=phone, next=_next(), can_send=True)


@bp.post("/login")
@open_to(ANYONE)
def login_by_code() -> Answer:
    """Sign in with the digits; a new phone goes on to registering."""
    form = CodeForm()
    if not form.validate_on_submit():
        return bad("accounts/login.html", form, sent="", next=_next(), can_send=_can_send())
    try:
        person = signing_in.by_code(form.phone.data, form.digits.data, _browser())
    except Refusal as refusal:
        form.refuse(refusal)
        return bad(
            "accounts/login.html", form, refusal.status, sent=form.phone.data, next=_next(), can_send=_can_send()
        )
    if person is None:
        session["is_shared"] = bool(form.is_shared.data)
        return onward(url_for(".register", next=_next()))
    return _enter(person.id, is_shared=bool(form.is_shared.data))


@bp.get("/login/password")
@open_to(ANYONE)
def password() -> Answer:
    """Show the form for phone and password."""
    return page("accounts/password.html", form=PasswordForm(), next=_next())


@bp.post("/login/password")
@open_to(ANYONE)
def login_by_password() -> Answer:
    """Sign in with phone and password."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return bad("accounts/password.html", form, next=_next())
    try:
        person_id = signing_in.by_password(form.phone.data, form.password.data, _address(), clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("accounts/password.html", form, refusal.status, next=_next())
    return _enter(person_id, is_shared=bool(form.is_shared.data))


def _enter(person_id: int, *, is_shared: bool) -> Response:
    """Begin a session row and give its token to the cookie. The cookie's other contents begin anew."""

    def begin(now: Any) -> SignedIn:
        person = db.session.get_one(Person, person_id)
        row, token = sessions.begin(person, now, device=_device(), address=_address(), is_shared=is_shared)
        return SignedIn(token, principal_of(person, row))

    signed_in = write(begin)
    # Who has an office comes to it, unless a page was asked for.
    goes_to = local_path(request.values.get("next"), "/")
    if goes_to == "/" and signed_in.principal.held:
        goes_to = "/office"
    session.clear()
    session.permanent = not is_shared
    login_user(signed_in)
    return onward(goes_to)


def _device() -> str:
    """Return a few words about the browser, enough to know one's own device again."""
    agent = request.user_agent.string
    inside = "微信" if "MicroMessenger" in agent else "浏览器"
    known = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "安卓手机"),
        ("Windows", "Windows 电脑"),
        ("Mac", "苹果电脑"),
    )
    return next((called for word, called in known if word in agent), "设备") + "，" + inside


@bp.route("/register", methods=["GET", "POST"])
@open_to(ANYONE)
def register() -> Answer:
    """Write the name, after the phone was verified."""
    form = RegisterForm()
    form.community.options = [(one.code, one.short_name, one.id) for one in communities()]
    form.process(request.form if request.method == "POST" else None)
    if not form.is_submitted():
        return page("accounts/register.html", form=form, next=_next())
    if not form.validate():
        return bad("accounts/register.html", form, next=_next())
    browser, shared = _browser(), bool(session.get("is_shared"))

    def act(now: Any) -> int:
        phone = signing_in.verified_phone(browser, now)
        person = people.register(form.name.data, phone, now)
        people.agree(person, Scope.TERMS, people.TERMS_VERSION, now)
        if form.community.data is not None:
            membership.join(person.id, form.community.data, Belonging.COMMUNITY, person.id, now)
        return person.id

    try:
        person_id = write(act)
    except Refusal as refusal:
        form.refuse(refusal)
        return bad("accounts/register.html", form, refusal.status, next=_next())
    return _enter(person_id, is_shared=shared)


@bp.post("/logout")
@open_to(ANYONE)
def logout() -> Answer:
    """Sign this device out."""
    by = me()
    if by is not None:

        def act(now: Any) -> None:
            row = db.session.get(LoginSession, by.session_id)
            if row is not None and row.ended_at is None:
                sessions.end(row, now)

        write(act)
    logout_user()
    session.clear()
    return onward(local_path(request.form.get("next"), "/login"), "已经退出")


@bp.get("/demo/outbox")
@open_to(ANYONE)
def demo_outbox() -> Answer:
    """Show the messages that would have been sent. Exists in demo mode only."""
    if not current_app.config["VOLUNTEER"].demo:
        abort(404)
    return page("accounts/outbox.html", messages=latest_messages())
