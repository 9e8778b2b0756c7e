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
    return _around(date(int(match[1]), int(match[2] or 1), 1), match[2] is not None)


def _around(day: date, is_month: bool) -> Period:
    if not is_month:
        return Period(f"{day.year}", date(day.year, 1, 1), date(day.year, 12, 31))
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(f"{day:%Y-%m}", day.replace(day=1), day.replace(day=last))
