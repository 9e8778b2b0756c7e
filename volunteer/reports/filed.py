"""Reading reports that were drafted or sent, and who has not sent one yet."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import below
from volunteer.reports.models import PeriodicReport, ReportReminder, State
from volunteer.reports.periods import Period
from volunteer.reports.permissions import REPORTING


@dataclass(frozen=True)
class Standing:
    """Where one organisation below stands with the report of a period: its versions, and the last reminder."""

    organisation: Organisation
    first: PeriodicReport | None  # that counts for whether it was sent, and in time
    filed: PeriodicReport | None  # the latest, which is looked at
    reminded_on: date | None
    depth: int  # levels below the one who looks

    @property
    def is_missing(self) -> bool:
        """Say whether it is still to be sent: not the correction of one that was."""
        return self.first is None or self.first.is_open

    @property
    def was_late(self) -> bool:
        """Say whether it was sent after the day it was due."""
        return self.first is not None and is_late(self.first)


@dataclass(frozen=True)
class Waiting:
    """What waits on an office's desk: own reports to look through, the overdue ones among them, others to accept."""

    drafts: list[PeriodicReport]
    late: int
    received: list[PeriodicReport]


def latest_of(organisation_id: int, period: str) -> PeriodicReport | None:
    """Return the newest version of a report."""
    return db.session.scalar(_versions(organisation_id, period).limit(1))


def version_of(organisation_id: int, period: str, version: int) -> PeriodicReport | None:
    """Return one version of a report."""
    return db.session.scalar(_versions(organisation_id, period).where(PeriodicReport.version == version))


def versions_of(organisation_id: int, period: str) -> list[PeriodicReport]:
    """Return every version of a report, the newest first."""
    return list(db.session.scalars(_versions(organisation_id, period)))


def open_of(organisation_id: int, period: str) -> PeriodicReport | None:
    """Return the version that is not accepted yet."""
    return db.session.scalar(_versions(organisation_id, period).where(PeriodicReport.state != State.ACCEPTED))


def previous_of(organisation_id: int) -> PeriodicReport | None:
    """Return what the organisation sent last, for whatever period: its signatures are proposed again."""
    return db.session.scalar(
        sa.select(PeriodicReport)
        .where(PeriodicReport.organisation_id == organisation_id, PeriodicReport.submitted_at.is_not(None))
        .order_by(PeriodicReport.submitted_at.desc(), PeriodicReport.id.desc())
        .limit(1)
    )


def _versions(organisation_id: int, period: str) -> sa.Select[PeriodicReport]:
    return (
        sa.select(PeriodicReport)
        .where(PeriodicReport.organisation_id == organisation_id, PeriodicReport.period == period)
        .options(joinedload(PeriodicReport.organisation), joinedload(PeriodicReport.receiver))
        .order_by(PeriodicReport.version.desc())
    )


def due_below(organisation_id: int, period: Period) -> sa.Select[int]:
    """Return a query for the ids of those under a node, itself left out, that owe a report of this period."""
    return sa.select(Organisation.id).where(
        Organisation.id.in_(below(organisation_id)),
        Organisation.id != organisation_id,
        Organisation.kind.in_(REPORTING),
        Organisation.founded_at < period.ends_at,
        sa.or_(Organisation.closed_at.is_(None), Organisation.closed_at >= period.ends_at),
    )


def standings(organisation: Organisation, period: Period) -> list[Standing]:
    """Return where everybody under a node stands with a period, as a tree: each after what it reports to."""
    owed = db.session.scalars(
        sa.select(Organisation).where(Organisation.id.in_(due_below(organisation.id, period))).order_by(Organisation.id)
    ).all()
    ids = [one.id for one in owed]
    first: dict[int, PeriodicReport] = {}
    filed: dict[int, PeriodicReport] = {}
    for row in db.session.scalars(
        sa.select(PeriodicReport)
        .where(PeriodicReport.organisation_id.in_(ids), PeriodicReport.period == period.word)
        .order_by(PeriodicReport.version)
    ):
        first.setdefault(row.organisation_id, row)
        filed[row.organisation_id] = row
    reminded = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(ReportReminder.organisation_id, sa.func.max(ReportReminder.reminded_on))
            .where(ReportReminder.organisation_id.in_(ids), ReportReminder.period == period.word)
            .group_by(ReportReminder.organisation_id)
        )
    }
    under: dict[int | None, list[Organisation]] = {}
    for one in owed:
        for above in {one.parent_id, one.party_parent_id}:
            under.setdefault(above, []).append(one)
    found: dict[int, Standing] = {}

    def standing(one: Organisation, depth: int) -> Standing:
        return Standing(one, first.get(one.id), filed.get(one.id), reminded.get(one.id), depth)

    def add(above: int, depth: int) -> None:
        for one in under.get(above, ()):
            if one.id not in found:
                found[one.id] = standing(one, depth)
                add(one.id, depth + 1)

    add(organisation.id, 0)
    for one in owed:  # whose own superior sends no reports stands at the end
        found.setdefault(one.id, standing(one, 0))
    return list(found.values())


def waiting_at(organisation_id: int, today: date) -> Waiting:
    """Return what waits for who writes and accepts reports here, what is due first."""
    mine = (
        sa.select(PeriodicReport)
        .where(PeriodicReport.organisation_id == organisation_id)
        .where(PeriodicReport.state.in_([State.DRAFT, State.RETURNED]))
        .options(joinedload(PeriodicReport.organisation))
        .order_by(PeriodicReport.due_on, PeriodicReport.id)
        .limit(20)
    )
    theirs = (
        sa.select(PeriodicReport)
        .where(PeriodicReport.receiver_id == organisation_id, PeriodicReport.state == State.SUBMITTED)
        .options(joinedload(PeriodicReport.organisation))
        .order_by(PeriodicReport.submitted_at, PeriodicReport.id)
        .limit(20)
    )
    drafts = list(db.session.scalars(mine))
    return Waiting(drafts, sum(one.due_on < today for one in drafts), list(db.session.scalars(theirs)))


def is_late(filed: PeriodicReport) -> bool:
    """Say whether a report was sent for the first time after the day it was due."""
    return filed.issued_at is not None and clock.local_day(filed.issued_at) > filed.due_on
