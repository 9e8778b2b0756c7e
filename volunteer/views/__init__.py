"""Pages: one file for each subject, on top of every room.

- `guards`    who may open a page
- `answers`   what views have in common
- `problems`  404, 403, refused, broken
- `filters`   hours, local dates, masked names
- `office`    the same subjects seen from the back office
"""

from flask import Flask, current_app, request

from volunteer.config import policy
from volunteer.views import (
    accounts,
    agreements,
    appointments,
    attendance,
    cards,
    catalogue,
    claims,
    classes,
    communities,
    door,
    events,
    exports,
    filed,
    filing,
    filters,
    home,
    hours,
    mine,
    orders,
    problems,
    programmes,
    registration,
    reports,
    reviews,
    slips,
    wishes,
)
from volunteer.views.guards import me
from volunteer.views.office import appointments as office_appointments
from volunteer.views.office import catalogue as office_catalogue
from volunteer.views.office import events as office_events
from volunteer.views.office import filing as office_filing
from volunteer.views.office import home as office
from volunteer.views.office import (
    journal,
    members,
    organisations,
    people,
    proxy_wishes,
    registrations,
    roster,
    targets,
)
from volunteer.views.office import orders as office_orders
from volunteer.views.office import wishes as office_wishes


def register(app: Flask) -> None:
    """Add the pages, the filters and the answers to problems."""
    filters.register(app)
    problems.register(app)
    app.context_processor(_everywhere)
    phone = (
        home,
        accounts,
        mine,
        wishes,
        claims,
        slips,
        events,
        attendance,
        door,
        hours,
        cards,
        catalogue,
        appointments,
    )
    desk = (
        reports,
        exports,
        office,
        office_wishes,
        proxy_wishes,
        office_events,
        office_catalogue,
        people,
        organisations,
        journal,
    )
    partnership = (agreements, office_appointments, programmes)
    ordering = (orders, classes, reviews, office_orders)
    reporting = (filing, filed, office_filing)
    registering = (communities, registration, registrations, members, targets, roster)
    for one in (*phone, *desk, *partnership, *ordering, *reporting, *registering):
        app.register_blueprint(one.bp)


def _everywhere() -> dict[str, object]:
    """Return what every page knows: who is signed in, the elder view, the site."""
    return {
        "who": me(),
        "elder": request.cookies.get("view") == "elder",
        "site": current_app.config["VOLUNTEER"],
        "policy": policy,
    }
