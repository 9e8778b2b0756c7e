"""What must always hold in the ledger. Each check returns one sentence about the first difference, or None."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from volunteer.base.db import db
from volunteer.hours import sums
from volunteer.hours.models import HourEntry
from volunteer.hours.queries import live


def balance_is_the_sum_of_what_stands() -> str | None:
    """The sum of all rows of a person equals the sum of the postings that stand."""
    rows = sa.select(HourEntry.person_id, sa.func.sum(HourEntry.minutes).label("all")).group_by(HourEntry.person_id)
    standing = (
        live()
        .with_only_columns(HourEntry.person_id, sa.func.sum(HourEntry.minutes).label("standing"))
        .group_by(HourEntry.person_id)
        .subquery()
    )
    every = rows.subquery()
    wrong = db.session.execute(
        sa.select(every.c.person_id, every.c.all, sa.func.coalesce(standing.c.standing, 0))
        .select_from(every.outerjoin(standing, standing.c.person_id == every.c.person_id))
        .where(every.c.all != sa.func.coalesce(standing.c.standing, 0))
        .order_by(every.c.person_id)
        .limit(1)
    ).first()
    return f"person {wrong[0]}: all rows sum to {wrong[1]} minutes, what stands to {wrong[2]}" if wrong else None


def each_source_stands_once() -> str | None:
    """One posting at the most stands for a source."""
    wrong = db.session.execute(
        live()
        .with_only_columns(HourEntry.source, HourEntry.source_id, sa.func.count())
        .group_by(HourEntry.source, HourEntry.source_id)
        .having(sa.func.count() > 1)
        .limit(1)
    ).first()
    return f"{wrong[0].value} {wrong[1]} has {wrong[2]} postings that stand" if wrong else None


def each_reversal_mirrors_its_posting() -> str | None:
    """A posting is reversed once, by its exact negative, for the same person and source."""
    posting = aliased(HourEntry)
    wrong = db.session.execute(
        sa.select(HourEntry.id, posting.id)
        .join(posting, HourEntry.reverses_id == posting.id)
        .where(
            sa.or_(
                HourEntry.minutes != -posting.minutes,
                HourEntry.person_id != posting.person_id,
                HourEntry.served_on != posting.served_on,
                HourEntry.host_id != posting.host_id,
                HourEntry.community_id.is_distinct_from(posting.community_id),
                HourEntry.unit_id.is_distinct_from(posting.unit_id),
                HourEntry.provenance != posting.provenance,
                HourEntry.source != posting.source,
                HourEntry.source_id != posting.source_id,
                posting.reverses_id.is_not(None),
            )
        )
        .limit(1)
    ).first()
    if wrong:
        return f"row {wrong[0]} does not mirror row {wrong[1]} that it reverses"
    twice = db.session.execute(
        sa.select(HourEntry.reverses_id)
        .where(HourEntry.reverses_id.is_not(None))
        .group_by(HourEntry.reverses_id)
        .having(sa.func.count() > 1)
        .limit(1)
    ).first()
    return f"row {twice[0]} is reversed more than once" if twice else None


def nobody_serves_twice_at_one_time() -> str | None:
    """The postings of one person that stand do not share time."""
    ends_before = sa.func.max(HourEntry.ended_at).over(
        partition_by=HourEntry.person_id,
        order_by=(HourEntry.started_at, HourEntry.id),
        rows=(None, -1),
    )
    spans = (
        live()
        .with_only_columns(HourEntry.id, HourEntry.person_id, HourEntry.started_at, ends_before.label("ends_before"))
        .subquery()
    )
    wrong = db.session.execute(
        sa.select(spans.c.id, spans.c.person_id).where(spans.c.ends_before > spans.c.started_at).limit(1)
    ).first()
    return f"row {wrong[0]} overlaps an earlier one of person {wrong[1]}" if wrong else None


def minutes_fit_into_their_time() -> str | None:
    """No posting has more minutes than lie between its beginning and its end."""
    every = sa.select(HourEntry).order_by(HourEntry.id).execution_options(yield_per=1000)
    with db.session.scalars(every) as entries:
        for entry in entries:
            if abs(entry.minutes) * 60 > (entry.ended_at - entry.started_at).total_seconds():
                return f"row {entry.id} has {entry.minutes} minutes, more than its time"
    return None


def sums_are_those_of_the_ledger() -> str | None:
    """What is kept by month equals the plain sum of the ledger's rows up to the mark."""
    for model in sums.KEPT:
        keys, summed = sums.columns_of(model)
        kept = sa.select(*(getattr(model, name) for name in (*keys, *summed)))
        plain = sums.summed(model, HourEntry.id <= sums.upto()).subquery().c
        taken = sa.select(*(plain[name] for name in keys), *(-plain[name] for name in summed))
        both = sa.union_all(kept, taken).subquery().c
        left = [sa.func.sum(both[name]) for name in summed]
        wrong = db.session.execute(
            sa.select(*(both[name] for name in keys), *left)
            .group_by(*(both[name] for name in keys))
            .having(sa.or_(*(one != 0 for one in left)))
            .limit(1)
        ).first()
        if wrong:
            key = ", ".join(f"{name} {value}" for name, value in zip(keys, wrong, strict=False))
            return f"{model.__tablename__} ({key}) is off by {', '.join(str(one) for one in wrong[len(keys) :])}"
    return None


CHECKS = (
    balance_is_the_sum_of_what_stands,
    each_source_stands_once,
    each_reversal_mirrors_its_posting,
    nobody_serves_twice_at_one_time,
    minutes_fit_into_their_time,
    sums_are_those_of_the_ledger,
)
