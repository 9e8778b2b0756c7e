"""Tamper evidence: every few minutes the new rows of an append-only table are hashed onto its last seal."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from volunteer.base.db import Base, db
from volunteer.base.secrets import keyring
from volunteer.journal.models import Seal

log = structlog.get_logger()

LONG_AGO = timedelta(hours=1)  # a worker that was down for a while is no alarm
SETTLED = timedelta(minutes=2)  # longer than any request: no row with a lower id can still arrive


@dataclass(frozen=True)
class Chain:
    """A table that is sealed, and its column that says when a row was added."""

    model: type[Base]
    added_at: str

    @property
    def table(self) -> sa.Table:
        table = self.model.__table__
        assert isinstance(table, sa.Table)
        return table


def seal(chain: Chain, now: datetime, *, settled: timedelta = SETTLED) -> int:
    """Add a seal over the rows that have come since the last one. Returns their number, 0 for none."""
    table = chain.table
    before = last_seal(chain)
    after = before.last_id if before else 0
    upto = db.session.scalar(
        sa.select(sa.func.max(table.c.id)).where(table.c.id > after, table.c[chain.added_at] <= now - settled)
    )
    if upto is None:
        return 0
    digest, count = _digest(table, after, upto, before.digest if before else "")
    db.session.add(Seal(chain=table.name, first_id=after + 1, last_id=upto, rows=count, digest=digest, sealed_at=now))
    # The log is kept elsewhere: a seal that was taken away together with its rows is still spoken of there.
    log.info("sealed", chain=table.name, last_id=upto, rows=count, digest=digest)
    return count


def broken(chain: Chain) -> Seal | None:
    """Return the first seal that does not recompute, or None when all of them do."""
    before = ""
    after = 0
    for one in db.session.scalars(sa.select(Seal).where(Seal.chain == chain.table.name).order_by(Seal.first_id)):
        digest, count = _digest(chain.table, after, one.last_id, before)
        if one.first_id != after + 1 or (digest, count) != (one.digest, one.rows):
            return one
        before, after = one.digest, one.last_id
    return None


def last_seal(chain: Chain) -> Seal | None:
    """Return the newest seal of the table."""
    return db.session.scalar(
        sa.select(Seal).where(Seal.chain == chain.table.name).order_by(Seal.first_id.desc()).limit(1)
    )


def unsealed(chain: Chain) -> int:
    """Return the number of rows that no seal covers yet."""
    before = last_seal(chain)
    table = chain.table
    return (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(table).where(table.c.id > (before.last_id if before else 0))
        )
        or 0
    )


def overdue(chain: Chain, now: datetime) -> int:
    """Return the number of rows that should have been sealed long ago, and are not: a seal is missing."""
    before = last_seal(chain)
    table = chain.table
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(table)
            .where(table.c.id > (before.last_id if before else 0), table.c[chain.added_at] < now - LONG_AGO)
        )
        or 0
    )


def unguarded(name: str) -> bool:
    """Say whether the triggers that refuse changes of the table of this name are gone."""
    if db.session.get_bind().dialect.name == "sqlite":
        found = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"
        return (db.session.scalar(sa.text(found), {"name": name}) or 0) < 3
    found = (
        "SELECT count(*) FROM pg_trigger "
        "WHERE tgrelid = CAST(:name AS regclass) AND NOT tgisinternal AND tgenabled = 'O'"
    )
    return (db.session.scalar(sa.text(found), {"name": name}) or 0) < 2


def _digest(table: sa.Table, after: int, upto: int, before: str) -> tuple[str, int]:
    """Hash the rows after `after` up to `upto`, in order of id, onto the digest before."""
    # Keyed: who can write into the database alone cannot make a seal that fits what he wrote.
    running = hmac.new(keyring().seals, before.encode(), hashlib.sha256)
    count = 0
    for words in _canonical(table, after, upto):
        running.update(words.encode())
        count += 1
    return running.hexdigest(), count


def _canonical(table: sa.Table, after: int, upto: int) -> Iterator[str]:
    rows = db.session.execute(
        sa.select(table).where(table.c.id > after, table.c.id <= upto).order_by(table.c.id)
    ).mappings()
    for row in rows:
        # An empty column is left out, so that a column added later does not change the hash of the rows before it.
        filled = {name: _plain(value) for name, value in row.items() if value is not None}
        yield json.dumps(filled, sort_keys=True, ensure_ascii=False)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    isoformat = getattr(value, "isoformat", None)
    if isoformat is not None:
        return isoformat()
    return getattr(value, "value")  # noqa: B009 - an enum's stored word
