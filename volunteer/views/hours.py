"""我的时长: the total, where it comes from, and every row with what it came from."""

import re

from flask import Blueprint, abort, request

from volunteer.accounts.queries import people_of
from volunteer.attendance.queries import attendance_of_entry
from volunteer.hours.models import Source
from volunteer.hours.queries import balance, entry_of, rows_of, split_of, years_of
from volunteer.views.answers import Answer, after_day, page
from volunteer.views.guards import SIGNED_IN, myself, open_to
from volunteer.wishes.queries import claim_of_entry

bp = Blueprint("hours", __name__)
PAGE = 20


@bp.get("/me/hours")
@open_to(SIGNED_IN)
def hours() -> Answer:
    """Show my minutes by year, with the split by provenance."""
    by = myself()
    years = years_of(by.person_id)
    word = request.args.get("year", str(years[0]) if years else "all")
    if word != "all" and not re.fullmatch(r"[12][0-9]{3}", word):
        abort(404)
    year = None if word == "all" else int(word)
    split = split_of(by.person_id, year)
    rows = rows_of(by.person_id, year, after=after_day(), limit=PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return page(
        "hours/hours.html",
        years=years,
        year=year,
        split=split,
        times=sum(row[1] for row in split),
        minutes=sum(row[2] for row in split),
        balance=balance(by.person_id),
        rows=rows[:PAGE],
        more=f"{last.served_on.isoformat()}.{last.id}" if last else None,
    )


@bp.get("/me/hours/<code>")
@open_to(SIGNED_IN)
def entry(code: str) -> Answer:
    """Show one row: the words of the record, who recorded and approved it, and the wish or event it came from."""
    found = entry_of(myself().person_id, code)
    if found is None:
        abort(404)
    # Two kinds of source, and their ids know nothing of each other.
    claim = claim_of_entry(found.source_id) if found.source is Source.WISH else None
    attendance = attendance_of_entry(found.source_id) if found.source is Source.EVENT else None
    ids = {one for one in (found.recorded_by, found.approved_by) if one is not None}
    event = attendance.shift.event if attendance else None
    return page("hours/entry.html", entry=found, claim=claim, event=event, people=people_of(ids))
