"""Everybody can use the pages: axe-core finds nothing against WCAG 2 A and AA."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Place, on_sqlite
from tests.browser.pages import GUEST, IDS, ROUNDS, come, filled

pytestmark = [pytest.mark.browser, on_sqlite]

AXE = (Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """Return one line for each element that breaks a rule."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(done => done.violations)", RULES
    )
    return [f"{rule['id']}: {node['html'][:160]} ({rule['help']})" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
@pytest.mark.parametrize("name", ROUNDS, ids=IDS)
def test_axe_finds_nothing(place: Place, phone: Callable[..., Page], name: str, elder: bool) -> None:
    # The policy forbids what is not ours: here it has to let axe in.
    page = phone(None if name == GUEST else name, elder=elder, bypass_csp=True)
    found = []
    for stop in filled(ROUNDS[name], place):
        come(page, stop)
        found += [f"{stop}: {one}" for one in violations(page)]
        if stop.path.startswith(("/office", "/reports")) and not elder:
            page.set_viewport_size({"width": 1280, "height": 900})
            found += [f"{stop}, wide: {one}" for one in violations(page)]
            page.set_viewport_size({"width": 360, "height": 740})

    assert not found, "\n".join(found)
