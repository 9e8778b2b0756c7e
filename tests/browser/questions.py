"""What a page is asked, in the browser that shows it. Each answer is a list of what is wrong, and is most often empty.

A page is asked many things on one visit. The elder view is the same page under an attribute (tests/test_house.py sees
to that), so it is switched in place, as the page's own button does it, and not fetched again.
"""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
VIEWS = ("standard", "elder")
# The elder view changes colours and sizes, of the same elements with the same words: all else was seen in the first.
ASKED = {
    "standard": WCAG,
    "elder": ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"),
}
FINGER = {"standard": 44, "elder": 60}  # pixels
READER = 24 / 16  # the reader's own text size, 150 %
HEIGHT = 740

BREAKS = """([view, rules]) => {
  document.documentElement.dataset.view = view;
  return axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(done =>
    done.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} (${rule.help})`)));
}"""
# Whatever sticks out on the right; a page that can be pushed sideways names itself. A sheet of paper is pushed within
# its own frame.
STICKS_OUT = """([view, width, times]) => {
  const root = document.documentElement;
  root.dataset.view = view;
  if (times !== 1) { root.style.fontSize = `${parseFloat(getComputedStyle(root).fontSize) * times}px`; }
  const words = thing => `${thing.tagName.toLowerCase()}.${thing.className} “${(thing.innerText || '').slice(0, 30)}”`;
  const out = [...document.querySelectorAll('body *')].filter(thing => {
    const box = thing.getBoundingClientRect();
    return box.width > 1 && box.right > width + 1 && thing.checkVisibility()
      && !thing.closest('.visually-hidden, svg, .roster-wide');
  }).map(thing => `${words(thing)} ends at ${Math.round(thing.getBoundingClientRect().right)}`);
  const all = root.scrollWidth;
  root.style.fontSize = '';
  return all > width ? [`the page is ${all} wide`, ...out] : out;
}"""
# A link that covers its entry and the row of a choice are what the finger meets, not the words and the dot in them.
TOO_SMALL = """([view, least]) => {
  document.documentElement.dataset.view = view;
  const shut = [...document.querySelectorAll('details:not([open])')];
  shut.forEach(one => { one.open = true; });
  const things = document.querySelectorAll(
    'a, button, input:not([type=hidden], .choice input), select, textarea, summary, .choice label');
  const found = [...things].map(thing => {
    const covers = thing.matches('.entry-title a, .ledger a') ? thing.closest('.entry, li') : thing;
    return [thing, covers.getBoundingClientRect()];
  }).filter(([thing, box]) =>
    thing.checkVisibility() && box.right > 0 && box.width > 1 && Math.min(box.height, box.width) < least - 0.5
  ).map(([thing, box]) =>
    `${thing.tagName.toLowerCase()}.${thing.className} “${(thing.innerText || thing.name || '').trim().slice(0, 20)}” `
    + `is ${Math.round(box.width)} × ${Math.round(box.height)}`);
  shut.forEach(one => { one.open = false; });
  return found;
}"""


def held(page: Page, width: int, height: int = HEIGHT) -> None:
    """Hold the page in a window of this size. To turn it costs a layout: do it seldom."""
    page.set_viewport_size({"width": width, "height": height})


def breaks(page: Page, view: str) -> list[str]:
    """Return one line for each element that breaks a rule. The browser was opened with AXE as its init script."""
    found: list[str] = page.evaluate(BREAKS, [view, list(ASKED[view])])
    return [f"{view}, axe: {one}" for one in found]


def too_small(page: Page, view: str) -> list[str]:
    """Return what a finger can miss."""
    found: list[str] = page.evaluate(TOO_SMALL, [view, FINGER[view]])
    return [f"{view}, finger: {one}" for one in found]


def sticks_out(page: Page) -> list[str]:
    """Return what runs off the side of an old phone, and where the reader set the text to 150 %, in both views."""
    lines = []
    for width, times, where in ((360, READER, "at 360, 150 %"), (320, 1, "at 320")):
        held(page, width)
        for view in VIEWS:
            found: list[str] = page.evaluate(STICKS_OUT, [view, width, times])
            lines += [f"{view}, {where}: {one}" for one in found[:8]]
    return lines
