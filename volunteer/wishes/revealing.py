"""Looking at a resident's phone or address: with a reason, kept, and shown to the community."""

from datetime import datetime

from volunteer.base.db import db
from volunteer.journal import lines
from volunteer.organisations.standing import Principal
from volunteer.wishes.models import Reveal, Secret, Why, Wish
from volunteer.wishes.permissions import may_reveal_address, may_reveal_phone
from volunteer.wishes.queries import active_claim
from volunteer.wishes.refusals import MayNotSee


def reveal(wish: Wish, secret: Secret, why: Why, by: Principal, now: datetime) -> str:
    """Return the phone or the address, and keep who looked, when and why. Raises: MayNotSee."""
    private = wish.beneficiary
    if secret is Secret.PHONE:
        allowed, words = may_reveal_phone(by, wish, active_claim(wish)), private.phone
    else:
        allowed, words = may_reveal_address(by, wish), private.address
    if not allowed or words is None:
        raise MayNotSee
    db.session.add(Reveal(wish_id=wish.id, person_id=by.person_id, secret=secret, why=why, revealed_at=now))
    lines.record(
        "wishes.revealed",
        "wishes",
        wish.id,
        by=by.person_id,
        at=now,
        organisation_id=wish.community_id,
        secret=secret.value,
        why=why.value,
    )
    return words
