"""The ways a message travels to a phone."""

import json
import shlex
import subprocess
from typing import Protocol


class Channel(Protocol):
    """Sends one short message."""

    def send(self, to: str, text: str) -> None:
        """Send it, or raise. `to` is a mobile number."""


class DemoOutbox:
    """Sends nothing: in demo mode the page /demo/outbox shows what would have been sent."""

    def send(self, to: str, text: str) -> None:
        """Leave the message where it is, in its table."""


class Program:
    """Hands the message to a program of the operator's, which knows the city's SMS gateway.

    The program gets {"to": …, "text": …} as JSON on standard input and exits with 0 when the message is on its way.
    """

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)

    def send(self, to: str, text: str) -> None:
        """Run the program. Raises: CalledProcessError, TimeoutExpired."""
        words = json.dumps({"to": to, "text": text}, ensure_ascii=False)
        subprocess.run(self._command, input=words.encode(), check=True, timeout=20, capture_output=True)


def channel_for(command: str, *, demo: bool) -> Channel | None:
    """Return the way messages travel in this installation, None when there is none."""
    if command:
        return Program(command)
    return DemoOutbox() if demo else None
