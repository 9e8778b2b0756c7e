"""Somebody was faster, or the page is old: what it is now, and since when. Nothing is done twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.forms import PROXY, REASON, SHEETS, WISH, DeskFor
from tests.pages.reading import Page, browser, held, look, send
from tests.pages.scenes import scene
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import Base, db
from volunteer.hours.models import HourEntry
from volunteer.wishes import timers
from volunteer.wishes.models import Confirmation, Delivery, FollowUp, WishClaim, Witness

CLAIMED = "这个心愿现在是“对接中”，11月21日 07:30起"
OPEN = "这个心愿现在是“可认领”，11月21日 07:30起"
DELIVERED = "这个心愿现在是“待确认”，11月21日 07:30起"
CLOSED = "这个心愿现在是“已办结”，11月21日 07:30起"


def says(page: Page, sentence: str) -> bool:
    """Say whether this is the answer to who comes too late."""
    return page.status == 409 and sentence in page.text


def count(table: type[Base]) -> int | None:
    """Return how many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_claimed_wish_is_not_claimed_again(app: Flask) -> None:
    wish = make.claimed_wish()

    page = send(browser(app, make.li()), f"/wishes/{wish.code}/claim")

    assert says(page, CLAIMED)
    assert count(WishClaim) == 1


def test_claiming_twice_is_claiming_once(app: Flask) -> None:
    wish = make.claimed_wish()

    page = send(browser(app, make.fang()), f"/wishes/{wish.code}/claim")

    assert says(page, CLAIMED)


def test_a_closed_wish_is_not_claimed(app: Flask) -> None:
    wish = make.fulfilled_wish()

    page = send(browser(app, make.li()), f"/wishes/{wish.code}/claim")

    assert says(page, CLOSED)


def test_a_wish_is_not_claimed_after_its_last_day(app: Flask) -> None:
    wish = make.published_wish(at=make.NOW - 40 * DAY)

    page = send(browser(app, make.fang()), f"/wishes/{wish.code}/claim")

    assert says(page, "截止认领，已经过期")


def test_one_does_not_claim_ones_own(app: Flask) -> None:
    wish = make.published_wish()

    page = send(browser(app, make.liu()), f"/wishes/{wish.code}/claim")

    assert says(page, "这是您自己的心愿")


def test_a_fourth_claim_says_how_many_are_in_hand(app: Flask) -> None:
    fang = make.fang()
    for _ in range(3):
        make.claimed_wish(fang)
    wish = make.published_wish()

    page = send(browser(app, fang), f"/wishes/{wish.code}/claim")

    assert says(page, "您已经在办 3 个心愿")


@pytest.mark.parametrize(
    "form", [SHEETS["review"].good, {"decision": "return", **REASON}, {"decision": "reject", **REASON}]
)
def test_a_reviewed_wish_is_not_reviewed_again(app: Flask, form: dict[str, str]) -> None:
    wish = make.published_wish()

    page = send(browser(app, make.second_clerk()), f"/office/wishes/{wish.code}/review", form)

    assert says(page, OPEN)


def test_a_claimed_wish_is_not_published_by_an_old_page(app: Flask) -> None:
    wish = make.claimed_wish()

    page = send(browser(app, make.second_clerk()), f"/office/wishes/{wish.code}/review", SHEETS["review"].good)

    assert says(page, CLAIMED)


def test_ones_own_proxy_wish_is_not_reviewed_by_oneself(app: Flask) -> None:
    wish = make.proxy_wish()

    page = send(browser(app, make.jing()), f"/office/wishes/{wish.code}/review", SHEETS["review"].good)

    assert (page.status, "请另一位专干来审" in page.text) == (403, True)


@pytest.mark.parametrize("witness", [Witness.BENEFICIARY, Witness.CLERK_ASKED, Witness.SLIP_LINK])
@pytest.mark.parametrize("again", ["owner", "clerk", "slip"])
def test_a_confirmation_counts_once(app: Flask, witness: Witness, again: str) -> None:
    wish = make.fulfilled_wish(witness=witness)
    browsers = {"owner": make.liu(), "clerk": make.jing(), "slip": None}
    paths = {
        "owner": f"/wishes/{wish.code}/confirm",
        "clerk": f"/office/wishes/{wish.code}/confirm",
        "slip": f"/slip/{wish.slip_token}/confirm",
    }

    page = send(browser(app, browsers[again]), paths[again], witness="clerk_asked")

    assert says(page, CLOSED)
    assert (
        len(db.session.scalars(sa.select(Confirmation)).all())
        == len(db.session.scalars(sa.select(HourEntry)).all())
        == 1
    )


@pytest.mark.parametrize("name", ["decline", "slip decline", "office decline"])
def test_a_confirmed_wish_is_not_declined(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)
    make.confirm(desk.wish, Witness.CLERK_ASKED)

    page = desk.send()

    assert says(page, CLOSED)


def test_what_was_declined_is_not_confirmed_by_an_old_page(desk_for: DeskFor) -> None:
    desk = desk_for("decline")
    desk.send()

    page = send(desk.client, f"/wishes/{desk.wish.code}/confirm")

    assert says(page, CLAIMED)


def test_a_report_sent_twice_is_one_report(desk_for: DeskFor) -> None:
    desk = desk_for("delivery")
    desk.send()

    page = desk.send()

    assert page.status == 409
    assert DELIVERED in page.complaints[""]
    assert count(Delivery) == 1


@pytest.mark.parametrize("name", ["release", "delivery"])
@pytest.mark.parametrize("after", [8 * DAY, 31 * DAY])
def test_what_a_timer_gave_back_is_said_to_whom_it_was_taken_from(
    desk_for: DeskFor, name: str, after: timedelta
) -> None:
    desk = desk_for(name)
    later = make.NOW + after
    with clock.held_at(later):
        timers.run(later)
        make.browser_sign_in(desk.client, desk.claimant)

        page = desk.send()

    since = clock.local(later)
    assert says(page, f"这个心愿现在是“可认领”，{since.month}月{since.day}日 07:30起")


@pytest.mark.parametrize("name", ["release", "delivery"])
def test_what_one_gave_back_oneself_is_not_given_back_again(desk_for: DeskFor, name: str) -> None:
    desk = desk_for("release")
    desk.send()

    page = send(desk.client, SHEETS[name].path.format(code=desk.wish.code), SHEETS[name].good)

    assert says(page, OPEN)


def test_what_somebody_else_claimed_since_is_theirs(desk_for: DeskFor) -> None:
    desk = desk_for("release")
    desk.send()
    make.claimed_wish(make.li(), wish=desk.wish)

    page = desk.send()

    assert says(page, CLAIMED)


@pytest.mark.parametrize("name", ["withdraw", "office withdraw", "close"])
def test_what_is_closed_is_not_closed_again(desk_for: DeskFor, name: str) -> None:
    desk = desk_for(name)
    desk.send()

    page = desk.send()

    assert says(page, CLOSED)


def test_asking_again_once_is_enough(desk_for: DeskFor) -> None:
    desk = desk_for("follow-up")
    desk.send()

    page = desk.send()

    assert says(page, "这个心愿已经回访过了")
    assert count(FollowUp) == 1


def test_hours_are_settled_once(app: Flask) -> None:
    wish = scene("long").wish
    client = browser(app, make.jing())
    send(client, f"/office/wishes/{wish.code}/hours")

    page = send(client, f"/office/wishes/{wish.code}/hours")

    assert says(page, "这个心愿的时长不用再核对了")


def test_a_rating_is_given_once(desk_for: DeskFor) -> None:
    desk = desk_for("rate")
    desk.send()

    page = desk.send(satisfaction="1")

    assert says(page, CLOSED)
    assert db.session.scalars(sa.select(Confirmation.satisfaction)).all() == [5]


def test_a_wish_under_review_is_not_changed_and_the_words_stay_in_the_form(desk_for: DeskFor) -> None:
    desk = desk_for("revised wish")
    desk.send()

    page = desk.send(title="另一台")

    assert page.status == 409
    assert "这个心愿现在是“待审核”" in page.complaints[""]
    assert page.typed("title") == "另一台"
    assert desk.wish.title == WISH["title"]


def test_a_proxy_wish_under_review_is_not_changed(desk_for: DeskFor) -> None:
    desk = desk_for("revised proxy wish")
    desk.send()

    page = desk.send(title="另一台")

    assert says(page, "这个心愿现在是“待审核”")
    assert desk.wish.title == PROXY["title"]


@on_sqlite
def test_an_old_page_still_shows_the_way_back(app: Flask) -> None:
    wish = make.claimed_wish()
    client = browser(app, make.li())

    page = Page(client.post(f"/wishes/{wish.code}/claim", headers={"Referer": f"http://localhost/wishes/{wish.code}"}))

    assert f"http://localhost/wishes/{wish.code}" in page.links


@on_sqlite
def test_a_page_of_elsewhere_is_no_way_back(app: Flask) -> None:
    wish = make.claimed_wish()
    client = browser(app, make.li())

    page = Page(client.post(f"/wishes/{wish.code}/claim", headers={"Referer": "https://evil.example/"}))

    assert "https://evil.example/" not in page.links


def test_coming_too_late_changes_nothing(app: Flask) -> None:
    wish = make.fulfilled_wish()
    li, jing = browser(app, make.li()), browser(app, make.jing())
    before = held()

    send(li, f"/wishes/{wish.code}/claim")
    send(jing, f"/office/wishes/{wish.code}/review", SHEETS["review"].good)
    send(jing, f"/office/wishes/{wish.code}/confirm", witness="clerk_asked")
    send(jing, f"/office/wishes/{wish.code}/withdraw", REASON)

    assert held() == before


@on_sqlite
def test_the_page_says_at_once_when_one_cannot_claim(app: Flask) -> None:
    wish = make.claimed_wish(at=make.NOW - HOUR)

    page = look(browser(app, make.li()), f"/wishes/{wish.code}")

    assert ("已经有志愿者认领了" in page.text, f"/wishes/{wish.code}/claim" in page.actions) == (True, False)


def test_a_report_is_taken_back_from_its_page_and_not_withdrawn_by_an_old_one(app: Flask) -> None:
    wish = make.delivered_wish()
    fang, liu = browser(app, make.fang()), browser(app, make.liu())

    withdrawn = send(liu, f"/wishes/{wish.code}/withdraw", {"words": "不用了"})
    form = look(fang, f"/wishes/{wish.code}").all("form", action=f"/wishes/{wish.code}/take-back")
    again = send(fang, f"/wishes/{wish.code}/take-back", {})

    assert withdrawn.status == 409
    assert "还没有办好，请先点“还没有，或不是这样”" in withdrawn.text
    assert (len(form), again.status) == (1, 303)
    assert "收回了" in look(fang, f"/wishes/{wish.code}").text
