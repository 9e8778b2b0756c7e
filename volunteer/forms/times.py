"""Fields for days and times, as people type them, and each with a Chinese message."""

import re
from datetime import date, datetime, time
from typing import Any

from wtforms import Field

from volunteer.base import clock, text


class Day(Field):
    """A local day of our time: a slip of the finger is not stored as the year 0226."""

    data: Any

    def _value(self) -> str:
        return self.data.isoformat() if isinstance(self.data, date) else (self.raw_data[0] if self.raw_data else "")

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = text.narrow(text.line(valuelist[0])) if valuelist else ""
        self.data = None
        if not typed:
            return
        match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", typed)
        try:
            if match is None or not 1900 <= int(match[1]) < 2100:
                raise ValueError
            self.data = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise ValueError("日期写成 2026-11-21 这样") from None


class Clock(Field):
    """A time on the clock in China."""

    data: Any

    def _value(self) -> str:
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else (self.raw_data[0] if self.raw_data else "")

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = text.narrow(text.line(valuelist[0])) if valuelist else ""
        self.data = None
        if not typed:
            return
        match = re.fullmatch(r"(\d{1,2})[::点.](\d{2})?分?", typed) or re.fullmatch(r"(\d{2})(\d{2})", typed)
        try:
            if match is None:
                raise ValueError
            self.data = time(int(match[1]), int(match[2] or 0))
        except ValueError:
            raise ValueError("时间写成 14:30 这样，24 小时制") from None


class When(Field):
    """A local day with a time, in one field: 2026-12-01T09:00 as a browser sends it, or as people type it."""

    data: Any

    def _value(self) -> str:
        if isinstance(self.data, datetime):
            return f"{clock.local(self.data):%Y-%m-%dT%H:%M}"
        return str(self.raw_data[0]) if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = text.narrow(text.line(valuelist[0])) if valuelist else ""
        self.data = None
        if not typed:
            return
        found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*(\d{1,2})[::点.](\d{2})?分?", typed)
        try:
            if found is None or not 1900 <= int(found[1]) < 2100:
                raise ValueError
            day, at = date(int(found[1]), int(found[2]), int(found[3])), time(int(found[4]), int(found[5] or 0))
        except ValueError:
            raise ValueError("时间写成 2026-12-01 09:00 这样，24 小时制") from None
        self.data = moment_of(day, at)


def moment_of(day: date, at: time) -> datetime:
    """Return the moment of a local day and time."""
    return clock.at(day, at.hour, at.minute)
