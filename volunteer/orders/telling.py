"""Telling those whom an order concerns: the client, who answers it, the team, and the tutors."""

from collections.abc import Iterable
from datetime import datetime

from volunteer.notices import inbox
from volunteer.orders.models import Invitation, Order
from volunteer.orders.permissions import CLIENTS, KEEPERS, TEAMS
from volunteer.orders.queries import tutor_ids_of
from volunteer.organisations.queries import staff_of


def client(order: Order, text: str, now: datetime, *, but: int | None = None) -> None:
    """Tell the people of the school or community."""
    _tell({one.id for one in staff_of(order.client_id, CLIENTS)}, text, f"/orders/{order.code}", now, but)


def provider(order: Order, text: str, now: datetime, *, but: int | None = None) -> None:
    """Tell who answers the order."""
    _tell({one.id for one in staff_of(order.provider_id, KEEPERS)}, text, f"/office/orders/{order.code}", now, but)


def crew(
    order: Order, text: str, now: datetime, *, but: int | None = None, also: Iterable[int] = (), tutors: bool = True
) -> None:
    """Tell the team's leader and the tutors, and `also` those who were among them."""
    people = {one.id for one in staff_of(order.team_id, TEAMS)} if order.team_id else set()
    people |= set(also) | (set(tutor_ids_of(order)) if tutors else set())
    _tell(people, text, f"/orders/{order.code}", now, but)


def invited(invitation: Invitation, text: str, path: str, now: datetime, *, but: int | None = None) -> None:
    """Tell whom an invitation is for."""
    if invitation.person_id is not None:
        people = {invitation.person_id}
    else:
        people = {one.id for one in staff_of(invitation.organisation_id or 0, TEAMS)}
    _tell(people, text, path, now, but)


def everybody(order: Order, text: str, now: datetime, *, but: int | None = None, also: Iterable[int] = ()) -> None:
    """Tell all of them, each once by each part they have in it."""
    client(order, text, now, but=but)
    crew(order, text, now, but=but, also=also)
    provider(order, text, now, but=but)


def _tell(people: Iterable[int], text: str, path: str, now: datetime, but: int | None) -> None:
    for person_id in sorted(set(people) - {but}):
        inbox.tell(person_id, text, path, now)
