"""What each person can do with a wish, or why not, in one sentence."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import make
from volunteer.accounts.models import Person
from volunteer.base.clock import DAY
from volunteer.wishes.models import Wish
from volunteer.wishes.offers import Card, card_of
from volunteer.wishes.queries import active_claim, active_claims_of


def card(wish: Wish, by: Person | None, days: int = 0) -> Card:
    who = make.principal(by) if by else None
    in_hand = active_claims_of(who.person_id) if who else 0
    return card_of(who, wish, active_claim(wish), in_hand, make.TODAY + days * DAY)


@pytest.mark.parametrize(
    ("made", "by", "word", "action"),
    [
        (make.wish, make.liu, "待审核", ""),
        (make.published_wish, make.fang, "可认领", "claim"),
        (make.published_wish, make.liu, "等人认领", ""),
        (make.claimed_wish, make.fang, "我在办", "deliver"),
        (make.claimed_wish, make.lei, "对接中", ""),
        (make.delivered_wish, make.liu, "请您确认", "confirm"),
        (make.delivered_wish, make.fang, "等居民确认", ""),
        (make.delivered_wish, make.lei, "待确认", ""),
        (make.fulfilled_wish, make.liu, "已实现", ""),
        (make.fulfilled_wish, make.lei, "已实现", ""),
    ],
)
def test_each_is_offered_what_is_theirs_to_do(
    app: Flask, made: Callable[[], Wish], by: Callable[[], Person], word: str, action: str
) -> None:
    shown = card(made(), by())

    assert (shown.word, shown.action) == (word, action)


def test_a_guest_is_led_to_sign_in(app: Flask) -> None:
    shown = card(make.published_wish(), None)

    assert (shown.word, shown.action, "登录" in shown.why) == ("可认领", "claim", True)


def test_who_has_three_in_hand_is_told_so_and_offered_nothing(app: Flask) -> None:
    for _ in range(3):
        make.claimed_wish()

    shown = card(make.published_wish(), make.fang())

    assert (shown.action, "3 个" in shown.why) == ("", True)


@pytest.mark.parametrize(("days", "action"), [(0, "claim"), (30, "claim"), (31, "")])
def test_an_offer_ends_with_the_last_day(app: Flask, days: int, action: str) -> None:
    assert card(make.published_wish(), make.fang(), days).action == action


@pytest.mark.parametrize(("days", "said"), [(0, "还有 30 天"), (30, "还有 0 天"), (32, "已超过 2 天")])
def test_the_claimant_is_told_how_long_there_is(app: Flask, days: int, said: str) -> None:
    assert said in card(make.claimed_wish(), make.fang(), days).why
