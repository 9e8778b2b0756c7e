"""From a coming and going to minutes, and what a leader should look at. Values in, values out."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.make import HOUR, MINUTE, NOW
from volunteer.attendance.credit import Flag, flags_of, is_apart, provenance_of, span_of
from volunteer.attendance.models import Means
from volunteer.hours.models import Provenance

# The shift lasts three hours; minutes after its start, minutes after its end, its break, what it is worth.
TABLE = [
    (0, 0, 0, 180),
    (-10, 5, 0, 192),  # 195, down to the step
    (-15, 30, 0, 222),  # all of both graces: 225
    (-30, 90, 0, 222),  # and not more
    (0, None, 0, 180),  # no going: ends as planned
    (-30, None, 0, 192),
    (0, 0, 30, 150),
    (0, 0, 33, 144),  # 147: rounded once, after the break
    (0, -160, 30, 0),  # 20 minutes: no break to take off, and still too short
    (0, -150, 0, 30),
    (0, -151, 0, 0),  # 29: below the least
    (0, -145, 30, 0),  # 35 - 30
    (0, -120, 60, 60),  # as long as the break: it has not had one
    (179, 0, 0, 0),
    (190, 40, 0, 0),
    (185, None, 0, 0),  # came after the end
    (240, 90, 0, 0),
    (60, -150, 0, 0),  # left before it came
]


@pytest.mark.parametrize(
    "start",
    [
        NOW,
        datetime(2026, 11, 30, 23, 30, tzinfo=UTC),
        datetime(2028, 2, 28, 14, 0, tzinfo=UTC),
        NOW + 30 * timedelta(1),
    ],
    ids=["23:30 UTC", "month end", "leap day", "winter"],
)
@pytest.mark.parametrize(("came", "left", "breaks", "minutes"), TABLE)
def test_what_a_coming_and_going_is_worth(
    start: datetime, came: int, left: int | None, breaks: int, minutes: int
) -> None:
    end = start + 3 * HOUR

    span = span_of(start + came * MINUTE, None if left is None else end + left * MINUTE, start, end, breaks)

    assert span.minutes == minutes
    assert start - 15 * MINUTE <= span.started_at <= span.ended_at
    assert span.ended_at <= end + 30 * MINUTE or span.minutes == 0


@pytest.mark.parametrize("left", [None, Means.LEADER, Means.POSTER, Means.DIGITS, Means.SCREEN])
@pytest.mark.parametrize("came", Means)
@pytest.mark.parametrize("is_edited", [True, False])
def test_only_what_was_scanned_both_ways_and_left_alone_counts_as_scanned(
    came: Means, left: Means | None, is_edited: bool
) -> None:
    scanned = {Means.SCREEN, Means.DIGITS}

    found = provenance_of(came, left, is_edited=is_edited)

    assert (found is Provenance.SCANNED) is (not is_edited and came in scanned and left in scanned)


@pytest.mark.parametrize(
    ("came", "left", "means", "is_walk_in", "is_shared", "flags"),
    [
        (0, 0, Means.SCREEN, False, False, []),
        (-15, 30, Means.SCREEN, False, False, []),
        (-16, 0, Means.SCREEN, False, False, [Flag.OUTSIDE]),
        (0, 31, Means.SCREEN, False, False, [Flag.OUTSIDE]),
        (0, None, Means.SCREEN, False, False, [Flag.NO_CHECK_OUT]),
        (181, None, Means.SCREEN, False, False, [Flag.OUTSIDE, Flag.NO_CHECK_OUT]),
        (0, 0, Means.POSTER, True, True, [Flag.SHARED_BROWSER, Flag.WALK_IN, Flag.POSTER]),
    ],
)
def test_what_a_leader_should_look_at(
    came: int, left: int | None, means: Means, is_walk_in: bool, is_shared: bool, flags: list[Flag]
) -> None:
    end = NOW + 3 * HOUR
    gone = None if left is None else end + left * MINUTE

    found = flags_of(NOW + came * MINUTE, gone, means, NOW, end, is_walk_in=is_walk_in, is_shared=is_shared)

    assert found == flags


@pytest.mark.parametrize(
    ("counted", "listed", "is_so"),
    [(0, 0, False), (20, 20, False), (20, 19, False), (19, 20, False), (20, 18, True), (0, 1, True), (1, 0, True)],
)
def test_a_headcount_is_apart_from_five_in_a_hundred(counted: int, listed: int, is_so: bool) -> None:
    assert is_apart(counted, listed) is is_so
