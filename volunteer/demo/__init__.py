"""stub"""

from collections.abc import Callable
from datetime import datetime


def make(now: datetime, *, seal: Callable[[datetime], None]) -> None: ...
def accounts() -> list[dict[str, object]]:
    return []


def welcome(origin: str) -> str:
    return ""
