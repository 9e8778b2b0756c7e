"""What has to be there before a race begins: made through the rules, many rows in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tests import make
from tests.make import DAY, HOUR
from volunteer.accounts import people
from volunteer.accounts.models import Person
from volunteer.base.db import db, write
from volunteer.organisations.models import Organisation
from volunteer.organisations.standing import principal_of
from volunteer.wishes import claiming, delivering, posting, reviewing
from volunteer.wishes.models import Wish


@dataclass(frozen=True)
class Told:
    """A wish, as much of it as the threads need."""

    id: int
    code: str
    slip_token: str


def volunteers(count: int) -> list[Person]:
    """So many people."""
    return write(lambda now: [people.register("周敏", f"151{number:08d}", now) for number in range(count)])


def published(count: int) -> list[Told]:
    """Wishes of 刘奶奶 that wait to be claimed."""
    return _wishes([None] * count)


def claimed(claimants: list[Person]) -> list[Told]:
    """A wish of 刘奶奶 for each of these people, claimed yesterday."""
    return _wishes([one.id for one in claimants], is_delivered=False)


def delivered(claimants: list[Person]) -> list[Told]:
    """A wish of 刘奶奶 for each of these people, whose visit ended an hour ago."""
    return _wishes([one.id for one in claimants])


def _wishes(claimants: Sequence[int | None], *, is_delivered: bool = True) -> list[Told]:
    liu_id, clerk_id, place_id = make.liu().id, make.jing().id, make.community().id
    private = make.resident()

    def act(now: datetime) -> list[Told]:
        owner, clerk = (principal_of(db.session.get_one(Person, one)) for one in (liu_id, clerk_id))
        place = db.session.get_one(Organisation, place_id)
        made: list[Wish] = []
        for claimant in claimants:
            wish = posting.post(make.words(), private, place, owner, now - 3 * DAY)
            reviewing.publish(wish, "桥门社区的一位老人", clerk, now - 2 * DAY)
            if claimant is not None:
                by = principal_of(db.session.get_one(Person, claimant))
                claiming.claim(wish, by, now - DAY)
                if is_delivered:
                    ended = now - HOUR
                    delivering.deliver(wish, ended - HOUR, ended, "送去了收音机，教会了怎么调台。", by, now)
            made.append(wish)
        return [Told(wish.id, wish.code, wish.slip_token) for wish in made]

    return write(act)
