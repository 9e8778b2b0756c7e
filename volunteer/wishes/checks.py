"""What must always hold for wishes. Each check returns one sentence about the first difference, or None."""

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Source
from volunteer.hours.queries import live
from volunteer.wishes.models import Confirmation, Credit, Delivery, Ending, FollowUp, Outcome, State, Wish, WishClaim


def a_claimed_wish_has_its_claim() -> str | None:
    """A wish has an open claim exactly while it is claimed or delivered."""
    open_claim = sa.exists().where(WishClaim.wish_id == Wish.id, WishClaim.ended_at.is_(None))
    taken = Wish.state.in_([State.CLAIMED, State.DELIVERED])
    wrong = db.session.execute(
        sa.select(Wish.id, Wish.state).where(sa.or_(sa.and_(taken, ~open_claim), sa.and_(~taken, open_claim))).limit(1)
    ).first()
    return f"wish {wrong[0]} is {wrong[1].value}, which does not go with its claims" if wrong else None


def a_fulfilled_wish_was_accepted_once() -> str | None:
    """A fulfilled wish has one completed claim with one accepted delivery."""
    accepted = (
        sa.select(sa.func.count())
        .select_from(Confirmation)
        .join(Delivery)
        .join(WishClaim)
        .where(WishClaim.wish_id == Wish.id, WishClaim.ending == Ending.COMPLETED, Confirmation.is_accepted)
        .correlate(Wish)
        .scalar_subquery()
    )
    wrong = db.session.execute(
        sa.select(Wish.id, accepted)
        .where(Wish.outcome.in_([Outcome.FULFILLED, Outcome.PARTLY]), accepted != 1)
        .limit(1)
    ).first()
    return f"wish {wrong[0]} is fulfilled and was accepted {wrong[1]} times" if wrong else None


def a_credited_claim_has_its_posting() -> str | None:
    """A claim says credited exactly when a posting of the visit's time stands behind it."""
    wrong = db.session.execute(
        sa.select(WishClaim.id)
        .outerjoin(HourEntry, WishClaim.hour_entry_id == HourEntry.id)
        .where(
            sa.or_(
                (WishClaim.credit == Credit.CREDITED) & HourEntry.id.is_(None),
                (WishClaim.hour_entry_id.is_not(None)) & (HourEntry.source_id != WishClaim.id),
                (WishClaim.hour_entry_id.is_not(None)) & (HourEntry.person_id != WishClaim.person_id),
            )
        )
        .limit(1)
    ).first()
    return f"claim {wrong[0]} says credited, and its posting does not fit" if wrong else None


def a_posting_has_its_claim() -> str | None:
    """Every posting that stands and says it was earned by a wish is the one its claim points to."""
    wrong = db.session.execute(
        live()
        .with_only_columns(HourEntry.id)
        .outerjoin(WishClaim, WishClaim.id == HourEntry.source_id)
        .where(HourEntry.source == Source.WISH, HourEntry.follows_id.is_(None))
        .where(
            sa.or_(
                WishClaim.id.is_(None),
                WishClaim.hour_entry_id.is_(None),
                WishClaim.hour_entry_id != HourEntry.id,
                WishClaim.person_id != HourEntry.person_id,
            )
        )
        .limit(1)
    ).first()
    return f"row {wrong[0]} says it was earned by a wish, and no claim points to it" if wrong else None


def what_needs_a_follow_up_says_so() -> str | None:
    """A wish needs a follow-up exactly while it is fulfilled, or in part, and nobody has asked after it."""
    asked = sa.exists().where(FollowUp.wish_id == Wish.id)
    waits = sa.and_(Wish.outcome.in_([Outcome.FULFILLED, Outcome.PARTLY]), ~asked)
    wrong = db.session.scalar(
        sa.select(Wish.id)
        .where(
            sa.or_(sa.and_(Wish.needs_follow_up, sa.or_(Wish.outcome.is_(None), ~waits)), waits & ~Wish.needs_follow_up)
        )
        .limit(1)
    )
    return f"wish {wrong} does not say whether it needs a follow-up" if wrong is not None else None


CHECKS = (
    what_needs_a_follow_up_says_so,
    a_posting_has_its_claim,
    a_claimed_wish_has_its_claim,
    a_fulfilled_wish_was_accepted_once,
    a_credited_claim_has_its_posting,
)
