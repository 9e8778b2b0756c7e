"""The lists in which the office works: what is in each, how many, and what waits there for one person."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.base.db import db
from volunteer.wishes.models import HOURS_WAIT, Ending, State, Wish, WishClaim
from volunteer.wishes.queries import MOST, PAGE, Shelf


class Queue:
    """The office's lists, each a filter; `clauses` says which wishes are in it."""

    def __init__(self, word: str, label: str, *clauses: sa.ColumnElement[bool]) -> None:
        self.word, self.label, self.clauses = word, label, clauses


_hours_wait = Wish.id.in_(sa.select(WishClaim.wish_id).where(HOURS_WAIT))

QUEUES = (
    Queue("submitted", "待审核", Wish.state == State.SUBMITTED),
    Queue("returned", "退回修改", Wish.state == State.RETURNED),
    Queue("published", "待认领", Wish.state == State.PUBLISHED),
    Queue("claimed", "在办", Wish.state == State.CLAIMED),
    Queue("delivered", "待确认", Wish.state == State.DELIVERED),
    Queue("follow-up", "待回访", sa.and_(Wish.needs_follow_up)),
    Queue("hours", "时长待核对", _hours_wait, Wish.state == State.CLOSED),
    Queue("closed", "已办结", Wish.state == State.CLOSED),
)


def queue_counts(organisations: sa.Select[int]) -> dict[str, int]:
    """Return how many wishes stand in each of the office's lists, in one statement: at most one more than MOST."""
    here = Wish.community_id.in_(list(db.session.scalars(organisations)))
    row = db.session.execute(sa.select(*(_up_to_most(here, *queue.clauses) for queue in QUEUES))).one()
    return {queue.word: row[number] for number, queue in enumerate(QUEUES)}


def _up_to_most(*clauses: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """Return a column that counts the wishes that meet these clauses, but no further than one more than MOST."""
    found = sa.select(sa.literal(1).label("one")).where(*clauses).limit(MOST + 1)
    return sa.select(sa.func.count()).select_from(found.subquery()).scalar_subquery()


@dataclass(frozen=True)
class Tally:
    """How many wishes of a list wait for somebody, how many of them too long, how many are there for others.

    Each at most one more than MOST.
    """

    count: int
    late: int
    others: int


def _for(person_id: int, queue: Queue) -> sa.ColumnElement[bool]:
    """Return the clause that this person may deal with it: nobody reviews, confirms or asks after what is their own."""
    if queue.word == "submitted":
        return Wish.author_id != person_id
    kept = sa.or_(WishClaim.ended_at.is_(None), WishClaim.ending == Ending.COMPLETED)
    return ~sa.exists().where(WishClaim.wish_id == Wish.id, WishClaim.person_id == person_id, kept)


def tallies(
    queues: list[Queue], organisations: sa.Select[int], late_before: dict[str, datetime], person_id: int
) -> dict[str, Tally]:
    """Return how many wishes of each list wait for this person, in one statement.

    Late are those that came into their state before the moment given for their list.
    """
    here = Wish.community_id.in_(list(db.session.scalars(organisations)))
    columns = []
    for queue in queues:
        mine, late = _for(person_id, queue), Wish.state_since < late_before[queue.word]
        columns += [_up_to_most(here, *queue.clauses, *more) for more in ((mine,), (mine, late), (~mine,))]
    row = db.session.execute(sa.select(*columns)).one()
    return {queue.word: Tally(*row[3 * number : 3 * number + 3]) for number, queue in enumerate(queues)}


def longest_waiting(queue: Queue, organisations: sa.Select[int], person_id: int, *, limit: int) -> list[Wish]:
    """Return the wishes of a list that this person may deal with, the longest waiting first."""
    found = sa.select(Wish).where(Wish.community_id.in_(organisations), *queue.clauses, _for(person_id, queue))
    return list(db.session.scalars(found.order_by(Wish.state_since, Wish.id).limit(limit)))


def queue_page(
    queue: Queue,
    organisations: sa.Select[int],
    *,
    part: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> Shelf:
    """Return one page of an office list. What waits is oldest first, so that the late thing stands on top."""
    oldest_first = queue.word in ("submitted", "delivered", "follow-up", "claimed", "hours")
    found = (
        sa.select(Wish)
        .where(Wish.community_id.in_(organisations), *queue.clauses)
        .options(joinedload(Wish.community), joinedload(Wish.author))
        .order_by(Wish.id if oldest_first else Wish.id.desc())
        .limit(limit + 1)
    )
    if part:
        found = found.where(Wish.title.contains(part, autoescape=True))
    if after is not None:
        found = found.where(Wish.id > after if oldest_first else Wish.id < after)
    rows = list(db.session.scalars(found))
    return Shelf(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None)
