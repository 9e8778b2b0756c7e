"""The CPU that processes took.

Over a round from /proc/<pid>/stat, as gunicorn and PostgreSQL are many processes; of one request by the processes' CPU
clocks, which count nanoseconds where /proc counts hundredths of a second.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds
_BUSY = slice(1, 4)  # user, nice, system, in the first line of /proc/stat
_INTERRUPTS = slice(6, 9)  # irq, softirq, steal
OTHERS_MOST = 0.05  # of the machine: a round in which other programs took more is thrown away


def parent_of(pid: int) -> int:
    """Return the process that started this one. Raises: OSError when it is not there."""
    return int(_stat(pid)[1])


def tree(*roots: int) -> list[int]:
    """Return these processes and all that they started."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                children.setdefault(parent_of(int(folder.name)), []).append(int(folder.name))
            except OSError:
                continue  # it ended while we looked
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def of_trees(*roots: int) -> float:
    """Return the CPU seconds of these processes and all that they started, those too that have ended meanwhile."""
    total = 0
    for pid in set(tree(*roots)):
        try:
            total += sum(int(word) for word in _stat(pid)[11:15])
        except OSError:
            continue
    return total * _TICK


def of_process(pid: int) -> float:
    """Return the CPU seconds of one living process, to the nanosecond."""
    return time.clock_gettime((~pid << 3) | 2)  # the number of its clock; Linux, clock_getcpuclockid(3)


def _stat(pid: int) -> list[str]:
    """Return what follows the name, which may hold anything, in /proc/<pid>/stat."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()


def _machine() -> float:
    """Return the CPU seconds of everything on this machine."""
    words = Path("/proc/stat").read_text("ascii").splitlines()[0].split()
    return sum(int(word) for word in (*words[_BUSY], *words[_INTERRUPTS])) * _TICK


@dataclass(frozen=True)
class Watch:
    """A look at the machine's CPU and at ours: this process, all that it started, and the database server."""

    at: float
    machine: float
    ours: float
    roots: tuple[int, ...]

    @classmethod
    def begin(cls, *roots: int) -> "Watch":
        """Begin to watch; `roots` are ours besides this process."""
        own = (os.getpid(), *roots)
        return cls(time.monotonic(), _machine(), of_trees(*own), own)

    def others(self) -> float:
        """Return the part of the machine's CPU that other programs took since then, 0 to 1."""
        possible = (time.monotonic() - self.at) * (os.cpu_count() or 1)
        taken = (_machine() - self.machine) - (of_trees(*self.roots) - self.ours)
        return max(0.0, taken / possible)
