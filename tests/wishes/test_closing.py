"""The honest endings, and asking again afterwards."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.hours.queries import balance
from volunteer.journal.moves import MovedOn
from volunteer.journal.queries import lines_of
from volunteer.notices.queries import notices_of
from volunteer.wishes import closing
from volunteer.wishes.models import Ending, FollowUp, Outcome, State, Way, Wish
from volunteer.wishes.queries import claims_of_wish, follow_up_due, follow_up_of
from volunteer.wishes.refusals import AlreadyFollowedUp, FollowedUpByOneself, NothingToFollowUp


def could_not(wish: Wish, by: Person) -> None:
    who = make.principal(by)
    write(lambda now: closing.could_not(wish, "没有这种收音机了，已转街道残联", who, now))


def follow_up(wish: Wish, by: Person) -> FollowUp:
    who = make.principal(by)
    return write(lambda now: closing.follow_up(wish, Way.PHONE, 5, False, "天天在听", who, now))


# ------------------------------------------------------------------------------ we could not


@pytest.mark.parametrize("made", [make.published_wish, make.claimed_wish, make.delivered_wish])
def test_what_cannot_be_done_is_closed_with_its_reason(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    could_not(wish, make.jing())

    assert (wish.state, wish.outcome, wish.closing_words) == (
        State.CLOSED,
        Outcome.COULD_NOT,
        "没有这种收音机了，已转街道残联",
    )


def test_the_claim_ends_with_it_and_earns_nothing(app: Flask) -> None:
    wish = make.delivered_wish()

    could_not(wish, make.jing())

    (claim,) = claims_of_wish(wish)
    assert (claim.ending, claim.ended_at, balance(make.fang().id)) == (Ending.CLOSED, make.NOW, 0)


def test_resident_and_claimant_are_told_why(app: Flask) -> None:
    wish = make.claimed_wish()

    could_not(wish, make.jing())

    assert ["已转街道残联" in notices_of(one.id)[0].text for one in (make.liu(), make.fang())] == [True, True]


@pytest.mark.parametrize("by", [make.lei, make.fang, make.liu, make.other_clerk, make.viewer, make.liaison])
def test_only_the_community_says_that_it_cannot_be_done(app: Flask, by: Callable[[], Person]) -> None:
    wish = make.claimed_wish()

    with pytest.raises(NotYours):
        could_not(wish, by())


def test_what_was_never_published_is_rejected_and_not_undoable(app: Flask) -> None:
    with pytest.raises(NotYours):
        could_not(make.wish(), make.jing())


def test_a_closed_wish_is_not_closed_again(app: Flask) -> None:
    wish = make.fulfilled_wish()

    with pytest.raises(MovedOn):
        could_not(wish, make.jing())


# ------------------------------------------------------------------------------ expiring


def test_a_wish_that_nobody_claimed_expires_and_both_sides_are_told(app: Flask) -> None:
    wish = make.published_wish()

    write(lambda now: closing.expire(wish, now))

    assert (wish.outcome, wish.closing_words) == (Outcome.EXPIRED, None)
    assert ["到期" in notices_of(one.id)[0].text for one in (make.liu(), make.jing())] == [True, True]
    assert lines_of("wishes", wish.id)[-1].actor_id is None


@pytest.mark.parametrize("made", [make.wish, make.claimed_wish, make.delivered_wish, make.fulfilled_wish])
def test_only_an_unclaimed_wish_expires(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    with pytest.raises(MovedOn):
        write(lambda now: closing.expire(wish, now))


# ------------------------------------------------------------------------------ asking again


def test_a_follow_up_is_kept_on_the_closed_wish(app: Flask) -> None:
    wish = make.fulfilled_wish()

    follow_up(wish, make.jing())

    kept = follow_up_of(wish)
    assert kept is not None
    assert (kept.person_id, kept.satisfaction, kept.words, kept.followed_up_at) == (
        make.jing().id,
        5,
        "天天在听",
        make.NOW,
    )
    assert lines_of("wishes", wish.id)[-1].action == "wishes.followed_up"


def test_what_was_fulfilled_in_part_is_asked_about_too(app: Flask) -> None:
    assert follow_up(make.fulfilled_wish(is_partly=True), make.jing()).way is Way.PHONE


def test_once_is_enough(app: Flask) -> None:
    wish = make.fulfilled_wish()
    follow_up(wish, make.jing())

    with pytest.raises(AlreadyFollowedUp):
        follow_up(wish, make.second_clerk())


def test_the_database_keeps_one_follow_up(app: Flask) -> None:
    wish = make.fulfilled_wish()
    follow_up(wish, make.jing())
    given = {"wish_id": wish.id, "person_id": make.jing().id, "way": Way.HERE, "still_needs_help": False}

    with pytest.raises(sa.exc.IntegrityError):
        write(lambda now: db.session.add(FollowUp(followed_up_at=now, **given)))


@pytest.mark.parametrize("by", [make.lei, make.fang, make.liu, make.other_clerk, make.viewer])
def test_only_the_community_asks_again(app: Flask, by: Callable[[], Person]) -> None:
    wish = make.fulfilled_wish()

    with pytest.raises(NotYours):
        follow_up(wish, by())


def test_the_claimant_does_not_ask_how_she_was(app: Flask) -> None:
    wish = make.delivered_wish(make.second_clerk())
    make.confirm(wish)

    with pytest.raises(FollowedUpByOneself):
        follow_up(wish, make.second_clerk())


def withdrawn() -> Wish:
    """A wish that was closed without reaching anybody."""
    wish = make.claimed_wish()
    could_not(wish, make.jing())
    return wish


@pytest.mark.parametrize("made", [make.published_wish, make.claimed_wish, make.delivered_wish, withdrawn])
def test_only_what_reached_somebody_is_asked_about(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    with pytest.raises(NothingToFollowUp):
        follow_up(wish, make.jing())


def test_asking_again_is_due_a_week_after(app: Flask) -> None:
    wish = make.fulfilled_wish(at=make.NOW - 2 * DAY)

    assert (follow_up_due(wish) - make.TODAY).days == 5
