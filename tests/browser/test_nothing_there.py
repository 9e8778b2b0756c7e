"""Somebody else's wish, before it is public, and no wish at all: nobody can tell them apart."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Place, on_sqlite
from tests.browser.pages import Stop, filled

pytestmark = [pytest.mark.browser, on_sqlite]


@pytest.mark.parametrize("name", [None, "赵磊", "张丽"], ids=["guest", "lei", "clerk-elsewhere"])
@pytest.mark.parametrize("room", ["/wishes", "/office/wishes"])
def test_a_wish_that_is_not_public_looks_like_nothing_there(
    place: Place, phone: Callable[..., Page], name: str | None, room: str
) -> None:
    page = phone(name)
    (hers,) = filled((Stop(f"{room}/{{review}}"),), place)

    def seen(path: str) -> tuple[int, str]:
        answer = page.goto(path)
        assert answer is not None
        code = path.rpartition("/")[2]
        html = page.content().replace(code, "CODE")
        return answer.status, re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", html)

    first, second = seen(hers.path), seen(f"{room}/ABCDEFGH")

    assert first == second
    if room == "/wishes":
        assert first[0] == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("没有这个页面")
