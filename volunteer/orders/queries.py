"""Reading offerings and orders. Lists go by key; every list asks through the organisation or the person it is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from volunteer.attendance.models import Attendance
from volunteer.base import clock, codes
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.events.models import Shift, SignUp, SignUpState
from volunteer.orders.models import (
    Invitation,
    Offering,
    Order,
    Outcome,
    State,
    WishedDate,
)
from volunteer.partnership.models import Appointment

PAGE = 20
OPEN = (State.PLACED, State.RETURNED, State.INVITED, State.TAKEN, State.SERVED)
SHOWN = (
    joinedload(Order.client),
    joinedload(Order.provider),
    joinedload(Order.team),
    joinedload(Order.programme),
    joinedload(Order.offering),
    joinedload(Order.shift).joinedload(Shift.event),
    selectinload(Order.wished),
    selectinload(Order.materials),
)


def offering_of_code(code: str) -> Offering | None:
    """Return the offering with this code."""
    return db.session.scalar(sa.select(Offering).where(Offering.code == code))


# ------------------------------------------------------------------------------ one order


def order_of_code(code: str) -> Order | None:
    """Return the order with everything that its page shows."""
    return db.session.scalar(
        sa.select(Order).where(Order.code == code).options(*SHOWN, joinedload(Order.review), joinedload(Order.placer))
    )


def order_of_shift(shift_id: int) -> Order | None:
    """Return the order whose class this shift is."""
    return db.session.scalar(sa.select(Order).where(Order.shift_id == shift_id))


def order_of_review(token: str) -> Order | None:
    """Return the order whose link for reviewing carries this token."""
    code = db.session.scalar(sa.select(Order.code).where(Order.review_digest == codes.digest(token)))
    return order_of_code(code) if code else None


def tutors_of(order: Order) -> list[SignUp]:
    """Return the places of those who teach the class, with the people, in the order in which they were chosen."""
    if order.shift_id is None:
        return []
    return list(
        db.session.scalars(
            sa.select(SignUp)
            .where(SignUp.shift_id == order.shift_id, SignUp.state == SignUpState.CONFIRMED)
            .options(joinedload(SignUp.person))
            .order_by(SignUp.id)
        )
    )


def tutor_ids_of(order: Order) -> list[int]:
    """Return who teaches the class."""
    if order.shift_id is None:
        return []
    return list(
        db.session.scalars(
            sa.select(SignUp.person_id)
            .where(SignUp.shift_id == order.shift_id, SignUp.state == SignUpState.CONFIRMED)
            .order_by(SignUp.id)
        )
    )


def position_in_line(order: Order) -> int:
    """Return the order's place among those of the same offering and month that nobody has taken, 1 for the first.

    The month is that of the day each would like best.
    """
    first = order.wished[0].starts_at
    begins, ends = month_around(clock.local_day(first))
    ahead = (
        sa.select(sa.func.count(sa.distinct(Order.id)))
        .join(WishedDate, WishedDate.order_id == Order.id)
        .where(
            Order.offering_id == order.offering_id,
            Order.state.in_([State.PLACED, State.INVITED]),
            Order.id < order.id,
            WishedDate.rank == 1,
            WishedDate.starts_at >= clock.at(begins),
            WishedDate.starts_at < clock.at(ends),
        )
    )
    return (db.session.scalar(ahead) or 0) + 1


def month_around(day: date) -> tuple[date, date]:
    """Return the first day of the day's month, and of the month after."""
    first = day.replace(day=1)
    return first, (first + 32 * DAY).replace(day=1)


# ------------------------------------------------------------------------------ invitations


def open_invitation(order: Order, organisation_id: int | None, person_id: int) -> Invitation | None:
    """Return the open invitation of this team, else of this person."""
    return db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.order_id == order.id, Invitation.answer.is_(None))
        .where(
            sa.or_(
                Invitation.person_id == person_id,
                Invitation.organisation_id == (organisation_id if organisation_id is not None else 0),
            )
        )
        .order_by(Invitation.organisation_id.is_(None), Invitation.id)
        .limit(1)
    )


def open_invitations(order: Order) -> list[Invitation]:
    """Return the invitations of the order that nobody has answered."""
    return list(
        db.session.scalars(
            sa.select(Invitation)
            .where(Invitation.order_id == order.id, Invitation.answer.is_(None))
            .order_by(Invitation.id)
        )
    )


def invitations_of(order: Order) -> list[Invitation]:
    """Return every invitation of the order with team or person, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Invitation)
            .where(Invitation.order_id == order.id)
            .options(joinedload(Invitation.organisation), joinedload(Invitation.person))
            .order_by(Invitation.id)
        )
    )


def invitations_for(organisation_id: int | None, person_id: int, *, limit: int = PAGE) -> list[Invitation]:
    """Return what this team, or this person, is asked, with the orders, those that come back soonest first."""
    return list(
        db.session.scalars(
            sa.select(Invitation)
            .where(Invitation.answer.is_(None))
            .where(
                sa.or_(
                    Invitation.person_id == person_id,
                    Invitation.organisation_id == (organisation_id if organisation_id is not None else 0),
                )
            )
            .options(joinedload(Invitation.order).options(*SHOWN))
            .order_by(Invitation.until, Invitation.id)
            .limit(limit)
        )
    )


def waiting_of(organisation_id: int | None, person_id: int) -> tuple[int, bool]:
    """Return how many invitations wait for this team or person, and whether the person has a class to teach."""
    mine = sa.or_(
        Invitation.person_id == person_id,
        Invitation.organisation_id == (organisation_id if organisation_id is not None else 0),
    )
    asked = sa.select(sa.func.count()).select_from(Invitation).where(Invitation.answer.is_(None), mine)
    teaches = sa.exists().where(as_tutor(person_id), Order.state.in_([State.TAKEN, State.SERVED]))
    row = db.session.execute(sa.select(asked.scalar_subquery(), teaches)).one()
    return row[0], bool(row[1])


# ------------------------------------------------------------------------------ lists


def as_client(organisation_id: int) -> sa.ColumnElement[bool]:
    """The clause of the orders that this school or community placed."""
    return Order.client_id == organisation_id


def as_team(organisation_id: int) -> sa.ColumnElement[bool]:
    """The clause of the orders that this team took."""
    return Order.team_id == organisation_id


def as_provider(organisation_id: int) -> sa.ColumnElement[bool]:
    """The clause of the orders that this organisation answers."""
    return Order.provider_id == organisation_id


def as_tutor(person_id: int) -> sa.ColumnElement[bool]:
    """The clause of the classes that this person teaches."""
    mine = sa.select(SignUp.shift_id).where(SignUp.person_id == person_id, SignUp.state == SignUpState.CONFIRMED)
    return Order.shift_id.in_(mine)


def is_late(now: datetime) -> sa.ColumnElement[bool]:
    """The clause of what should have happened: an answer, or the record of a class that is over."""
    over = sa.exists().where(Shift.id == Order.shift_id, Shift.ends_at < now)
    return sa.or_(
        sa.and_(Order.state.in_([State.PLACED, State.INVITED]), Order.answer_due_on < clock.local_day(now)),
        sa.and_(Order.state == State.TAKEN, over),
    )


@dataclass(frozen=True)
class Shelf:
    """One page of a list, with the key of the next."""

    orders: list[Order]
    more: str | None


def late_orders(whose: sa.ColumnElement[bool], now: datetime, *, limit: int = PAGE) -> list[Order]:
    """Return the late ones, the longest waiting first."""
    found = sa.select(Order).where(whose, is_late(now)).options(*SHOWN).order_by(Order.answer_due_on, Order.id)
    return list(db.session.scalars(found.limit(limit)))


def orders_page(
    whose: sa.ColumnElement[bool],
    now: datetime,
    *,
    states: Iterable[State] = OPEN,
    after: int | None = None,
    limit: int = PAGE,
) -> Shelf:
    """Return one page of the others in these states, the newest first."""
    found = (
        sa.select(Order)
        .where(whose, Order.state.in_(list(states)), ~is_late(now))
        .options(*SHOWN)
        .order_by(Order.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(Order.id < after)
    rows = list(db.session.scalars(found))
    return Shelf(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None)


class Queue:
    """A list of the office, a filter; what waits longest, or comes soonest, stands on top."""

    def __init__(self, word: str, label: str, state: State) -> None:
        self.word, self.label, self.state = word, label, state


QUEUES = (
    Queue("placed", "待派单", State.PLACED),
    Queue("invited", "已派单", State.INVITED),
    Queue("taken", "已接单", State.TAKEN),
    Queue("served", "待评单", State.SERVED),
    Queue("returned", "退回修改", State.RETURNED),
    Queue("closed", "已办结", State.CLOSED),
)


def queue_counts(whose: sa.ColumnElement[bool]) -> dict[str, int]:
    """Return how many orders stand in each list, in one statement."""
    counted = sa.select(Order.state, sa.func.count()).where(whose).group_by(Order.state)
    rows = {row[0]: row[1] for row in db.session.execute(counted)}
    return {queue.word: rows.get(queue.state, 0) for queue in QUEUES}


def late_count(whose: sa.ColumnElement[bool], now: datetime) -> int:
    """Return how many are late."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Order).where(whose, is_late(now))) or 0


def queue_page(
    queue: Queue, whose: sa.ColumnElement[bool], *, after: tuple[date, int] | None = None, limit: int = PAGE
) -> Shelf:
    """Return one page of an office list. The key is a day and an id."""
    newest_first = queue.state is State.CLOSED
    found = sa.select(Order).where(whose, Order.state == queue.state).options(*SHOWN).limit(limit + 1)
    if newest_first:
        found = found.order_by(Order.id.desc())
        if after is not None:
            found = found.where(Order.id < after[1])
    else:
        found = found.order_by(Order.answer_due_on, Order.id)
        if after is not None:
            day, id_ = after
            later = sa.and_(Order.answer_due_on == day, Order.id > id_)
            found = found.where(sa.or_(Order.answer_due_on > day, later))
    rows = list(db.session.scalars(found))
    last = rows[limit - 1] if len(rows) > limit else None
    return Shelf(rows[:limit], f"{last.answer_due_on.isoformat()}.{last.id}" if last else None)


def classes_between(whose: sa.ColumnElement[bool], first: date, after_last: date) -> list[Order]:
    """Return the classes of these days, taken or held, in order of time."""
    return list(
        db.session.scalars(
            sa.select(Order)
            .join(Shift, Order.shift_id == Shift.id)
            .where(whose, Shift.starts_at >= clock.at(first), Shift.starts_at < clock.at(after_last))
            .where(sa.or_(Order.state.in_([State.TAKEN, State.SERVED]), Order.outcome == Outcome.DONE))
            .options(*SHOWN)
            .order_by(Shift.starts_at, Order.id)
            .limit(200)
        )
    )


def last_day_wished() -> date | None:
    """Return the last local day that an open order is wished for: is its year's calendar known?"""
    found = db.session.scalar(
        sa.select(sa.func.max(WishedDate.starts_at))
        .join(Order, WishedDate.order_id == Order.id)
        .where(Order.state.in_([State.PLACED, State.INVITED, State.TAKEN]))
    )
    return clock.local_day(found) if found is not None else None


# ------------------------------------------------------------------------------ what was given


def periods_given(appointments: Iterable[Appointment], year: int) -> dict[int, int]:
    """Return the class periods that each appointed person gave at the appointing school in a year, by appointment id.

    Counted are classes of the programme that took place while the appointment ran, were recorded, and to which the
    person came. Who gave none is there with 0. One statement for all of them.
    """
    asked = list(appointments)
    rows = db.session.execute(
        sa.select(Appointment.id, Shift.starts_at, Order.actual_periods, Appointment.starts_on, Appointment.ends_on)
        .join(Order, sa.and_(Order.client_id == Appointment.organisation_id))
        .join(Shift, Shift.id == Order.shift_id)
        .join(Attendance, sa.and_(Attendance.shift_id == Shift.id, Attendance.person_id == Appointment.person_id))
        .where(
            Appointment.id.in_([one.id for one in asked]),
            Order.programme_id == Appointment.programme_id,
            Order.served_at.is_not(None),
            Shift.starts_at >= clock.at(date(year, 1, 1)),
            Shift.starts_at < clock.at(date(year + 1, 1, 1)),
        )
    )
    given = {one.id: 0 for one in asked}
    for id_, starts_at, periods, starts_on, ends_on in rows:
        if starts_on <= clock.local_day(starts_at) <= ends_on:
            given[id_] += periods or 0
    return given
