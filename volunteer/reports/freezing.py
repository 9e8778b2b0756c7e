"""The document as it was sent: one canonical JSON and its SHA-256, and what the records say differently since."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from volunteer.reports.lines import DEFINITIONS, Row, rows_of
from volunteer.reports.models import PeriodicReport
from volunteer.reports.numerals import numbers_not_in
from volunteer.reports.writing import canonical

TEXTS = {"main_work": "主要工作", "difficulties": "存在的问题", "next_steps": "下一步打算"}
SIGNED = {"head": "负责人", "filler": "填表人", "telephone": "联系电话"}


@dataclass(frozen=True)
class Difference:
    """A figure by its printed name, as it was sent and as it is now. None: there was no such line."""

    name: str
    before: Row | None
    after: Row | None


@dataclass(frozen=True)
class Frozen:
    """A document read back. `figures` is what `writing.as_json` made then."""

    figures: dict[str, Any]
    definitions: list[str]
    texts: Mapping[str, str]
    signed: Mapping[str, str]
    apart: list[str]  # numbers in the texts that the records did not say


def freeze(filed: PeriodicReport, figures: dict[str, Any], told: dict[str, Any]) -> str:
    """Return the document of this version as it stands now. `told` is as much of the figures as who sends it knows."""
    document = {
        "version": filed.version,
        "figures": figures,
        "definitions": list(DEFINITIONS),
        "texts": {name: getattr(filed, name) for name in TEXTS},
        "signed": {name: getattr(filed, name) for name in SIGNED},
        "apart": apart(filed, told),
        # The SHA-256 is printed for everybody. Without this, who is not told a small cell could try what it may be.
        "salt": secrets.token_hex(16),
    }
    return canonical(document).decode()


def apart(filed: PeriodicReport, figures: dict[str, Any]) -> list[str]:
    """Return the numbers in the words of this version that the figures do not say."""
    return numbers_not_in("\n".join(getattr(filed, name) for name in TEXTS), figures)


def digest_of(words: str) -> str:
    """Return the SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def thawed(words: str) -> Frozen:
    """Return a document that was frozen."""
    read = json.loads(words)
    return Frozen(read["figures"], read["definitions"], read["texts"], read["signed"], read["apart"])


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Return the figures in which two reports, as `writing.as_json` wrote them, differ as they are printed."""
    was, is_ = ({row.key: row for row in rows_of(one)} for one in (before, after))
    return [
        Difference((was.get(key) or is_[key]).full_name, was.get(key), is_.get(key))
        for key in dict.fromkeys([*was, *is_])
        if _said(was.get(key)) != _said(is_.get(key))
    ]


def _said(row: Row | None) -> object:
    return None if row is None else (row.value, row.note)
