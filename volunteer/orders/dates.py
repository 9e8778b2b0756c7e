"""On which day and hour a class can be ordered, and taken."""

from datetime import datetime

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.config import policy
from volunteer.orders import seasons
from volunteer.orders.models import Offering, Season
from volunteer.organisations.models import Kind, Organisation

EARLIEST, LATEST = 7, 21  # o'clock; a class begins between these


def problem(
    starts_at: datetime, client: Organisation, offering: Offering | None, now: datetime, *, is_wish: bool = True
) -> str | None:
    """Return why a class cannot begin then, with what to do; None when it can.

    `is_wish`: the client wishes for it, and so leaves the tutors their days to prepare; who takes it knows best.
    """
    there, today = clock.local(starts_at), clock.local_day(now)
    day = there.date()
    said = clock.said(day)
    if starts_at <= now:
        return f"{said} {there:%H:%M} 已经过去了，请另选时间"
    if not EARLIEST <= there.hour < LATEST:
        return f"上课时间请选 {EARLIEST}:00 到 {LATEST}:00 之间"
    if day > today + policy.order_ahead_days * DAY:
        return f"{said}太远了，请选 {policy.order_ahead_days} 天以内的日子"
    days = offering.preparation_days if offering else 0
    if is_wish and day < today + days * DAY:
        return f"这一项要备课 {days} 天，最早可选{clock.said(today + days * DAY)}"
    season = offering.season if offering else Season.ALL_YEAR
    return seasons.problem(season, day, client.kind is Kind.SCHOOL)
