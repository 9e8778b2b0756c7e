"""Reviewing a wish: always by somebody else than its author, always of its own community."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.db import write
from volunteer.journal.moves import MovedOn
from volunteer.journal.queries import lines_of
from volunteer.notices.queries import notices_of
from volunteer.organisations.standing import Principal
from volunteer.wishes import reviewing
from volunteer.wishes.models import Outcome, Spoke, State, Wish
from volunteer.wishes.refusals import ReviewedByOneself

Review = Callable[[Wish, str, Principal, datetime], None]
REVIEWS: list[Review] = [reviewing.publish, reviewing.send_back, reviewing.reject]


def review(act: Review, wish: Wish, by: Person, words: str = "桥门社区的一位老人") -> None:
    who = make.principal(by)
    write(lambda now: act(wish, words, who, now))


def test_a_published_wish_is_open_for_thirty_days(app: Flask) -> None:
    wish = make.wish()

    review(reviewing.publish, wish, make.jing())

    assert (wish.state, wish.published_at, wish.open_until) == (State.PUBLISHED, make.NOW, date(2026, 12, 21))
    assert wish.reviewer_id == make.jing().id


def test_the_clerk_chooses_the_name_that_everybody_sees(app: Flask) -> None:
    wish = make.wish(alias="刘奶奶")

    review(reviewing.publish, wish, make.jing(), "一位爱听秦腔的老人")

    assert wish.alias == "一位爱听秦腔的老人"


def test_a_returned_wish_says_what_to_change(app: Flask) -> None:
    wish = make.wish()

    review(reviewing.send_back, wish, make.jing(), "请写清楚要多大的字")

    assert (wish.state, wish.review_words, wish.published_at) == (State.RETURNED, "请写清楚要多大的字", None)


def test_a_rejected_wish_is_closed_with_its_reason_and_never_was_public(app: Flask) -> None:
    wish = make.wish()

    review(reviewing.reject, wish, make.jing(), "平台不经手钱款")

    assert (wish.state, wish.outcome, wish.closing_words, wish.published_at, wish.closed_at) == (
        State.CLOSED,
        Outcome.REJECTED,
        "平台不经手钱款",
        None,
        make.NOW,
    )


@pytest.mark.parametrize(
    ("act", "said"),
    [(reviewing.publish, "审核通过了"), (reviewing.send_back, "要改一改：因为"), (reviewing.reject, "没有受理：因为")],
)
def test_the_author_is_told(app: Flask, act: Review, said: str) -> None:
    wish = make.wish()

    review(act, wish, make.jing(), "因为")

    assert said in notices_of(make.liu().id)[0].text


@pytest.mark.parametrize("act", REVIEWS)
@pytest.mark.parametrize("by", [make.lei, make.liu, make.fang, make.other_clerk, make.viewer, make.admin])
def test_nobody_else_reviews(app: Flask, act: Review, by: Callable[[], Person]) -> None:
    wish = make.wish()

    with pytest.raises(ReviewedByOneself):
        review(act, wish, by())

    assert wish.state is State.SUBMITTED


@pytest.mark.parametrize("act", REVIEWS)
def test_nobody_reviews_what_she_wrote_down(app: Flask, act: Review) -> None:
    wish = make.proxy_wish()

    with pytest.raises(ReviewedByOneself):
        review(act, wish, make.jing())


def test_another_clerk_reviews_what_a_clerk_wrote_down(app: Flask) -> None:
    wish = make.proxy_wish()

    review(reviewing.publish, wish, make.second_clerk())

    assert wish.state is State.PUBLISHED


def test_a_clerk_who_is_the_resident_does_not_review(app: Flask) -> None:
    resident = make.resident(person_id=make.second_clerk().id)
    wish = make.wish(spoke=Spoke.SELF, resident=resident)

    with pytest.raises(ReviewedByOneself):
        review(reviewing.publish, wish, make.second_clerk())


def test_the_secretary_reviews_too(app: Flask) -> None:
    wish = make.wish()

    review(reviewing.publish, wish, make.secretary())

    assert wish.state is State.PUBLISHED


@pytest.mark.parametrize("act", REVIEWS)
@pytest.mark.parametrize("made", [make.claimed_wish, make.delivered_wish, make.fulfilled_wish])
def test_what_was_reviewed_is_not_reviewed_again(app: Flask, act: Review, made: Callable[[], Wish]) -> None:
    wish = made()

    with pytest.raises(MovedOn):
        review(act, wish, make.jing())


def test_a_published_wish_is_not_published_twice(app: Flask) -> None:
    wish = make.published_wish()

    with pytest.raises(MovedOn, match="这个心愿现在是“可认领”"):
        review(reviewing.publish, wish, make.jing())


def test_a_review_is_a_line_of_the_community(app: Flask) -> None:
    wish = make.wish()

    review(reviewing.reject, wish, make.jing())

    line = lines_of("wishes", wish.id)[-1]
    assert (line.action, line.actor_id, line.detail) == (
        "wishes.closed",
        make.jing().id,
        {"came": "submitted", "outcome": "rejected"},
    )
