"""What happens to a wish when nobody does anything: a reminder first, then it goes back, or the clerk is asked.

Each wish moves in a transaction of its own and by its table, so a timer that runs twice, or beside a person, does
nothing a second time.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.config import policy
from volunteer.journal.moves import MovedOn
from volunteer.notices import inbox
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import staff_of
from volunteer.wishes import claiming, closing
from volunteer.wishes.models import Delivery, Ending, Reminder, State, Wish, WishClaim
from volunteer.wishes.queries import closed_before, latest_delivery

REMIND_DAYS_BEFORE = (3, 1)
PRIVATE_DAYS = 365  # a resident's name, phone and address are deleted this long after the wish was closed


def run(now: datetime) -> None:
    """Do everything that is due at `now`."""
    for claim_id in _claims_in(State.CLAIMED):
        _each(_watch_claim, claim_id, now)
    for claim_id in _claims_in(State.DELIVERED):
        _each(_watch_delivery, claim_id, now)
    for wish_id in _past_their_time(now):
        _each(_expire, wish_id, now)
    write(lambda _now: _forget_private(now))


def _each(act: Callable[[int, datetime], None], id_: int, now: datetime) -> None:
    def once(_now: datetime) -> None:
        # Somebody who moved the wish between our look and this transaction was simply faster.
        try:
            act(id_, now)
        except MovedOn:
            db.session.rollback()

    write(once)


def _claims_in(state: State) -> list[int]:
    found = sa.select(WishClaim.id).join(Wish, WishClaim.wish_id == Wish.id)
    ids = list(db.session.scalars(found.where(WishClaim.ended_at.is_(None), Wish.state == state)))
    db.session.rollback()
    return ids


def _past_their_time(now: datetime) -> list[int]:
    ids = list(
        db.session.scalars(
            sa.select(Wish.id).where(Wish.state == State.PUBLISHED, Wish.open_until < clock.local_day(now))
        )
    )
    db.session.rollback()
    return ids


def _watch_claim(claim_id: int, now: datetime) -> None:
    claim = db.session.get_one(WishClaim, claim_id)
    wish = db.session.get_one(Wish, claim.wish_id)
    if claim.ended_at is not None or wish.state is not State.CLAIMED:
        return
    today = clock.local_day(now)
    path = f"/wishes/{wish.code}"
    if today > claim.due_on:
        claiming.give_back(wish, claim, Ending.OVERDUE, "到期没有办成", None, now)
        inbox.tell(claim.person_id, f"心愿“{wish.title}”到期了，已退回给社区，不影响您再认领", path, now)
        return
    if claim.contacted_at is None and now > claim.contact_by:
        claiming.give_back(wish, claim, Ending.NO_CONTACT, "一直没有联系上", None, now)
        inbox.tell(claim.person_id, f"心愿“{wish.title}”一直没有联系上，已退回给社区，不影响您再认领", path, now)
        return
    if claim.contacted_at is None and now > claim.claimed_at + policy.wish_contact_hours * HOUR:
        _remind(
            f"claim:{claim.id}:contact", claim.person_id, f"您认领了“{wish.title}”，请给社区联络人打个电话", path, now
        )
    reached = [days for days in REMIND_DAYS_BEFORE if (claim.due_on - today).days <= days]
    if reached:  # a worker that slept sends the last reminder alone
        text = f"“{wish.title}”请在 {claim.due_on.month}月{claim.due_on.day}日 前办好，办不了可以退回"
        _remind(f"claim:{claim.id}:due:{min(reached)}", claim.person_id, text, path, now)


def _watch_delivery(claim_id: int, now: datetime) -> None:
    claim = db.session.get_one(WishClaim, claim_id)
    wish = db.session.get_one(Wish, claim.wish_id)
    delivery: Delivery | None = latest_delivery(claim)
    if wish.state is not State.DELIVERED or delivery is None:
        return
    if now <= delivery.delivered_at + policy.wish_confirm_days * DAY:
        return
    resident = wish.beneficiary.person_id
    about = f"delivery:{delivery.id}:confirm"
    if resident is not None:
        text = f"“{wish.title}”志愿者说办好了，请您点一下“收到了”"
        _remind(f"{about}:resident", resident, text, f"/wishes/{wish.code}", now)
    for clerk in staff_of(wish.community_id, CLERKS):
        text = f"“{wish.title}”居民还没有确认，请您问一声，替居民确认"
        _remind(f"{about}:{clerk.id}", clerk.id, text, f"/office/wishes/{wish.code}", now)


def _expire(wish_id: int, now: datetime) -> None:
    wish = db.session.get_one(Wish, wish_id)
    if wish.state is State.PUBLISHED and wish.open_until is not None and clock.local_day(now) > wish.open_until:
        closing.expire(wish, now)


def _forget_private(now: datetime) -> None:
    for private in closed_before(now - PRIVATE_DAYS * DAY):
        private.name = private.phone = private.address = None
        private.forgotten_at = now


def _remind(about: str, person_id: int, text: str, path: str, now: datetime) -> None:
    if db.session.scalar(sa.select(Reminder.id).where(Reminder.about == about)) is not None:
        return
    db.session.add(Reminder(about=about, reminded_at=now))
    inbox.tell(person_id, text, path, now)
