"""A real browser before a real server, with the demo in its database.

- `browser`  Chromium, started once. Where there is none the tests are skipped; REQUIRE_BROWSER=1 makes that a failure
- `place`    an installation on SQLite and one on PostgreSQL: the demo, and gunicorn and the worker as `volunteer run`
             starts them, on a port of its own. It lives as long as the walks: tests leave each other's wishes alone
- `phone`    opens somebody's phone: 360 pixels, WeChat, with or without scripts
- `desk`     opens somebody's desktop, for the office

Whatever goes wrong in a browser while a test runs (an error on the console, a breach of the policy, an exception in a
script, a missing file, an answer of 5xx) or on the server (an error in its log) fails that test.

Time flows here: the server is another process and knows nothing of a clock that stands.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    WebError,
    expect,
    sync_playwright,
)

from tests import make
from tests.conftest import BACKENDS, NO_BROWSER, RUN_FOLDER, application, filled_database
from volunteer import demo
from volunteer.accounts import sessions
from volunteer.accounts.queries import person_of_phone
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.base.labelled import Labelled
from volunteer.cli.serving import seal_all
from volunteer.demo.people import EVERYBODY, PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What drops down from the address line of a window that nobody sees is a page in a process of its own, a process
# waits in reserve, and each page gets a frame of its own: two thirds of what a short visit costs. A switch that is said
# twice counts once, so Playwright's own list is said again.
UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess", "RenderDocument")
AS_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "PreconnectToSearch"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "OptimizationHints"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "NetworkTimeServiceQuerying"),
    "AimEnabled",
)
QUIET = (  # nothing of its own: no sandbox as root, no calls home
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((*AS_PLAYWRIGHT, *UNSEEN))}",
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; JKM-AL00 Build/HUAWEIJKM-AL00; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5075 MMWEBSDK/20230405 MicroMessenger/8.0.35.2360"
)

T = TypeVar("T")
P = TypeVar("P", bound="Place")

PATIENCE = 10_000  # milliseconds until a page that does not come is a failure; the machine may be busy
expect.set_options(timeout=PATIENCE)

# For a test that is about pages, which are the same on both.
on_sqlite = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """Time flows here."""


# ------------------------------------------------------------------------------ the server


@dataclass
class Place:
    """An installation that runs: its address, and the same database seen from the test."""

    origin: str
    app: Flask
    log: Path
    read_to: int = 0  # how much of the log has been looked at

    def ask(self, act: Callable[[], T]) -> T:
        """Return what `act` finds, or does, in the database."""
        with self.app.app_context():
            try:
                return act()
            finally:
                db.session.remove()

    def now(self) -> datetime:
        """Return what its clock says."""
        return clock.now()

    def signed_in(self, name: str) -> str:
        """Sign somebody of the demo in, or who has this number; return the cookie that a browser holds then."""

        def act(now: datetime) -> str:
            person = person_of_phone(PHONES.get(name, name))
            assert person is not None, name
            return sessions.begin(person, now, device="安卓手机", address="127.0.0.1", is_shared=False)[1]

        token = self.ask(lambda: make.done(act, self.now()))
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"], cookie.permanent = token, True, True
        held = client.get_cookie("session")
        assert held is not None
        return held.value

    def volunteer(self, *words: str) -> str:
        """Run the `volunteer` command and return what it printed."""
        done = self.app.test_cli_runner().invoke(args=words)
        assert done.exit_code == 0, done.output
        return done.stdout

    def errors(self) -> list[str]:
        """Return the lines of the log that tell of an error since the last time."""
        with self.log.open("rb") as file:
            file.seek(self.read_to)
            new = file.read()
        self.read_to += len(new)
        lines = new.decode(errors="replace").splitlines()
        return [line for line in lines if re.search(r'"level": "(error|critical)"|\[(ERROR|CRITICAL)\]', line)]


@pytest.fixture(scope="package")
def places() -> Iterator[Callable[[str], Place]]:
    """One installation for each database and process, made when it is first wanted, ended after the last walk."""
    with contextlib.ExitStack() as stack:
        built: dict[str, Place | None] = {}

        def place_on(backend: str) -> Place:
            if backend not in built:
                built[backend] = None  # in case it cannot be made: the next test does not try it again
                try:
                    built[backend] = _build(backend, stack)
                except pytest.skip.Exception:  # no PostgreSQL: the next test says so too, instead of failing
                    del built[backend]
                    raise
            held = built[backend]
            if held is None:
                pytest.fail(f"there is no place on {backend}: the first test that wanted it says why", pytrace=False)
            return held

        yield place_on


# The browser first: without one nobody needs a server.
@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, browser: Browser, places: Callable[[str], Place]) -> Iterator[Place]:
    """An installation with the demo in it."""
    yield from watched(places(request.param))


def watched(held: P) -> Iterator[P]:
    """Hand the place out; an error in its log by then fails the test."""
    yield held
    errors = held.errors()
    if errors:
        pytest.fail("errors in the server's log:\n" + "\n".join(errors), pytrace=False)


def _build(backend: str, stack: contextlib.ExitStack) -> Place:
    return build_place("browser", backend, stack, _fill if backend == "sqlite" else _copy)


def _fill() -> None:
    with clock.held_at(clock.now()):
        demo.make(clock.now(), seal=lambda now: seal_all(now, settled=timedelta()))


def _copy() -> None:
    """Take the demo over from SQLite, row by row. That it can be made here is seen in tests/demo."""
    folder = Path(os.environ[RUN_FOLDER]) / f"copied-{os.getpid()}"
    with filled_database("browser", "sqlite", folder, lambda url: _begin(url, folder, _fill)) as url:
        source = sa.create_engine(url)
        with source.connect() as there, db.engine.begin() as here:
            here.exec_driver_sql("SET LOCAL session_replication_role = replica")  # without the triggers of the ledger
            for table in db.metadata.sorted_tables:
                rows = [dict(row) for row in there.execute(sa.select(table)).mappings()]
                here.execute(table.delete())  # what a migration put there is in the copy
                if rows:
                    here.execute(table.insert(), rows)
                if rows and "id" in table.c:
                    last = max(row["id"] for row in rows)
                    here.execute(sa.select(sa.func.setval(f"{table.name}_id_seq", last)))
        source.dispose()


def _begin(empty_url: str, folder: Path, fill: Callable[[], None]) -> None:
    """Make the tables, and what `fill` makes."""
    first = application(empty_url, folder, demo=True)
    with first.app_context():
        flask_migrate.upgrade()
        fill()
    _dispose(first)


def build_place(
    name: str,
    backend: str,
    stack: contextlib.ExitStack,
    fill: Callable[[], None],
    *,
    web: str = "volunteer.app:create_app()",
    has_worker: bool = True,
    **settings: str,
) -> Place:
    """Make an installation on a database of its own, filled once in a run, and serve it until the stack is closed."""
    folder = Path(os.environ[RUN_FOLDER]) / f"{name}-{backend}-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    url = stack.enter_context(filled_database(name, backend, folder, lambda empty: _begin(empty, folder, fill)))
    app = application(url, folder, demo=True)
    stack.callback(_dispose, app)
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOLUNTEER_")}
    environment |= {
        "DATABASE_URL": url,
        "VOLUNTEER_DATA": str(folder),
        "VOLUNTEER_KEYS": str(app.config["VOLUNTEER"].keys),
        "VOLUNTEER_ORIGIN": origin,
        "VOLUNTEER_DEMO": "1",
        **settings,
    }
    log = folder / "server.log"
    served = [
        *(sys.executable, "-m", "gunicorn", web, "--bind", f"fd://{listener.fileno()}"),
        *("--preload", "--worker-class", "gthread", "--workers", "2", "--threads", "8"),
        *("--log-level", "warning", "--config", "python:volunteer.cli.gunicorn"),
    ]
    side = [sys.executable, "-c", "from volunteer.app import main; main()", "worker"]
    # Asked to quit, gunicorn does not wait for the connections that a browser keeps.
    started: list[tuple[list[str], list[int], signal.Signals]] = [(served, [listener.fileno()], signal.SIGQUIT)]
    if has_worker:
        started.append((side, [], signal.SIGTERM))
    with log.open("ab") as out:
        for command, sockets, end in started:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, pass_fds=sockets
            )
            stack.callback(_end, process, end)
    _wait_for(origin, log)
    return Place(origin, app, log)


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _wait_for(origin: str, log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{origin}/readyz", timeout=20) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text()[-4000:]}", pytrace=False)


def _end(process: subprocess.Popen[bytes], with_signal: signal.Signals) -> None:
    process.send_signal(with_signal)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# ------------------------------------------------------------------------------ the browser


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        reason = f"{NO_BROWSER}: none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason} (REQUIRE_BROWSER=1)", pytrace=False)
        pytest.skip(reason)  # the pages are also read without one, in tests/pages
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield chromium
        chromium.close()


@dataclass
class Visits:
    """The browsers of one test, and what went wrong in them."""

    browser: Browser
    place: Place
    opened: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self, name: str | None = None, *, elder: bool = False, **options: Any) -> Page:
        """Open a fresh browser, signed in as somebody of the demo when a name is given.

        What the form would leave behind is put there: `sign_in()` is for who does it by hand.
        """
        context = self.browser.new_context(
            base_url=self.place.origin, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        self.opened.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("response", self._response)
        if elder:
            context.add_cookies([{"name": "view", "value": "elder", "url": self.place.origin}])
        if name:
            context.add_cookies([{"name": "session", "value": self.place.signed_in(name), "url": self.place.origin}])
        return context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is reported here too; what it means is said by `_response`.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _script(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")

    def _response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.problems.append(f"{response.status} {response.request.method} {response.url}")


@pytest.fixture
def visits(browser: Browser, place: Place) -> Iterator[Visits]:
    """The browsers of this test; anything that goes wrong in one of them fails it."""
    held = Visits(browser, place)
    yield held
    for context in held.opened:
        context.close()
    if held.problems:
        pytest.fail("in the browser:\n" + "\n".join(held.problems), pytrace=False)


@pytest.fixture
def phone(visits: Visits) -> Callable[..., Page]:
    """Opens a phone inside WeChat: `phone("王芳")`, `phone(scripts=False)`, `phone(elder=True, width=320)`."""

    def open_phone(name: str | None = None, *, scripts: bool = True, width: int = 360, **options: Any) -> Page:
        return visits.open(
            name,
            viewport={"width": width, "height": 740},
            user_agent=WECHAT,
            is_mobile=True,
            has_touch=True,
            java_script_enabled=scripts,
            **options,
        )

    return open_phone


@pytest.fixture
def desk(visits: Visits) -> Callable[..., Page]:
    """Opens a desktop: `desk("陈静")`."""

    def open_desk(name: str | None = None, *, scripts: bool = True, **options: Any) -> Page:
        return visits.open(name, viewport={"width": 1280, "height": 900}, java_script_enabled=scripts, **options)

    return open_desk


# ------------------------------------------------------------------------------ what people do

PHONES = {one.name: one.phone for one in EVERYBODY}


def fill(page: Page, **values: str | bool | Labelled | int) -> None:
    """Fill in a form: text is typed, a box ticked, one of some answers pressed or picked from its list.

    The fields are found by their names; that each has its label is seen by axe.
    """
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        if isinstance(value, str):
            field.fill(value)
            continue
        if value is True:
            field.check()
            continue
        word = value.value if isinstance(value, Labelled) else str(value)
        if field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(word)
        else:
            page.locator(f"main [name={name}][value='{word}']").check()


def send(page: Page, field: str) -> None:
    """Send the form in which this field stands, by its last button, and come to a page that says it was done."""
    page.locator(f"main form:has([name={field}]) button").last.click()
    done(page)


def done(page: Page) -> None:
    """Wait for the page that says that what was just sent is done."""
    expect(page.locator(".note[role=status] .state-done").first).to_be_visible()


def sign_in(page: Page, name: str) -> None:
    """Sign in by password as somebody of the demo, or as who has this number; ends on the page that is theirs."""
    page.goto("/login/password")
    fill(page, phone=PHONES.get(name, name), password=PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).not_to_have_url(re.compile("/login"))


def latest_code(page: Page, number: str) -> str:
    """Return the digits that were just sent to this phone, as the demo's page of messages shows them."""
    done(page)
    with contextlib.closing(page.context.new_page()) as messages:
        messages.goto("/demo/outbox")
        masked = f"{number[:3]}****{number[-4:]}"
        newest = messages.get_by_role("listitem").filter(has_text=masked).first.inner_text()
    found = re.search(r"验证码 (\d{6})", newest)
    assert found, newest
    return found[1]
