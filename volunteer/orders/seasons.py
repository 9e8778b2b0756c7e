"""On which days a class can be held: public holidays, weekends, and the terms and holidays of the schools."""

from datetime import date

from volunteer.base import clock, workdays
from volunteer.orders.models import Season

# First and last day of classes. The education bureau publishes them each school year; a new year is added here.
_TERMS = (
    (date(2020, 9, 1), date(2021, 1, 22)),
    (date(2021, 3, 1), date(2021, 7, 9)),
    (date(2021, 9, 1), date(2022, 1, 14)),
    (date(2025, 9, 1), date(2026, 1, 23)),
    (date(2026, 3, 2), date(2026, 7, 10)),
    (date(2026, 9, 1), date(2027, 1, 22)),
)
LONGEST_HOLIDAY = 90 * clock.DAY  # a longer gap between two terms of the table is a year that it does not know


def has_calendar(day: date) -> bool:
    """Say whether the State Council's notice for this year is in the table: otherwise Monday to Friday is counted."""
    return day.year in workdays.KNOWN_YEARS


def in_term(day: date) -> bool:
    """Say whether schools have classes in this part of the year, be it a weekend or not."""
    if any(first <= day <= last for first, last in _TERMS):
        return True
    return not _lies_between_terms(day) and _is_term_by_custom(day)


def term_of(day: date) -> str:
    """Return the term a day counts for: 2021-autumn is September to February, 2021-spring March to August.

    The holidays belong to the term they follow, so that every day has one term.
    """
    if 3 <= day.month <= 8:
        return f"{day.year}-spring"
    return f"{day.year if day.month >= 9 else day.year - 1}-autumn"


def term_label(term: str) -> str:
    """Return 2021 年秋季学期 for 2021-autumn."""
    year, _, half = term.partition("-")
    return f"{year} 年{'春' if half == 'spring' else '秋'}季学期"


def problem(season: Season, day: date, is_school: bool) -> str | None:
    """Return why no class of this season can be held on the day, with what to do; None when it can.

    A make-up workday is a school day; another Saturday or Sunday is one only for communities.
    """
    said = clock.said(day)
    if workdays.is_holiday(day):
        return f"{said}是法定节假日，请另选一天"
    if is_school and not workdays.is_workday(day):
        return f"{said}是周末，学校不上课，请另选工作日"
    if season is Season.TERM and not in_term(day):
        return f"这一项只在学期内开课，{said}是寒暑假，请另选一天"
    if season is Season.HOLIDAYS and in_term(day):
        return f"这一项只在寒暑假开课，{said}在学期内，请另选一天"
    return None


def _lies_between_terms(day: date) -> bool:
    """Say whether the table knows the term before and the term after this day."""
    before = [last for _first, last in _TERMS if last < day]
    after = [first for first, _last in _TERMS if first > day]
    return bool(before and after) and min(after) - max(before) < LONGEST_HOLIDAY


def _is_term_by_custom(day: date) -> bool:
    """Where the table has nothing: 1 March to 10 July, and 1 September to 15 January."""
    return not ((1, 15) < (day.month, day.day) < (3, 1) or (7, 10) < (day.month, day.day) < (9, 1))
