"""What has to be there before a race begins: made through the rules, many rows in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from tests import make
from tests.make import DAY, HOUR
from volunteer.accounts import people
from volunteer.accounts.models import Person
from volunteer.attendance import codes, scanning
from volunteer.attendance.models import Direction, Means
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.events import signups
from volunteer.events.models import Post, Shift
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


# ------------------------------------------------------------------------------ at the door


@dataclass(frozen=True)
class Offered:
    """A post of a shift, as much of it as the threads need."""

    post_id: int
    post: str
    shift_id: int
    shift: str
    event: str


def offered(shift: Shift) -> Offered:
    """What a browser knows of a shift with one post."""
    post = shift.posts[0]
    return Offered(post.id, post.code, shift.id, shift.code, shift.event.code)


def post(places: int, days: int = 2) -> Offered:
    """A post with so many places, in so many days."""
    return offered(make.shift(places=places, start=clock.now() + days * DAY, at=clock.now()))


def running() -> Offered:
    """A shift that began an hour ago and lasts three."""
    return offered(make.running(start=clock.now() - HOUR))


def in_line(post_id: int, people_: Sequence[Person]) -> list[str]:
    """Let these people sign up one after the other. Returns the codes of their sign-ups."""
    ids = [one.id for one in people_]

    def act(now: datetime) -> list[str]:
        post = db.session.get_one(Post, post_id)
        people_ = [db.session.get_one(Person, one) for one in ids]
        return [signups.sign_up(post, principal_of(one), now).code for one in people_]

    return write(act)


def over(people_: Sequence[Person], number: int = 0) -> Offered:
    """A shift of so many days ago, at which all of these were for three hours; its heads are counted."""
    starts_at = clock.now() - (number + 1) * DAY
    shift = make.running(start=starts_at)
    told, ids = offered(shift), [one.id for one in people_]
    for direction, moment in ((Direction.IN, starts_at), (Direction.OUT, shift.ends_at)):
        make.done(partial(_scanned, told.shift_id, ids, direction), moment)

    def count(now: datetime) -> None:
        shift = db.session.get_one(Shift, told.shift_id)
        shift.headcount, shift.counted_at = len(ids), now

    write(count)
    return told


def _scanned(shift_id: int, ids: list[int], direction: Direction, now: datetime) -> None:
    for one in ids:
        scanning.mark(shift_id, one, direction, Means.SCREEN, now)


def grants(shift: Offered, direction: Direction, count: int) -> list[str]:
    """The code of the screen, opened by so many browsers: what each of them carries now."""
    now = clock.now()
    found = db.session.get_one(Shift, shift.shift_id)
    path = codes.batch(found, direction, now, 1)[0].path
    return [codes.sealed(codes.grant_for(path.removeprefix("/s/"), now)) for _ in range(count)]
