"""Block D (wishes) and the minutes by provenance, of a unit or of a community, for a month or a year.

A community's figures are the wishes of the communities under the node. A unit's are the claims by its members, by the
unit each belonged to on the day. Wishes are counted by the day a thing happened to them; a roll-up counts distinct
ids under the node and never adds up children.
"""

import statistics
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.orm import join as joined

from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Provenance
from volunteer.hours.sums import entries, served
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.queries import below
from volunteer.reports.periods import Period
from volunteer.wishes.models import Confirmation, Delivery, Ending, FollowUp, Outcome, Wish, WishClaim

REACHED = (Outcome.FULFILLED, Outcome.PARTLY)
PLACES = (Kind.DISTRICT, Kind.SUBDISTRICT, Kind.COMMUNITY, Kind.GRID)


_claim = aliased(WishClaim)


@dataclass(frozen=True)
class WishFigures:
    """Block D. None where the figure has no meaning for this organisation, or its denominator is 0."""

    collected: int | None
    published: int | None
    claimed: int
    fulfilled: int
    partly: int
    could_not: int
    withdrawn: int | None
    rejected: int | None
    expired: int | None
    released: int
    fulfil_rate: float | None
    median_days: float | None  # from publication (a unit: from the claim) to the confirmation
    satisfaction: float | None  # 1–5, mean of the answers
    satisfaction_answers: int  # how many answered
    followed_up: int


@dataclass(frozen=True)
class HourFigures:
    """Minutes credited, by the local day of service, reversals included."""

    minutes: int
    entries: int
    persons: int
    by_provenance: dict[Provenance, int]


def wish_figures(organisation: Organisation, period: Period) -> WishFigures:
    """Return block D of a node of either hierarchy for a period."""
    count = _place_wishes if organisation.kind in PLACES else _unit_wishes
    return count(organisation, period)


# ------------------------------------------------------------------------------ what is behind each figure


def within(column: sa.ColumnElement[object] | object, period: Period) -> sa.ColumnElement[bool]:
    """Return the clause that a moment lies in the period."""
    moment: sa.ColumnElement[object] = column  # type: ignore[assignment]
    return sa.and_(moment >= period.begins_at, moment < period.ends_at)


def place_clauses(organisation: Organisation, period: Period) -> dict[str, sa.ColumnElement[bool]]:
    """Return, for each of a place's figures, the clause over `Wish` that its records meet."""
    here = Wish.community_id.in_(below(organisation.id))
    closed = sa.and_(here, within(Wish.closed_at, period))
    claimed = sa.exists().where(WishClaim.wish_id == Wish.id, within(WishClaim.claimed_at, period))
    released = sa.exists().where(
        WishClaim.wish_id == Wish.id,
        WishClaim.ending.in_([Ending.RELEASED, Ending.NO_CONTACT, Ending.OVERDUE]),
        within(WishClaim.ended_at, period),
    )
    asked = sa.exists().where(FollowUp.wish_id == Wish.id, within(FollowUp.followed_up_at, period))
    reached = sa.and_(closed, Wish.outcome.in_(REACHED))
    return {
        "collected": sa.and_(here, within(Wish.submitted_at, period)),
        "published": sa.and_(here, within(Wish.published_at, period)),
        "claimed": sa.and_(here, claimed),
        "fulfilled": sa.and_(closed, Wish.outcome == Outcome.FULFILLED),
        "partly": sa.and_(closed, Wish.outcome == Outcome.PARTLY),
        "could_not": sa.and_(closed, Wish.outcome == Outcome.COULD_NOT),
        "withdrawn": sa.and_(closed, Wish.outcome == Outcome.WITHDRAWN),
        "rejected": sa.and_(closed, Wish.outcome == Outcome.REJECTED),
        "expired": sa.and_(closed, Wish.outcome == Outcome.EXPIRED),
        "released": sa.and_(here, released),
        "followed_up": sa.and_(here, asked),
        "rated": sa.and_(reached, _rated()),
    }


def unit_clauses(organisation: Organisation, period: Period) -> dict[str, sa.ColumnElement[bool]]:
    """Return, for each of a unit's figures, the clause over `WishClaim` joined to `Wish` that its records meet."""
    ours = WishClaim.unit_id.in_(below(organisation.id))
    ended = sa.and_(ours, within(WishClaim.ended_at, period))
    completed = sa.and_(ended, WishClaim.ending == Ending.COMPLETED)
    asked = sa.exists().where(FollowUp.wish_id == WishClaim.wish_id, within(FollowUp.followed_up_at, period))
    return {
        "claimed": sa.and_(ours, within(WishClaim.claimed_at, period)),
        "fulfilled": sa.and_(completed, Wish.outcome == Outcome.FULFILLED),
        "partly": sa.and_(completed, Wish.outcome == Outcome.PARTLY),
        "could_not": sa.and_(ended, WishClaim.ending == Ending.CLOSED, Wish.outcome == Outcome.COULD_NOT),
        "released": sa.and_(ended, WishClaim.ending.in_([Ending.RELEASED, Ending.NO_CONTACT, Ending.OVERDUE])),
        "followed_up": sa.and_(ours, WishClaim.ending == Ending.COMPLETED, asked),
        "rated": sa.and_(completed, _rated()),
    }


def _rated() -> sa.ColumnElement[bool]:
    """Return the clause that the resident of a wish gave 1 to 5."""
    return (
        sa.exists()
        .where(Confirmation.delivery_id == Delivery.id, Delivery.claim_id == _claim.id, _claim.wish_id == Wish.id)
        .where(_claim.ending == Ending.COMPLETED, Confirmation.is_accepted, Confirmation.satisfaction.is_not(None))
    )


def hour_clause(organisation: Organisation, period: Period, is_place: bool) -> sa.ColumnElement[bool]:
    """Return the clause over `HourEntry` of what is credited to this node: a place's by place, a unit's by unit."""
    whose = HourEntry.community_id if is_place else HourEntry.unit_id
    return sa.and_(whose.in_(below(organisation.id)), HourEntry.served_on.between(period.first, period.last))


# ------------------------------------------------------------------------------ counting


def _place_wishes(organisation: Organisation, period: Period) -> WishFigures:
    clauses = place_clauses(organisation, period)
    counted = _counts(clauses, Wish, Wish.id, Wish.id.in_(_touched(period)))
    published_and_taken_back = db.session.scalar(
        sa.select(sa.func.count()).where(clauses["withdrawn"], Wish.published_at.is_not(None))
    )
    spans = sa.select(Wish.published_at, Wish.closed_at).where(clauses["fulfilled"])
    return _figures(
        counted,
        counted["published"] - (published_and_taken_back or 0),
        spans,
        _satisfaction(sa.or_(clauses["fulfilled"], clauses["partly"])),
    )


def _unit_wishes(organisation: Organisation, period: Period) -> WishFigures:
    clauses = unit_clauses(organisation, period)
    claims = joined(WishClaim, Wish, WishClaim.wish_id == Wish.id)
    counted = _counts(clauses, claims, WishClaim.wish_id, WishClaim.wish_id.in_(_touched(period)))
    spans = (
        sa.select(WishClaim.claimed_at, WishClaim.ended_at)
        .join(Wish, WishClaim.wish_id == Wish.id)
        .where(clauses["fulfilled"])
    )
    answers = _satisfaction(sa.or_(clauses["fulfilled"], clauses["partly"]))
    return _figures(counted, counted["claimed"], spans, answers)


def _touched(period: Period) -> sa.CompoundSelect[int]:
    """Return a query for the wishes to which anything happened in the period that a figure may count.

    Without it every wish there ever was would be asked about every figure.
    """
    moments = (Wish.submitted_at, Wish.published_at, Wish.closed_at)
    return sa.union(
        *(sa.select(Wish.id).where(within(moment, period)) for moment in moments),
        sa.select(WishClaim.wish_id).where(within(WishClaim.claimed_at, period)),
        sa.select(WishClaim.wish_id).where(within(WishClaim.ended_at, period)),
        sa.select(FollowUp.wish_id).where(within(FollowUp.followed_up_at, period)),
    )


def _counts(
    clauses: dict[str, sa.ColumnElement[bool]], source: Any, distinct: Any, touched: sa.ColumnElement[bool]
) -> dict[str, int]:
    """Count, in one statement, the distinct wishes of `source` that meet each clause; only `touched` ones can."""
    columns = [sa.func.count(sa.distinct(sa.case((clause, distinct)))) for clause in clauses.values()]
    row = db.session.execute(sa.select(*columns).select_from(source).where(touched)).one()
    return dict(zip(clauses, (int(count) for count in row), strict=True))


def _satisfaction(clause: sa.ColumnElement[bool]) -> tuple[float | None, int]:
    """Return the mean of the residents' 1 to 5, and how many answered."""
    row = db.session.execute(
        sa.select(sa.func.sum(Confirmation.satisfaction), sa.func.count(Confirmation.satisfaction))
        .select_from(Confirmation)
        .join(Delivery, Confirmation.delivery_id == Delivery.id)
        .join(WishClaim, Delivery.claim_id == WishClaim.id)
        .join(Wish, WishClaim.wish_id == Wish.id)
        .where(clause, WishClaim.ending == Ending.COMPLETED, Confirmation.is_accepted)
    ).one()
    total, answers = int(row[0] or 0), int(row[1])
    return (total / answers if answers else None), answers


def _figures(
    counted: dict[str, int],
    denominator: int,
    spans: sa.Select[Any, Any],
    answers: tuple[float | None, int],
) -> WishFigures:
    days = [(row[1] - row[0]).total_seconds() / 86400 for row in db.session.execute(spans)]
    return WishFigures(
        collected=counted.get("collected"),  # a unit neither collects nor publishes: it has no such figure
        published=counted.get("published"),
        claimed=counted["claimed"],
        fulfilled=counted["fulfilled"],
        partly=counted["partly"],
        could_not=counted["could_not"],
        withdrawn=counted.get("withdrawn"),
        rejected=counted.get("rejected"),
        expired=counted.get("expired"),
        released=counted["released"],
        followed_up=counted["followed_up"],
        fulfil_rate=counted["fulfilled"] / denominator if denominator > 0 else None,
        median_days=round(statistics.median(days), 1) if days else None,
        satisfaction=round(answers[0], 2) if answers[0] is not None else None,
        satisfaction_answers=answers[1],
    )


def hour_figures(organisation: Organisation, period: Period) -> HourFigures:
    """Return the minutes credited to a node of either hierarchy in a period."""
    here, is_place = below(organisation.id), organisation.kind in PLACES

    def credited(columns: Any) -> sa.ColumnElement[bool]:
        clause: sa.ColumnElement[bool] = (columns.community_id if is_place else columns.unit_id).in_(here)
        return clause

    sums = entries(period.first, period.last, credited)
    split = {
        row[0]: (row[1], row[2])
        for row in db.session.execute(
            sa.select(sums.c.provenance, sa.func.sum(sums.c.minutes), sa.func.sum(sums.c.postings)).group_by(
                sums.c.provenance
            )
        )
    }
    people = served(period.first, period.last, credited).subquery()
    persons = db.session.scalar(sa.select(sa.func.count()).select_from(people)) or 0
    by_provenance = {one: int(split.get(one, (0, 0))[0]) for one in Provenance}
    postings = sum(int(one[1]) for one in split.values())
    return HourFigures(sum(by_provenance.values()), postings, persons, by_provenance)
