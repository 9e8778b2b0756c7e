"""The receiver's word on a delivery, and the minutes that follow from it."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.hours import ledger
from volunteer.hours.models import Provenance, Source
from volunteer.hours.refusals import OverDailyCap, Overlaps
from volunteer.hours.time import creditable
from volunteer.journal.moves import MovedOn
from volunteer.notices import inbox
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal
from volunteer.wishes import moving
from volunteer.wishes.models import (
    Confirmation,
    Credit,
    Delivery,
    Ending,
    Outcome,
    State,
    Wish,
    WishClaim,
    Witness,
)
from volunteer.wishes.permissions import is_owner
from volunteer.wishes.queries import active_claim, completed_claim, confirmation_of, latest_delivery
from volunteer.wishes.refusals import ConfirmedByOneself, NothingToSettle

# 居民确认 when the beneficiary or a signed slip says so, 现场确认 when a clerk was there, else 补录 with its second
# person: the claimant who reported it and the clerk who asked.
PROVENANCE = {
    Witness.BENEFICIARY: Provenance.RECEIVER,
    Witness.SLIP_LINK: Provenance.RECEIVER,
    Witness.SIGNED_SLIP: Provenance.RECEIVER,
    Witness.CLERK_PRESENT: Provenance.STAFF,
    Witness.CLERK_ASKED: Provenance.BACKFILL,
}
ASKED = "志愿者填报，社区问过居民后补录"
BY_CLERK = (Witness.SIGNED_SLIP, Witness.CLERK_PRESENT, Witness.CLERK_ASKED)


def accept(
    wish: Wish,
    witness: Witness,
    by: Principal | None,
    now: datetime,
    *,
    is_partly: bool = False,
    satisfaction: int | None = None,
    words: str | None = None,
) -> Confirmation:
    """Close the wish as fulfilled, or fulfilled in part, and credit the visit's minutes.

    `by` is None for the family with the slip. Minutes that cannot be credited now do not hold the wish up: the claim
    says why, and the community settles it. Raises: NotYours, ConfirmedByOneself, MovedOn.
    """
    claim, delivery = _delivered(wish, witness, by)
    outcome = Outcome.PARTLY if is_partly else Outcome.FULFILLED
    moving.move(
        wish,
        State.CLOSED,
        by.person_id if by else None,
        now,
        values={"outcome": outcome, "closed_at": now, "needs_follow_up": True},
        outcome=outcome.value,
        witness=witness.value,
    )
    confirmation = _keep(delivery, witness, by, now, True, is_partly, satisfaction, words)
    claim.ended_at, claim.ending = now, Ending.COMPLETED
    _credit(wish, claim, delivery, confirmation, None, now)
    inbox.tell(claim.person_id, f"“{wish.title}”已确认（{witness.label}），谢谢您", f"/wishes/{wish.code}", now)
    return confirmation


def decline(wish: Wish, words: str, witness: Witness, by: Principal | None, now: datetime) -> Confirmation:
    """Say that it is not as reported: the wish goes back to the claimant with the words. Raises: as `accept`."""
    claim, delivery = _delivered(wish, witness, by)
    moving.move(wish, State.CLAIMED, by.person_id if by else None, now, delivery=delivery.id, witness=witness.value)
    confirmation = _keep(delivery, witness, by, now, False, False, None, words)
    inbox.tell(claim.person_id, f"“{wish.title}”还没有办好：{words}", f"/wishes/{wish.code}", now)
    return confirmation


def rate(wish: Wish, satisfaction: int | None, words: str | None) -> None:
    """Add the resident's 1 to 5, or a word, after the one tap that confirmed. Only what is still empty is filled."""
    claim = completed_claim(wish)
    delivery = latest_delivery(claim) if claim else None
    confirmation = confirmation_of(delivery) if delivery else None
    if claim is None or confirmation is None:
        raise MovedOn("这个心愿", wish.state, wish.state_since)
    rated = db.session.execute(
        sa.update(Confirmation)
        .where(Confirmation.id == confirmation.id, Confirmation.satisfaction.is_(None))
        .values(satisfaction=satisfaction, words=confirmation.words or words or None)
    )
    if not rated.rowcount:  # type: ignore[attr-defined]
        raise MovedOn("这个心愿", wish.state, wish.state_since)


def settle_hours(wish: Wish, by: Principal, now: datetime) -> Credit:
    """Credit minutes that were waiting for the community: the clerk is the second approver of a long day.

    Raises: NotYours, ConfirmedByOneself, NothingToSettle, Overlaps while the other posting still stands.
    """
    claim = completed_claim(wish)
    if not by.acts_at(wish.community_id, *CLERKS):
        raise NotYours
    if claim is None or claim.credit not in (Credit.OVERLAPS, Credit.OVER_CAP):
        raise NothingToSettle
    if claim.person_id == by.person_id:
        raise ConfirmedByOneself
    delivery = latest_delivery(claim)
    confirmation = confirmation_of(delivery) if delivery else None
    if delivery is None or confirmation is None:
        raise NothingToSettle
    _credit(wish, claim, delivery, confirmation, by.person_id, now)
    if claim.credit is Credit.OVERLAPS:
        raise NothingToSettle("还有一次服务与这段时间重叠，请先更正那一次")
    return claim.credit


def _delivered(wish: Wish, witness: Witness, by: Principal | None) -> tuple[WishClaim, Delivery]:
    claim = active_claim(wish)
    delivery = latest_delivery(claim) if claim else None
    if wish.state is not State.DELIVERED or claim is None or delivery is None:
        db.session.refresh(wish)  # it may have moved between the two reads: the sentence says what is true now
        raise MovedOn("这个心愿", wish.state, wish.state_since)
    if by is not None and claim.person_id == by.person_id:
        raise ConfirmedByOneself
    if witness in BY_CLERK and (by is None or not by.acts_at(wish.community_id, *CLERKS)):
        raise NotYours
    if witness in BY_CLERK and by is not None and is_owner(by, wish):
        raise ConfirmedByOneself("这是您自己的心愿，请在手机上按“收到了”，或请另一位专干确认")
    if witness is Witness.SLIP_LINK and _could_print(wish, claim):
        raise ConfirmedByOneself("这次是社区专干认领的，请另一位专干问过居民后在工作台确认")
    if witness is Witness.BENEFICIARY and (by is None or not is_owner(by, wish)):
        raise NotYours
    return claim, delivery


def _could_print(wish: Wish, claim: WishClaim) -> bool:
    """Say whether the claimant works in the office that prints the slips: then a slip is no second person."""
    return claim.person_id in {one.id for one in staff_of(wish.community_id, CLERKS)}


def _keep(
    delivery: Delivery,
    witness: Witness,
    by: Principal | None,
    now: datetime,
    is_accepted: bool,
    is_partly: bool,
    satisfaction: int | None,
    words: str | None,
) -> Confirmation:
    confirmation = Confirmation(
        delivery_id=delivery.id,
        is_accepted=is_accepted,
        is_partly=is_partly,
        witness=witness,
        person_id=by.person_id if by else None,
        satisfaction=satisfaction,
        words=words or None,
        confirmed_at=now,
    )
    db.session.add(confirmation)
    db.session.flush()
    return confirmation


def _credit(
    wish: Wish,
    claim: WishClaim,
    delivery: Delivery,
    confirmation: Confirmation,
    second: int | None,
    now: datetime,
) -> None:
    """Post the minutes of the visit, or note on the claim why they could not be posted."""
    minutes = creditable(delivery.began_at, delivery.ended_at)
    if minutes == 0:
        claim.credit = Credit.TOO_SHORT
        return
    clerk = confirmation.person_id if confirmation.witness in BY_CLERK else None
    in_charge = db.session.get(Person, wish.reviewer_id) if wish.reviewer_id else None
    service = ledger.Service(
        person_id=claim.person_id,
        host_id=wish.community_id,
        community_id=wish.community_id,
        unit_id=claim.unit_id,
        started_at=delivery.began_at,
        ended_at=delivery.ended_at,
        minutes=minutes,
        provenance=PROVENANCE[confirmation.witness],
        source=Source.WISH,
        source_id=claim.id,
        name=f"{wish.alias}：{wish.title}",
        place=wish.community.short_name,
        content=delivery.words,
        person_in_charge=in_charge.name if in_charge else wish.community.short_name,
        recorded_by=claim.person_id,
        approved_by=second or clerk,
        reason=ASKED if PROVENANCE[confirmation.witness] is Provenance.BACKFILL else None,
    )
    try:
        entry = ledger.credit(service, now)
    except Overlaps:
        claim.credit = Credit.OVERLAPS
    except OverDailyCap:
        claim.credit = Credit.OVER_CAP
    else:
        claim.credit, claim.hour_entry_id = Credit.CREDITED, entry.id
