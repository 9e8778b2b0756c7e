"""Enums that carry the stored word and its Chinese label, and the column that holds them."""

from enum import Enum
from typing import Any, Generic, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


class Labelled(Enum):
    """`CLAIMED = "claimed", "对接中"`: `.value` is stored, `.label` is shown."""

    label: str

    def __new__(cls, word: str, label: str = "") -> Self:
        member = object.__new__(cls)
        member._value_ = word
        member.label = label
        return member


E = TypeVar("E", bound=Labelled)


class Word(sa.types.TypeDecorator[E], Generic[E]):
    """A labelled enum stored as its word: readable in SQL, and open to new words without a migration."""

    impl = sa.String(32)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value).value)  # type: ignore[arg-type]

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        return None if value is None else self.kind(value)
