"""Sessions are rows: each device can be seen and ended, and a disabled person is out at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from volunteer.accounts.models import LoginSession, Person
from volunteer.base import codes
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.base.db import db
from volunteer.config import policy
from volunteer.journal import lines

KEEP = 183 * DAY  # network logs are kept six months at least, and no longer than they must be
SEEN_EVERY = 5 * MINUTE  # the last-seen time is written this often at most


def begin(
    person: Person, now: datetime, *, device: str, address: str | None, is_shared: bool
) -> tuple[LoginSession, str]:
    """Sign the person in on a device. Returns the session and the token that only the cookie gets."""
    token = codes.bearer()
    session = LoginSession(
        code=codes.name(),
        token_hash=codes.digest(token),
        person_id=person.id,
        device=device,
        address=address,
        is_shared=is_shared,
        began_at=now,
        last_seen_at=now,
    )
    db.session.add(session)
    db.session.flush()
    lines.record("session.began", "people", person.id, by=person.id, at=now)
    return session, token


@dataclass(frozen=True)
class Device:
    """What decides how long a device stays signed in."""

    session_id: int
    is_shared: bool
    began_at: datetime
    last_seen_at: datetime


def of_token(token: str) -> LoginSession | None:
    """Return the session behind a token, or None when it has ended or the person is disabled."""
    return db.session.scalar(
        sa.select(LoginSession)
        .join(LoginSession.person)
        .where(LoginSession.ended_at.is_(None), Person.disabled_at.is_(None))
        .where(LoginSession.token_hash == codes.digest(token))
    )


def idle_limit(device: Device, *, is_staff: bool) -> timedelta:
    """Return how long this session may rest. Staff leave sooner, and so does a phone that several people use."""
    limits = [policy.idle_days * DAY]
    if device.is_shared:
        limits.append(policy.shared_idle_minutes * MINUTE)
    if is_staff:
        limits.append(policy.staff_idle_minutes * MINUTE)
    return min(limits)


def is_over(device: Device, now: datetime, *, is_staff: bool) -> bool:
    """Say whether the session has rested too long, or a staff session has lasted longer than a working day."""
    rested = now - device.last_seen_at > idle_limit(device, is_staff=is_staff)
    return rested or (is_staff and now - device.began_at > policy.staff_session_hours * HOUR)


def seen(session_id: int, now: datetime) -> None:
    """Note that the device was used."""
    db.session.execute(sa.update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=now))


def forget(now: datetime) -> None:
    """Delete devices that ended, or were last seen, half a year ago, with their addresses."""
    long_ago = now - KEEP
    db.session.execute(sa.delete(LoginSession).where(LoginSession.last_seen_at < long_ago))


def end(session: LoginSession, now: datetime) -> None:
    """Sign one device out."""
    session.ended_at = now
    lines.record("session.ended", "people", session.person_id, by=session.person_id, at=now)


def end_all(person_id: int, now: datetime, *, keep: int | None = None, by: int | None = None) -> None:
    """Sign every device of the person out, except the one to keep. `by`: who did it, if not the person."""
    db.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
        .where(LoginSession.id != (keep or 0))
        .values(ended_at=now)
    )
    lines.record("session.ended_all", "people", person_id, by=by or person_id, at=now)
