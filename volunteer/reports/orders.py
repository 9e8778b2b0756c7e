"""Block E: the classes that were given, of a unit, a place or a programme.

An order counts once it is served, on the local day its class was held. A unit's are those its teams gave or it answered
for; a place's and a school's those it ordered. A roll-up counts distinct ids and never adds up children.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from volunteer.accounts.models import Person
from volunteer.attendance.models import Attendance
from volunteer.base.db import db
from volunteer.events.models import Shift
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.orders.models import Offering, Order, Review, Topic
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.queries import below
from volunteer.partnership.models import Programme
from volunteer.reports.figures import PLACES, within
from volunteer.reports.periods import Period

Whose = Organisation | Programme
CLIENTS = (*PLACES, Kind.SCHOOL)  # whose figures are what they ordered
MARKS = (Review.content, Review.manner, Review.gains, Review.punctuality)
PAGE = 50

LABELS = {
    "schools": "学校（所）",
    "others": "社区等其他（个）",
    "orders": "课（场）",
    "class_periods": "课时",
    "mock_trials": "模拟法庭（场）",
    "students": "学生和居民（人次）",
    "tutors": "授课老师（人）",
}


@dataclass(frozen=True)
class Reviews:
    """How many classes have a review, how many marks were given in them, their mean, reviewed ÷ served."""

    count: int
    marks: int
    average: float | None  # 1–5; a mark that was left out is not in it
    coverage: float | None


@dataclass(frozen=True)
class OrderFigures:
    """Block E. `schools` and `others` are distinct clients, `tutors` distinct persons who were there."""

    schools: int
    others: int
    orders: int
    class_periods: int
    mock_trials: int
    students: int
    tutors: int
    reviews: Reviews


@dataclass(frozen=True)
class ClientLine:
    """What one school or community was given."""

    client: Organisation
    figures: OrderFigures


@dataclass(frozen=True)
class TutorLine:
    """What one tutor gave: classes, class periods, people in them, clients, credited minutes by where they are from."""

    person: Person
    orders: int
    class_periods: int
    students: int
    clients: int
    by_provenance: dict[Provenance, int]

    @property
    def minutes(self) -> int:
        """All minutes."""
        return sum(self.by_provenance.values())


@dataclass(frozen=True)
class OrderPage:
    """Orders behind a figure with who taught, and the key of the next page."""

    orders: list[Order]
    tutors: dict[int, list[Person]]  # by shift
    more: tuple[datetime, int] | None


def order_clause(whose: Whose, period: Period) -> sa.ColumnElement[bool]:
    """Return the clause over `Order` joined to `Shift` of what block E counts."""
    held = sa.and_(Order.served_at.is_not(None), within(Shift.starts_at, period))
    if isinstance(whose, Programme):
        return sa.and_(held, Order.programme_id == whose.id)
    here = below(whose.id)
    if whose.kind in CLIENTS:
        return sa.and_(held, Order.client_id.in_(here))
    return sa.and_(held, sa.or_(Order.team_id.in_(here), Order.provider_id.in_(here)))


def order_figures(whose: Whose, period: Period) -> OrderFigures:
    """Return block E of a programme, or of a node of either hierarchy, for a period. One statement."""
    clause = order_clause(whose, period)
    row = db.session.execute(_counted(clause, sa.select(*_columns(), _tutors(clause)))).one()
    return _figures(row[:-1], row[-1])


def by_client(whose: Whose, period: Period) -> list[ClientLine]:
    """Return a line for each client that was given something, schools first."""
    clause = order_clause(whose, period)
    counted = _counted(clause, sa.select(*_columns(), Order.client_id)).group_by(Order.client_id)
    rows = {row[-1]: row[:-1] for row in db.session.execute(counted)}
    tutors = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(Order.client_id, sa.func.count(sa.distinct(Attendance.person_id)))
            .join(Shift, Order.shift_id == Shift.id)
            .join(Attendance, Attendance.shift_id == Shift.id)
            .where(clause)
            .group_by(Order.client_id)
        )
    }
    clients = db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(rows)).order_by(Organisation.id))
    lines = [ClientLine(one, _figures(rows[one.id], tutors.get(one.id, 0))) for one in clients]
    return sorted(lines, key=lambda one: (one.client.kind is not Kind.SCHOOL, -one.figures.orders, one.client.id))


def by_tutor(whose: Whose, period: Period) -> list[TutorLine]:
    """Return a line for each person who taught, who gave most first."""
    taught = (
        sa.select(
            Attendance.person_id,
            sa.func.count(Order.id),
            sa.func.coalesce(sa.func.sum(Order.actual_periods), 0),
            sa.func.coalesce(sa.func.sum(Order.actual_people), 0),
            sa.func.count(sa.distinct(Order.client_id)),
        )
        .select_from(Order)
        .join(Shift, Order.shift_id == Shift.id)
        .join(Attendance, Attendance.shift_id == Shift.id)
        .where(order_clause(whose, period))
        .group_by(Attendance.person_id)
    )
    rows = {row[0]: row for row in db.session.execute(taught)}
    came = (
        sa.select(Attendance.id)
        .join(Shift, Attendance.shift_id == Shift.id)
        .join(Order, Order.shift_id == Shift.id)
        .where(order_clause(whose, period))
    )
    minutes = {
        (row[0], row[1]): int(row[2])
        for row in db.session.execute(
            sa.select(HourEntry.person_id, HourEntry.provenance, sa.func.sum(HourEntry.minutes))
            .where(HourEntry.source == Source.EVENT, HourEntry.source_id.in_(came))
            .group_by(HourEntry.person_id, HourEntry.provenance)
        )
    }
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(rows)).order_by(Person.id))
    lines = [
        TutorLine(
            person=one,
            orders=rows[one.id][1],
            class_periods=int(rows[one.id][2] or 0),
            students=int(rows[one.id][3] or 0),
            clients=rows[one.id][4],
            by_provenance={whence: minutes.get((one.id, whence), 0) for whence in Provenance},
        )
        for one in people
    ]
    return sorted(lines, key=lambda one: (-one.class_periods, one.person.id))


def orders_behind(
    whose: Whose, period: Period, figure: str, after: tuple[datetime, int] | None = None
) -> OrderPage | None:
    """Return a page of the orders that a figure counts, the latest class first; None for a figure that is none."""
    narrower = _narrower()
    if figure not in narrower:
        return None
    found = (
        sa.select(Order)
        .join(Shift, Order.shift_id == Shift.id)
        .join(Order.client)
        .outerjoin(Order.offering)
        .where(order_clause(whose, period), narrower[figure])
        .options(
            contains_eager(Order.shift),
            contains_eager(Order.client),
            contains_eager(Order.offering),
            joinedload(Order.team),
            selectinload(Order.review),
        )
        .order_by(Shift.starts_at.desc(), Order.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        moment, id_ = after
        later = sa.and_(Shift.starts_at == moment, Order.id < id_)
        found = found.where(sa.or_(Shift.starts_at < moment, later))
    rows = list(db.session.scalars(found).unique())
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    more = (last.shift.starts_at, last.id) if last and last.shift else None
    return OrderPage(rows[:PAGE], _who_taught([one.shift_id for one in rows[:PAGE]]), more)


def _narrower() -> dict[str, sa.ColumnElement[bool]]:
    """Return what a figure asks of an order besides; a sum opens all that it sums."""
    everything = sa.true()
    return {
        "schools": Organisation.kind == Kind.SCHOOL,
        "others": Organisation.kind != Kind.SCHOOL,
        "orders": everything,
        "class_periods": everything,
        "mock_trials": Offering.topic == Topic.MOCK_TRIAL,
        "students": everything,
        "tutors": sa.exists().where(Attendance.shift_id == Order.shift_id),
        "reviews": sa.exists().where(Review.order_id == Order.id),
    }


def _who_taught(shift_ids: list[int | None]) -> dict[int, list[Person]]:
    rows = db.session.execute(
        sa.select(Attendance.shift_id, Person)
        .join(Person, Attendance.person_id == Person.id)
        .where(Attendance.shift_id.in_(shift_ids))
        .order_by(Attendance.id)
    )
    found: dict[int, list[Person]] = {}
    for shift_id, person in rows:
        found.setdefault(shift_id, []).append(person)
    return found


def _counted(clause: sa.ColumnElement[bool], select: Any) -> Any:
    """Return the select over the orders that count, each of them on one row."""
    return (
        select.select_from(Order)
        .join(Shift, Order.shift_id == Shift.id)
        .join(Organisation, Order.client_id == Organisation.id)
        .outerjoin(Offering, Order.offering_id == Offering.id)
        .outerjoin(Review, Review.order_id == Order.id)
        .where(clause)
    )


def _columns() -> list[Any]:
    count, total = sa.func.count, sa.func.sum
    is_school = Organisation.kind == Kind.SCHOOL
    return [
        count(sa.distinct(sa.case((is_school, Order.client_id)))),
        count(sa.distinct(sa.case((sa.not_(is_school), Order.client_id)))),
        count(Order.id),
        total(Order.actual_periods),
        count(sa.case((Offering.topic == Topic.MOCK_TRIAL, Order.id))),
        total(Order.actual_people),
        count(Review.id),
        sum((count(mark) for mark in MARKS[1:]), start=count(MARKS[0])),
        sum((sa.func.coalesce(total(mark), 0) for mark in MARKS[1:]), start=sa.func.coalesce(total(MARKS[0]), 0)),
    ]


def _tutors(clause: sa.ColumnElement[bool]) -> Any:
    """Return the number of people who taught, as a column: the rows of the orders stay one each."""
    return (
        sa.select(sa.func.count(sa.distinct(Attendance.person_id)))
        .select_from(Order)
        .join(Shift, Order.shift_id == Shift.id)
        .join(Attendance, Attendance.shift_id == Shift.id)
        .where(clause)
        .correlate(None)
        .scalar_subquery()
    )


def _figures(row: Any, tutors: int) -> OrderFigures:
    schools, others, orders, periods, trials, students, reviews, marks, total = (int(one or 0) for one in row)
    return OrderFigures(
        schools=schools,
        others=others,
        orders=orders,
        class_periods=periods,
        mock_trials=trials,
        students=students,
        tutors=int(tutors),
        reviews=Reviews(
            count=reviews,
            marks=marks,
            average=round(total / marks, 2) if marks else None,
            coverage=reviews / orders if orders else None,
        ),
    )
