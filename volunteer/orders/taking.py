"""接单: one team takes an order with a fixed date, and the class is made. Of two who take it together one succeeds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.clock import MINUTE
from volunteer.base.db import db
from volunteer.events import classes
from volunteer.events.arranging import Slot, Words
from volunteer.events.models import Category, Risk, Shift
from volunteer.orders import capacity, crew, dates, inviting, moving, telling
from volunteer.orders.models import Answer, Invitation, Order, OrderMaterial, State, Topic
from volunteer.orders.permissions import answers, invitation_for
from volunteer.orders.refusals import BadDate, NotAWishedDate, NotInvited
from volunteer.organisations.models import Belonging, Kind, Organisation
from volunteer.organisations.queries import place_of
from volunteer.organisations.standing import Principal

MINUTES = 90  # of a class that was asked for in free words


def take(order: Order, tutor_ids: Sequence[int], starts_at: datetime, by: Principal, now: datetime) -> None:
    """Take the order for the day that the client wished for, with these tutors, the first of whom leads the class.

    Raises: NotInvited, NotAWishedDate, BadDate, CapacityFull, MovedOn when somebody was faster, and as `crew.check`.
    """
    moving.hold(order, State.PLACED, State.INVITED)
    invitation = invitation_for(by, order)
    if invitation is None and not answers(by, order):
        raise NotInvited
    if starts_at not in [one.starts_at for one in order.wished]:
        raise NotAWishedDate
    said = dates.problem(starts_at, order.client, order.offering, now, is_wish=False)
    if said:
        raise BadDate(said, field="starts")
    team = team_of(order, invitation, by, now)
    chosen = list(dict.fromkeys(tutor_ids))
    ends_at = starts_at + length_of(order)
    crew.check(order, chosen, starts_at, ends_at, team.id)
    shift = _class_of(order, team, chosen, starts_at, ends_at, by, now)
    moving.move(
        order,
        State.TAKEN,
        by.person_id,
        now,
        values={"team_id": team.id, "taken_by": by.person_id, "taken_at": now, "shift_id": shift.id},
        team=team.id,
        tutors=chosen,
    )
    if order.offering is not None:
        capacity.take(order.offering, clock.local_day(starts_at))
    if invitation is not None:
        inviting.end(invitation, Answer.TAKEN, now)
    inviting.end_all(order, now, by.person_id)
    for name in order.offering.materials if order.offering else []:
        db.session.add(OrderMaterial(order_id=order.id, name=name))
    db.session.flush()
    when = _when(starts_at)
    telling.client(order, f"“{order.title}”接单了：{team.short_name}{when}来上课", now)
    text = f"{when}给{order.client.short_name}上“{order.title}”，请备课。来不了请早说"
    telling.crew(order, text, now, but=by.person_id)
    telling.provider(order, f"{team.short_name}接了{order.client.short_name}的“{order.title}”", now, but=by.person_id)


def team_of(order: Order, invitation: Invitation | None, by: Principal, now: datetime) -> Organisation:
    """Return for whom the order is taken: the invited team, the invited tutor's unit, or who answers the order."""
    if invitation is None:
        return order.provider
    team_id = invitation.organisation_id or place_of(by.person_id, Belonging.UNIT, now) or order.provider_id
    return db.session.get_one(Organisation, team_id)


def length_of(order: Order) -> timedelta:
    """Return how long the class takes, breaks in it included."""
    return (order.offering.minutes if order.offering else MINUTES) * MINUTE


def _class_of(
    order: Order,
    team: Organisation,
    tutor_ids: list[int],
    starts_at: datetime,
    ends_at: datetime,
    by: Principal,
    now: datetime,
) -> Shift:
    offering = order.offering
    leader = db.session.get_one(Person, tutor_ids[0])
    words = Words(
        title=order.title,
        category=Category.HEALTH if offering is not None and offering.topic is Topic.CLINIC else Category.LEGAL,
        content=offering.content if offering is not None else order.request or "",
        place=f"{order.client.short_name}，{order.class_name}，{order.place}",
        conditions="接单时选定的老师",
        signing_up="不用报名",
        risks="无",
        risk=Risk.LOW,
        insurance=None,
        provided="对方提供场地",
        contact=team.office_phone or order.provider.office_phone or leader.masked_name,
        is_open_to_minors=False,
        has_photos=False,
    )
    slot = Slot(starts_at, ends_at, 0, "授课", offering.qualification if offering else None, len(tutor_ids))
    community = order.client if order.client.kind is Kind.COMMUNITY else None
    carries_hours = order.programme.carries_hours if order.programme else True
    return classes.hold(words, slot, team, community, tutor_ids, by.person_id, now, carries_hours=carries_hours)


def _when(starts_at: datetime) -> str:
    there = clock.local(starts_at)
    return f"{clock.said(starts_at)} {there:%H:%M} "
