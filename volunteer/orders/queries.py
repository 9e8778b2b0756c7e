"""Reading offerings and orders."""

import sqlalchemy as sa

from volunteer.base.db import db
from volunteer.orders.models import Offering


def offering_of_code(code: str) -> Offering | None:
    """Return the offering with this code."""
    return db.session.scalar(sa.select(Offering).where(Offering.code == code))
