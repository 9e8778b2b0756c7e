"""Everybody can use the pages: each of the rounds is opened once, on a phone, and is asked everything in both views.

- axe-core finds nothing against WCAG 2 A and AA; what belongs to the office is asked on a desktop too
- nothing runs off the side of an old phone, nor where the reader made the text larger
- everything that is tapped is as large as a finger
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Place, on_sqlite
from tests.browser.pages import GUEST, IDS, ROUNDS, come, filled
from tests.browser.questions import AXE, VIEWS, breaks, held, sticks_out, too_small

pytestmark = [pytest.mark.browser, on_sqlite]

Open = Callable[..., Page]


def opened(phone: Open, name: str | None = None) -> Page:
    """Open a phone whose pages can be asked."""
    page = phone(name, reduced_motion="reduce")  # a colour is there at once
    page.context.add_init_script(AXE)
    return page


def answers(page: Page, *, of_the_office: bool) -> list[str]:
    """Ask the page that is open, 360 pixels wide, everything; return what is wrong with it."""
    found = [one for view in VIEWS for question in (breaks, too_small) for one in question(page, view)]
    found += sticks_out(page)
    if of_the_office:
        held(page, 1280, 900)
        found += [f"wide, {one}" for one in breaks(page, "standard")]
    held(page, 360)
    return found


@pytest.mark.parametrize("name", ROUNDS, ids=IDS)
def test_axe_finds_nothing_all_of_it_fits_and_fingers_meet_what_they_aim_at(
    place: Place, phone: Open, name: str
) -> None:
    page = opened(phone, None if name == GUEST else name)
    found = []
    for stop in filled(ROUNDS[name], place):
        come(page, stop)
        of_the_office = stop.path.startswith(("/office", "/reports"))
        found += [f"{stop}: {one}" for one in answers(page, of_the_office=of_the_office)]

    assert not found, "\n".join(found)


# What is wrong with a page, and which questions find it.
FAULTS = {
    "pale": (".pale { color: #bbb; }", {"standard, axe", "elder, axe", "wide, standard, axe"}),
    "dim": ("[data-view=elder] .dim { color: #bbb; }", {"elder, axe"}),
    "faint": ("@media (min-width: 1000px) { .faint { color: #bbb; } }", {"wide, standard, axe"}),
    "tiny": (".tiny { width: 30px; height: 30px; }", {"standard, finger", "elder, finger"}),
    "slim": (".slim { width: 50px; height: 50px; }", {"elder, finger"}),
    "stiff": (".stiff { width: 322px; }", {"standard, at 320", "elder, at 320"}),
    "grown": (".grown { width: 14.5rem; }", {"standard, at 360, 150 %", "elder, at 360, 150 %"}),
}
SPOIL = """faults => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('main button { min-width: 0; min-height: 0; padding: 0; }' + Object.values(faults).join(''));
  document.adoptedStyleSheets = [sheet];
  for (const name of Object.keys(faults)) {
    const thing = document.createElement(['tiny', 'slim'].includes(name) ? 'button' : 'p');
    thing.className = name;
    thing.textContent = '看看'; // of one character axe does not judge the colour
    document.querySelector('main').append(thing);
  }
}"""


def test_each_question_finds_what_is_wrong_and_nothing_else(place: Place, phone: Open) -> None:
    page = opened(phone)
    page.goto("/help")
    page.evaluate(SPOIL, {name: rule for name, (rule, _) in FAULTS.items()})

    found = answers(page, of_the_office=True)

    seen = {name: {one.partition(": ")[0] for one in found if name in one} for name in FAULTS}
    assert seen == {name: questions for name, (_, questions) in FAULTS.items()}, "\n".join(found)
