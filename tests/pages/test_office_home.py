"""The office's home: how many things wait for this clerk, and the most urgent of them by their day."""

from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.many import more
from tests.pages.reading import browser, look
from volunteer.base.clock import DAY, HOUR

HALF_AN_HOUR = HOUR / 2


def test_what_is_late_is_counted_beyond_what_the_page_shows(app: Flask) -> None:
    for number in range(14):
        make.wish(title=f"旧心愿 {number}", at=make.NOW - 20 * DAY)
    make.wish(title="今天的心愿")

    seen = look(browser(app, make.jing()), "/office")

    assert "15 件，其中 14 件超期" in seen.text
    assert "今天的心愿" not in seen.text  # the late ones stand before it


def test_of_very_many_no_more_is_counted_than_is_said(app: Flask) -> None:
    more(120)

    text = look(browser(app, make.jing()), "/office").text

    assert "99+ 件" in text
    assert [words in text for words in ("99+心愿待审核", "99+心愿待回访", "99+心愿时长待核对", "99+已办结")] == [
        True
    ] * 4


def test_the_most_urgent_thing_stands_first_of_whatever_kind(app: Flask) -> None:
    make.confirmed(make.running(make.fang(), start=make.NOW - 2 * DAY))
    make.running(make.fang(), start=make.NOW - 20 * DAY, title="早该确认的活动")
    make.running(make.fang(), start=make.NOW - 4 * HOUR, title="刚办完的活动")
    make.wish(title="昨天的心愿", at=make.NOW - DAY)

    text = look(browser(app, make.jing()), "/office").text

    places = [text.index(words) for words in ("早该确认的活动", "昨天的心愿", "刚办完的活动")]
    assert places == sorted(places)
    assert "3 件，其中 1 件超期" in text


@on_sqlite
def test_what_another_must_do_is_not_said_to_wait_for_me(app: Flask) -> None:
    make.proxy_wish(title="陈静代填的")
    make.delivered_wish(make.jing(), began=make.NOW - HALF_AN_HOUR * 4)

    hers = look(browser(app, make.jing()), "/office").text
    others = look(browser(app, make.second_clerk()), "/office").text

    assert "，0 件" in hers
    assert "您代填的 1 件由另一位审" in hers
    assert "，2 件" in others


@on_sqlite
def test_a_registration_waits_with_the_rest(app: Flask) -> None:
    make.member_registration()

    assert "，1 件" in look(browser(app, make.jing()), "/office").text
