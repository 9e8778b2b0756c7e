"""Working days by the State Council's yearly notice: holidays, and the weekends that are worked in exchange (调休)."""

from datetime import date, timedelta


def _days(year: int, *spans: tuple[int, int, int]) -> set[date]:
    """Return the days of (month, first day, number of days) spans."""
    return {date(year, month, first) + timedelta(days=n) for month, first, count in spans for n in range(count)}


# Source: 国务院办公厅关于部分节假日安排的通知, of each year.
_OFF = _days(2021, (1, 1, 3), (2, 11, 7), (4, 3, 3), (5, 1, 5), (6, 12, 3), (9, 19, 3), (10, 1, 7)) | _days(
    2026, (1, 1, 3), (2, 15, 9), (4, 4, 3), (5, 1, 5), (6, 19, 3), (9, 25, 3), (10, 1, 7)
)
_WORKED = _days(2021, (2, 7, 1), (2, 20, 1), (4, 25, 1), (5, 8, 1), (9, 18, 1), (9, 26, 1), (10, 9, 1)) | _days(
    2026, (1, 4, 1), (2, 14, 1), (2, 28, 1), (5, 9, 1), (9, 20, 1), (10, 10, 1)
)
KNOWN_YEARS = frozenset(day.year for day in _OFF)  # another year counts Monday to Friday
# Off in every year, by month and day. Source: 全国年节及纪念日放假办法, those of the solar calendar.
_ALWAYS_OFF = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}


def is_workday(day: date) -> bool:
    """Say whether offices work on this day."""
    return day in _WORKED or (day.weekday() < 5 and day not in _OFF)


def is_holiday(day: date) -> bool:
    """Say whether the day lies in a public holiday; a plain weekend does not. Of a year that is not in the table
    only the days that are the same every year are known."""
    return day in _OFF or (day.year not in KNOWN_YEARS and (day.month, day.day) in _ALWAYS_OFF)


def after(day: date, count: int) -> date:
    """Return the `count`-th working day after `day`; the day itself does not count."""
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def left(today: date, due: date) -> int:
    """Return the working days from today to `due`: 0 on the day itself, negative once it is past."""
    if today > due:
        return -left(due, today)
    count, day = 0, today
    while day < due:
        day += timedelta(days=1)
        count += is_workday(day)
    return count
