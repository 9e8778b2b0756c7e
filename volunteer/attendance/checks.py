"""What must always hold at the door. Each check returns one sentence about the first difference, or None."""

import sqlalchemy as sa

from volunteer.attendance.models import Attendance, Credit
from volunteer.base.db import db
from volunteer.events.models import Post, SignUp, SignUpState
from volunteer.hours.models import HourEntry, Source
from volunteer.hours.queries import live


def a_post_counts_its_people() -> str | None:
    """`taken` and `waiting` of a post equal its sign-ups."""

    def counted(state: SignUpState) -> sa.ScalarSelect[int]:
        found = sa.select(sa.func.count()).where(SignUp.post_id == Post.id, SignUp.state == state)
        return found.correlate(Post).scalar_subquery()

    confirmed, waiting = counted(SignUpState.CONFIRMED), counted(SignUpState.WAITING)
    wrong = db.session.execute(
        sa.select(Post.id, Post.taken, confirmed, Post.waiting, waiting)
        .where(sa.or_(Post.taken != confirmed, Post.waiting != waiting))
        .limit(1)
    ).first()
    return (
        f"post {wrong[0]} says {wrong[1]} taken and {wrong[3]} waiting, it has {wrong[2]} and {wrong[4]}"
        if wrong
        else None
    )


def a_credited_attendance_has_its_posting() -> str | None:
    """An attendance says credited exactly when its posting stands with its minutes."""
    wrong = db.session.execute(
        sa.select(Attendance.id)
        .outerjoin(HourEntry, Attendance.hour_entry_id == HourEntry.id)
        .where(
            sa.or_(
                sa.and_(Attendance.credit == Credit.CREDITED, HourEntry.id.is_(None)),
                sa.and_(Attendance.credit.is_distinct_from(Credit.CREDITED), HourEntry.id.is_not(None)),
                sa.and_(HourEntry.id.is_not(None), HourEntry.person_id != Attendance.person_id),
                sa.and_(HourEntry.id.is_not(None), HourEntry.source != Source.EVENT),
                sa.and_(HourEntry.id.is_not(None), HourEntry.source_id != Attendance.id),
                sa.and_(HourEntry.id.is_not(None), HourEntry.minutes != Attendance.minutes),
            )
        )
        .limit(1)
    ).first()
    return f"attendance {wrong[0]} says credited, and its posting does not fit" if wrong else None


def a_posting_has_its_attendance() -> str | None:
    """Every posting that stands and says it was earned at an event is the one its attendance points to."""
    wrong = db.session.execute(
        live()
        .with_only_columns(HourEntry.id)
        .outerjoin(Attendance, Attendance.id == HourEntry.source_id)
        .where(HourEntry.source == Source.EVENT, HourEntry.follows_id.is_(None))
        .where(
            sa.or_(
                Attendance.id.is_(None),
                Attendance.hour_entry_id.is_distinct_from(HourEntry.id),
                Attendance.person_id != HourEntry.person_id,
            )
        )
        .limit(1)
    ).first()
    return f"row {wrong[0]} says it was earned at an event, and no attendance points to it" if wrong else None


CHECKS = (a_post_counts_its_people, a_credited_attendance_has_its_posting, a_posting_has_its_attendance)
