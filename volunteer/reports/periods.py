"""A month, a quarter, half a year, a year or a term, by the calendar where the volunteers are."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.labelled import Labelled
from volunteer.orders import seasons

_QUARTERS = "一二三四"


class Length(Labelled):
    """How long a period is, the longest first; its label as it stands on the page where one chooses."""

    YEAR = "year", "年"
    HALF = "half", "半年"
    QUARTER = "quarter", "季"
    MONTH = "month", "月"
    TERM = "term", "学期"


# Of these a year is made; a term crosses two.
MONTHS = {Length.YEAR: 12, Length.HALF: 6, Length.QUARTER: 3, Length.MONTH: 1}


class BadPeriod(ValueError):
    """The text names no period."""


@dataclass(frozen=True)
class Period:
    """The local days `first` to `last`, both included."""

    word: str  # 2021, 2021-H1, 2021-Q1, 2021-06 or 2021-autumn
    length: Length
    first: date
    last: date

    @property
    def label(self) -> str:
        """2021年, 2021年上半年, 2021年第一季度, 2021年6月 or 2021年秋季学期."""
        if self.length is Length.TERM:
            return seasons.term_label(self.word).replace(" ", "")
        return f"{self.first.year}年{self.label_in_year}"

    @property
    def label_in_year(self) -> str:
        """The label without the year: 上半年, 第一季度, 6月; nothing for the year itself."""
        if self.length is Length.HALF:
            return "上半年" if self.first.month == 1 else "下半年"
        if self.length is Length.QUARTER:
            return f"第{_QUARTERS[self.first.month // 3]}季度"
        return f"{self.first.month}月" if self.length is Length.MONTH else ""

    @property
    def begins_at(self) -> datetime:
        """The first moment."""
        return clock.at(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return clock.at(self.last + DAY)

    def before(self) -> "Period":
        """Return the period of the same length before this one."""
        return period_around(self.first - DAY, self.length)

    def after(self) -> "Period":
        """Return the period of the same length after this one."""
        return period_around(self.last + DAY, self.length)

    def year(self) -> "Period":
        """Return the year it lies in."""
        return period_around(self.first, Length.YEAR)

    def in_year(self, length: Length) -> list["Period"]:
        """Return the periods of this length that its year is made of, the first first."""
        return [period_around(date(self.first.year, month, 1), length) for month in range(1, 13, MONTHS[length])]


def period_of(word: str) -> Period:
    """Return the period of `2021`, `2021-H1`, `2021-Q1` or `2021-06`. Raises: BadPeriod."""
    match = re.fullmatch(r"(20\d\d)(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?", word, re.ASCII)
    if not match:
        raise BadPeriod(f"not a period: {word[:20]!r}; write 2021, 2021-H1, 2021-Q1 or 2021-06")
    year, half, quarter, month = (int(part or 0) for part in match.groups())
    if half:
        return period_around(date(year, half * 6, 1), Length.HALF)
    if quarter:
        return period_around(date(year, quarter * 3, 1), Length.QUARTER)
    return period_around(date(year, month or 1, 1), Length.MONTH if month else Length.YEAR)


def period_or_term_of(word: str) -> Period:
    """Return the period of `2021` and the like, or of `2021-autumn`. Raises: BadPeriod."""
    match = re.fullmatch(r"(20\d\d)-(spring|autumn)", word, re.ASCII)
    if not match:
        return period_of(word)
    return period_around(date(int(match[1]), 3 if match[2] == "spring" else 9, 1), Length.TERM)


def period_around(day: date, length: Length) -> Period:
    """Return the period of this length that a day lies in.

    A term is the one that the day counts for: spring from March to August, autumn from September to February.
    """
    if length is Length.TERM:
        return _term_around(day)
    months = MONTHS[length]
    number = (day.month - 1) // months  # which of the year's it is, from 0
    last = number * months + months
    suffix = {
        Length.YEAR: "",
        Length.HALF: f"-H{number + 1}",
        Length.QUARTER: f"-Q{number + 1}",
        Length.MONTH: f"-{last:02d}",
    }[length]
    return Period(
        f"{day.year}{suffix}",
        length,
        date(day.year, last - months + 1, 1),
        date(day.year, last, calendar.monthrange(day.year, last)[1]),
    )


def _term_around(day: date) -> Period:
    word = seasons.term_of(day)
    year = int(word[:4])
    if word.endswith("spring"):
        return Period(word, Length.TERM, date(year, 3, 1), date(year, 8, 31))
    return Period(word, Length.TERM, date(year, 9, 1), date(year + 1, 3, 1) - DAY)
