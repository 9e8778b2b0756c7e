"""Reading wishes. Lists go by key, newest first; every office list goes through the organisations one may see."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from volunteer.base import clock, codes
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.config import policy
from volunteer.wishes.models import (
    Beneficiary,
    Confirmation,
    Delivery,
    Ending,
    FollowUp,
    Kind,
    Reveal,
    State,
    Wish,
    WishClaim,
    WishPhoto,
)

PAGE = 20
# A list asks of each wish whether it is one's own, and nothing else of the resident.
_WHOSE = joinedload(Wish.beneficiary).load_only(Beneficiary.person_id)


def wish_of_code(code: str) -> Wish | None:
    """Return the wish with its community and beneficiary."""
    return db.session.scalar(
        sa.select(Wish)
        .where(Wish.code == code)
        .options(joinedload(Wish.community), joinedload(Wish.beneficiary), joinedload(Wish.reviewer))
    )


def titles_of(ids: set[int], *, published_only: bool) -> dict[int, str]:
    """Return the titles of these wishes, or of those among them that everybody may read."""
    found = sa.select(Wish.id, Wish.title).where(Wish.id.in_(ids))
    if published_only:
        found = found.where(Wish.published_at.is_not(None))
    return {row[0]: row[1] for row in db.session.execute(found)}


def wish_in(code: str, organisations: sa.Select[int]) -> Wish | None:
    """Return the wish if its community is one of these."""
    wish = wish_of_code(code)
    if wish is None or not db.session.scalar(sa.select(sa.literal(wish.community_id).in_(organisations))):
        return None
    return wish


def wish_of_slip(token: str) -> Wish | None:
    """Return the wish whose printed slip carries this token."""
    code = db.session.scalar(sa.select(Wish.code).where(Wish.slip_hash == codes.digest(token)))
    return wish_of_code(code) if code else None


def active_claim(wish: Wish) -> WishClaim | None:
    """Return the claim that is open now."""
    return db.session.scalar(
        sa.select(WishClaim)
        .where(WishClaim.wish_id == wish.id, WishClaim.ended_at.is_(None))
        .options(joinedload(WishClaim.person))
        .execution_options(populate_existing=True)
    )


def completed_claim(wish: Wish) -> WishClaim | None:
    """Return the claim by which the wish was fulfilled."""
    return db.session.scalar(
        sa.select(WishClaim)
        .where(WishClaim.wish_id == wish.id, WishClaim.ending == Ending.COMPLETED)
        .options(joinedload(WishClaim.person))
    )


def claims_of_wish(wish: Wish) -> list[WishClaim]:
    """Return every claim of the wish, oldest first."""
    return list(
        db.session.scalars(
            sa.select(WishClaim)
            .where(WishClaim.wish_id == wish.id)
            .options(joinedload(WishClaim.person))
            .order_by(WishClaim.id)
        )
    )


def active_claims_of(person_id: int) -> int:
    """Return how many wishes the person is answering now."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(WishClaim.person_id == person_id, WishClaim.ended_at.is_(None))
        )
        or 0
    )


def claims_of(
    person_id: int, *, open_only: bool = False, after: int | None = None, limit: int = PAGE
) -> list[WishClaim]:
    """Return the person's claims with their wishes, newest first."""
    found = (
        sa.select(WishClaim)
        .where(WishClaim.person_id == person_id)
        .options(joinedload(WishClaim.wish).options(joinedload(Wish.community), _WHOSE))
        .order_by(WishClaim.id.desc())
        .limit(limit)
    )
    if open_only:
        found = found.where(WishClaim.ended_at.is_(None))
    if after is not None:
        found = found.where(WishClaim.id < after)
    return list(db.session.scalars(found))


def claim_of_entry(source_id: int) -> WishClaim | None:
    """Return the claim that a posting came from."""
    return db.session.scalar(sa.select(WishClaim).where(WishClaim.id == source_id).options(joinedload(WishClaim.wish)))


def latest_delivery(claim: WishClaim) -> Delivery | None:
    """Return the claim's newest delivery."""
    return db.session.scalar(
        sa.select(Delivery)
        .where(Delivery.claim_id == claim.id)
        .options(joinedload(Delivery.photo).defer(WishPhoto.content))
        .order_by(Delivery.id.desc())
        .limit(1)
    )


def deliveries_of(wish: Wish) -> list[tuple[Delivery, Confirmation | None]]:
    """Return every delivery of the wish with the word on it, oldest first."""
    rows = db.session.execute(
        sa.select(Delivery, Confirmation)
        .join(WishClaim, Delivery.claim_id == WishClaim.id)
        .outerjoin(Confirmation, Confirmation.delivery_id == Delivery.id)
        .where(WishClaim.wish_id == wish.id)
        .options(joinedload(Delivery.photo).defer(WishPhoto.content), joinedload(Delivery.claim))
        .order_by(Delivery.id)
    )
    return [(row[0], row[1]) for row in rows]


def confirmation_of(delivery: Delivery) -> Confirmation | None:
    """Return the word on a delivery."""
    return db.session.scalar(sa.select(Confirmation).where(Confirmation.delivery_id == delivery.id))


def follow_up_of(wish: Wish) -> FollowUp | None:
    """Return the follow-up of the wish."""
    return db.session.scalar(
        sa.select(FollowUp).where(FollowUp.wish_id == wish.id).options(joinedload(FollowUp.person))
    )


def photo_of(wish: Wish, code: str) -> WishPhoto | None:
    """Return a picture if it belongs to a delivery of this wish."""
    return db.session.scalar(
        sa.select(WishPhoto)
        .join(Delivery, Delivery.photo_id == WishPhoto.id)
        .join(WishClaim, Delivery.claim_id == WishClaim.id)
        .where(WishClaim.wish_id == wish.id, WishPhoto.code == code)
    )


@dataclass(frozen=True)
class Shelf:
    """One page of a list, with the key of the next."""

    wishes: list[Wish]
    more: str | None


def open_wishes(
    today: date,
    *,
    community_id: int | None = None,
    kind: Kind | None = None,
    part: str = "",
    state: State | None = State.PUBLISHED,
    after: int | None = None,
    limit: int = PAGE,
) -> Shelf:
    """Return published wishes in one state, the newest first, those before id `after` when it is given."""
    found = (
        sa.select(Wish)
        .where(Wish.published_at.is_not(None))
        .options(joinedload(Wish.community), _WHOSE)
        .limit(limit + 1)
    )
    if state is not None and after is None:
        # Not `==`: PostgreSQL would then go through all wishes by id alone, and past every newer one in another state.
        found = found.where(Wish.state.between(state, state)).order_by(Wish.state.desc())
    elif state is not None:
        found = found.where(Wish.state == state)
    found = found.order_by(Wish.id.desc())
    if state is State.PUBLISHED:
        found = found.where(Wish.open_until >= today)
    if community_id is not None:
        found = found.where(Wish.community_id == community_id)
    if kind is not None:
        found = found.where(Wish.kind == kind)
    if part:
        found = found.where(Wish.title.contains(part, autoescape=True))
    if after is not None:
        found = found.where(Wish.id < after)
    rows = list(db.session.scalars(found))
    return Shelf(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None)


MOST = 99  # that is counted for a tab; a long list is not counted to its end for each page


def open_count(today: date, community_id: int | None = None) -> dict[Kind, int]:
    """Return how many wishes wait to be claimed, by kind: of each at most one more than MOST. Kinds of none are out.

    In the order of their index: PostgreSQL would look for a hundred of a rare kind among all wishes there are.
    """
    counts = []
    for kind in Kind:
        found = sa.select(sa.literal(1).label("one")).where(Wish.state == State.PUBLISHED, Wish.open_until >= today)
        if community_id is not None:
            found = found.where(Wish.community_id == community_id)
        first = found.where(Wish.kind == kind).order_by(Wish.open_until).limit(MOST + 1).subquery()
        counts.append(sa.select(sa.func.count()).select_from(first).scalar_subquery())
    row = db.session.execute(sa.select(*counts)).one()
    return {kind: count for kind, count in zip(Kind, row, strict=True) if count}


def wishes_of(person_id: int, *, after: int | None = None, limit: int = PAGE) -> list[Wish]:
    """Return the wishes that are the person's own, newest first: said by himself, or by a clerk for him."""
    found = sa.select(Wish).where(_own(person_id)).options(joinedload(Wish.community), _WHOSE)
    if after is not None:
        found = found.where(Wish.id < after)
    return list(db.session.scalars(found.order_by(Wish.id.desc()).limit(limit)))


def asked_of(person_id: int) -> list[Wish]:
    """Return the person's own wishes whose delivery waits for his word, the longest waiting first."""
    found = sa.select(Wish).where(_own(person_id), Wish.state == State.DELIVERED)
    return list(db.session.scalars(found.order_by(Wish.state_since, Wish.id)))


def count_of(person_id: int) -> int:
    """Return how many wishes are the person's own."""
    return db.session.scalar(sa.select(sa.func.count(Wish.id)).where(_own(person_id))) or 0


def _own(person_id: int) -> sa.ColumnElement[bool]:
    hers = sa.select(Beneficiary.id).where(Beneficiary.person_id == person_id)
    return sa.or_(Wish.beneficiary_id.in_(hers), sa.and_(Wish.author_id == person_id, Wish.spoke.is_(None)))


def claims_by_wish(wishes: list[Wish]) -> dict[int, WishClaim]:
    """Return the open or completed claim of each of these wishes, in one statement."""
    rows = db.session.scalars(
        sa.select(WishClaim)
        .where(WishClaim.wish_id.in_([wish.id for wish in wishes]))
        .where(sa.or_(WishClaim.ended_at.is_(None), WishClaim.ending == Ending.COMPLETED))
        .options(joinedload(WishClaim.person))
    )
    return {claim.wish_id: claim for claim in rows}


def reveals_in(organisations: sa.Select[int], *, after: int | None = None, limit: int = 50) -> list[Reveal]:
    """Return who looked at a phone or an address in these communities, newest first."""
    found = (
        sa.select(Reveal)
        .join(Reveal.wish)
        .where(Wish.community_id.in_(organisations))
        .options(contains_eager(Reveal.wish), selectinload(Reveal.person))
        .order_by(Reveal.id.desc())
        .limit(limit)
    )
    if after is not None:
        found = found.where(Reveal.id < after)
    return list(db.session.scalars(found))


def reveals_of(wish: Wish, *, by: int | None = None) -> list[Reveal]:
    """Return the looks at this wish's resident, those of one person when `by` is given, newest first."""
    found = sa.select(Reveal).where(Reveal.wish_id == wish.id).options(joinedload(Reveal.person))
    if by is not None:
        found = found.where(Reveal.person_id == by)
    return list(db.session.scalars(found.order_by(Reveal.id.desc())))


def follow_up_due(wish: Wish) -> date:
    """Return the day by which the resident is asked again."""
    return clock.local_day((wish.closed_at or wish.state_since) + policy.wish_followup_days * DAY)


def closed_before(moment: datetime, limit: int = 200) -> list[Beneficiary]:
    """Return residents whose wish closed before a moment and whose private data is still there."""
    return list(
        db.session.scalars(
            sa.select(Beneficiary)
            .join(Wish, Wish.beneficiary_id == Beneficiary.id)
            .where(Wish.closed_at < moment, Beneficiary.forgotten_at.is_(None))
            .limit(limit)
        )
    )
