"""Failed tries, counted in the database so that every process sees the same number."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from volunteer.accounts.models import Tries
from volunteer.base.clock import MINUTE
from volunteer.base.db import db
from volunteer.config import policy


def window() -> timedelta:
    """Return how long tries are counted together."""
    return policy.tries_minutes * MINUTE


def too_many(limits: dict[str, int], now: datetime) -> bool:
    """Say whether any of these subjects has used up its tries. `limits`: subject to number of tries."""
    rows = db.session.scalars(sa.select(Tries).where(Tries.subject.in_(list(limits)), Tries.began_at > now - window()))
    return any(row.count >= limits[row.subject] for row in rows)


def failed(subjects: list[str], now: datetime) -> None:
    """Count one failure for each subject. Its own transaction, so that the refusal does not roll it back."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    running = Tries.began_at > now - window()
    for subject in sorted(subjects):
        # One statement: two first failures at one moment are both counted.
        db.session.execute(
            insert(Tries)
            .values(subject=subject, count=1, began_at=now)
            .on_conflict_do_update(
                index_elements=[Tries.subject],
                set_={
                    "count": sa.case((running, Tries.count + 1), else_=1),
                    "began_at": sa.case((running, Tries.began_at), else_=now),
                },
            )
            .execution_options(synchronize_session=False)
        )


def succeeded(*subjects: str, one_of: str | None = None) -> None:
    """Forget the tries of whoever succeeded, and take this one off those of the address."""
    db.session.execute(sa.delete(Tries).where(Tries.subject.in_(subjects)))
    if one_of is None:
        return
    db.session.execute(
        sa.update(Tries)
        .where(Tries.subject == one_of, Tries.count > 0)
        .values(count=Tries.count - 1)
        .execution_options(synchronize_session=False)
    )


def forgive(account: str) -> None:
    """Forget the wrong passwords of an account, from every address, after its owner came in another way."""
    db.session.execute(sa.delete(Tries).where(Tries.subject.startswith(account, autoescape=True)))


def forget(now: datetime) -> None:
    """Delete windows that are over."""
    db.session.execute(sa.delete(Tries).where(Tries.began_at < now - window()))
