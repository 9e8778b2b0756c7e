"""Reminding the day before, and ending what is over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.events import moving
from volunteer.events.models import Event, EventReminder, Shift, SignUp, SignUpState, State
from volunteer.journal.moves import MovedOn
from volunteer.notices import inbox


def run(now: datetime) -> None:
    """Do everything that is due at `now`."""
    write(lambda _now: _remind(now))
    over = list(
        db.session.scalars(
            sa.select(Event.id)
            .join(Shift, Shift.event_id == Event.id)
            .where(Event.state == State.PUBLISHED)
            .group_by(Event.id)
            .having(sa.func.max(Shift.ends_at) <= now)
        )
    )
    db.session.rollback()
    for event_id in over:
        _end(event_id, now)


def _end(event_id: int, now: datetime) -> None:
    def act(_now: datetime) -> None:
        event = db.session.get_one(Event, event_id)
        try:
            moving.move(event, State.ENDED, None, now)
        except MovedOn:
            return  # a person was faster
        inbox.tell(event.leader_id, f"“{event.title}”结束了，请在 10 个工作日内确认名单", f"/events/{event.code}", now)

    write(act)


def _remind(now: datetime) -> None:
    tomorrow = clock.local_day(now) + DAY
    coming = db.session.scalars(
        sa.select(SignUp)
        .join(Shift, SignUp.shift_id == Shift.id)
        .join(Event, Shift.event_id == Event.id)
        .where(
            SignUp.state == SignUpState.CONFIRMED,
            Event.state == State.PUBLISHED,
            Shift.starts_at >= max(clock.at(tomorrow), now),
            Shift.starts_at < clock.at(tomorrow + DAY),
            ~sa.exists().where(EventReminder.about == sa.literal("sign_up:") + sa.cast(SignUp.id, sa.Text)),
        )
        .options(contains_eager(SignUp.shift).contains_eager(Shift.event))
    )
    for made in coming.all():
        event, start = made.shift.event, clock.local(made.shift.starts_at)
        db.session.add(EventReminder(about=f"sign_up:{made.id}", reminded_at=now))
        text = f"明天 {start:%H:%M} “{event.title}”，{event.place}。来不了请早点退出，让给候补的人"
        inbox.tell(made.person_id, text, f"/events/{event.code}", now)
