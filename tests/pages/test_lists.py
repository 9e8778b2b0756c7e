"""Long lists go by key: page after page, each row once; what is no key begins at the beginning."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.pages.many import more
from tests.pages.reading import Page, browser, look
from volunteer.wishes.queues import QUEUES

LISTS = {
    "/wishes?state=open": ("fang", "还没有|没有心愿"),
    "/wishes?state=going": ("fang", "没有心愿"),
    "/me/wishes": ("fang", ""),
    "/me/hours?year=2026": ("fang", ""),
    "/me/notices": ("fang", ""),
    "/office/wishes?list=submitted": ("jing", "没有心愿"),
    "/office/wishes?list=closed": ("jing", "没有心愿"),
    "/office/people": ("jing", "没有找到"),
    "/office/journal": ("jing", "还没有记录"),
    "/office/looks": ("jing", "还没有人看过"),
    "/reports/QIAOMEN/2026/claimed": ("jing", "本期没有"),
    "/reports/QIAOMEN/2026/hours": ("jing", "本期没有"),
}
DAYS = ("/me/hours", "/reports/QIAOMEN/2026/hours")  # their key is a day and an id
OLDEST_FIRST = ("/office/people", "/office/wishes?list=submitted")


def client_of(app: Flask, path: str) -> FlaskClient:
    return browser(app, {"fang": make.fang, "jing": make.jing}[LISTS[path][0]]())


def after(path: str, key: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}after={key}"


def rows(page: Page) -> list[str]:
    """Return where each row of the list leads, or what it says where it leads nowhere."""
    table = [row.text for body in page.all("tbody") for row in body.inside if not isinstance(row, str)]
    linked = [
        one.attrs["href"] for item in page.all("h2") + page.all("h3") for one in item.everything() if one.tag == "a"
    ]
    ledger = [one.attrs["href"] for one in page.all("a") if re.match(r"/me/hours/.", one.attrs["href"])]
    told = [one.attrs["action"] for one in page.all("form") if re.match(r"/me/notices/.", one.attrs.get("action", ""))]
    return table or ledger or told or linked


def onward(page: Page, path: str) -> str | None:
    """Return where the list goes on."""
    links = [link for link in page.links if "after=" in link]
    assert len(links) <= 1
    return next((link if link.startswith("/") else path.partition("?")[0] + link for link in links), None)


@pytest.mark.parametrize("path", ["/wishes?state=open", "/wishes?state=done", "/office/wishes?list=submitted"])
def test_page_after_page_shows_every_row_once(app: Flask, path: str) -> None:
    more(45)
    client = browser(app, make.jing())

    seen: list[str] = []
    pages = 0
    here: str | None = path
    while here:
        page = look(client, here)
        found = [link for link in sorted(page.links) if re.match(r"(/office)?/wishes/[\w-]{20,}$", link)]
        seen, pages, here = seen + found, pages + 1, onward(page, path)

    assert (len(seen), len(set(seen)), pages) == (45, 45, 3)


@pytest.mark.parametrize("path", LISTS)
def test_what_is_no_key_begins_at_the_beginning(app: Flask, path: str) -> None:
    more(3)
    client = client_of(app, path)
    beginning = rows(look(client, path))

    odd = {key: rows(look(client, after(path, key))) for key in ("x", "", "-1", "1.5", "²", "9" * 30, "2026-01-01")}

    assert beginning
    assert {key for key, found in odd.items() if found != beginning} == set()


@pytest.mark.parametrize("path", LISTS)
def test_past_the_end_there_is_nothing_and_it_is_said(app: Flask, path: str) -> None:
    more(3)
    key = str(2**31 - 1) if path in OLDEST_FIRST else "1"
    key = f"2000-01-01.{key}" if path.startswith(DAYS) else key

    page = look(client_of(app, path), after(path, key))

    assert page.status == 200
    assert re.search(LISTS[path][1], page.text)
    assert len(rows(page)) <= 3  # of the page's other lists


@on_sqlite
def test_a_list_goes_on_with_what_was_looked_for(app: Flask) -> None:
    more(45)

    page = look(browser(app, make.fang()), "/wishes?state=open&q=心愿&kind=goods")

    on = onward(page, "/wishes")
    assert on is not None
    assert all(part in on for part in ("state=open", "kind=goods", "q=%E5%BF%83%E6%84%BF"))


@on_sqlite
@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.word)
def test_the_number_on_a_list_is_the_number_in_it(app: Flask, queue: object) -> None:
    more(7)
    word, label = getattr(queue, "word"), getattr(queue, "label")  # noqa: B009

    page = look(browser(app, make.jing()), f"/office/wishes?list={word}")

    assert f"{label} 7" in page.text
    assert len(rows(page)) == 7
