"""Posting a wish, revising it, withdrawing it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.journal.moves import MovedOn
from volunteer.journal.queries import lines_of
from volunteer.notices.queries import notices_of
from volunteer.wishes import confirming, posting, reviewing
from volunteer.wishes.models import Agreed, Beneficiary, Ending, Outcome, Spoke, State, Wish, Witness
from volunteer.wishes.queries import active_claim, claims_of_wish, wish_of_slip
from volunteer.wishes.refusals import AnswerFirst, SlipIsNotYours


def returned_wish(**given: object) -> Wish:
    """A wish that 陈静 sent back."""
    wish = make.wish(**given)  # type: ignore[arg-type]
    clerk = make.principal(make.clerk_of(wish))
    write(lambda now: reviewing.send_back(wish, "请写清楚要多大的字", clerk, now))
    return wish


def revise(wish: Wish, by: Person, **changed: object) -> None:
    who, words, private = make.principal(by), make.words(**changed), make.resident(address="桥门街 14 号")
    write(lambda now: posting.revise(wish, words, private, who, now))


def withdraw(wish: Wish, by: Person) -> None:
    who = make.principal(by)
    write(lambda now: posting.withdraw(wish, "已经有了", who, now))


# ------------------------------------------------------------------------------ submitting


def test_a_posted_wish_waits_for_review_and_nobody_else_sees_it_yet(app: Flask) -> None:
    wish = make.wish()

    assert (wish.state, wish.submitted_at, wish.published_at) == (State.SUBMITTED, make.NOW, None)
    assert (wish.author_id, wish.is_proxy) == (make.liu().id, False)


def test_every_clerk_of_the_community_is_told_of_a_new_wish(app: Flask) -> None:
    jing, ping, elsewhere = make.jing(), make.second_clerk(), make.other_clerk()

    make.wish()

    assert [len(notices_of(one.id)) for one in (jing, ping, elsewhere)] == [1, 1, 0]


def test_the_clerk_who_wrote_it_down_is_not_told_of_it(app: Flask) -> None:
    jing, ping = make.jing(), make.second_clerk()

    make.proxy_wish()

    assert [len(notices_of(one.id)) for one in (jing, ping)] == [0, 1]


def test_a_posted_wish_is_one_line_without_words_of_the_wish(app: Flask) -> None:
    wish = make.wish()

    line = lines_of("wishes", wish.id)[0]
    assert (line.action, line.actor_id, line.organisation_id, line.detail) == (
        "wishes.submitted",
        make.liu().id,
        make.community().id,
        {"proxy": False},
    )


def test_a_clerk_writes_down_what_somebody_without_a_phone_says(app: Flask) -> None:
    wish = make.proxy_wish(spoke=Spoke.FAMILY)

    assert (wish.author_id, wish.spoke, wish.agreed, wish.is_proxy) == (
        make.jing().id,
        Spoke.FAMILY,
        Agreed.IN_PERSON,
        True,
    )


@pytest.mark.parametrize("by", [make.lei, make.fang, make.other_clerk, make.viewer, make.liaison])
def test_nobody_but_a_clerk_of_the_community_writes_down_anothers_wish(app: Flask, by: Callable[[], Person]) -> None:
    with pytest.raises(NotYours):
        make.proxy_wish(by=by())


def test_the_printed_slip_finds_its_wish_and_is_kept_unread(app: Flask) -> None:
    wish = make.wish()

    found = wish_of_slip(wish.slip_token)

    assert found is not None
    assert found.id == wish.id
    assert wish_of_slip(wish.slip_hash) is None
    raw = db.session.execute(sa.text("SELECT slip_token, slip_hash FROM wishes")).one()
    assert wish.slip_token not in raw


def print_slip(wish: Wish, by: Person) -> str:
    who = make.principal(by)
    return write(lambda now: posting.print_slip(wish, who, now))


def test_a_slip_that_is_printed_again_voids_the_one_before(app: Flask) -> None:
    wish = make.claimed_wish()

    first, second = (print_slip(wish, make.jing()) for _ in range(2))

    assert wish_of_slip(first) is None
    assert wish_of_slip(second) is not None


@pytest.mark.parametrize("by", [make.lei, make.fang, make.liu, make.other_clerk, make.viewer])
def test_only_the_community_prints_slips(app: Flask, by: Callable[[], Person]) -> None:
    wish = make.claimed_wish()

    with pytest.raises(NotYours):
        print_slip(wish, by())


def test_a_clerk_does_not_hold_the_slip_of_her_own_claim(app: Flask) -> None:
    wish = make.claimed_wish(make.second_clerk())

    with pytest.raises(SlipIsNotYours):
        print_slip(wish, make.second_clerk())


def test_an_estimate_is_more_than_nothing(app: Flask) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        make.wish(value=0)


# ------------------------------------------------------------------------------ revising


def test_a_returned_wish_is_submitted_again_with_other_words(app: Flask) -> None:
    wish = returned_wish()

    revise(wish, make.liu(), title="一台字大的收音机")

    assert (wish.state, wish.title, wish.beneficiary.address) == (State.SUBMITTED, "一台字大的收音机", "桥门街 14 号")


def test_the_moment_it_was_first_submitted_stays(app: Flask) -> None:
    wish = returned_wish(at=make.NOW - DAY)

    revise(wish, make.liu())

    assert (wish.submitted_at, wish.state_since) == (make.NOW - DAY, make.NOW)


def test_the_clerks_are_told_that_it_is_revised(app: Flask) -> None:
    wish = returned_wish()

    revise(wish, make.liu())

    assert "改好了" in notices_of(make.jing().id)[0].text


@pytest.mark.parametrize("by", [make.lei, make.fang, make.jing, make.other_clerk])
def test_only_the_author_revises(app: Flask, by: Callable[[], Person]) -> None:
    wish = returned_wish()

    with pytest.raises(NotYours):
        revise(wish, by())


def test_a_clerk_revises_what_she_wrote_down(app: Flask) -> None:
    wish = returned_wish(spoke=Spoke.SELF)

    revise(wish, make.jing())

    assert wish.state is State.SUBMITTED


@pytest.mark.parametrize("made", [make.wish, make.published_wish, make.claimed_wish, make.fulfilled_wish])
def test_only_a_returned_wish_is_revised_and_else_not_a_word_changes(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    with pytest.raises(MovedOn):
        revise(wish, make.liu(), title="一台电视机")

    assert (wish.title, wish.beneficiary.address) == ("一台带大字的收音机", "桥门街 12 号 3 单元 501 室")


# ------------------------------------------------------------------------------ withdrawing


@pytest.mark.parametrize("made", [make.wish, returned_wish, make.published_wish, make.claimed_wish])
def test_a_wish_may_be_withdrawn_as_long_as_nobody_says_it_is_done(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    withdraw(wish, make.liu())

    assert (wish.state, wish.outcome, wish.closed_at) == (State.CLOSED, Outcome.WITHDRAWN, make.NOW)


def test_the_claim_of_a_withdrawn_wish_ends_and_the_claimant_is_told(app: Flask) -> None:
    wish = make.claimed_wish()

    withdraw(wish, make.liu())

    assert active_claim(wish) is None
    assert (claims_of_wish(wish)[0].ending, claims_of_wish(wish)[0].ended_at) == (Ending.CLOSED, make.NOW)
    assert "已由居民撤回" in notices_of(make.fang().id)[0].text


@pytest.mark.parametrize("by", [make.liu, make.jing])
def test_what_the_volunteer_says_is_done_is_answered_before_it_is_withdrawn(
    app: Flask, by: Callable[[], Person]
) -> None:
    wish, liu = make.delivered_wish(), make.principal(make.liu())

    with pytest.raises(AnswerFirst):
        withdraw(wish, by())
    write(lambda now: confirming.decline(wish, "没有来过", Witness.BENEFICIARY, liu, now))
    withdraw(wish, by())

    assert wish.outcome is Outcome.WITHDRAWN


def test_a_closed_wish_is_not_withdrawn(app: Flask) -> None:
    wish = make.fulfilled_wish()

    with pytest.raises(MovedOn):
        withdraw(wish, make.liu())


@pytest.mark.parametrize("by", [make.lei, make.fang, make.other_clerk, make.viewer])
def test_nobody_else_withdraws_a_wish(app: Flask, by: Callable[[], Person]) -> None:
    wish = make.claimed_wish()

    with pytest.raises(NotYours):
        withdraw(wish, by())


def test_the_community_withdraws_for_a_resident_without_a_phone(app: Flask) -> None:
    wish = make.published_wish(spoke=Spoke.SELF)

    withdraw(wish, make.jing())

    assert wish.outcome is Outcome.WITHDRAWN


def test_every_wish_has_one_resident_of_its_own(app: Flask) -> None:
    first = make.wish()

    with pytest.raises(sa.exc.IntegrityError):
        write(lambda _now: db.session.execute(sa.update(Wish).values(beneficiary_id=_another(first))))


def _another(wish: Wish) -> int:
    """Make a second wish, and point at the resident of the first."""
    copy = {column.key: getattr(wish, column.key) for column in Wish.__table__.columns if column.key != "id"}
    private = Beneficiary(is_open_to_contact=False)
    db.session.add(private)
    db.session.flush()
    db.session.add(Wish(**{**copy, "code": "ZZZZ2222", "slip_hash": "x", "beneficiary_id": private.id}))
    db.session.flush()
    return wish.beneficiary_id
