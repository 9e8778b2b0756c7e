"""What the level above expects of a place: so many units, so many members. Each setting is a row."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.journal import lines
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.standing import Principal
from volunteer.registration.models import RegistrationTarget
from volunteer.registration.permissions import may_set_target

PLACES = (Kind.DISTRICT, Kind.SUBDISTRICT, Kind.COMMUNITY)


def set_due(place: Organisation, units: int, members: int, by: Principal, now: datetime) -> RegistrationTarget:
    """Set what is due for the place from now on. Raises: NotYours."""
    if not may_set_target(by, place):
        raise NotYours
    target = RegistrationTarget(place_id=place.id, units=units, members=members, set_by=by.person_id, set_at=now)
    db.session.add(target)
    db.session.flush()
    lines.record(
        "registration.target", "registration_targets", target.id, by=by.person_id, at=now, organisation_id=place.id
    )
    return target


def latest_targets(place_ids: list[int]) -> dict[int, RegistrationTarget]:
    """Return what is due now, for each of these places that something was set for."""
    latest = (
        sa.select(sa.func.max(RegistrationTarget.id))
        .where(RegistrationTarget.place_id.in_(place_ids))
        .group_by(RegistrationTarget.place_id)
    )
    rows = db.session.scalars(sa.select(RegistrationTarget).where(RegistrationTarget.id.in_(latest)))
    return {one.place_id: one for one in rows}
