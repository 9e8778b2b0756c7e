"""An event in one state with everybody who has to do with it, made through the rules."""

from collections.abc import Callable

import sqlalchemy as sa

from tests import make
from volunteer.attendance import codes, correcting
from volunteer.attendance.models import Attendance, Direction, Scan
from volunteer.base.db import db
from volunteer.events import arranging, signups
from volunteer.events.models import Event, Shift, SignUp

NEW = {
    **{"title": "楼道堆物清理", "category": "community", "content": "清理楼道", "place": "3 号院东门", "risk": "low"},
    **{"day1": "2026-12-01", "start1": "09:00", "end1": "11:00", "post1": "秩序引导", "places1": "2"},
}

CORRECTED = {"minutes": "120", "reason": "中途有事走了"}


def waiting() -> Event:
    """One place that came free too late for the line to move by itself."""
    shift = make.shift(start=make.NOW + make.HOUR, places=1, at=make.NOW - 2 * make.DAY)
    made = make.signed_up(make.fang(), shift, at=make.NOW - make.DAY)
    make.signed_up(make.person(), shift, at=make.NOW - make.DAY)
    fang = make.principal(make.fang())
    make.done(lambda now: signups.withdraw(made, fang, now))
    return shift.event


def postponed() -> Event:
    event = make.published_event()
    jing = make.principal(make.jing())
    make.done(lambda now: arranging.postpone(event, "下雪了", jing, now))
    return event


def ended(*, is_counted: bool = False) -> Event:
    shift = make.running(make.fang(), start=make.NOW - 4 * make.HOUR)
    make.came(shift)
    if is_counted:
        shift.headcount, shift.counted_at = 1, make.NOW
        db.session.commit()
    return shift.event


def second() -> Event:
    shift = make.running(make.jing(), start=make.NOW - 4 * make.HOUR)
    make.came(shift, make.jing())
    return make.confirmed(shift, by=make.jing()).event


def confirmed(*, is_corrected: bool = False) -> Event:
    shift = make.running(make.fang(), start=make.NOW - 4 * make.HOUR)
    one = make.came(shift)
    make.confirmed(shift)
    if is_corrected:
        asks = make.principal(make.second_clerk())
        make.done(lambda now: correcting.ask(one, 120, "中途有事走了", asks, now))
    return shift.event


def event_scene(state: str) -> dict[str, str]:
    """Make an event in this state; return the words to put into a path."""
    earlier = make.NOW - 4 * make.HOUR
    makers: dict[str, Callable[[], Event]] = {
        "draft": make.event,
        "open": lambda: make.signed_up(make.fang(), make.shift()).shift.event,
        "running": lambda: make.running(make.fang()).event,
        "waiting": waiting,
        "postponed": postponed,
        "ended": ended,
        "counted": lambda: ended(is_counted=True),
        "second": second,
        "confirmed": confirmed,
        "corrected": lambda: confirmed(is_corrected=True),
        "absent": lambda: make.confirmed(make.running(make.fang(), start=earlier), headcount=0).event,
    }
    return words_of(makers[state]().shifts[0])


def words_of(shift: Shift) -> dict[str, str]:
    of_shift = sa.select(SignUp.code).where(SignUp.shift_id == shift.id).order_by(SignUp.id)
    made = list(db.session.scalars(of_shift))
    code = codes.batch(shift, Direction.IN, make.NOW, 1)[0]
    return {
        "event": shift.event.code,
        "shift": shift.code,
        "post": shift.posts[0].code,
        "sign_up": made[0] if made else "",
        "waiting": made[-1] if made else "",
        "person": make.fang().code,
        "scan": db.session.scalar(sa.select(Scan.code).where(Scan.shift_id == shift.id)) or "",
        "attendance": str(db.session.scalar(sa.select(Attendance.id).where(Attendance.shift_id == shift.id)) or 0),
        "link": code.path,
        "digits": code.digits,
        "leader": "",
    }
