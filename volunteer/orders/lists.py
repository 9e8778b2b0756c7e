"""Lists of orders: whose they are is a clause that the caller brings; pages go by key, never by number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.events.models import Shift, SignUp, SignUpState
from volunteer.orders.models import Invitation, Order, Outcome, State, WishedDate
from volunteer.orders.queries import PAGE, SHOWN, asks

OPEN = (State.PLACED, State.RETURNED, State.INVITED, State.TAKEN, State.SERVED)


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


def waiting_of(organisation_id: int | None, person_id: int) -> tuple[int, bool]:
    """Return how many invitations wait for this team or person, and whether the person has a class to teach."""
    asked = (
        sa.select(sa.func.count())
        .select_from(Invitation)
        .where(Invitation.answer.is_(None), asks(organisation_id, person_id))
    )
    teaches = sa.exists().where(as_tutor(person_id), Order.state.in_([State.TAKEN, State.SERVED]))
    row = db.session.execute(sa.select(asked.scalar_subquery(), teaches)).one()
    return row[0], bool(row[1])


def last_day_wished() -> date | None:
    """Return the last local day that an open order is wished for: is its year's calendar known?"""
    found = db.session.scalar(
        sa.select(sa.func.max(WishedDate.starts_at))
        .join(Order, WishedDate.order_id == Order.id)
        .where(Order.state.in_([State.PLACED, State.INVITED, State.TAKEN]))
    )
    return clock.local_day(found) if found is not None else None
