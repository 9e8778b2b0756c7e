"""The home page, the switch to the elder view, what the operator asks, and what everybody may read."""

import shutil

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, make_response, request
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from volunteer.base import clock, jobs
from volunteer.base.clock import MINUTE
from volunteer.base.db import db
from volunteer.events.queries import coming_shifts
from volunteer.hours.queries import split_of
from volunteer.notices.queries import notices_of, unread
from volunteer.orders.lists import waiting_of
from volunteer.orders.permissions import CLIENTS, TEAMS
from volunteer.organisations.models import Belonging
from volunteer.organisations.queries import memberships_of
from volunteer.views.answers import Answer, local_path, onward, page
from volunteer.views.events import cards_of
from volunteer.views.guards import ANYONE, me, open_to
from volunteer.wishes.offers import card_of
from volunteer.wishes.queries import asked_of, claims_of, open_count, open_wishes

bp = Blueprint("home", __name__)
YEAR = 60 * 60 * 24 * 365


@bp.get("/")
@open_to(ANYONE)
def home() -> Answer:
    """Show what I can do now, and what I have in hand."""
    by = me()
    today = clock.local_day(clock.now())
    community = None
    in_hand = []
    served = (0, 0)
    count = 0
    latest = None
    asks = []
    orders_wait = None
    if by is not None:
        joined = memberships_of([by.person_id])[by.person_id]
        community = next((one.organisation for one in joined if one.belonging is Belonging.COMMUNITY), None)
        in_hand = claims_of(by.person_id, open_only=True)
        split = split_of(by.person_id, today.year)
        served = (sum(row[1] for row in split), sum(row[2] for row in split))
        count = unread(by.person_id)
        asks = asked_of(by.person_id)
        team = by.acting.organisation_id if by.acting is not None and by.acts_as(*TEAMS) else None
        asked, teaches = waiting_of(team, by.person_id)
        orders_wait = asked if asked or teaches or by.acts_as(*CLIENTS, *TEAMS) else None
        latest = next(iter(notices_of(by.person_id, limit=1)), None) if count else None
    place = community.id if community else None
    counts = open_count(today, place)
    if community and not counts:  # nothing waits at home: show what waits elsewhere
        place = None
        counts = open_count(today)
    shelf = open_wishes(today, community_id=place, limit=5)
    cards = [(wish, card_of(by, wish, None, len(in_hand), today)) for wish in shelf.wishes]
    claimed = [(claim.wish, card_of(by, claim.wish, claim, len(in_hand), today)) for claim in in_hand]
    soon = coming_shifts(clock.now(), limit=4)
    return page(
        "home/home.html",
        soon=cards_of(soon),
        cards=cards,
        claimed=claimed,
        community=community if place else None,
        open_total=sum(counts.values()),
        served=served,
        unread=count,
        latest=latest,
        asks=asks,
        orders_wait=orders_wait,
    )


@bp.post("/view")
@open_to(ANYONE)
def switch_view() -> Response:
    """Switch between the ordinary and the elder view, and go back to the page one was on."""
    answer = onward(local_path(request.form.get("next")))
    wanted = "" if request.cookies.get("view") == "elder" else "elder"
    answer.set_cookie(
        "view",
        wanted,
        max_age=YEAR if wanted else 0,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


@bp.get("/privacy")
@open_to(ANYONE)
def privacy() -> Answer:
    """Say what is kept about people, who sees it, and for how long."""
    return page("home/privacy.html")


@bp.get("/help")
@open_to(ANYONE)
def help_page() -> Answer:
    """Say how it goes, for resident, volunteer and clerk."""
    return page("home/help.html")


@bp.get("/healthz")
@open_to(ANYONE)
def healthz() -> Response:
    """Say that this process answers."""
    return make_response({"status": "ok"})


@bp.get("/readyz")
@open_to(ANYONE)
def readyz() -> Response:
    """Say whether the database is there and up to date, the worker alive, and room on the disk."""
    free = shutil.disk_usage(current_app.config["VOLUNTEER"].data).free
    is_current = _is_current()
    state = {
        "database": is_current,
        "worker": is_current and jobs.worker_seen(2 * MINUTE),
        "disk": free > 200 * 1024 * 1024,
        "failed_jobs": jobs.failed_jobs() if is_current else None,
    }
    db.session.rollback()
    ready = state["database"] and state["disk"]
    return make_response({"status": "ok" if ready else "not ready", **state}, 200 if ready else 503)


def _is_current() -> bool:
    migrate = current_app.extensions["migrate"]
    head = ScriptDirectory(migrate.directory).get_current_head()
    try:
        return MigrationContext.configure(db.session.connection()).get_current_revision() == head
    except DBAPIError:  # nobody answers there
        return False
