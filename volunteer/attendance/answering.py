"""What people say to what the list says of them."""

from datetime import datetime

from volunteer.base.refusal import NotYours
from volunteer.events.models import SignUp
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.standing import Principal


def answer(made: SignUp, words: str, by: Principal, now: datetime) -> None:
    """Keep the person's own words beside the outcome, and tell the leader. Raises: NotYours."""
    if made.person_id != by.person_id or made.turnout is None:
        raise NotYours
    made.answer = words
    event = made.shift.event
    lines.record("sign_ups.answered", "events", event.id, by=by.person_id, at=now, organisation_id=event.host_id)
    inbox.tell(event.leader_id, f"“{event.title}”有人对名单有话说", f"/door/{made.shift.code}", now)
