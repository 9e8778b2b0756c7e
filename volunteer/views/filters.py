"""Hours, local dates and masks, as templates write them."""

from datetime import date, datetime

from flask import Flask
from markupsafe import Markup

from volunteer.attendance.scanning import CLOSES, OPENS
from volunteer.base import clock
from volunteer.base.secrets import mask_name, mask_phone
from volunteer.events.models import Shift
from volunteer.reports.lines import written_as
from volunteer.wishes.queries import MOST

_WEEKDAYS = "一二三四五六日"


def hours(minutes: int | None) -> str:
    """Return 150 minutes as 2.5; nothing as —."""
    return "—" if minutes is None else f"{minutes / 60:.1f}"


def rate(value: float | None) -> str:
    """Return 0.897 as 89.7%; a ratio of nothing as —."""
    return "—" if value is None else f"{value * 100:.1f}%"


def figure(value: float | None) -> str:
    """Return a count as it is, a median with one decimal, nothing as —."""
    if value is None:
        return "—"
    return str(value) if isinstance(value, int) else f"{value:.1f}"


def up_to_99(count: int) -> str:
    """Return a count that stops there: of a long list it is not known how long it is."""
    return str(count) if count <= MOST else f"{MOST}+"


def day(value: date | datetime, *, year: bool | None = None) -> Markup:
    """Return 12月5日 in a `<time>` that never breaks; with the year when it is not this one."""
    local = clock.local(value).date() if isinstance(value, datetime) else value
    with_year = local.year != clock.local_day(clock.now()).year if year is None else year
    words = f"{local.year}年{local.month}月{local.day}日" if with_year else f"{local.month}月{local.day}日"
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), words)


def moment(value: datetime) -> Markup:
    """Return 12月5日 09:02 in a `<time>`."""
    local = clock.local(value)
    with_year = local.year != clock.local(clock.now()).year
    words = f"{local.month}月{local.day}日 {local:%H:%M}"
    words = f"{local.year}年{words}" if with_year else words
    # Digits and our own words: nothing to escape, and every page says several moments.
    return Markup(f'<time datetime="{local.isoformat(timespec="minutes")}">{words}</time>')  # noqa: S704


def clock_time(value: datetime) -> str:
    """Return 09:02 on the clock in China."""
    return f"{clock.local(value):%H:%M}"


def leaf(value: datetime) -> Markup:
    """Return the day as on a tear-off calendar; where it is not of this year, the year stands for the weekday."""
    local = clock.local(value)
    is_near_by = local.year == clock.local(clock.now()).year
    below = weekday(local.date()) if is_near_by else f"{local.year}年"
    return Markup('<time class="leaf" datetime="{}">{}月<b>{}</b>{}</time>').format(
        local.date().isoformat(), local.month, local.day, below
    )


def is_near(shift: Shift) -> bool:
    """Say whether the door of a shift is open now: from before its start until some time after its end."""
    return shift.starts_at - OPENS <= clock.now() <= shift.ends_at + CLOSES


def weekday(value: date) -> str:
    """Return 周六."""
    return "周" + _WEEKDAYS[value.weekday()]


def register(app: Flask) -> None:
    """Give the filters to templates, and what each of them may call."""
    for name, function in {
        "hours": hours,
        "written_as": written_as,
        "rate": rate,
        "figure": figure,
        "up_to_99": up_to_99,
        "day": day,
        "moment": moment,
        "clock_time": clock_time,
        "weekday": weekday,
        "leaf": leaf,
        "is_near": is_near,
        "mask_name": mask_name,
        "mask_phone": mask_phone,
    }.items():
        app.jinja_env.filters[name] = function
    app.jinja_env.globals["now"] = clock.now
    app.jinja_env.globals["today"] = lambda: clock.local_day(clock.now())
    everywhere = app.jinja_env.get_template("components/everywhere.html").module
    app.jinja_env.globals |= {name: getattr(everywhere, name) for name in ("icon", "token")}
