"""A month or a year, by the calendar where the volunteers are."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from volunteer.base import clock
from volunteer.base.clock import DAY


class BadPeriod(ValueError):
    """The text names no period."""


@dataclass(frozen=True)
class Period:
    """The local days `first` to `last`, both included."""

    word: str  # 2021 or 2021-06
    first: date
    last: date

    @property
    def label(self) -> str:
        """2021年 or 2021年6月."""
        return f"{self.first.year}年{self.first.month}月" if self.is_month else f"{self.first.year}年"

    @property
    def is_month(self) -> bool:
        """Say whether it is a month."""
        return "-" in self.word

    @property
    def begins_at(self) -> datetime:
        """The first moment."""
        return clock.at(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return clock.at(self.last + DAY)

    def before(self) -> "Period":
        """Return the month, or year, before this one."""
        return _around(self.first - DAY, self.is_month)

    def after(self) -> "Period":
        """Return the month, or year, after this one."""
        return _around(self.last + DAY, self.is_month)

    def year(self) -> "Period":
        """Return the year it lies in."""
        return period_of(str(self.first.year))


def period_of(word: str) -> Period:
    """Return the period of `2021` or `2021-06`. Raises: BadPeriod."""
    match = re.fullmatch(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?", word)
    if not match:
        raise BadPeriod(f"not a period: {word[:20]!r}; write 2021 or 2021-06")
    year = int(match[1])
    if match[2] is None:
        return Period(word, date(year, 1, 1), date(year, 12, 31))
    month = int(match[2])
    return Period(word, date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _around(day: date, is_month: bool) -> Period:
    return period_of(f"{day:%Y-%m}" if is_month else f"{day:%Y}")
