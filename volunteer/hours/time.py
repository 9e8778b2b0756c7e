"""From a beginning and an end to whole creditable minutes."""

from datetime import datetime

from volunteer.base.clock import MINUTE
from volunteer.config import policy


def creditable(started_at: datetime, ended_at: datetime, *, breaks: int = 0) -> int:
    """Return the minutes to be credited, rounded down once to the step; 0 when they are fewer than the least.

    Units: `breaks` and the result are minutes.
    """
    return _whole(int((ended_at - started_at) / MINUTE) - breaks)


def unfit(minutes: int) -> str | None:
    """Return why minutes that a person wrote cannot be credited as they stand, and what to write instead.

    They are not rounded for the person: what is credited is what stands on the list, rounded once.
    """
    if minutes == 0 or minutes == _whole(minutes):
        return None
    if minutes < policy.hours_min_creditable_minutes:
        return f"不足 {policy.hours_min_creditable_minutes} 分钟不计时长，请写 0"
    step = policy.hours_step_minutes
    return f"时长按 {step} 分钟一档，请写 {minutes // step * step} 或 {(minutes // step + 1) * step} 分钟"


def _whole(raw: int) -> int:
    minutes = raw // policy.hours_step_minutes * policy.hours_step_minutes
    return minutes if minutes >= policy.hours_min_creditable_minutes else 0
