"""A wish in one state with everybody who has to do with it, made through the rules."""

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.base.images import Picture
from volunteer.hours.models import HourEntry
from volunteer.wishes import reviewing
from volunteer.wishes.models import Spoke, Wish, WishPhoto

PICTURE = Picture(b"RIFF....WEBP", 4, 3)


CAST: dict[str, Callable[[], Person]] = {
    "owner": make.liu,
    "volunteer": make.fang,
    "leader": make.li,
    "clerk": make.jing,
    "secretary": make.secretary,
    "admin": make.admin,
    "other": make.other_clerk,
    "lei": make.lei,
}


@dataclass(frozen=True)
class Scene:
    """Words to put into a path, and who is who."""

    wish: Wish
    claimant: Person
    words: dict[str, str] = field(default_factory=dict)

    def who(self, word: str) -> Person:
        """Return the person who has this part in it."""
        return self.claimant if word == "claimant" else CAST[word]()


def returned(*, is_proxy: bool = False) -> Wish:
    """A wish that came back to its author, with a reason."""
    made = make.proxy_wish() if is_proxy else make.wish()
    clerk = make.principal(make.second_clerk() if is_proxy else make.jing())
    make.done(lambda now: reviewing.send_back(made, "请写清楚要多大的字。", clerk, now))
    return made


def scene(state: str) -> Scene:
    """Make a wish in this state; its claimant, if it has one, claimed nothing else."""
    claimant = make.person()
    openly = make.resident(is_open_to_contact=True)
    makers: dict[str, Callable[[], Wish]] = {
        "submitted": make.wish,
        "returned": returned,
        "returned proxy": lambda: returned(is_proxy=True),
        "published": make.published_wish,
        "claimed": lambda: make.claimed_wish(claimant, resident=openly, at=make.NOW - make.DAY),
        "delivered": lambda: make.delivered_wish(claimant, picture=PICTURE),
        "fulfilled": lambda: make.fulfilled_wish(claimant),
        "long": lambda: make.fulfilled_wish(claimant, minutes=9 * 60),  # more than may be credited for one day
        "proxy": lambda: make.delivered_wish(claimant, spoke=Spoke.SELF),
    }
    wish = makers[state]()
    return Scene(wish, claimant, _words(wish, claimant))


def _words(wish: Wish, claimant: Person) -> dict[str, str]:
    entry = sa.select(HourEntry.code).where(HourEntry.person_id == claimant.id)
    photo = sa.select(WishPhoto.code).order_by(WishPhoto.id.desc()).limit(1)
    return {
        "code": wish.code,
        "slip": wish.slip_token,
        "person": claimant.code,
        "clerk": make.jing().code,
        "entry": db.session.scalar(entry) or "",
        "photo": db.session.scalar(photo) or "",
    }
