"""Putting an offering on the menu, changing it, taking it off."""

from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from volunteer.base import codes
from volunteer.base.db import db
from volunteer.journal import lines
from volunteer.orders.models import MINORS, Audience, Mode, Offering, OfferingAudience, Season, Topic
from volunteer.orders.permissions import may_keep
from volunteer.orders.refusals import MayNotKeep, NotItsProgramme, OfferingClosed, TooFewTutors
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import is_below
from volunteer.organisations.standing import Principal
from volunteer.partnership.models import Programme

LEAST_ADULTS = 2  # never one adult alone with minors (domain: protecting children)


@dataclass(frozen=True)
class Words:
    """What stands on the menu."""

    title: str
    topic: Topic
    audiences: tuple[Audience, ...]
    summary: str
    content: str
    modes: tuple[Mode, ...]
    class_periods: int
    minutes: int
    most_people: int
    tutors: int
    qualification: str | None
    place_needs: str | None
    equipment: str | None
    materials: tuple[str, ...]
    preparation_days: int
    season: Season
    per_month: int | None
    per_term: int | None


def add(words: Words, programme: Programme | None, owner: Organisation, by: Principal, now: datetime) -> Offering:
    """Put an offering on the menu. Raises: MayNotKeep, NotItsProgramme, TooFewTutors."""
    _check(words, programme, owner, by)
    offering = Offering(
        code=codes.name(),
        programme_id=programme.id if programme else None,
        owner_id=owner.id,
        added_at=now,
        **_columns(words),
    )
    db.session.add(offering)
    db.session.flush()
    _suit(offering, words.audiences)
    lines.record("offerings.added", "offerings", offering.id, by=by.person_id, at=now, organisation_id=owner.id)
    return offering


def revise(offering: Offering, words: Words, programme: Programme | None, by: Principal, now: datetime) -> None:
    """Change an offering. Orders that were placed stay as they are; what they take counts for the new capacity.

    Raises: as `add`, OfferingClosed.
    """
    _check(words, programme, offering.owner, by)
    kept = db.session.execute(
        sa.update(Offering)
        .where(Offering.id == offering.id, Offering.closed_at.is_(None))
        .values(programme_id=programme.id if programme else None, **_columns(words))
        .execution_options(synchronize_session=False)
    )
    if not kept.rowcount:  # type: ignore[attr-defined]
        raise OfferingClosed
    db.session.execute(sa.delete(OfferingAudience).where(OfferingAudience.offering_id == offering.id))
    db.session.expire(offering)
    _suit(offering, words.audiences)
    lines.record(
        "offerings.revised", "offerings", offering.id, by=by.person_id, at=now, organisation_id=offering.owner_id
    )


def close(offering: Offering, by: Principal, now: datetime) -> None:
    """Take an offering off the menu; orders that stand go on. Raises: MayNotKeep, OfferingClosed."""
    if not may_keep(by, offering.owner):
        raise MayNotKeep
    closed = db.session.execute(
        sa.update(Offering)
        .where(Offering.id == offering.id, Offering.closed_at.is_(None))
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(offering)
    if not closed.rowcount:  # type: ignore[attr-defined]
        raise OfferingClosed
    lines.record(
        "offerings.closed", "offerings", offering.id, by=by.person_id, at=now, organisation_id=offering.owner_id
    )


def _check(words: Words, programme: Programme | None, owner: Organisation, by: Principal) -> None:
    if not may_keep(by, owner):
        raise MayNotKeep
    if programme is not None and not is_below(owner.id, programme.owner_id):
        raise NotItsProgramme
    if MINORS & set(words.audiences) and words.tutors < LEAST_ADULTS:
        raise TooFewTutors


def _columns(words: Words) -> dict[str, object]:
    """Return what stands in the offering's own row."""
    plain = {one.name: getattr(words, one.name) for one in fields(words) if one.name != "audiences"}
    return {**plain, "modes": [one.value for one in words.modes], "materials": list(words.materials)}


def _suit(offering: Offering, audiences: tuple[Audience, ...]) -> None:
    db.session.add_all(OfferingAudience(offering_id=offering.id, audience=one) for one in audiences)
    db.session.flush()
    db.session.expire(offering, ["audiences"])
