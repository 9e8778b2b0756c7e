"""A month, a year or a term, by the calendar where the volunteers are."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.orders import seasons

TERMS = ("spring", "autumn")


class BadPeriod(ValueError):
    """The text names no period."""


@dataclass(frozen=True)
class Period:
    """The local days `first` to `last`, both included."""

    word: str  # 2021, 2021-06 or 2021-autumn
    first: date
    last: date

    @property
    def label(self) -> str:
        """2021年, 2021年6月 or 2021年秋季学期."""
        if self.is_term:
            return seasons.term_label(self.word).replace(" ", "")
        return f"{self.first.year}年{self.first.month}月" if self.is_month else f"{self.first.year}年"

    @property
    def is_month(self) -> bool:
        """Say whether it is a month."""
        return "-" in self.word and not self.is_term

    @property
    def is_term(self) -> bool:
        """Say whether it is a term, with the holidays that follow it."""
        return self.word[5:] in TERMS

    @property
    def begins_at(self) -> datetime:
        """The first moment."""
        return clock.at(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return clock.at(self.last + DAY)

    def before(self) -> "Period":
        """Return the month, year or term before this one."""
        return self._like_at(self.first - DAY)

    def after(self) -> "Period":
        """Return the month, year or term after this one."""
        return self._like_at(self.last + DAY)

    def _like_at(self, day: date) -> "Period":
        return _term_around(day) if self.is_term else _around(day, self.is_month)

    def year(self) -> "Period":
        """Return the year it lies in."""
        return period_of(str(self.first.year))


def period_of(word: str) -> Period:
    """Return the period of `2021` or `2021-06`. Raises: BadPeriod."""
    match = re.fullmatch(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?", word)
    if not match:
        raise BadPeriod(f"not a period: {word[:20]!r}; write 2021 or 2021-06")
    return _around(date(int(match[1]), int(match[2] or 1), 1), match[2] is not None)


def period_or_term_of(word: str) -> Period:
    """Return the period of `2021`, `2021-06` or `2021-autumn`. Raises: BadPeriod."""
    match = re.fullmatch(r"(20\d\d)-(spring|autumn)", word, re.ASCII)
    return _term_around(date(int(match[1]), 3 if match[2] == "spring" else 9, 1)) if match else period_of(word)


def _term_around(day: date) -> Period:
    """Return the term that a day counts for: spring from March to August, autumn from September to February."""
    word = seasons.term_of(day)
    year = int(word[:4])
    if word.endswith("spring"):
        return Period(word, date(year, 3, 1), date(year, 8, 31))
    return Period(word, date(year, 9, 1), date(year + 1, 3, 1) - DAY)


def _around(day: date, is_month: bool) -> Period:
    if not is_month:
        return Period(f"{day.year}", date(day.year, 1, 1), date(day.year, 12, 31))
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(f"{day:%Y-%m}", day.replace(day=1), day.replace(day=last))
