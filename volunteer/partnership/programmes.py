"""A programme is founded."""

import re
from datetime import date, datetime

from volunteer.base.db import db
from volunteer.journal import lines
from volunteer.organisations.models import Organisation
from volunteer.partnership.models import Programme
from volunteer.partnership.queries import programme_of_code
from volunteer.partnership.refusals import ProgrammeCodeTaken

CODE = re.compile(r"[a-z][a-z0-9-]{1,23}")


def found(
    code: str,
    name: str,
    owner: Organisation,
    now: datetime,
    *,
    begun_on: date,
    purpose: str = "",
    carries_hours: bool = True,
    by: int | None = None,
) -> Programme:
    """Make a programme and return it. `by` is None for the operator at the shell. Raises: ProgrammeCodeTaken."""
    if programme_of_code(code) is not None:
        raise ProgrammeCodeTaken
    made = Programme(
        code=code,
        name=name,
        purpose=purpose,
        owner_id=owner.id,
        carries_hours=carries_hours,
        begun_on=begun_on,
        letters=0,
    )
    db.session.add(made)
    db.session.flush()
    lines.record("programmes.founded", "programmes", made.id, by=by, at=now, organisation_id=owner.id)
    return made
