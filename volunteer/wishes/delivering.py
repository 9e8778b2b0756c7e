"""The claimant says that it is done, and takes back what was said wrongly."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.base import codes
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db
from volunteer.base.images import Picture
from volunteer.base.refusal import NotYours
from volunteer.hours.queries import overlapping
from volunteer.hours.refusals import Overlaps
from volunteer.notices import inbox
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import staff_of
from volunteer.organisations.standing import Principal
from volunteer.wishes import moving
from volunteer.wishes.models import Delivery, Evidence, State, Wish, WishPhoto
from volunteer.wishes.queries import active_claim, latest_delivery
from volunteer.wishes.refusals import BadVisit

LONGEST_VISIT = 12 * HOUR


def deliver(
    wish: Wish,
    began_at: datetime,
    ended_at: datetime,
    words: str,
    by: Principal,
    now: datetime,
    *,
    picture: Picture | None = None,
    evidence: Evidence | None = None,
) -> Delivery:
    """Report the visit and ask the resident to confirm it. Travel does not belong to the visit.

    Raises: NotYours, BadVisit, Overlaps with a service that stands in the ledger, MovedOn.
    """
    claim = active_claim(wish)
    if claim is None or claim.person_id != by.person_id:
        raise NotYours("这个心愿现在不在您手里")
    check_visit(began_at, ended_at, claim.claimed_at, now)
    other = overlapping(by.person_id, began_at, ended_at)
    if other is not None:
        raise Overlaps(other)
    moving.move(wish, State.DELIVERED, by.person_id, now, claim=claim.id)
    photo = None
    if picture is not None:
        photo = WishPhoto(
            code=codes.bearer(), content=picture.content, width=picture.width, height=picture.height, added_at=now
        )
        db.session.add(photo)
        db.session.flush()
    delivery = Delivery(
        claim_id=claim.id,
        began_at=began_at,
        ended_at=ended_at,
        words=words,
        evidence=evidence if photo else None,
        photo_id=photo.id if photo else None,
        delivered_at=now,
    )
    db.session.add(delivery)
    claim.contacted_at = claim.contacted_at or now
    db.session.flush()
    if wish.beneficiary.person_id is not None:
        text = f"您的心愿“{wish.title}”，志愿者说办好了。请您看看，点一下确认"
        inbox.tell(wish.beneficiary.person_id, text, f"/wishes/{wish.code}", now)
    for clerk in staff_of(wish.community_id, CLERKS):
        inbox.tell(clerk.id, f"心愿“{wish.title}”志愿者说办好了，等居民确认", f"/office/wishes/{wish.code}", now)
    return delivery


def take_back(wish: Wish, by: Principal, now: datetime) -> None:
    """Take a report back that nobody has answered yet, to write it anew; its picture is deleted.

    The report stays, without a word on it. Raises: NotYours, MovedOn.
    """
    claim = active_claim(wish)
    if claim is None or claim.person_id != by.person_id:
        raise NotYours("这个心愿现在不在您手里")
    delivery = latest_delivery(claim)
    moving.move(wish, State.CLAIMED, by.person_id, now, out_of=State.DELIVERED, taken_back=delivery and delivery.id)
    if delivery is not None and delivery.photo_id is not None:
        photo_id, delivery.photo_id, delivery.evidence = delivery.photo_id, None, None
        db.session.flush()
        db.session.execute(sa.delete(WishPhoto).where(WishPhoto.id == photo_id))
    text = f"“{wish.title}”志愿者说刚才填错了，收回重填"
    if wish.beneficiary.person_id is not None:
        inbox.tell(wish.beneficiary.person_id, text, f"/wishes/{wish.code}", now)
    for clerk in staff_of(wish.community_id, CLERKS):
        inbox.tell(clerk.id, text, f"/office/wishes/{wish.code}", now)


def check_visit(began_at: datetime, ended_at: datetime, claimed_at: datetime, now: datetime) -> None:
    """Refuse times that cannot be right. Raises: BadVisit."""
    if ended_at <= began_at:
        raise BadVisit("结束时间要晚于开始时间", field="ended")
    if ended_at > now + 5 * MINUTE:  # a phone's clock may be a little fast
        raise BadVisit("结束时间还没到，请办完再来填", field="ended")
    if began_at < claimed_at.replace(second=0, microsecond=0):
        raise BadVisit("开始时间早于您认领的时间，请核对")
    if ended_at - began_at > LONGEST_VISIT:
        raise BadVisit("一次不能超过 12 小时，请核对日期和时间", field="ended")
