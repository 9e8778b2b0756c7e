"""Crediting minutes, reversing a posting, correcting one. Rows are added, never changed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from volunteer.accounts import gate
from volunteer.base import clock, codes
from volunteer.base.db import db
from volunteer.base.refusal import SameHands
from volunteer.config import policy
from volunteer.hours.models import HourEntry, Provenance, Source
from volunteer.hours.queries import minutes_on, overlapping
from volunteer.hours.refusals import AlreadyReversed, OverDailyCap, Overlaps
from volunteer.journal import lines


@dataclass(frozen=True)
class Service:
    """What is to be recorded of one service of one person. `minutes` has been rounded by `time.creditable`."""

    person_id: int
    host_id: int
    community_id: int | None
    unit_id: int | None
    started_at: datetime
    ended_at: datetime
    minutes: int
    provenance: Provenance
    source: Source
    source_id: int
    name: str
    place: str
    content: str
    person_in_charge: str
    recorded_by: int
    approved_by: int | None = None
    reason: str | None = None


def credit(service: Service, now: datetime) -> HourEntry:
    """Post the minutes of one service and return the posting.

    Raises: Overlaps, OverDailyCap unless somebody else approved, SameHands for a back-fill without a second person.
    """
    gate.hold(service.person_id)  # two postings of one person may not pass each other unseen
    return _post(service, now)


def reverse(entry: HourEntry, by: int, reason: str, now: datetime, *, approved_by: int | None = None) -> HourEntry:
    """Take a posting back by a row of its own and return that row. Raises: AlreadyReversed, SameHands."""
    if by == entry.person_id:
        raise SameHands
    gate.hold(entry.person_id)
    if entry.reverses_id is not None or db.session.scalar(
        sa.select(HourEntry.id).where(HourEntry.reverses_id == entry.id)
    ):
        raise AlreadyReversed
    row = HourEntry(
        **_words(entry),
        served_on=entry.served_on,
        code=codes.name(),
        minutes=-entry.minutes,
        reason=reason,
        recorded_by=by,
        recorded_at=now,
        approved_by=approved_by or (entry.recorded_by if entry.recorded_by != by else entry.approved_by),
        reverses_id=entry.id,
        follows_id=None,
    )
    db.session.add(row)
    db.session.flush()
    lines.record("hours.reversed", "hour_entries", row.id, by=by, at=now, organisation_id=row.host_id, reason=reason)
    return row


def correct(entry: HourEntry, minutes: int, by: int, approved_by: int, reason: str, now: datetime) -> HourEntry:
    """Reverse a posting and post it again with other minutes, entered by one person and approved by another.

    Raises: AlreadyReversed, SameHands.
    """
    return follow(reverse(entry, by, reason, now), minutes, by, approved_by, reason, now)


def follow(reversal: HourEntry, minutes: int, by: int, approved_by: int, reason: str, now: datetime) -> HourEntry:
    """Post again, with other minutes, what was taken back. Raises: SameHands, Overlaps."""
    if by == approved_by or reversal.person_id in (by, approved_by):
        raise SameHands
    again = Service(**_words(reversal), minutes=minutes, recorded_by=by, approved_by=approved_by, reason=reason)
    return _post(replace(again, provenance=Provenance.BACKFILL), now, follows_id=reversal.id)


def _post(service: Service, now: datetime, *, follows_id: int | None = None) -> HourEntry:
    second = service.approved_by not in (None, service.recorded_by, service.person_id)
    if service.provenance is Provenance.BACKFILL and not second:
        raise SameHands
    other = overlapping(service.person_id, service.started_at, service.ended_at)
    if other is not None:
        raise Overlaps(other)
    served_on = clock.local_day(service.started_at)
    already = minutes_on(service.person_id, served_on)
    if already + service.minutes > policy.hours_daily_cap_minutes and not second:
        raise OverDailyCap(already, policy.hours_daily_cap_minutes)
    entry = HourEntry(**vars(service), code=codes.name(), served_on=served_on, recorded_at=now, follows_id=follows_id)
    db.session.add(entry)
    db.session.flush()
    lines.record(
        "hours.credited",
        "hour_entries",
        entry.id,
        by=service.recorded_by,
        at=now,
        organisation_id=service.host_id,
        source=service.source.value,
        source_id=service.source_id,
    )
    return entry


def _words(entry: HourEntry) -> dict[str, Any]:
    """Return what a reversal and a correction have in common with the posting."""
    kept = (
        "person_id host_id community_id unit_id started_at ended_at provenance source source_id "
        "name place content person_in_charge"
    )
    return {name: getattr(entry, name) for name in kept.split()}
