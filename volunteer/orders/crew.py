"""Who teaches a class: whether these people may, and changing them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.accounts.models import Person
from volunteer.attendance import door
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.events import classes
from volunteer.events.queries import overlapping_sign_up
from volunteer.journal import lines
from volunteer.orders import moving, telling
from volunteer.orders.candidates import members_of
from volunteer.orders.models import Order, State
from volunteer.orders.permissions import answers, is_tutor, leads_team
from volunteer.orders.queries import tutor_ids_of
from volunteer.orders.refusals import (
    ClassBegun,
    NotAppointed,
    NotCleared,
    NotOfTheTeam,
    TooFewComing,
    TutorIsTaken,
)
from volunteer.organisations.standing import Principal
from volunteer.partnership.queries import appointed_on, cleared_until

ADULTS_WITH_MINORS = 2  # never one adult alone with a child (domain handbook 7.6)


def needed(order: Order) -> int:
    """Return how many tutors the class needs at the least."""
    asked = order.offering.tutors if order.offering else 1
    return max(asked, ADULTS_WITH_MINORS) if order.has_minors else asked


def check(
    order: Order,
    tutor_ids: Sequence[int],
    starts_at: datetime,
    ends_at: datetime,
    team_id: int,
    *,
    but_shift: int | None = None,
) -> None:
    """Hold the gates of these people and say whether each of them may teach this class then.

    Raises: TooFewComing, NotCleared, NotAppointed, NotOfTheTeam, TutorIsTaken, each by name.
    """
    gate.hold(*tutor_ids)  # two orders that take one person at one time may not pass each other unseen
    if len(tutor_ids) < needed(order):
        raise TooFewComing(needed(order), len(tutor_ids), with_minors=order.has_minors)
    people = {one.id: one for one in db.session.scalars(sa.select(Person).where(Person.id.in_(list(tutor_ids))))}
    day = clock.local_day(starts_at)
    cleared = cleared_until(tutor_ids) if order.has_minors else {}
    appointed = appointed_on(order.programme_id, tutor_ids, day) if order.programme_id else None
    team = {one.id for one in members_of(team_id)} if appointed is None else set()
    for id_ in tutor_ids:
        name = people[id_].name
        until = cleared.get(id_)
        if order.has_minors and (until is None or until < day):
            raise NotCleared(name, until)
        if appointed is not None and id_ not in appointed:
            raise NotAppointed(name, order.programme.name if order.programme else "")
        if appointed is None and id_ not in team:
            raise NotOfTheTeam(name)
        other = overlapping_sign_up(id_, starts_at, ends_at, but_shift=but_shift)
        if other is not None:
            raise TutorIsTaken(name, other.shift.event.title, other.shift.starts_at)


def change(order: Order, tutor_ids: Sequence[int], by: Principal, now: datetime) -> None:
    """Let exactly these people teach the class. Raises: NotYours, MovedOn, ClassBegun, and as `check`."""
    if not (leads_team(by, order) or answers(by, order) or is_tutor(by, order)):
        raise NotYours
    moving.hold(order, State.TAKEN)
    shift = order.shift
    if shift is None or order.team_id is None or now >= shift.starts_at or not classes.is_open(shift):
        raise ClassBegun
    came, chosen = tutor_ids_of(order), list(dict.fromkeys(tutor_ids))
    check(order, chosen, shift.starts_at, shift.ends_at, order.team_id, but_shift=shift.id)
    classes.staff(shift, chosen, "换了别的老师", by.person_id, now)
    door.clear(shift, set(came) - set(chosen), by.person_id, now)
    lines.record(
        "orders.staffed",
        "orders",
        order.id,
        by=by.person_id,
        at=now,
        organisation_id=order.provider_id,
        tutors=chosen,
    )
    text = f"“{order.title}”（{order.client.short_name}）的老师换了，请看一看"
    telling.crew(order, text, now, but=by.person_id, also=came)
    telling.client(order, f"“{order.title}”的老师换了，时间不变", now)
