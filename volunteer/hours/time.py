"""From a beginning and an end to whole creditable minutes."""

from datetime import datetime

from volunteer.base.clock import MINUTE
from volunteer.config import policy


def creditable(started_at: datetime, ended_at: datetime, *, breaks: int = 0) -> int:
    """Return the minutes to be credited, rounded down once to the step; 0 when they are fewer than the least.

    Units: `breaks` and the result are minutes.
    """
    raw = int((ended_at - started_at) / MINUTE) - breaks
    minutes = raw // policy.hours_step_minutes * policy.hours_step_minutes
    return minutes if minutes >= policy.hours_min_creditable_minutes else 0
