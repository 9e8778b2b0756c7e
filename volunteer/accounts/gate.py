"""One person's doings in order: what reads several rows of a person and then decides passes this gate first."""

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base.db import hold as hold_rows
from volunteer.base.db import table_of

_people = table_of(Person)
_PASS = sa.select(_people.c.id).where(_people.c.id == sa.bindparam("person_id")).with_for_update(key_share=True)


def hold(*person_ids: int) -> None:
    """Let nobody else pass the gates of these people until this transaction ends. Several: in order of id."""
    for person_id in sorted(set(person_ids)):
        hold_rows(_PASS, person_id=person_id)
