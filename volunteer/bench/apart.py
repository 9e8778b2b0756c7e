"""Several pieces of work at the same time, each in a process of its own, so that the CPU of each is its own."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

Work = Callable[[], dict[str, Any]]


def done(works: Sequence[Work]) -> list[dict[str, Any]]:
    """Do them all and return what each gave, in the same order. Raises: RuntimeError when one of them failed."""
    fork = multiprocessing.get_context("fork")  # what was loaded and opened so far need not be made again
    begun = []
    for work in works:
        hear, tell = fork.Pipe(duplex=False)
        process = fork.Process(target=_do, args=(work, tell), daemon=True)  # it ends with this one at the latest
        process.start()
        tell.close()
        begun.append((process, hear))
    return [_heard(process, hear) for process, hear in begun]


def _do(work: Work, tell: Connection) -> None:
    try:
        tell.send(work())
    except Exception as error:  # it is raised again over there
        tell.send(f"{type(error).__name__}: {error}")


def _heard(process: Any, hear: Connection) -> dict[str, Any]:
    try:
        found = hear.recv()
    except EOFError:
        found = "it ended without a word"
    process.join()
    if isinstance(found, str):
        raise RuntimeError(found)
    assert isinstance(found, dict)
    return found
