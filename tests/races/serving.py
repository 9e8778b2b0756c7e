"""The application behind real gunicorn: several processes with many threads each, as `volunteer run` starts them."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds; a machine with two cores has much else to do while the tests run
HAS_CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children").exists()


@dataclass
class Served:
    """One gunicorn on a loopback port. `app` is the same application here, for making rows and for reading them."""

    app: Flask
    log: Path
    workers: int = 3
    threads: int = 16
    port: int = field(default=0, init=False)
    _master: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _read: int = field(default=0, init=False, repr=False)  # bytes of the log that belong to earlier tests

    def begin(self, environment: dict[str, str]) -> None:
        """Start it, and return as soon as it answers."""
        with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, self.log.open("wb") as log:
            # The server gets the open socket, not its number: nobody else can take the port in between.
            self.port = listener.getsockname()[1]
            number = listener.fileno()
            command = [
                *(sys.executable, "-m", "gunicorn", "volunteer.app:create_app()", "--bind", f"fd://{number}"),
                *("--preload", "--worker-class", "gthread", "--workers", str(self.workers)),
                *("--threads", str(self.threads), "--graceful-timeout", "5", "--log-level", "warning"),
                *("--config", "python:volunteer.cli.gunicorn"),
            ]
            self._master = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, pass_fds=[number]
            )
        self._wait_for_an_answer()

    def end(self) -> None:
        """End it, by its own number."""
        if self._master is None:
            return
        self._master.terminate()
        try:
            self._master.wait(PATIENCE / 2)
        except subprocess.TimeoutExpired:
            for pid in (*self.processes(), self._master.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._master.wait(PATIENCE / 2)

    def turn_the_page(self, *, with_new_processes: bool) -> None:
        """Begin a new page of the log; new processes take the place of those that answer now, or of none."""
        old = self.processes() if with_new_processes else []
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while len(set(self.processes()) - set(old)) < self.workers:
            assert time.monotonic() < until, self._said()
            time.sleep(0.02)
        self._wait_for_an_answer()
        self._read = self.log.stat().st_size

    def processes(self) -> list[int]:
        """Return the numbers of the processes that answer requests now."""
        assert self._master is not None
        master = self._master.pid
        return [int(word) for word in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def kill_one(self, killed: list[int]) -> None:
        """Kill one of the processes that answer, as a fault or a full memory would, and add it to the killed."""
        alive = [one for one in self.processes() if one not in killed]
        if alive:  # on a slow machine the next ones may still be on their way
            killed.append(random.choice(alive))
            os.kill(killed[-1], signal.SIGKILL)

    @contextmanager
    def only(self, process: int) -> Iterator[None]:
        """Let all the others rest, so that it is this process that answers."""
        others = [one for one in self.processes() if one != process]
        for one in others:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in others:
                os.kill(one, signal.SIGCONT)

    def faults(self) -> list[str]:
        """Return what the server said in this test about answers of the kind "we are at fault"."""
        return [line for line in self._said().splitlines() if '"event": "fault"' in line]

    def _wait_for_an_answer(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")  # waits in the socket's queue until somebody takes it up
            with connection.getresponse() as answer:
                assert answer.status == 200
        except (OSError, http.client.HTTPException) as error:
            raise AssertionError(f"the server does not answer:\n{self._said()}") from error
        finally:
            connection.close()

    def _said(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._read)
            return log.read().decode(errors="replace")
