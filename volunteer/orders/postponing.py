"""Another day for a class that was taken, by either side; everybody is told and the tutors keep their places."""

from datetime import datetime

from volunteer.attendance import door
from volunteer.attendance.queries import attendances_of_shift
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.refusal import NotYours
from volunteer.config import policy
from volunteer.events import classes
from volunteer.journal import lines
from volunteer.orders import capacity, crew, dates, moving, telling
from volunteer.orders.models import Order, State
from volunteer.orders.permissions import may_change
from volunteer.orders.queries import tutor_ids_of
from volunteer.orders.refusals import BadDate, ClassBegun
from volunteer.organisations.standing import Principal


def postpone(order: Order, starts_at: datetime, words: str, by: Principal, now: datetime) -> None:
    """Move the class to another time. What was asked of the tutors when it was taken is asked again for that day.

    Raises: NotYours, MovedOn, ClassBegun, BadDate, CapacityFull, and as `crew.check`.
    """
    if not may_change(by, order):
        raise NotYours
    moving.hold(order, State.TAKEN)
    shift, team_id = order.shift, order.team_id
    # The shift before the gates of its people, as at the door: nobody scans while the day changes.
    if shift is None or team_id is None or now >= shift.starts_at or not classes.is_open(shift):
        raise ClassBegun
    said = dates.problem(starts_at, order.client, order.offering, now, is_wish=False)
    if said:
        raise BadDate(said, field="starts")
    earliest = clock.local_day(now) + policy.order_postpone_days * DAY
    if clock.local_day(starts_at) < earliest:
        raise BadDate(f"改期要让老师和对方来得及安排，最早可选{clock.said(earliest)}", field="starts")
    if starts_at == shift.starts_at:
        raise BadDate("和原来的时间一样，请另选时间", field="starts")
    ends_at = starts_at + (shift.ends_at - shift.starts_at)
    crew.check(order, tutor_ids_of(order), starts_at, ends_at, team_id, but_shift=shift.id)
    was = shift.starts_at
    if order.offering is not None:
        capacity.give_back(order.offering, clock.local_day(was))
        capacity.take(order.offering, clock.local_day(starts_at))
    classes.put_off(shift, starts_at)
    door.clear(shift, (one.person_id for one in attendances_of_shift(shift.id)), by.person_id, now)  # of another day
    order.postponed_words = words
    lines.record(
        "orders.postponed",
        "orders",
        order.id,
        by=by.person_id,
        at=now,
        organisation_id=order.provider_id,
        was=was.isoformat(),
        now=starts_at.isoformat(),
    )
    there = clock.local(starts_at)
    text = f"“{order.title}”（{order.client.short_name}）改到 {clock.said(starts_at)} {there:%H:%M}：{words}"
    telling.everybody(order, f"{text}。来不了请早说", now, but=by.person_id)
