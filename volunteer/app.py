"""create_app: settings, database, pages, commands."""

import os
import random
import sys
import time
from collections.abc import Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import structlog
from flask import Flask, request
from flask.cli import FlaskGroup
from flask.templating import Environment
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from volunteer import cli, views
from volunteer.base import assets, dialects, logs, secrets
from volunteer.base import db as base_db
from volunteer.base.db import before_every_write, db
from volunteer.config import Settings
from volunteer.journal import lines
from volunteer.views import guards
from volunteer.views.problems import REQUEST_ID

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
UNLESS_SET = (("Content-Security-Policy", POLICY), ("Cache-Control", "no-store"))
ALWAYS = (  # headers that no view sets
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)

log = structlog.get_logger()


class PlainGlobals(Environment):
    """The globals of a template are those of all: Jinja would lay an empty map over them and go through both at each
    page, include and import.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what every template knows."""
        return super().make_globals(d) if d else self.globals


class Volunteer(Flask):
    """The application."""

    jinja_environment = PlainGlobals

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return it as it is: nothing here is a coroutine, and Flask would ask that of each part of each request."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings, or for those of the environment."""
    settings = settings or Settings.from_environment()
    logs.configure(settings.log_level)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database is in it
    ring = secrets.open_keyring(settings.keys)
    app = Volunteer(__name__, static_folder=None)
    app.config.update(
        VOLUNTEER=settings,
        SECRET_KEY=ring.signing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=base_db.engine_options(settings.database_url),
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 60,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        TESTING=settings.testing,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    with app.app_context():
        dialects.listen(db.engine)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    CSRFProtect(app)
    app.jinja_env.globals["csrf_token"] = guards.form_token
    app.session_interface = guards.DailyCookie()
    guards.login_manager.init_app(app, add_context_processor=False)  # pages ask for `who`
    before_every_write(app, guards.read_again)
    _wrap_requests(app, settings)
    _serve_assets(app, settings)
    views.register(app)
    cli.register(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _serve_assets(app: Flask, settings: Settings) -> None:
    target = settings.data / "assets"
    names = assets.publish(Path(__file__).parent / "static", target)

    def asset(name: str) -> str:
        """Return the address of a file in static/. Raises: KeyError for one that is not there."""
        return f"/static/{names[name]}"

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=target, prefix="static/", immutable_file_test=lambda _path, _url: True
    )


def _wrap_requests(app: Flask, settings: Settings) -> None:
    """Number each request, give its answer the headers that all have, and log it. Around the application: what is
    asked of every request is asked of the server's plain words.
    """
    always = ALWAYS if not settings.secure_cookies else (*ALWAYS, ("Strict-Transport-Security", "max-age=31536000"))
    answer = app.wsgi_app

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        request_id = environ[REQUEST_ID] = f"{random.getrandbits(48):012x}"
        structlog.contextvars.bind_contextvars(request_id=request_id)
        lines.address.set(environ.get("REMOTE_ADDR"))

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            named = {name for name, _value in headers}
            headers += [one for one in UNLESS_SET if one[0] not in named]
            headers += [*always, ("X-Request-Id", request_id)]
            rule = request.url_rule.rule if request.url_rule else "(no page)"
            if rule not in ("/healthz", "/readyz"):
                took = round((time.perf_counter() - began) * 1000)
                log.info("request", method=environ["REQUEST_METHOD"], page=rule, status=int(status[:3]), ms=took)
            return start_response(status, headers, *error)

        return answer(environ, start)

    app.wsgi_app = wrapped  # type: ignore[method-assign]


def main() -> None:
    """Run the `volunteer` command."""
    os.environ.setdefault("FLASK_SKIP_DOTENV", "1")
    group = FlaskGroup(
        name="volunteer", create_app=create_app, add_default_commands=False, add_version_option=False, load_dotenv=False
    )
    sys.exit(group.main(prog_name="volunteer"))
