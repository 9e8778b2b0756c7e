"""What must always hold for reports. Each check returns one sentence about the first difference, or None."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from volunteer.base.db import db
from volunteer.journal import seals
from volunteer.reports.freezing import SIGNED, TEXTS, digest_of, thawed
from volunteer.reports.models import PeriodicReport, State


def a_sent_report_is_what_was_sent() -> str | None:
    """The digest is that of the document, and while it is sent or accepted its words are those of the document."""
    for filed in db.session.scalars(
        sa.select(PeriodicReport).where(PeriodicReport.frozen.is_not(None)).execution_options(yield_per=50)
    ):
        words = filed.frozen or ""
        if digest_of(words) != filed.digest:
            return f"report {filed.id} is not what was sent"
        if filed.state is State.RETURNED:
            continue  # it is being written again
        document = thawed(words)
        said = {**document.texts, **document.signed}
        if {name: getattr(filed, name) for name in (*TEXTS, *SIGNED)} != said:
            return f"report {filed.id} was written after it was sent"
    return None


def versions_follow_one_another() -> str | None:
    """A later version has an accepted one before it, and the versions of a report are counted from 1."""
    before = aliased(PeriodicReport)
    wrong = db.session.scalar(
        sa.select(PeriodicReport.id)
        .where(PeriodicReport.version > 1)
        .where(
            ~sa.exists().where(
                before.organisation_id == PeriodicReport.organisation_id,
                before.period == PeriodicReport.period,
                before.version == PeriodicReport.version - 1,
                before.state == State.ACCEPTED,
            )
        )
        .limit(1)
    )
    return f"report {wrong} follows on no accepted version" if wrong is not None else None


def accepted_reports_are_guarded() -> str | None:
    """The triggers stand that refuse to change an accepted version."""
    name = PeriodicReport.__tablename__
    return f"{name} has lost a trigger that refuses changes" if seals.unguarded(name) else None


CHECKS = (a_sent_report_is_what_was_sent, versions_follow_one_another, accepted_reports_are_guarded)
