"""What waits for me, and choosing where to act."""

from datetime import datetime

import sqlalchemy as sa
from flask import Blueprint, request

from volunteer.accounts.models import LoginSession
from volunteer.base import clock, jobs, workdays
from volunteer.base.db import db, write
from volunteer.events.permissions import ARRANGERS
from volunteer.events.queries import unconfirmed
from volunteer.orders import seasons
from volunteer.orders.lists import as_provider, last_day_wished, late_count
from volunteer.orders.lists import queue_counts as order_counts
from volunteer.orders.permissions import KEEPERS
from volunteer.organisations.models import Role
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import below
from volunteer.registration.queries import waiting_in
from volunteer.reports.filed import waiting_at
from volunteer.reports.permissions import WRITERS
from volunteer.views.answers import Answer, onward, page
from volunteer.views.guards import OFFICE, SIGNED_IN, acting, myself, open_to
from volunteer.views.office.todo import SHOWN, Todo, list_todos, report_todos, wish_tallies, wish_todos
from volunteer.wishes.queues import QUEUES, queue_counts

bp = Blueprint("office", __name__)


@bp.get("/office")
@open_to(OFFICE)
def home() -> Answer:
    """Show what waits for me, the late things first."""
    by = myself()
    today = clock.local_day(clock.now())
    is_clerk = by.acts_as(*CLERKS)
    place_id = acting().organisation_id
    here = below(place_id)
    shifts = unconfirmed(here, clock.now()) if by.acts_as(*ARRANGERS) else []
    answered = as_provider(place_id) if by.acts_as(*KEEPERS) else None
    todo = (wish_todos(here, by, today) if is_clerk else []) + list_todos(shifts, today)
    reports = waiting_at(place_id, today) if by.acts_as(*WRITERS) else None
    todo += report_todos(reports, today) if reports else []
    tallies = wish_tallies(here, by, today) if is_clerk else {}
    return page(
        "office/home.html",
        is_clerk=is_clerk,
        queues=QUEUES,
        tallies=tallies,
        counts=queue_counts(here) if is_clerk else {},
        shifts=len(shifts),
        shifts_late=sum(one.left < 0 for one in list_todos(shifts, today)),
        reports=reports,
        todo=sorted(todo, key=Todo.urgency)[:SHOWN],
        today=today,
        orders=order_counts(answered) if answered is not None else None,
        orders_late=late_count(answered, clock.now()) if answered is not None else 0,
        registrations=waiting_in(place_id) if is_clerk else None,
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
