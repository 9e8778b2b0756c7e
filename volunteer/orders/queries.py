"""Reading offerings, orders and invitations."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from volunteer.attendance.models import Attendance
from volunteer.base import clock, codes
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.events.models import Shift, SignUp, SignUpState
from volunteer.orders.models import Invitation, Offering, Order, State, WishedDate
from volunteer.partnership.models import Appointment

PAGE = 20
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


def asks(organisation_id: int | None, person_id: int) -> sa.ColumnElement[bool]:
    """The clause of the invitations to this team, or to this person."""
    him = Invitation.person_id == person_id
    return him if organisation_id is None else sa.or_(him, Invitation.organisation_id == organisation_id)


def open_invitation(order: Order, organisation_id: int | None, person_id: int) -> Invitation | None:
    """Return the open invitation of this team, else of this person."""
    return db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.order_id == order.id, Invitation.answer.is_(None))
        .where(asks(organisation_id, person_id))
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
            .where(asks(organisation_id, person_id))
            .options(joinedload(Invitation.order).options(*SHOWN))
            .order_by(Invitation.until, Invitation.id)
            .limit(limit)
        )
    )


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
