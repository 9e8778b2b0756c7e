"""Who may open a page. Every view wears `@open_to(…)`; a test walks all routes."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from volunteer.accounts import sessions
from volunteer.base import clock, codes
from volunteer.base.codes import Signer
from volunteer.base.db import write
from volunteer.base.refusal import SignedOut
from volunteer.journal import lines
from volunteer.organisations.models import Role
from volunteer.organisations.standing import Held, Principal, signed_in, signed_in_here, still_signed_in

View = TypeVar("View", bound=Callable[..., Any])


class DailyCookie(SecureCookieSessionInterface):
    """The cookie lasts sixty days from the day it was last used: it is signed anew once a day, not each time."""

    _signer: Signer | None = None

    def get_signing_serializer(self, app: Flask) -> Signer | None:
        """Return what signs and reads the cookie, made once: the key of an application stays."""
        if self._signer is None and app.secret_key:
            keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key]  # the last one signs
            words = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
            self._signer = Signer(keys, salt=self.salt, serializer=self.serializer, signer_kwargs=words)
        return self._signer

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Say whether this answer carries the cookie."""
        today = clock.local_day(clock.now()).toordinal()
        if session.permanent and session.get("renewed") != today:
            session["renewed"] = today
        return session.modified


def form_token() -> str:
    """Return the token of all forms of this answer, as Flask-WTF keeps and checks it."""
    if "csrf_token" not in g:
        if "csrf_token" not in session:
            session["csrf_token"] = codes.bearer()
        g.csrf_token = codes.signer(str(current_app.secret_key), "wtf-csrf-token").dumps(session["csrf_token"])
    token: str = g.csrf_token
    return token


login_manager = LoginManager()
login_manager.session_protection = None  # phones change their address all day; the session row is what counts


class SignedIn(UserMixin):  # type: ignore[misc]
    """Who the cookie belongs to: the token, and the principal as it was read at the start of the request."""

    def __init__(self, token: str, principal: Principal) -> None:
        self.token = token
        self.principal = principal

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.token


def _load(token: str) -> SignedIn | None:
    """Read who this is in a short transaction of its own, closed at once."""
    # An operational counter: the one thing that a GET may write, in its own transaction.
    principal = _present(signed_in(token), lambda session_id, _now: write(lambda at: sessions.seen(session_id, at)))
    return SignedIn(token, principal) if principal else None


def _present(
    found: tuple[sessions.Device, Principal] | None, note: Callable[[int, datetime], object]
) -> Principal | None:
    """Return who was found, None for a session that rested too long. `note` that it was used, now and then."""
    now = clock.now()
    if found is None or sessions.is_over(found[0], now, is_staff=bool(found[1].held)):
        return None
    device, principal = found
    if now - device.last_seen_at > sessions.SEEN_EVERY:
        note(device.session_id, now)
    return principal


login_manager.user_loader(_load)


def me() -> Principal | None:
    """Return who is signed in, None for a guest."""
    found = cast(Principal | None, g.get("principal"))
    if found is None and current_user.is_authenticated:
        found = g.principal = cast(Principal, current_user.principal)
    return found


def myself() -> Principal:
    """Return who is signed in; for views that only open to people who are."""
    principal = me()
    if principal is None:
        abort(401)
    return principal


def acting() -> Held:
    """Return the role one acts in; for views that only open to roles."""
    held = myself().acting
    if held is None:
        abort(403)
    return held


def read_again() -> None:
    """Read session, person and grants again at the start of a write: what the guard saw may have been ended since.

    Raises: SignedOut.
    """
    if "token_to_read" in g:
        g.principal = _read_first(g.token_to_read)
        return
    if "_login_user" not in g or not current_user.is_authenticated:
        return  # a guest; or the session is just being read, and notes that it was seen
    seen: Principal = current_user.principal
    found = still_signed_in(seen.session_id) if seen.session_id is not None else None
    if found is None:
        raise SignedOut
    g.principal = found
    wanted = seen.acting.grant_id if seen.acting else None
    if wanted is not None and (found.acting is None or found.acting.grant_id != wanted):
        raise SignedOut("您的角色刚才变了，请刷新页面再试")


def _read_first(token: str) -> Principal:
    """Read who this is where the write begins, and nowhere before. Raises: SignedOut."""
    principal = _present(signed_in_here(token), sessions.seen)
    if principal is None:
        raise SignedOut
    return principal


ANYONE = "anyone"
SIGNED_IN = "signed_in"
OFFICE = "office"
AT_WRITE = "at_write"  # signed in, which is read once, where the view's write begins: for what all do at one moment


def open_to(*who: str | Role) -> Callable[[View], View]:
    """Open a view to `ANYONE`, to who is `SIGNED_IN`, to the whole `OFFICE`, or to who acts in one of these roles.

    `AT_WRITE` is for a view that does nothing before its write, which is for who is signed in.
    """

    def wear(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if AT_WRITE in who:
                return _read_in_the_write(functools.partial(view, *args, **kwargs))
            if ANYONE not in who:
                principal = me()
                if principal is None:
                    return sign_in_first()
                if SIGNED_IN not in who and not _fits(principal, who):
                    _denied(principal)
                    abort(403)
            return view(*args, **kwargs)

        guarded.open_to = who  # type: ignore[attr-defined]
        return cast(View, guarded)

    return wear


def _read_in_the_write(view: Callable[[], Any]) -> Any:
    g.token_to_read = session.get("_user_id")  # where the sign-in keeps what `SignedIn.get_id` said
    if g.token_to_read is None:
        return sign_in_first()
    try:
        return view()
    except SignedOut:
        return sign_in_first()


def sign_in_first() -> Response:
    """Send a guest to sign in, and afterwards back to the page that was asked for, or that the button stood on."""
    asked = request.full_path.rstrip("?")
    if request.url_rule is None or "GET" not in (request.url_rule.methods or ()):
        came = urlsplit(request.referrer or "")
        asked = came.path if came.netloc == request.host else "/"
    return redirect(url_for("accounts.login", next=asked), 303)


def _fits(principal: Principal, who: tuple[str | Role, ...]) -> bool:
    if principal.acting is None:
        return False
    return OFFICE in who or principal.acting.role in who


def _denied(principal: Principal) -> None:
    """Keep a denial in a transaction of its own."""
    endpoint = request.endpoint or ""
    write(
        lambda now: lines.record("denied", "people", principal.person_id, by=principal.person_id, at=now, page=endpoint)
    )
