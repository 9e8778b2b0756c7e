"""Block B of the report: agreements in force at the end of a period, signed and ended in it.

An agreement was signed when the last signature was put in, and ended on its last day or when it was ended before. Both
stay as they are, so the figures of a past period are the same whenever they are asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.organisations.models import Organisation
from volunteer.partnership.models import Agreement, AgreementParty, State
from volunteer.partnership.queries import seen_by


@dataclass(frozen=True)
class AgreementFigures:
    """Block B. `in_force` is at the end of the period."""

    in_force: int
    signed: int
    ended: int


def agreement_figures(organisation: Organisation, first: date, last: date) -> AgreementFigures:
    """Return block B of a node of either hierarchy for the local days `first` to `last`."""
    return AgreementFigures(**{name: len(ids) for name, ids in counted_of(organisation, first, last).items()})


def agreements_behind(organisation: Organisation, figure: str, first: date, last: date) -> list[Agreement] | None:
    """Return the agreements that a figure counts, the newest first; None for a figure that is none."""
    counted = counted_of(organisation, first, last)
    if figure not in counted:
        return None
    return list(
        db.session.scalars(
            sa.select(Agreement)
            .where(Agreement.id.in_(counted[figure]))
            .options(
                joinedload(Agreement.host), selectinload(Agreement.parties).joinedload(AgreementParty.organisation)
            )
            .order_by(Agreement.id.desc())
        )
    )


def counted_of(organisation: Organisation, first: date, last: date) -> dict[str, list[int]]:
    """Return the ids that each figure counts: agreements that the node or one under it drew up or is a party of."""
    signed_at = sa.func.max(AgreementParty.signed_at)
    rows = db.session.execute(
        sa.select(
            Agreement.id, Agreement.starts_on, Agreement.ends_on, Agreement.state, Agreement.state_since, signed_at
        )
        .join(AgreementParty, AgreementParty.agreement_id == Agreement.id)
        .where(seen_by(organisation.id), Agreement.ends_on >= first - DAY)
        .group_by(Agreement.id)
        .having(sa.func.count() == sa.func.count(AgreementParty.signed_at))
    ).all()
    found: dict[str, list[int]] = {"in_force": [], "signed": [], "ended": []}
    for id_, starts_on, ends_on, state, since, signed in rows:
        assert signed is not None  # each of its parties has signed
        since_on = max(starts_on, clock.local_day(signed))
        ended_on = _ended_on(ends_on, state, since)
        if since_on <= last < ended_on:
            found["in_force"].append(id_)
        if first <= clock.local_day(signed) <= last:
            found["signed"].append(id_)
        if first <= ended_on <= last:
            found["ended"].append(id_)
    return found


def _ended_on(ends_on: date, state: State, since: datetime) -> date:
    """Return the first day on which it is no longer in force: after its last day, or when it was ended before."""
    runs_out = ends_on + DAY
    return min(runs_out, clock.local_day(since)) if state is State.ENDED else runs_out
