"""An organisation is made and changed."""

import re
from datetime import datetime

from volunteer.base.db import db
from volunteer.journal import lines
from volunteer.organisations.models import Kind, Organisation
from volunteer.organisations.queries import is_below, organisation_of_code
from volunteer.organisations.refusals import Circle, CodeTaken

CODE = re.compile(r"[A-Z][A-Z0-9]{1,23}")


def found(
    code: str,
    name: str,
    kind: Kind,
    now: datetime,
    *,
    short_name: str = "",
    parent: Organisation | None = None,
    party_parent: Organisation | None = None,
    office_phone: str | None = None,
    office_place: str | None = None,
    by: int | None = None,
) -> Organisation:
    """Make an organisation and return it. Raises: CodeTaken."""
    if organisation_of_code(code):
        raise CodeTaken
    made = Organisation(
        code=code.upper(),
        name=name,
        short_name=short_name or name,
        kind=kind,
        parent_id=parent.id if parent else None,
        party_parent_id=party_parent.id if party_parent else None,
        office_phone=office_phone,
        office_place=office_place,
        founded_at=now,
    )
    db.session.add(made)
    db.session.flush()
    lines.record("organisation.founded", "organisations", made.id, by=by, at=now, organisation_id=made.id)
    return made


def change(
    organisation: Organisation,
    *,
    name: str,
    short_name: str,
    parent: Organisation | None,
    party_parent: Organisation | None,
    office_phone: str | None,
    office_place: str | None,
    by: int,
    now: datetime,
) -> None:
    """Change what an organisation is called and where it stands. Raises: Circle."""
    for above in (parent, party_parent):
        if above is not None and is_below(above.id, organisation.id):
            raise Circle(field="parent" if above is parent else "party_parent")
    organisation.name, organisation.short_name = name, short_name or name
    organisation.parent_id = parent.id if parent else None
    organisation.party_parent_id = party_parent.id if party_parent else None
    organisation.office_phone, organisation.office_place = office_phone, office_place
    lines.record(
        "organisation.changed", "organisations", organisation.id, by=by, at=now, organisation_id=organisation.id
    )
