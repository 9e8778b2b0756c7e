"""服务登记卡: my own, and for who works with people that of somebody of theirs."""

import re

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from volunteer.accounts.models import Person
from volunteer.accounts.queries import person_of_code
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.hours.queries import years_of
from volunteer.organisations.models import Role
from volunteer.organisations.permissions import CLERKS
from volunteer.reports.card import DEFINITIONS, as_xlsx, card_of, has_card_at
from volunteer.views.answers import Answer, page, workbook
from volunteer.views.guards import SIGNED_IN, acting, myself, open_to

bp = Blueprint("cards", __name__)
KEEPERS = (*CLERKS, Role.UNIT_LIAISON)


def _year(person: Person) -> tuple[int, list[int]]:
    """Return the year that is asked for, and those to choose from; without one the latest in which there is any."""
    years = years_of(person.id) or [clock.local_day(clock.now()).year]
    word = request.args.get("year", str(years[0]))
    if not re.fullmatch(r"20[0-9]{2}", word):
        abort(404)
    return int(word), years


def _theirs(code: str) -> Person:
    """Return somebody who belongs to where one acts; anybody else is as if not there."""
    found = person_of_code(code)
    if found is None or not has_card_at(found, acting()):
        abort(404)
    return found


@bp.get("/me/card")
@open_to(SIGNED_IN)
def mine() -> Answer:
    """Show my card of a year."""
    me = db.session.get_one(Person, myself().person_id)
    year, years = _year(me)
    return page("cards/mine.html", card=card_of(me, year), years=years, definitions=DEFINITIONS)


@bp.get("/me/card.xlsx")
@open_to(SIGNED_IN)
def my_sheet() -> Response:
    """Give it as a workbook."""
    me = db.session.get_one(Person, myself().person_id)
    year, _years = _year(me)
    return workbook(as_xlsx(card_of(me, year)), f"card-{year}")


@bp.get("/office/people/<code>/card")
@open_to(*KEEPERS)
def card(code: str) -> Answer:
    """Show the card of somebody of ours: what was served here, or for us."""
    person = _theirs(code)
    year, years = _year(person)
    shown = card_of(person, year, acting())
    return page("cards/card.html", card=shown, years=years, definitions=DEFINITIONS)


@bp.get("/office/people/<code>/card.xlsx")
@open_to(*KEEPERS)
def sheet(code: str) -> Response:
    """Give it as a workbook."""
    person = _theirs(code)
    year, _years = _year(person)
    return workbook(as_xlsx(card_of(person, year, acting())), f"card-{person.code}-{year}")
