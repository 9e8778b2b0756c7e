"""What views have in common: a page, a way on after an act, a form that is sent once."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from flask import flash, make_response, redirect, render_template, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from volunteer.base import once, text
from volunteer.base.db import db, end_read, write
from volunteer.forms.fields import Form
from volunteer.views.guards import myself

Answer = str | Response | tuple[str, int]


def page(template: str, **values: object) -> str:
    """Return the page, and end the read that it was made from."""
    made = render_template(template, **values)
    end_read()
    return made


def bad(template: str, form: Form, status: int = 422, **values: object) -> tuple[str, int]:
    """Return the form again as it was typed, with what is wrong."""
    db.session.rollback()
    return page(template, form=form, **values), status


def onward(path: str, said: str = "") -> Response:
    """Go on to a page after an act, and say there what was done."""
    if said:
        flash(said)
    return redirect(path, 303)


def workbook(content: bytes, name: str) -> Response:
    """Give an XLSX file of this name away."""
    answer = make_response(content)
    answer.headers["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def webp(content: bytes) -> Response:
    """Show a picture that is for some people only: no store keeps it."""
    answer = make_response(content)
    answer.headers["Content-Type"] = "image/webp"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def local_path(path: str | None, otherwise: str = "/") -> str:
    """Return the path if it stays on this site: nobody is sent elsewhere by a link."""
    if not path or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return otherwise
    if any(character <= " " for character in path):  # a browser drops some of them and reads what is left
        return otherwise
    try:
        parts = urlsplit(path)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else path


def after(name: str = "after") -> int | None:
    """Return the key behind which a list goes on, None for its beginning."""
    return _key(request.args.get(name, ""))


def after_day() -> tuple[date, int] | None:
    """Return the key, day and id, behind which a list by days goes on, None for its beginning."""
    day, _, id_ = request.args.get("after", "").partition(".")
    found = _key(id_)
    try:
        return (date.fromisoformat(day), found) if found is not None else None
    except ValueError:
        return None


def after_moment() -> tuple[datetime, int] | None:
    """Return the key, moment and id, behind which a list by moments goes on, None for its beginning."""
    moment, _, id_ = request.args.get("after", "").partition("_")
    found = _key(id_)
    try:
        at = datetime.fromisoformat(moment)
        if found is None or at.tzinfo is None:
            return None
        return at.astimezone(UTC), found  # of the first and the last day of all time there is no such moment
    except (ValueError, OverflowError):
        return None


def _key(word: str) -> int | None:
    number = int(word) if re.fullmatch(r"[0-9]{1,10}", word) else None
    return number if number is not None and number < 2**31 else None  # no id is longer, and PostgreSQL asks for none


def looked_for() -> str:
    """Return the words that a list is searched for."""
    return text.line(request.args.get("q", ""))[:30]


def send_once(form: Form, act: Callable[[datetime], str]) -> str:
    """Run `act` once for this form and return where it leads; a second sending leads to the same place.

    Raises: SentBefore when the same form comes with other words; whatever `act` raises.
    """
    form_key, body = str(form.form_key.data), form.body()

    def go(now: datetime) -> str:
        before = once.earlier(form_key, myself().person_id, body)
        if before is not None:
            return before
        path = act(now)
        once.remember(form_key, myself().person_id, body, path, now)
        return path

    try:
        return write(go, again_after_commit=True)
    except IntegrityError:
        # Two sendings arrived together and the other one was first: now its answer is there.
        return write(go)
