"""The records behind the hours of a report as a workbook: a few at once, many by the worker, who says when it is there.

The file holds names. It is readable by this installation alone, goes to who asked for it and to nobody else, and is
deleted a day later. That somebody took it along stands in the journal.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from volunteer.accounts import gate
from volunteer.accounts.models import Person
from volunteer.base import clock, codes, jobs
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.base.secrets import mask_name
from volunteer.base.sheets import Cell, Sheet, write_xlsx
from volunteer.hours.models import HourEntry
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.models import Organisation
from volunteer.organisations.standing import Principal
from volunteer.reports.models import HourExport
from volunteer.reports.periods import Period, period_of
from volunteer.reports.permissions import may_read_names, may_see_persons
from volunteer.reports.records import HOURS, hours_clause
from volunteer.reports.refusals import OneInHand, TooManyRecords

AT_ONCE = 500  # rows; more are written by the worker
MOST = 200_000  # rows of one workbook: what the worker writes within its lease
STEP = 10_000  # rows between two looks at how far the worker is
KEEP = DAY
STUCK = HOUR  # one that was not written by then is given up, and may be asked for again
JOB = "hour_export"
FOLDER = "exports"  # beside the database
HEAD = ("日期", "姓名", "单位（服务那天）", "社区", "组织者", "服务", "分钟", "来历", "更正", "说明")
WIDTHS = (12, 12, 24, 20, 24, 32, 8, 12, 12, 32)

_reversal = aliased(HourEntry)


@dataclass(frozen=True)
class Wanted:
    """Which records: those behind a figure of an organisation's report. `has_names`: whole ones, else masked."""

    organisation: Organisation
    period: Period
    figure: str
    has_names: bool


def ask(
    organisation: Organisation, period: Period, figure: str, by: Principal, now: datetime, *, most: int = MOST
) -> HourExport | None:
    """Have the records written by the worker, and note who takes them; None for a few, which `small` gives at once.

    A second tap leads to the one that is being written.

    Raises: NotYours, TooManyRecords, OneInHand; KeyError for a figure that is none.
    """
    if not may_see_persons(by):
        raise NotYours
    total = _count(organisation, period, figure, most)
    if total > most:
        raise TooManyRecords
    what = {
        "organisation_id": organisation.id,
        "period": period.word,
        "figure": figure,
        "has_names": may_read_names(by),
    }
    if total > AT_ONCE:
        gate.hold(by.person_id)
        in_hand = _in_hand(by.person_id, now)
        if in_hand is not None:
            if all(getattr(in_hand, name) == value for name, value in what.items()):
                return in_hand
            raise OneInHand
    lines.record(
        "reports.exported",
        "organisations",
        organisation.id,
        by=by.person_id,
        at=now,
        organisation_id=organisation.id,
        period=period.word,
        figure=figure,
        rows=total,
    )
    if total <= AT_ONCE:
        return None
    asked = HourExport(
        code=codes.bearer(),
        asked_by=by.person_id,
        asked_at=now,
        total=total,
        **what,
    )
    db.session.add(asked)
    db.session.flush()
    jobs.add(JOB, {"code": asked.code}, now)  # SQLite gives the number of a row that is gone to the next
    return asked


def small(wanted: Wanted) -> bytes:
    """Return the workbook of a few records."""
    out = io.BytesIO()
    _write(wanted, out, None, clock.now())
    return out.getvalue()


def export_of(code: str, by: Principal) -> HourExport | None:
    """Return what this person asked for, if where they act now they may still have it. The scope is the caller's."""
    found = db.session.scalar(sa.select(HourExport).where(HourExport.code == code, HourExport.asked_by == by.person_id))
    if found is None or not may_see_persons(by) or (found.has_names and not may_read_names(by)):
        return None
    return found


def is_given_up(asked: HourExport, now: datetime) -> bool:
    """Say whether nothing comes of it any more: the worker failed too often, or it should have been there long ago."""
    if asked.ready_at is not None:
        return False
    lost = jobs.given_up(JOB, asked.asked_at)
    return asked.asked_at < now - STUCK or any(one["code"] == asked.code for one in lost)


def file_of(asked: HourExport, folder: Path) -> Path:
    """Return where the workbook stands once it is written."""
    return folder / f"{asked.code}.xlsx"


# ------------------------------------------------------------------------------ in the worker


def work(payload: jobs.Payload, folder: Path) -> None:
    """Write one workbook into the folder. It may run twice: the file is there as a whole or not at all."""
    asked = db.session.scalar(sa.select(HourExport).where(HourExport.code == str(payload["code"])))
    if asked is None or asked.ready_at is not None:  # given up and deleted, or written before
        db.session.rollback()
        return
    id_, target = asked.id, file_of(asked, folder)
    wanted = Wanted(asked.organisation, period_of(asked.period), asked.figure, asked.has_names)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What is half written has the code in its name too, so that it is swept away if this process dies.
    with tempfile.TemporaryDirectory(prefix=f"{asked.code}.", dir=folder) as scratch:
        part = Path(scratch) / "part.xlsx"
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            _write(wanted, out, scratch, clock.now(), so_far=lambda count: _so_far(id_, count))
        part.replace(target)

    def finish(now: datetime) -> None:
        held = db.session.get(HourExport, id_)
        if held is None:
            return
        ready = sa.update(HourExport).where(HourExport.id == id_, HourExport.ready_at.is_(None))
        if db.session.execute(ready.values(ready_at=now, written=HourExport.total)).rowcount:  # type: ignore[attr-defined]
            text = f"服务时长的明细表写好了，共 {held.total} 行，一天以内可以下载"
            inbox.tell(held.asked_by, text, f"/exports/{held.code}", now)

    write(finish)


def forget(now: datetime) -> None:
    """Delete what was asked for a day ago; `sweep` then takes the files away."""
    db.session.execute(sa.delete(HourExport).where(HourExport.asked_at < now - KEEP))


def sweep(folder: Path) -> None:
    """Take away every file that nobody's request stands for any more."""
    if not folder.is_dir():
        return
    there = list(folder.iterdir())  # first the files: each is younger than its row
    wanted = set(db.session.scalars(sa.select(HourExport.code)))
    db.session.rollback()
    for one in there:
        if one.name.partition(".")[0] in wanted:
            continue
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)


# ------------------------------------------------------------------------------ parts


def _count(organisation: Organisation, period: Period, figure: str, most: int) -> int:
    """Return how many rows there are, one more than the most at the most."""
    rows = sa.select(HourEntry.id).where(_clause(organisation, period, figure)).limit(most + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def _clause(organisation: Organisation, period: Period, figure: str) -> sa.ColumnElement[bool]:
    clause = hours_clause(organisation, period, figure)
    if clause is None:
        raise KeyError(figure)
    return clause


def _in_hand(person_id: int, now: datetime) -> HourExport | None:
    """Return what the worker writes for this person; what it gave up is let go of. The gate is held."""
    mine = sa.select(HourExport).where(HourExport.asked_by == person_id, HourExport.ready_at.is_(None))
    in_hand = db.session.scalar(mine)
    if in_hand is not None and is_given_up(in_hand, now):
        db.session.delete(in_hand)
        db.session.flush()
        return None
    return in_hand


def _so_far(id_: int, count: int) -> None:
    def note(_now: datetime) -> None:
        db.session.execute(sa.update(HourExport).where(HourExport.id == id_).values(written=count))

    write(note)


def _write(
    wanted: Wanted, out: BinaryIO, scratch: str | None, now: datetime, so_far: Callable[[int], None] | None = None
) -> None:
    title = f"{wanted.organisation.short_name} {wanted.period.label}：{HOURS[wanted.figure]}"
    notes = (
        title,
        f"{clock.local(now):%Y-%m-%d %H:%M} 存下时的记录。最后一行的合计，就是报表上的这个数（按分钟）。",
        "冲正的一笔记负数；“已冲正”是后来被冲正的，“更正后”是代替它的。",
        "表里有姓名，请妥善保管，用完删去。每存一次，操作记录里都有一条。",
    )
    records = Sheet("明细", HEAD, _rows(wanted, so_far), widths=WIDTHS)
    write_xlsx([records, Sheet("说明", ("说明",), [(one,) for one in notes], widths=(90,))], out, scratch)


def _rows(wanted: Wanted, so_far: Callable[[int], None] | None) -> Iterator[tuple[Cell, ...]]:
    """Give the records, the first day first, and at the end their sum.

    One statement on a connection of its own: the rows are those of one moment, whatever is posted meanwhile.
    """
    clause = _clause(wanted.organisation, wanted.period, wanted.figure)
    names: dict[int | None, str] = {
        row[0]: row[1] for row in db.session.execute(sa.select(Organisation.id, Organisation.short_name))
    }
    db.session.rollback()
    found = (
        sa.select(
            *(HourEntry.served_on, Person.name, HourEntry.unit_id, HourEntry.community_id, HourEntry.host_id),
            *(HourEntry.name, HourEntry.minutes, HourEntry.provenance, HourEntry.reverses_id, HourEntry.follows_id),
            *(_reversal.id, HourEntry.reason),
        )
        .join(Person, HourEntry.person_id == Person.id)
        .outerjoin(_reversal, _reversal.reverses_id == HourEntry.id)
        .where(clause)
        .order_by(HourEntry.served_on, HourEntry.id)
    )
    total = count = 0
    with db.engine.connect() as connection:
        for row in connection.execution_options(yield_per=1000).execute(found):
            day, person, unit, community, host, what, minutes, provenance, reverses, follows, reversed_by, reason = row
            total += minutes
            count += 1
            yield (
                day.isoformat(),
                person if wanted.has_names else mask_name(person),
                *(names.get(one) for one in (unit, community, host)),
                what,
                minutes,
                provenance.label,
                "冲正" if reverses else "已冲正" if reversed_by else "更正后" if follows else None,
                reason,
            )
            if so_far is not None and count % STEP == 0:
                so_far(count)
    yield ("合计", None, None, None, None, None, total, None, None, None)
