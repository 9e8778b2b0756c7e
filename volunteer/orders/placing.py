"""Placing an order, and placing a returned one again."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from volunteer.base import clock, codes, workdays
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.config import policy
from volunteer.journal import lines
from volunteer.orders import dates, moving, telling
from volunteer.orders.models import Audience, Offering, Order, PhotoRule, State, WishedDate
from volunteer.orders.permissions import CLIENTS, is_client
from volunteer.orders.refusals import (
    BadDate,
    MayNotPlace,
    NotForThem,
    OfferingClosed,
    SameDates,
    TooManyOpen,
    TooManyPeople,
)
from volunteer.organisations.models import Organisation
from volunteer.organisations.standing import Principal
from volunteer.partnership.models import Programme

AHEAD = (State.PLACED, State.RETURNED, State.INVITED, State.TAKEN)
FIELDS = ("first", "second", "third")  # of the form, by rank


@dataclass(frozen=True)
class Words:
    """What is written on an order. `request` is for what the menu has not."""

    request: str | None
    audience: Audience
    class_name: str
    people: int
    place: str
    safety_person: str
    photo_rule: PhotoRule
    needs: str | None


def place(
    words: Words, wished: list[datetime], offering: Offering, client: Organisation, by: Principal, now: datetime
) -> Order:
    """Order a class from the menu and return the order.

    Raises: MayNotPlace, OfferingClosed, NotForThem, TooManyPeople, BadDate, SameDates, TooManyOpen.
    """
    return _place(words, wished, offering, offering.programme, offering.owner_id, client, by, now)


def request(
    words: Words, wished: list[datetime], programme: Programme, client: Organisation, by: Principal, now: datetime
) -> Order:
    """Ask for what the menu has not; who owns the programme answers. Raises: as `place`."""
    return _place(words, wished, None, programme, programme.owner_id, client, by, now)


def revise(order: Order, words: Words, wished: list[datetime], by: Principal, now: datetime) -> None:
    """Place a returned order again with other words. Raises: NotYours, MovedOn, and as `place`."""
    if not is_client(by, order):
        raise NotYours
    _check(words, wished, order.offering, order.client, now)
    values = {**vars(words), "answer_due_on": _due(now), "placed_by": by.person_id, "state_words": None}
    moving.move(order, State.PLACED, by.person_id, now, out_of=State.RETURNED, values=values)
    db.session.execute(sa.delete(WishedDate).where(WishedDate.order_id == order.id))
    db.session.expire(order, ["wished"])
    _wish(order, wished)
    telling.provider(order, f"{order.client.short_name}改好了“{order.title}”的点单，请再看", now, but=by.person_id)


def _place(
    words: Words,
    wished: list[datetime],
    offering: Offering | None,
    programme: Programme | None,
    provider_id: int,
    client: Organisation,
    by: Principal,
    now: datetime,
) -> Order:
    if not by.acts_at(client.id, *CLIENTS):
        raise MayNotPlace
    if offering is not None and offering.closed_at is not None:
        raise OfferingClosed
    _check(words, wished, offering, client, now)
    _leave_room(client)
    order = Order(
        **vars(words),
        code=codes.name(),
        client_id=client.id,
        provider_id=provider_id,
        programme_id=programme.id if programme else None,
        offering_id=offering.id if offering else None,
        placed_by=by.person_id,
        placed_at=now,
        answer_due_on=_due(now),
        state=State.PLACED,
        state_since=now,
    )
    db.session.add(order)
    db.session.flush()
    _wish(order, wished)
    lines.record("orders.placed", "orders", order.id, by=by.person_id, at=now, organisation_id=provider_id)
    due = clock.said(order.answer_due_on)
    telling.provider(order, f"{client.short_name}点了“{order.title}”，请在{due}前答复", now, but=by.person_id)
    return order


def _check(
    words: Words, wished: list[datetime], offering: Offering | None, client: Organisation, now: datetime
) -> None:
    if offering is not None:
        suits = [one.audience for one in offering.audiences]
        if words.audience not in suits:
            raise NotForThem(offering.title, [one.label for one in suits])
        if words.people > offering.most_people:
            raise TooManyPeople(offering.most_people, words.people)
    for field, starts_at in zip(FIELDS, wished, strict=False):
        said = dates.problem(starts_at, client, offering, now)
        if said:
            raise BadDate(said, field=field)
    if len(set(wished)) < len(wished):
        raise SameDates


def _leave_room(client: Organisation) -> None:
    """Refuse one more order of a client that has as many before it as may be: the menu is for everybody.

    Raises: TooManyOpen.
    """
    # Whoever counts holds the client's row: two orders may not pass each other unseen. On SQLite a write has the
    # whole database to itself; the clause means something on PostgreSQL.
    db.session.execute(sa.select(Organisation.id).where(Organisation.id == client.id).with_for_update())
    ahead = sa.select(sa.func.count()).where(Order.client_id == client.id, Order.state.in_(AHEAD))
    if (db.session.scalar(ahead) or 0) >= policy.order_most_open:
        raise TooManyOpen(policy.order_most_open)


def _due(now: datetime) -> date:
    return workdays.after(clock.local_day(now), policy.order_answer_days)


def _wish(order: Order, wished: list[datetime]) -> None:
    for rank, starts_at in enumerate(wished, 1):
        db.session.add(WishedDate(order_id=order.id, rank=rank, starts_at=starts_at))
    db.session.flush()
    db.session.expire(order, ["wished"])
