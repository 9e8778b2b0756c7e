"""A person's unit and community, one of each at a time, with history kept."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.base.db import db
from volunteer.journal import lines
from volunteer.organisations.models import Belonging, Membership


def join(person_id: int, organisation_id: int, belonging: Belonging, by: int | None, now: datetime) -> Membership:
    """Let the person belong there from now on; where they belonged before ends now."""
    gate.hold(person_id)
    present = db.session.scalar(
        sa.select(Membership).where(
            Membership.person_id == person_id, Membership.belonging == belonging, Membership.until_at.is_(None)
        )
    )
    if present is not None:
        if present.organisation_id == organisation_id:
            return present
        present.until_at = now
        db.session.flush()
    joined = Membership(person_id=person_id, organisation_id=organisation_id, belonging=belonging, since_at=now)
    db.session.add(joined)
    db.session.flush()
    lines.record(f"membership.{belonging.value}", "people", person_id, by=by, at=now, organisation_id=organisation_id)
    return joined
