"""Somebody comes for the first time: what it costs the phone, how little is asked, and the view for old eyes."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.conftest import Place, Visits, latest_code, on_sqlite

pytestmark = [pytest.mark.browser, on_sqlite]

Open = Callable[..., Page]
FIRST_VISIT = 100_000  # bytes on the wire, headers included


class Finger:
    """Taps and types on a page, and counts both."""

    def __init__(self) -> None:
        self.taps = 0
        self.fields = 0

    def tap(self, thing: Locator) -> None:
        thing.tap()
        self.taps += 1

    def type(self, field: Locator, text: str) -> None:
        field.fill(text)
        self.fields += 1


def test_the_first_page_is_light_and_its_assets_are_kept_for_ever(place: Place, phone: Open) -> None:
    page = phone()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    sizes: dict[str, float] = {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]  # headers and the squeezed body

    wire.on("Network.loadingFinished", finished)

    page.goto("/", wait_until="networkidle")

    total = sum(sizes.values())
    print(f"first visit: {total / 1000:.1f} kB in {len(sizes)} files")
    assert total <= FIRST_VISIT
    assert (
        len(sizes) >= 5
    )  # the page, two style sheets, the script, the icons; the picture in the tab when it is asked for
    for answer in answers:
        kept = answer.header_value("cache-control") or ""
        if answer.url == f"{place.origin}/":
            assert kept == "no-store"
        else:
            assert "immutable" in kept, answer.url
            assert "max-age=315360000" in kept, answer.url


def test_a_new_phone_is_registered_in_a_minute(phone: Open) -> None:
    number, finger, page = "13977776666", Finger(), phone()
    began = time.monotonic()

    page.goto("/")
    finger.tap(page.locator("main .btn-primary"))
    finger.type(page.locator("[name=phone]"), number)
    finger.tap(page.get_by_role("button", name="发验证码"))
    finger.type(page.locator("[name=digits]"), latest_code(page, number))
    finger.tap(page.get_by_role("button", name="登录", exact=True))
    finger.type(page.locator("[name=name]"), "陈小明")
    finger.tap(page.locator("[name=agree]"))
    finger.tap(page.locator("main form .btn-primary"))

    expect(page.get_by_role("heading", level=1)).to_have_text("陈小明，您好")
    assert finger.fields == 3
    assert finger.taps == 5
    assert time.monotonic() - began < 60


def test_every_page_says_whose_phone_this_is_and_lets_somebody_else_in(phone: Open) -> None:
    page = phone("王芳")
    page.goto("/wishes")
    expect(page.locator(".identity-line")).to_contain_text("您是王*，手机尾号 0002")

    page.get_by_role("button", name="不是我").click()

    expect(page).to_have_url("/login")
    expect(page.get_by_text("尾号 0002")).to_have_count(0)
    page.goto("/me")
    expect(page).to_have_url("/login?next=/me")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_guest_switches_to_the_view_for_old_eyes_and_it_stays(visits: Visits, phone: Open, scripts: bool) -> None:
    page = phone(scripts=scripts)
    page.goto("/wishes?state=done")
    before = size_of_text(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url.removeprefix(visits.place.origin)}"))

    page.get_by_role("button", name="长辈版").click()

    expect(page.locator("html")).to_have_attribute("data-view", "elder")
    assert sent[:2] == ["POST /view", "GET /wishes?state=done"]
    assert size_of_text(page) >= 18 > before
    for path in ("/", "/login", "/help"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-view", "elder")
    other_tab = page.context.new_page()
    other_tab.goto("/wishes")
    expect(other_tab.locator("html")).to_have_attribute("data-view", "elder")

    other_tab.get_by_role("button", name="标准版").click()

    expect(other_tab.locator("html")).not_to_have_attribute("data-view", "elder")
    assert size_of_text(other_tab) == before


def size_of_text(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"))
