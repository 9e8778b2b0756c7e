"""The sums of the ledger by month: kept by the worker up to a mark, and read with what came after it.

Who asks for minutes or for people of a period asks here. One statement reads the mark, the sums and the rows past
the mark, so it sees one moment: a row is counted once, wherever it stands when the report is made. The sums are made
of the ledger alone and can be made anew at any time.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.hours.models import HourEntry, HourSum, MonthServed, SumsMark

STEP = 20_000  # ledger rows in one transaction: about a tenth of a second in which SQLite lets nobody else write

Where = Callable[[Any], sa.ColumnElement[bool]]
Kept = type[HourSum] | type[MonthServed]
KEPT: tuple[Kept, ...] = (HourSum, MonthServed)

MONTH = sa.cast(
    sa.extract("year", HourEntry.served_on) * 100 + sa.extract("month", HourEntry.served_on), sa.Integer
).label("month")
STANDING = sa.case((HourEntry.reverses_id.is_(None), 1), else_=-1)  # a reversal takes its own posting back


# ------------------------------------------------------------------------------ reading


def entries(first: date, last: date, where: Where) -> sa.Subquery:
    """Return what the ledger sums to from `first` to `last`, to be summed up further.

    Shape: month (202106), community_id, unit_id, host_id, source, provenance, minutes, postings (that stand).
    `where` is given the columns and says which rows are wanted; a community or a unit that is none is 0 or NULL.
    """
    columns = ("month", "community_id", "unit_id", "host_id", "source", "provenance", "minutes", "postings")
    return _read(HourSum, columns, first, last, where)


def served(first: date, last: date, where: Where) -> sa.Select[int]:
    """Return a query for the ids of the people of whom a posting from `first` to `last` stands, each once.

    `where` is given month, community_id, unit_id, person_id.
    """
    rows = _read(MonthServed, ("month", "community_id", "unit_id", "person_id", "postings"), first, last, where)
    return sa.select(rows.c.person_id).group_by(rows.c.person_id).having(sa.func.sum(rows.c.postings) > 0)


def _read(model: Kept, names: tuple[str, ...], first: date, last: date, where: Where) -> sa.Subquery:
    days = HourEntry.served_on.between(first, last)
    if not (first.day == 1 and (last + DAY).day == 1):  # the sums know whole months only
        rows = _rows().where(days).subquery()
        return sa.select(*(rows.c[name] for name in names)).where(where(rows.c)).subquery()
    table = _table(model).c
    months = table.month.between(first.year * 100 + first.month, last.year * 100 + last.month)
    # Materialised: the database must go by the id alone, and not read a month of the ledger to find the last rows.
    tail = _rows().add_columns(HourEntry.served_on).where(HourEntry.id > upto()).cte("tail").prefix_with("MATERIALIZED")
    return sa.union_all(
        sa.select(*(table[name] for name in names)).where(months, where(table)),
        sa.select(*(tail.c[name] for name in names)).where(tail.c.served_on.between(first, last), where(tail.c)),
    ).subquery()


def _rows() -> sa.Select[Any]:
    """Return a query for the ledger's rows as the sums know them."""
    return sa.select(
        MONTH,
        HourEntry.community_id,
        HourEntry.unit_id,
        HourEntry.host_id,
        HourEntry.source,
        HourEntry.provenance,
        HourEntry.person_id,
        HourEntry.minutes,
        STANDING.label("postings"),
    )


def waiting() -> int:
    """Return the number of ledger rows that are not in the sums yet."""
    return db.session.scalar(sa.select(sa.func.count()).where(HourEntry.id > upto())) or 0


def upto() -> sa.ColumnElement[int]:
    """Return the last id that is in the sums, read in the statement itself; 0 before the first time."""
    return sa.func.coalesce(sa.select(SumsMark.upto).where(SumsMark.one == 1).scalar_subquery(), 0)


# ------------------------------------------------------------------------------ keeping


def keep_up(_now: datetime) -> None:
    """Take all into the sums that is settled, each step in a transaction of its own.

    On PostgreSQL the rows that were added while others still write may have to wait for the next time.
    """
    write(look)
    while write(take):
        pass


def look(_now: datetime) -> None:
    """Remember the last row there is, and which transactions may still bring a row before it.

    First in its transaction: who has an id up to `seen` had a number before it, because every posting goes through
    the gate of its person first, and so a lower number than this transaction gets by holding the mark.
    """
    seen = db.session.scalar(sa.select(sa.func.max(HourEntry.id))) or 0
    mark = _hold()
    number = _own_number()
    # While the last look still waits it stands; a number of the future comes from the server this was moved from.
    if mark.upto == mark.seen or mark.horizon > number:
        mark.seen, mark.horizon = max(seen, mark.upto), number


def take(_now: datetime, step: int = STEP) -> bool:
    """Add the next `step` of ids to the sums, if no row before them can still come. Says whether it did."""
    mark = _hold()
    if mark.upto == mark.seen or _oldest_open() < mark.horizon:
        return False
    end = min(mark.seen, mark.upto + step)
    for model in KEPT:
        _add(model, HourEntry.id > mark.upto, HourEntry.id <= end)
    mark.upto = end
    return True


def forget() -> None:
    """Empty the sums: until they are made again every report reads the ledger itself."""
    mark = _hold()
    for model in KEPT:
        db.session.execute(sa.delete(model).execution_options(synchronize_session=False))
    mark.upto = mark.seen = mark.horizon = 0


def summed(model: Kept, *rows: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return a query for the rows of `model`, its key first, as they are made of these rows of the ledger."""
    keys, sums = columns_of(model)
    found = _rows().where(*rows).subquery().c
    grouped = [sa.func.coalesce(found[name], 0).label(name) if name.endswith("_id") else found[name] for name in keys]
    return sa.select(*grouped, *(sa.func.sum(found[name]).label(name) for name in sums)).group_by(*grouped)


def columns_of(model: Kept) -> tuple[list[str], list[str]]:
    """Return the names of the key of one of the sums, and of what is summed."""
    table = _table(model)
    keys = [column.name for column in table.primary_key]
    return keys, [column.name for column in table.c if column.name not in keys]


def _add(model: Kept, *rows: sa.ColumnElement[bool]) -> None:
    keys, sums = columns_of(model)
    table = _table(model)
    insert = postgresql.insert if _is_postgresql() else sqlite.insert
    # WHERE true: without it SQLite takes ON CONFLICT for the ON of a join.
    adding = insert(table).from_select([*keys, *sums], summed(model, *rows).where(sa.true()))
    added = {name: table.c[name] + adding.excluded[name] for name in sums}
    db.session.execute(adding.on_conflict_do_update(index_elements=keys, set_=added))


def _table(model: Kept) -> sa.Table:
    table = model.__table__
    assert isinstance(table, sa.Table)
    return table


def _hold() -> SumsMark:
    """Return the mark, held: only one at a time adds to the sums."""
    insert = postgresql.insert if _is_postgresql() else sqlite.insert
    first = insert(SumsMark).values(one=1, upto=0, seen=0, horizon=0).on_conflict_do_nothing()
    db.session.execute(first.execution_options(synchronize_session=False))
    mark = sa.select(SumsMark).where(SumsMark.one == 1).with_for_update()
    return db.session.scalars(mark.execution_options(populate_existing=True)).one()


def _own_number() -> int:
    """Return the number of this transaction. Only PostgreSQL lets several write at a time."""
    return int(db.session.scalar(sa.select(sa.func.txid_current())) or 0) if _is_postgresql() else 0


def _oldest_open() -> int:
    """Return the number of the oldest transaction that is still open."""
    oldest = sa.func.txid_snapshot_xmin(sa.func.txid_current_snapshot())
    return int(db.session.scalar(sa.select(oldest)) or 0) if _is_postgresql() else 0


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
