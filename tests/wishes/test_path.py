"""Where a wish stands, in words that everybody may see."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import make
from volunteer.base.clock import DAY
from volunteer.base.db import write
from volunteer.wishes import claiming, closing, confirming, posting, reviewing
from volunteer.wishes.models import Spoke, Way, Wish, Witness
from volunteer.wishes.path import Step, Stone, path_of
from volunteer.wishes.queries import active_claim, completed_claim, confirmation_of, follow_up_of, latest_delivery


def path(wish: Wish, *, with_words: bool = True) -> list[Stone]:
    claim = active_claim(wish) or completed_claim(wish)
    delivery = latest_delivery(claim) if claim else None
    word = confirmation_of(delivery) if delivery else None
    return path_of(wish, claim, delivery, word, follow_up_of(wish), with_words=with_words)


def drawn(wish: Wish) -> str:
    """The path in short: ● done, ◉ now, ○ ahead, ✕ ended without what it was for."""
    signs = {Step.DONE: "●", Step.NOW: "◉", Step.AHEAD: "○", Step.OVER: "✕"}
    return "".join(signs[stone.step] + stone.name for stone in path(wish))


def returned() -> Wish:
    wish, clerk = make.wish(), make.principal(make.jing())
    write(lambda now: reviewing.send_back(wish, "请写清楚", clerk, now))
    return wish


def rejected() -> Wish:
    wish, clerk = make.wish(), make.principal(make.jing())
    write(lambda now: reviewing.reject(wish, "不合适", clerk, now))
    return wish


def contacted() -> Wish:
    wish, fang = make.claimed_wish(), make.principal(make.fang())
    write(lambda now: claiming.contacted(wish, "周六上午", fang, now))
    return wish


def declined() -> Wish:
    wish, liu = make.delivered_wish(), make.principal(make.liu())
    write(lambda now: confirming.decline(wish, "没有声音", Witness.BENEFICIARY, liu, now))
    return wish


def followed_up() -> Wish:
    wish, clerk = make.fulfilled_wish(), make.principal(make.jing())
    write(lambda now: closing.follow_up(wish, Way.PHONE, 5, False, "刘桂兰说好", clerk, now))
    return wish


def could_not() -> Wish:
    wish, clerk = make.claimed_wish(), make.principal(make.jing())
    write(lambda now: closing.could_not(wish, "已转街道残联", clerk, now))
    return wish


def expired() -> Wish:
    wish = make.published_wish()
    write(lambda now: closing.expire(wish, now))
    return wish


def withdrawn() -> Wish:
    wish, liu = make.wish(), make.principal(make.liu())
    write(lambda now: posting.withdraw(wish, "孙子买来了", liu, now))
    return wish


STATES: list[tuple[Callable[[], Wish], str]] = [
    (make.wish, "●提交◉审核○认领○对接○办好○确认○回访"),
    (returned, "●提交◉修改"),
    (make.published_wish, "●提交●审核◉认领○对接○办好○确认○回访"),
    (make.claimed_wish, "●提交●审核●认领◉对接○办好○确认○回访"),
    (contacted, "●提交●审核●认领●对接◉办好○确认○回访"),
    (make.delivered_wish, "●提交●审核●认领●对接●办好◉确认○回访"),
    (declined, "●提交●审核●认领●对接◉办好○确认○回访"),
    (make.fulfilled_wish, "●提交●审核●认领●对接●办好●确认◉回访"),
    (followed_up, "●提交●审核●认领●对接●办好●确认●回访"),
    (could_not, "●提交●审核✕没能办成"),
    (expired, "●提交●审核✕到期无人认领"),
    (rejected, "●提交✕没有受理"),
    (withdrawn, "●提交✕已撤回"),
]


@pytest.mark.parametrize(("made", "steps"), STATES)
def test_the_path_shows_what_was_done_what_is_now_and_what_is_ahead(
    app: Flask, made: Callable[[], Wish], steps: str
) -> None:
    assert drawn(made()) == steps


@pytest.mark.parametrize("made", [made for made, _ in STATES])
def test_nobodys_words_are_on_the_path(app: Flask, made: Callable[[], Wish]) -> None:
    wish = made()

    words = " ".join(stone.name + stone.words for stone in path(wish))

    private = (
        "收音机",
        "秦腔",
        "老人",
        "桂兰",
        "王芳",
        "陈静",
        "13919",
        "桥门街",
        "周六",
        "没有声音",
        "孙子",
        "请写清楚",
    )
    assert not [part for part in private if part in words]


def test_each_step_has_its_date_or_its_limit(app: Flask) -> None:
    wish = make.fulfilled_wish(at=make.NOW, spoke=Spoke.SELF, witness=Witness.CLERK_ASKED)

    assert [stone.words for stone in path(wish)] == [
        "11月18日，社区代填",
        "11月19日通过，已公开",
        "11月20日",
        "11月21日已联系",
        "11月21日，志愿者说办好了",
        "11月21日，社区问过居民后确认",
        "7 天内社区问一声",
    ]


def test_a_date_of_another_year_says_its_year(app: Flask) -> None:
    wish = make.published_wish(at=make.NOW - 365 * DAY)

    assert path(wish)[1].words == "2025年11月21日通过，已公开"


def test_why_it_could_not_be_done_is_said_to_who_is_signed_in(app: Flask) -> None:
    wish = could_not()

    assert path(wish)[-1].words == "11月21日，已转街道残联"
    assert path(wish, with_words=False)[-1].words == "11月21日"
