"""Logs as JSON lines with a request id. Phone and ID numbers are masked, whoever put them there."""

import contextlib
import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from typing import Any

import structlog

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_ID = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?!\d)")
_SHORTEST = 11  # digits of a mobile number
_SLIP = re.compile(r"(/slip/)[\w-]+")
_SUSPECT = re.compile(rf"\d{{{_SHORTEST}}}|/slip/")  # what may be one of them


def masked(text: str) -> str:
    """Return the text with phone numbers, ID numbers and slip tokens masked."""
    return _SLIP.sub(r"\1***", _ID.sub(r"\1**********\2", _PHONE.sub(r"\1****\2", text)))


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: _mask(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mask(inner) for inner in value]
    return value


def _mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: _mask(value) for name, value in event.items()}


_turn = threading.RLock()  # a line of ours and one of a library never run into one another
_as_json = structlog.processors.JSONRenderer(ensure_ascii=False)


_LEVELS = {name.lower(): level for name, level in logging.getLevelNamesMapping().items()}


def _loud_enough(_logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out what is below the level that libraries keep to too."""
    if not logging.getLogger().isEnabledFor(_LEVELS[method]):
        raise structlog.DropEvent
    return event


def _line(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """Return our own line. Nearly all are of requests and name nobody: the whole line is looked through for that."""
    line = str(_as_json(logger, method, event))
    return str(_as_json(logger, method, _mask_event(logger, method, event))) if _SUSPECT.search(line) else line


class _Lines:
    """Where our own lines go: each whole to standard error. An error goes on to whoever listens to errors."""

    def info(self, line: str) -> None:
        # A disk that is full takes no lines; the pages go on.
        with _turn, contextlib.suppress(OSError, ValueError):
            sys.stderr.write(line + "\n")

    debug = warning = info

    def error(self, line: str) -> None:
        logging.getLogger().error(line, extra={"is_written": True})

    critical = error


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """What libraries log, as our own lines are."""

    def format(self, record: logging.LogRecord) -> str:
        return str(record.msg) if getattr(record, "is_written", False) else super().format(record)


def configure(level: str) -> None:
    """Send every log line, ours and the libraries', to standard error as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[_loud_enough, *shared, _line],
        logger_factory=lambda *_names: _Lines(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.lock = _turn
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=[*shared, _mask_event],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _as_json],
        )
    )
    root = logging.getLogger()
    for old in [one for one in root.handlers if getattr(one, "is_ours", False)]:
        root.removeHandler(old)
    handler.is_ours = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(level)
    for noisy in ("alembic.runtime.plugins", "alembic.runtime.migration", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
