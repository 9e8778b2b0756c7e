"""The floor and the product behind gunicorn, served alike: gthread, two processes with eight threads each."""

import contextlib
import http.client
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

FLOOR = Path(__file__).resolve().parents[2] / "bench" / "floor_app.py"
WORKERS, THREADS = 2, 8
PATIENCE = 120.0  # seconds: somebody else may be at the machine


@dataclass(frozen=True)
class Served:
    """A gunicorn on a loopback port, which may still be starting."""

    port: int
    pid: int

    def wait(self, log: Path) -> None:
        """Return as soon as it answers anything. Raises: RuntimeError with the end of its log."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")  # waits in the socket's queue until somebody takes it up
            connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            raise RuntimeError(f"a server does not answer:\n{log.read_text('utf-8', 'replace')[-2000:]}") from error
        finally:
            connection.close()


@contextmanager
def floor(database: str, log: Path) -> Iterator[Served]:
    """Begin to serve the floor; its tables are made by `floor_secrets`."""
    words = ("floor_app:app", "--chdir", str(FLOOR.parent))
    with _served(words, {"FLOOR_DATABASE": _plain(database)}, log) as served:
        yield served


def floor_secrets(database: str, count: int) -> list[str]:
    """Empty the floor's tables, put so many people in, and return their secrets."""
    environment = {**os.environ, "FLOOR_DATABASE": _plain(database)}
    command = (sys.executable, str(FLOOR), str(count))
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()


def empty_floor(database: str) -> None:
    """Let everybody come anew, as `floor_secrets` does, with the same secrets."""
    plain = _plain(database)
    if plain == database:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("TRUNCATE checkin")
    else:
        with contextlib.closing(sqlite3.connect(plain, isolation_level=None)) as file:
            file.execute("DELETE FROM checkin")


def _plain(database: str) -> str:
    """Return the address as the floor takes it: a file name, or what libpq reads."""
    return database.removeprefix("sqlite:///")


@contextmanager
def product(environment: Mapping[str, str], log: Path) -> Iterator[Served]:
    """Begin to serve the product as `volunteer run` does."""
    words = ("volunteer.app:create_app()", "--config", "python:volunteer.cli.gunicorn")
    with _served(words, environment, log) as served:
        yield served


@contextmanager
def _served(words: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, log.open("ab") as out:
        port, number = listener.getsockname()[1], listener.fileno()
        command = [
            *(sys.executable, "-m", "gunicorn", *words, "--bind", f"fd://{number}", "--preload"),
            *("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)),
            *("--graceful-timeout", "5", "--log-level", "warning"),
        ]
        master = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out, pass_fds=[number])
    try:
        yield Served(port, master.pid)
    finally:
        master.terminate()
        try:
            master.wait(PATIENCE / 2)
        except subprocess.TimeoutExpired:
            master.kill()
            master.wait(PATIENCE / 2)
