"""服务清单: the menu that anybody may read, one offering of it, and the menu as a poster."""

from typing import TypeVar

from flask import Blueprint, abort, current_app, request

from volunteer.base import clock, qr
from volunteer.base.labelled import Labelled
from volunteer.orders.catalogue import audiences_on_it, cards, menu, months_to_come, topics_on_it
from volunteer.orders.models import Audience, Mode, Topic
from volunteer.orders.permissions import may_keep
from volunteer.orders.queries import offering_of_code
from volunteer.views.answers import Answer, after, page
from volunteer.views.guards import ANYONE, me, open_to

T = TypeVar("T", bound=Labelled)

bp = Blueprint("catalogue", __name__)
ON_A_POSTER = 24  # lines that fit on one sheet


def _asked(kind: type[T], name: str) -> T | None:
    """Return the member of the enum that is asked for by this name; what there is none of, is not there."""
    word = request.args.get(name, "")
    found = next((one for one in kind if one.value == word), None)
    if word and found is None:
        abort(404)
    return found


@bp.get("/catalogue")
@open_to(ANYONE)
def catalogue() -> Answer:
    """Show what can be ordered, for whom, and how often still this month."""
    audience, topic = _asked(Audience, "audience"), _asked(Topic, "topic")
    me()  # who it is ends the read: what is found is read after it, once
    found = menu(audience=audience, topic=topic, after=after())
    return page(
        "catalogue/catalogue.html",
        cards=cards(found.offerings, clock.local_day(clock.now())),
        more=found.more,
        audience=audience,
        topic=topic,
        audiences=audiences_on_it(),
        topics=topics_on_it(audience),
        Mode=Mode,
    )


@bp.get("/catalogue/<code>")
@open_to(ANYONE)
def offering(code: str) -> Answer:
    """Show one offering: what is taught, for whom, what the school prepares, when it can be had."""
    by = me()
    found = offering_of_code(code)
    if found is None:
        abort(404)
    today = clock.local_day(clock.now())
    return page(
        "catalogue/offering.html",
        offering=found,
        card=cards([found], today)[0],
        months=months_to_come(found, today),
        Mode=Mode,
        may_keep=by is not None and may_keep(by, found.owner),
    )


@bp.get("/catalogue/poster")
@open_to(ANYONE)
def poster() -> Answer:
    """Show the menu as a sheet of paper, with a code that opens it on the phone."""
    audience = _asked(Audience, "audience")
    link = f"{current_app.config['VOLUNTEER'].origin}/catalogue"
    if audience is not None:
        link += f"?audience={audience.value}"
    found = menu(audience=audience, limit=ON_A_POSTER)
    return page(
        "catalogue/poster.html",
        offerings=found.offerings,
        is_cut=found.more is not None,
        audience=audience,
        audiences=audiences_on_it(),
        image=qr.data(link),
        link=link,
    )
