"""A registration's state moves by its table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.base.db import db
from volunteer.journal import moves
from volunteer.organisations.models import Organisation
from volunteer.registration.models import MOVES, State, UnitRegistration
from volunteer.registration.permissions import Registration


def hold(registration: Registration) -> None:
    """Let nobody else register, accept or end for this unit or person until this transaction ends."""
    if isinstance(registration, UnitRegistration):
        hold_unit(registration.unit_id)
    else:
        gate.hold(registration.person_id)
    db.session.refresh(registration)


def hold_unit(unit_id: int) -> None:
    """Let nobody else register or accept for this unit until this transaction ends."""
    # On SQLite a write has the whole database to itself; the clause means something on PostgreSQL.
    db.session.execute(sa.select(Organisation.id).where(Organisation.id == unit_id).with_for_update())


def move(
    registration: Registration,
    to: State,
    by: int | None,
    now: datetime,
    *,
    out_of: State | None = None,
    values: Mapping[str, Any] | None = None,
    **detail: object,
) -> None:
    """Move the registration `out_of` this state, setting `values` with it. Raises: MovedOn."""
    moves.move(
        registration,
        to,
        MOVES,
        called="这份报到",
        by=by,
        now=now,
        organisation_id=registration.community_id,
        out_of=out_of,
        values=values,
        **detail,
    )
