"""What waits for me, and choosing where to act."""

from datetime import date, datetime

import sqlalchemy as sa
from flask import Blueprint, request

from volunteer.accounts.models import LoginSession
from volunteer.attendance.confirming import due_on
from volunteer.base import clock, jobs, workdays
from volunteer.base.db import db, write
from volunteer.config import policy
from volunteer.events.permissions import ARRANGERS
from volunteer.events.queries import unconfirmed
from volunteer.orders import seasons
from volunteer.orders.permissions import KEEPERS
from volunteer.orders.queries import as_provider, last_day_wished, late_count
from volunteer.orders.queries import queue_counts as order_counts
from volunteer.organisations.models import Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import below
from volunteer.registration.queries import waiting_in
from volunteer.views.answers import Answer, onward, page
from volunteer.views.guards import OFFICE, SIGNED_IN, myself, open_to
from volunteer.wishes.models import Wish
from volunteer.wishes.queries import QUEUES, follow_up_due, queue_counts, queue_page

bp = Blueprint("office", __name__)

WAITS = ("submitted", "delivered", "follow-up", "hours")
VERBS = {"submitted": "审核", "delivered": "确认", "follow-up": "回访", "hours": "核对时长"}


@bp.get("/office")
@open_to(OFFICE)
def home() -> Answer:
    """Show what waits for me, the late things first."""
    by = myself()
    today = clock.local_day(clock.now())
    is_clerk = by.acts_as(*CLERKS)
    assert by.acting is not None
    here = below(by.acting.organisation_id)
    counts = queue_counts(here) if is_clerk else {}
    arranges = by.acts_as(*ARRANGERS)
    shifts = (
        [(workdays.left(today, due_on(one)), one, due_on(one)) for one in unconfirmed(here, clock.now())]
        if arranges
        else []
    )
    answered = as_provider(by.acting.organisation_id) if by.acts_as(*KEEPERS) else None
    todo = []
    own_submitted = False
    if is_clerk:
        for queue in QUEUES:
            if queue.word in WAITS and counts[queue.word]:
                for wish in queue_page(queue, here, limit=8).wishes:
                    if queue.word == "submitted" and wish.author_id == by.person_id:
                        own_submitted = True
                        continue  # another one reviews it: it waits, but not for me
                    due = _due(queue.word, wish)
                    todo.append((workdays.left(today, due), queue.word, wish, due))
        todo.sort(key=lambda one: (one[0], one[2].id))
    late = {word: sum(1 for left, queue, _wish, _due_on in todo if queue == word and left < 0) for word in WAITS}
    return page(
        "office/home.html",
        is_clerk=is_clerk,
        arranges=arranges,
        shifts=shifts,
        own_submitted=own_submitted,
        counts=counts,
        queues=QUEUES,
        waits=WAITS,
        verbs=VERBS,
        todo=todo[:12],
        late=late,
        today=today,
        orders=order_counts(answered) if answered is not None else None,
        orders_late=late_count(answered, clock.now()) if answered is not None else 0,
        registrations=waiting_in(by.acting.organisation_id) if is_clerk else None,
        keeps_roster=by.acts_as(Role.UNIT_LIAISON),
        timers=jobs.last_runs(),
        failed_jobs=jobs.failed_jobs(),
        calendar_known=today.year in workdays.KNOWN_YEARS,
        ordered_year=_year_without_calendar() if by.acts_as(*KEEPERS, Role.SYSTEM_ADMIN) else None,
    )


def _year_without_calendar() -> int | None:
    """Return the year that classes are ordered for and whose holidays nobody has put in."""
    day = last_day_wished()
    return None if day is None or seasons.has_calendar(day) else day.year


def _due(queue: str, wish: Wish) -> date:
    """Return the local day by which the thing is to be done."""
    since = clock.local_day(wish.state_since)
    if queue == "submitted":
        return workdays.after(since, policy.wish_review_days)
    if queue == "follow-up":
        return follow_up_due(wish)
    return since + policy.wish_confirm_days * clock.DAY


@bp.post("/office/acting")
@open_to(SIGNED_IN)
def act_as() -> Answer:
    """Choose the role to act in."""
    wanted = request.form.get("grant", "")

    def choose(_now: datetime) -> None:
        by = myself()
        if any(str(one.grant_id) == wanted for one in by.held):
            db.session.execute(
                sa.update(LoginSession).where(LoginSession.id == by.session_id).values(acting_grant_id=int(wanted))
            )

    write(choose)
    return onward("/office")
