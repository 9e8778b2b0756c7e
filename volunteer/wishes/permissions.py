"""Who may do what with a wish, and how much of it each person sees."""

from enum import IntEnum

from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.standing import Principal
from volunteer.wishes.models import Outcome, State, Wish, WishClaim
from volunteer.wishes.queries import follow_up_of


class Sight(IntEnum):
    """How much of a wish somebody sees; each sees what the one before sees, and more."""

    GUEST = 0  # title, kind, category, community, state
    MEMBER = 1  # description and alias, the liaison's masked office number
    CLAIMANT = 2  # the liaison's whole number; the resident's phone by a reveal, if agreed
    OWNER = 3  # what the resident said himself
    CLERK = 4  # the community: everything masked, each look recorded


def sight_of(by: Principal | None, wish: Wish, claim: WishClaim | None) -> Sight:
    """Return how much of the wish this person sees. `claim` is the active one, or the one that ended it."""
    if by is None:
        return Sight.GUEST
    if by.acts_at(wish.community_id, *CLERKS):
        return Sight.CLERK
    if is_owner(by, wish):
        return Sight.OWNER
    if claim is not None and claim.person_id == by.person_id:
        return Sight.CLAIMANT
    return Sight.MEMBER


def is_owner(by: Principal, wish: Wish) -> bool:
    """Say whether the wish is this person's own."""
    return wish.beneficiary.person_id == by.person_id or (not wish.is_proxy and wish.author_id == by.person_id)


def may_see(by: Principal | None, wish: Wish, claim: WishClaim | None) -> bool:
    """Say whether the wish has a page for this person at all: before it was published only for author and community."""
    if wish.published_at is not None:
        return True
    return by is not None and (wish.author_id == by.person_id or sight_of(by, wish, claim) >= Sight.OWNER)


def may_review(by: Principal, wish: Wish) -> bool:
    """Say whether the person may review the wish: of the community, and not its author or resident."""
    hers = by.person_id in (wish.author_id, wish.beneficiary.person_id)
    return by.acts_at(wish.community_id, *CLERKS) and not hers


def may_withdraw(by: Principal, wish: Wish) -> bool:
    """Say whether the person may take the wish back."""
    return is_owner(by, wish) or by.acts_at(wish.community_id, *CLERKS)


def may_confirm_as_clerk(by: Principal, wish: Wish, claim: WishClaim) -> bool:
    """Say whether the person may confirm for the community: never what they delivered themselves."""
    return by.acts_at(wish.community_id, *CLERKS) and claim.person_id != by.person_id and not is_owner(by, wish)


def may_follow_up(by: Principal, wish: Wish, claim: WishClaim | None) -> bool:
    """Say whether the person may ask again."""
    reached = wish.outcome in (Outcome.FULFILLED, Outcome.PARTLY)
    another = claim is not None and claim.person_id != by.person_id
    may_work = by.acts_at(wish.community_id, *CLERKS) and not is_owner(by, wish)
    return may_work and wish.state is State.CLOSED and reached and another


def may_see_photo(sight: Sight) -> bool:
    """Say whether the picture of a delivery is open to this person."""
    return sight >= Sight.CLAIMANT


def may_reveal_phone(by: Principal, wish: Wish, claim: WishClaim | None) -> bool:
    """Say whether the person may look at the resident's phone: the community, or the claimant while the claim is open
    and only if the resident agreed to direct contact.
    """
    if wish.beneficiary.phone is None:
        return False
    if by.acts_at(wish.community_id, *CLERKS):
        return _is_needed(wish)
    open_claim = claim is not None and claim.ended_at is None and claim.person_id == by.person_id
    return open_claim and wish.beneficiary.is_open_to_contact


def may_reveal_address(by: Principal, wish: Wish) -> bool:
    """Say whether the person may look at the address: only the community, which goes along on every visit."""
    return wish.beneficiary.address is not None and by.acts_at(wish.community_id, *CLERKS) and _is_needed(wish)


def _is_needed(wish: Wish) -> bool:
    """Say whether the community still has something to do with the resident: until the follow-up has been made."""
    if wish.state is not State.CLOSED:
        return True
    return wish.outcome in (Outcome.FULFILLED, Outcome.PARTLY) and follow_up_of(wish) is None
