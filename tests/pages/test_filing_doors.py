"""What is reported upward: each route and each kind of visitor: a guest, 赵磊, a clerk of elsewhere, the right one."""

import pytest
from flask import Flask

from tests import make
from tests.conftest import Scene, on_sqlite
from tests.pages.doors import OFFICE, SCOPED, VISITORS, Door, Doors, done
from tests.pages.reading import Page, browser
from tests.pages.test_doors import FILING_ROOMS
from volunteer.hours import ledger
from volunteer.reports import filing

PATH = "/reports/{code}/{word}/filing"
WORDS = {**vars(make.report_words()), "edits": "1"}

DOORS = [
    Door("GET", "filing.document", PATH, SCOPED, "jing", "none"),
    Door("GET", "filing.document", PATH, SCOPED, "jing", "draft"),
    Door("GET", "filing.document", PATH, SCOPED, "viewer", "submitted"),
    Door("GET", "filing.document", PATH, SCOPED, "admin", "accepted"),
    Door("POST", "filing.draft", f"{PATH}/draft", done(SCOPED), "jing", "none"),
    Door("GET", "filing.edit", f"{PATH}/edit", SCOPED, "jing", "draft"),
    Door("POST", "filing.edit", f"{PATH}/edit", done(SCOPED), "jing", "draft", WORDS),
    Door("POST", "filing.redraft", f"{PATH}/redraft", done(SCOPED), "jing", "draft", {"edits": "1"}),
    Door("POST", "filing.submit", f"{PATH}/submit", done(SCOPED), "jing", "draft", {"edits": "1"}),
    Door("POST", "filing.answer", f"{PATH}/answer", done(SCOPED), "viewer", "submitted", {"decision": "accept"}),
    Door("POST", "filing.amend", f"{PATH}/amend", done(SCOPED), "jing", "changed"),
    Door("GET", "filed.differences", f"{PATH}/differences", SCOPED, "viewer", "second"),
    Door("GET", "filed.sheet", f"{PATH}.xlsx", SCOPED, "viewer", "accepted"),
    Door("GET", "filed.canonical", f"{PATH}.json", SCOPED, "jing", "accepted"),
    Door("GET", "office_filing.tree", "/office/filing", OFFICE, "viewer", "submitted"),
    Door(
        "POST",
        "office_filing.remind",
        "/office/filing/remind",
        done(OFFICE),
        "viewer",
        "draft",
        {"period": "2026-10"},
    ),
]


def scene(state: str) -> dict[str, str]:
    """Make the report in this state; return the words to put into a path."""
    words = {"code": "QIAOMEN", "word": "2026-10"}
    make.community(), make.jing()
    if state in ("draft", "submitted", "accepted"):
        {"draft": make.drafted_report, "submitted": make.submitted_report, "accepted": make.accepted_report}[state]()
    elif state in ("changed", "second"):
        entry = make.posting_(started_at=make.OF_LAST_MONTH)
        first, jing = make.accepted_report(), make.principal(make.jing())
        make.done(lambda now: ledger.reverse(entry, jing.person_id, "记错了人", now))
        if state == "second":
            second = make.done(lambda now: filing.amend(first, jing, now))
            make.done(lambda now: filing.submit(second, second.edits, jing, now))
    return words


BEHIND = Doors(DOORS, FILING_ROOMS, scene, "jing")


@on_sqlite
def test_the_table_knows_every_route_of_filing(app: Flask) -> None:
    assert BEHIND.forgotten(app) == set()


@on_sqlite
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_door_opens_for_whom_it_should(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.wrong(app, visitor, scene) == []


@on_sqlite
@pytest.mark.parametrize("visitor", ["other"])
def test_what_is_not_theirs_looks_as_if_nothing_were_there(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.telling(app, visitor, scene) == []


# (who, sees the page of a draft, reads its words)
DRAFT = [
    ("jing", True, True),
    ("secretary", True, True),
    ("viewer", True, False),
    ("admin", False, False),
    ("liaison", False, False),
]


@pytest.mark.parametrize(("name", "opens", "reads"), DRAFT, ids=[one[0] for one in DRAFT])
def test_the_words_of_a_draft_are_the_own_sides(app: Flask, name: str, opens: bool, reads: bool) -> None:
    make.drafted_report()

    page = Page(browser(app, getattr(make, name)()).get("/reports/QIAOMEN/2026-10/filing"))

    assert page.status == (200 if opens or name == "admin" else 404)
    assert ("做了几件实事。" in page.text) is reads


def test_the_bytes_that_were_hashed_are_for_who_is_told_every_figure(app: Flask) -> None:
    made = make.accepted_report()
    path = "/reports/QIAOMEN/2026-10/filing.json"

    assert browser(app, make.jing()).get(path).data == (made.frozen or "").encode()
    assert browser(app, make.viewer()).get(path).status_code == 404
    assert browser(app, make.other_clerk()).get(path).status_code == 404
