"""Telling the people who work for an organisation."""

from collections.abc import Iterable
from datetime import datetime

from volunteer.notices import inbox
from volunteer.organisations.queries import staff_of
from volunteer.partnership.permissions import STAFF


def tell_staff(
    organisation_ids: Iterable[int], text: str, path: str, now: datetime, *, but: int | None = None, also: int = 0
) -> None:
    """Leave a notice for everybody who works for one of these organisations, each once. `but` knows already."""
    people = {one.id for organisation_id in organisation_ids for one in staff_of(organisation_id, STAFF)}
    for person_id in sorted((people | ({also} if also else set())) - {but}):
        inbox.tell(person_id, text, path, now)
