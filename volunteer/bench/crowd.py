"""Many people at the door: so many open connections, each person once."""

import http.client
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

PATIENCE = 120.0  # seconds: somebody else may be at the machine


@dataclass(frozen=True)
class Ask:
    """One request."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back, as far as it matters here."""

    status: int
    location: str


def asked(port: int, asks: Sequence[Ask], connections: int) -> list[Answer]:
    """Send them all, so many at the same time, and return the answers in the same order."""
    with ThreadPoolExecutor(connections) as crowd:
        parts = list(crowd.map(lambda first: _one_after_another(port, asks[first::connections]), range(connections)))
    return [parts[number % connections][number // connections] for number in range(len(asks))]


def _one_after_another(port: int, asks: Sequence[Ask]) -> list[Answer]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    found = []
    for ask in asks:
        connection.request(ask.method, ask.path, ask.body, dict(ask.headers))
        answer = connection.getresponse()
        answer.read()
        found.append(Answer(answer.status, answer.getheader("Location", "")))
    connection.close()
    return found
