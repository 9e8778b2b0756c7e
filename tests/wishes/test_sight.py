"""How much of a wish each person sees, and who may look at what is private."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import HOUR
from volunteer.base.db import write
from volunteer.journal.queries import lines_of
from volunteer.organisations.queries import below
from volunteer.wishes import claiming, permissions, posting, reviewing
from volunteer.wishes.models import Secret, Spoke, Why, Wish
from volunteer.wishes.permissions import Sight
from volunteer.wishes.queries import active_claim, completed_claim, reveals_in, reveals_of
from volunteer.wishes.refusals import MayNotSee
from volunteer.wishes.revealing import reveal


def sight(by: Person | None, wish: Wish) -> Sight:
    who = make.principal(by) if by else None
    return permissions.sight_of(who, wish, active_claim(wish) or completed_claim(wish))


@pytest.mark.parametrize(
    ("by", "sees"),
    [
        (make.lei, Sight.MEMBER),
        (make.li, Sight.MEMBER),
        (make.fang, Sight.CLAIMANT),
        (make.liu, Sight.OWNER),
        (make.jing, Sight.CLERK),
        (make.secretary, Sight.CLERK),
        (make.other_clerk, Sight.MEMBER),
        (make.viewer, Sight.MEMBER),
        (make.admin, Sight.MEMBER),
    ],
)
@pytest.mark.parametrize("made", [make.claimed_wish, make.fulfilled_wish])
def test_each_sees_as_much_as_is_needed(
    app: Flask, made: Callable[[], Wish], by: Callable[[], Person], sees: Sight
) -> None:
    wish = made()

    assert sight(by(), wish) is sees


def test_a_guest_sees_least(app: Flask) -> None:
    assert sight(None, make.published_wish()) is Sight.GUEST


def test_who_gave_it_back_sees_no_more_than_others(app: Flask) -> None:
    wish = make.claimed_wish()
    fang = make.principal(make.fang())
    write(lambda now: claiming.release(wish, "没有时间", fang, now))

    assert sight(make.fang(), wish) is Sight.MEMBER


def test_a_clerk_who_claims_sees_as_a_clerk(app: Flask) -> None:
    assert sight(make.jing(), make.claimed_wish(make.jing())) is Sight.CLERK


def test_whom_it_was_written_down_for_sees_it_as_an_owner(app: Flask) -> None:
    wish = make.published_wish(spoke=Spoke.SELF, resident=make.resident())

    assert sight(make.liu(), wish) is Sight.OWNER


def test_a_picture_is_for_resident_claimant_and_community(app: Flask) -> None:
    assert [level for level in Sight if permissions.may_see_photo(level)] == [
        Sight.CLAIMANT,
        Sight.OWNER,
        Sight.CLERK,
    ]


# ------------------------------------------------------------------------------ has it a page


@pytest.mark.parametrize(
    ("by", "may"),
    [(make.liu, True), (make.jing, True), (make.lei, False), (make.other_clerk, False), (make.viewer, False)],
)
def test_before_it_is_published_only_author_and_community_see_it(
    app: Flask, by: Callable[[], Person], may: bool
) -> None:
    wish = make.wish()

    assert permissions.may_see(make.principal(by()), wish, None) is may


def test_a_guest_sees_nothing_that_is_not_published(app: Flask) -> None:
    assert not permissions.may_see(None, make.wish(), None)


def test_what_was_rejected_stays_hidden(app: Flask) -> None:
    wish, clerk = make.wish(), make.principal(make.jing())
    write(lambda now: reviewing.reject(wish, "不合适", clerk, now))

    assert not permissions.may_see(make.principal(make.lei()), wish, None)


@pytest.mark.parametrize("made", [make.published_wish, make.claimed_wish, make.fulfilled_wish])
def test_once_published_everybody_sees_it(app: Flask, made: Callable[[], Wish]) -> None:
    assert permissions.may_see(None, made(), None)


# ------------------------------------------------------------------------------ looking at what is private


def look(wish: Wish, by: Person, secret: Secret = Secret.PHONE, why: Why = Why.APPOINTMENT) -> str:
    who = make.principal(by)
    return write(lambda now: reveal(wish, secret, why, who, now))


def open_resident() -> posting.Resident:
    """刘奶奶, who agreed that the claimant may ring."""
    return make.resident(is_open_to_contact=True)


def test_the_claimant_rings_a_resident_who_agreed(app: Flask) -> None:
    wish = make.claimed_wish(resident=open_resident())

    assert look(wish, make.fang()) == "13919000010"


def test_without_agreement_the_claimant_rings_the_office(app: Flask) -> None:
    wish = make.claimed_wish()

    with pytest.raises(MayNotSee):
        look(wish, make.fang())


def test_while_it_waits_for_the_residents_word_the_claim_is_still_open(app: Flask) -> None:
    wish = make.delivered_wish(resident=open_resident())

    assert look(wish, make.fang()) == "13919000010"


@pytest.mark.parametrize("ended", ["fulfilled", "released"])
def test_after_the_claim_has_ended_the_phone_is_closed(app: Flask, ended: str) -> None:
    if ended == "fulfilled":
        wish = make.fulfilled_wish(resident=open_resident())
    else:
        wish, fang = make.claimed_wish(resident=open_resident()), make.principal(make.fang())
        write(lambda now: claiming.release(wish, "没有时间", fang, now))

    with pytest.raises(MayNotSee):
        look(wish, make.fang())


@pytest.mark.parametrize("by", [make.lei, make.li, make.other_clerk, make.viewer, make.liaison, make.admin])
@pytest.mark.parametrize("secret", Secret)
def test_nobody_else_looks(app: Flask, by: Callable[[], Person], secret: Secret) -> None:
    wish = make.claimed_wish(resident=open_resident())

    with pytest.raises(MayNotSee):
        look(wish, by(), secret)


def test_the_door_is_never_shown_to_the_claimant(app: Flask) -> None:
    wish = make.claimed_wish(resident=open_resident())

    with pytest.raises(MayNotSee):
        look(wish, make.fang(), Secret.ADDRESS)


@pytest.mark.parametrize(
    ("secret", "shown"), [(Secret.PHONE, "13919000010"), (Secret.ADDRESS, "桥门街 12 号 3 单元 501 室")]
)
def test_the_community_looks_with_a_reason(app: Flask, secret: Secret, shown: str) -> None:
    assert look(make.wish(), make.jing(), secret, Why.VERIFY) == shown


@pytest.mark.parametrize("secret", Secret)
def test_what_is_not_there_is_not_shown(app: Flask, secret: Secret) -> None:
    wish = make.wish(resident=make.resident(phone=None, address=None))

    with pytest.raises(MayNotSee):
        look(wish, make.jing(), secret)


def test_each_look_is_kept_and_in_the_journal(app: Flask) -> None:
    wish = make.claimed_wish(resident=open_resident())

    look(wish, make.fang(), why=Why.CHANGE)

    (kept,) = reveals_of(wish)
    assert (kept.person_id, kept.secret, kept.why, kept.revealed_at) == (
        make.fang().id,
        Secret.PHONE,
        Why.CHANGE,
        make.NOW,
    )
    line = lines_of("wishes", wish.id)[-1]
    assert (line.action, line.actor_id, line.detail) == (
        "wishes.revealed",
        make.fang().id,
        {"secret": "phone", "why": "change"},
    )


def test_a_refused_look_is_not_kept_as_one(app: Flask) -> None:
    wish = make.claimed_wish()

    with pytest.raises(MayNotSee):
        look(wish, make.fang())

    assert reveals_of(wish) == []


def test_the_community_sees_who_looked_newest_first(app: Flask) -> None:
    wish = make.claimed_wish(resident=open_resident())
    look(wish, make.fang())
    look(wish, make.jing(), why=Why.VERIFY)

    listed = reveals_in(below(make.community().id))

    assert [one.person.name for one in listed] == ["陈静", "王芳"]
    assert [one.person.name for one in reveals_in(below(make.community().id), after=listed[0].id)] == ["王芳"]
    assert reveals_in(below(make.other_community().id)) == []


def test_each_sees_her_own_looks(app: Flask) -> None:
    wish = make.claimed_wish(resident=open_resident(), at=make.NOW - HOUR)
    look(wish, make.fang())
    look(wish, make.jing())

    assert [one.person.name for one in reveals_of(wish, by=make.fang().id)] == ["王芳"]


# ------------------------------------------------------------------------------ may …


def mays(by: Person, wish: Wish) -> set[str]:
    """What this person may do with this wish."""
    who, claim = make.principal(by), active_claim(wish) or completed_claim(wish)
    asked = {
        "review": permissions.may_review(who, wish),
        "withdraw": permissions.may_withdraw(who, wish),
        "confirm": claim is not None and permissions.may_confirm_as_clerk(who, wish, claim),
        "follow up": permissions.may_follow_up(who, wish, claim),
        "own": permissions.is_owner(who, wish),
    }
    return {name for name, may in asked.items() if may}


@pytest.mark.parametrize(
    ("by", "may"),
    [
        (make.lei, set()),
        (make.fang, set()),
        (make.other_clerk, set()),
        (make.viewer, set()),
        (make.admin, set()),
        (make.liu, {"withdraw", "own"}),
        (make.jing, {"review", "withdraw", "confirm", "follow up"}),
    ],
)
def test_what_each_may_do_with_a_fulfilled_wish(app: Flask, by: Callable[[], Person], may: set[str]) -> None:
    wish = make.fulfilled_wish()

    assert mays(by(), wish) == may


def test_a_clerk_who_claimed_may_neither_confirm_nor_ask_again(app: Flask) -> None:
    wish = make.delivered_wish(make.second_clerk())
    make.confirm(wish)

    assert mays(make.second_clerk(), wish) == {"review", "withdraw"}
