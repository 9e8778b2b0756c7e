"""Style sheets, icons and scripts under names that carry their hash, so that a phone keeps them for ever."""

import gzip
import hashlib
import os
from pathlib import Path

_SMALL_ENOUGH_TO_SQUEEZE = {".css", ".js", ".svg"}


def publish(static: Path, target: Path) -> dict[str, str]:
    """Copy every file of `static` into `target` under a hashed name, squeezed beside it. Returns name to hashed name.

    Files that are there already are left alone, so a second start costs nothing, and two that start together write
    the same bytes.
    """
    names = {}
    for source in sorted(static.rglob("*")):
        if not source.is_file() or source.suffix not in _SMALL_ENOUGH_TO_SQUEEZE | {".png", ".ico", ".webp"}:
            continue
        content = source.read_bytes()
        name = source.relative_to(static)
        hashed = name.with_name(f"{name.stem}.{hashlib.sha256(content).hexdigest()[:12]}{name.suffix}")
        names[name.as_posix()] = hashed.as_posix()
        _write(target / hashed, content)
        if source.suffix in _SMALL_ENOUGH_TO_SQUEEZE:
            squeezed = target / f"{hashed}.gz"
            if not squeezed.exists():
                _write(squeezed, gzip.compress(content, 9, mtime=0))
    return names


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = path.with_name(f".{path.name}.{os.getpid()}")
    mine.write_bytes(content)
    mine.replace(path)
