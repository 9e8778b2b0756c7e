"""Looking decides nothing and records nothing: chat apps and browsers open links to preview them."""

import pytest
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.reading import browser, held
from tests.pages.scenes import returned, scene
from tests.pages.test_doors import DOORS
from volunteer.base import clock
from volunteer.base.clock import MINUTE

PATHS = sorted({door.path for door in DOORS if door.method == "GET"})
PREVIEW = {"User-Agent": "MicroMessenger Bot", "Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"}


def words() -> dict[str, str]:
    """Return what the paths need, of a wish that the family is asked about."""
    return {**scene("delivered").words, "entry": scene("fulfilled").words["entry"]}


def test_opening_every_page_records_nothing(app: Flask) -> None:
    known = words()
    clients = [browser(app, person) for person in (None, make.liu(), make.jing(), make.admin())]
    before = held()

    for client in clients:
        for path in PATHS:
            client.get(path.format(**known), headers=PREVIEW)

    after = held()
    # The one thing kept of a look is that somebody tried a page that is not theirs.
    assert [table for table in after if after[table] != before[table]] == ["journal"]
    assert {line[3] for line in after["journal"]} - {line[3] for line in before["journal"]} == {"denied"}


@on_sqlite
def test_what_answers_a_look_answers_a_preview(app: Flask) -> None:
    known, client = words(), browser(app, make.jing())
    before = held()["journal"]

    differ = []
    for path in PATHS:
        looked, previewed = client.get(path.format(**known)), client.head(path.format(**known))
        if (previewed.status_code, previewed.data) != (looked.status_code, b""):
            differ.append(f"{path}: {looked.status_code}, {previewed.status_code}")

    assert differ == []
    assert {line[3] for line in held()["journal"] if line not in before} == {"denied"}


@pytest.mark.parametrize("path", ["/wishes/{}/edit", "/office/wishes/{}/edit"])
def test_a_preview_of_a_filled_form_does_not_send_it(app: Flask, path: str) -> None:
    is_proxy = path.startswith("/office")
    wish = returned(is_proxy=is_proxy)
    client = browser(app, make.jing() if is_proxy else make.liu())
    before = held()

    answer = client.head(path.format(wish.code))

    assert (answer.status_code, held()) == (200, before)


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith("/slip")])
def test_a_preview_of_a_slip_confirms_nothing(app: Flask, path: str) -> None:
    at = scene("proxy")
    before = held()

    for method in ("GET", "HEAD", "OPTIONS"):
        browser(app).open(path.format(**at.words), method=method, headers=PREVIEW)

    assert held() == before


@pytest.mark.parametrize("path", ["/slip/{slip}/confirm", "/slip/{slip}/rate", "/wishes/{code}/claim", "/logout"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_button_is_no_link(app: Flask, path: str, method: str) -> None:
    at = scene("delivered")
    client = browser(app, make.fang())
    before = held()

    answer = client.open(path.format(**at.words), method=method)

    assert (answer.status_code, answer.headers["Allow"], held()) == (405, "OPTIONS, POST", before)


def test_of_a_look_only_the_time_is_kept(app: Flask) -> None:
    client = browser(app, make.fang())
    before = held()

    with clock.held_at(make.NOW + 6 * MINUTE):
        client.get("/wishes")

    assert held() == before
