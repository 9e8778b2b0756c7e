"""Who may open a page. Every view wears `@open_to(…)`; a test walks all routes."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from volunteer.accounts import sessions
from volunteer.base import clock
from volunteer.base.db import write
from volunteer.base.refusal import SignedOut
from volunteer.journal import lines
from volunteer.organisations.models import Role
from volunteer.organisations.standing import Held, Principal, signed_in, still_signed_in

View = TypeVar("View", bound=Callable[..., Any])


class DailyCookie(SecureCookieSessionInterface):
    """The cookie lasts sixty days from the day it was last used: it is signed anew once a day, not each time."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Say whether this answer carries the cookie."""
        today = clock.local_day(clock.now()).toordinal()
        if session.permanent and session.get("renewed") != today:
            session["renewed"] = today
        return session.modified


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
    now = clock.now()
    found = signed_in(token)
    if found is None:
        return None
    device, principal = found
    if sessions.is_over(device, now, is_staff=bool(principal.held)):
        return None
    if now - device.last_seen_at > sessions.SEEN_EVERY:
        # An operational counter: the one thing that a GET may write, in its own transaction.
        write(lambda at: sessions.seen(device.session_id, at))
    return SignedIn(token, principal)


login_manager.user_loader(_load)


def me() -> Principal | None:
    """Return who is signed in, None for a guest."""
    fresh = g.get("principal")
    if fresh is not None:
        return cast(Principal, fresh)
    return current_user.principal if current_user.is_authenticated else None


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


ANYONE = "anyone"
SIGNED_IN = "signed_in"
OFFICE = "office"


def open_to(*who: str | Role) -> Callable[[View], View]:
    """Open a view to `ANYONE`, to who is `SIGNED_IN`, to the whole `OFFICE`, or to who acts in one of these roles."""

    def wear(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
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
