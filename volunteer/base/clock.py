"""The only clock. Moments are aware and in UTC; the day of service is the day where the volunteers are."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Return this moment in UTC."""
    return _held.get() or datetime.now(UTC)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment`: for the demo's year and for tests."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)


def local(moment: datetime) -> datetime:
    """Return the moment as the clock on the wall in China shows it."""
    return moment.astimezone(SHANGHAI)


def local_day(moment: datetime) -> date:
    """Return the day where the volunteers are."""
    return local(moment).date()


def said(day: date | datetime) -> str:
    """Return 12月5日, with the year in front when it is not this one."""
    there = local_day(day) if isinstance(day, datetime) else day
    words = f"{there.month}月{there.day}日"
    return words if there.year == local_day(now()).year else f"{there.year}年{words}"


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the moment of a local day and time."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
