"""From a coming and going to creditable minutes, and what a leader should look at. Values in, values out."""

from dataclasses import dataclass
from datetime import datetime

from volunteer.attendance.models import Means
from volunteer.base.clock import MINUTE
from volunteer.base.labelled import Labelled
from volunteer.config import policy
from volunteer.hours.models import Provenance
from volunteer.hours.time import creditable

SCANNED = (Means.SCREEN, Means.DIGITS)


class Flag(Labelled):
    """Something to look at. Never a reason to refuse."""

    SHARED_BROWSER = "shared_browser", "一部手机签了几个人"
    WALK_IN = "walk_in", "没有报名"
    POSTER = "poster", "扫的是墙上的码"
    OUTSIDE = "outside", "不在活动时间里"
    NO_CHECK_OUT = "no_check_out", "没有签退"


@dataclass(frozen=True)
class Span:
    """The time that counts: clipped to the shift with its grace, breaks off, rounded once."""

    started_at: datetime
    ended_at: datetime
    minutes: int


def span_of(
    came_at: datetime, left_at: datetime | None, starts_at: datetime, ends_at: datetime, break_minutes: int
) -> Span:
    """Return what a coming and going is worth. Without a going it ends as planned.

    Units: minutes; 0 when there is nothing to credit, and then the span may be empty.
    """
    began = max(came_at, starts_at - policy.hours_early_grace_minutes * MINUTE)
    ended = min(left_at or ends_at, ends_at + policy.hours_late_grace_minutes * MINUTE)
    if ended <= began:
        return Span(began, began, 0)
    # A break is taken off only from somebody who was there long enough to have had it.
    breaks = break_minutes if (ended - began) / MINUTE > break_minutes else 0
    return Span(began, ended, creditable(began, ended, breaks=breaks))


def provenance_of(came_by: Means, left_by: Means | None, *, is_edited: bool) -> Provenance:
    """Return where the minutes come from: scanned in and out, or a person on the spot saw it."""
    if came_by in SCANNED and left_by in SCANNED and not is_edited:
        return Provenance.SCANNED
    return Provenance.STAFF


def flags_of(
    came_at: datetime,
    left_at: datetime | None,
    came_by: Means,
    starts_at: datetime,
    ends_at: datetime,
    *,
    is_walk_in: bool,
    is_shared: bool,
) -> list[Flag]:
    """Return what the leader should look at for one person."""
    early = came_at < starts_at - policy.hours_early_grace_minutes * MINUTE
    late = (left_at or ends_at) > ends_at + policy.hours_late_grace_minutes * MINUTE
    found = [
        (is_shared, Flag.SHARED_BROWSER),
        (is_walk_in, Flag.WALK_IN),
        (came_by is Means.POSTER, Flag.POSTER),
        (early or late or came_at > ends_at, Flag.OUTSIDE),
        (left_at is None, Flag.NO_CHECK_OUT),
    ]
    return [flag for is_so, flag in found if is_so]


def is_apart(counted: int, listed: int) -> bool:
    """Say whether a counted headcount is further from the list than the policy lets pass."""
    return abs(counted - listed) * 100 > policy.headcount_apart_percent * max(counted, listed, 1)
