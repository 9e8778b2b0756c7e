"""When we are at fault: an apology with a reference, and the same reference in the log."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from tests import make
from tests.pages.reading import Page, another, browser, look
from volunteer.base.db import db

SORRY = "对不起，我们这边出了点毛病"


@pytest.fixture
def honest(app: Flask) -> Flask:
    """The application as it answers outside of tests, where an error is a page and not an exception."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def breaks() -> str:
    """A view that does what no view should."""
    return str(1 / 0)


def reference(page: Page) -> str:
    found = next(one for one in page.elements if one.attrs.get("class") == "digits")
    return found.text


def test_a_fault_is_answered_with_an_apology(app: Flask, tmp_path: Path, allow_errors: list[str]) -> None:
    with another(app, tmp_path) as made:
        made.config["PROPAGATE_EXCEPTIONS"] = False
        made.add_url_rule("/breaks", "breaks", breaks)

        page = look(browser(made, make.fang()), "/breaks")

    assert (page.status, SORRY in page.text) == (500, True)
    assert len(allow_errors) == 1


def test_the_reference_on_the_page_stands_in_the_log(app: Flask, tmp_path: Path, allow_errors: list[str]) -> None:
    with another(app, tmp_path) as made:
        made.config["PROPAGATE_EXCEPTIONS"] = False
        made.add_url_rule("/breaks", "breaks", breaks)

        answer = browser(made).get("/breaks")

    page = Page(answer)
    assert re.fullmatch(r"[0-9a-f]{12}", reference(page))
    assert reference(page) == answer.headers["X-Request-Id"]
    assert reference(page) in allow_errors[0]
    assert "ZeroDivisionError" in allow_errors[0]


def test_the_apology_says_nothing_of_how_we_are_built(app: Flask, tmp_path: Path, allow_errors: list[str]) -> None:
    with another(app, tmp_path) as made:
        made.config["PROPAGATE_EXCEPTIONS"] = False
        made.add_url_rule("/breaks", "breaks", breaks)

        page = look(browser(made), "/breaks")

    assert [word for word in ("ZeroDivision", "Traceback", "division", ".py", "Werkzeug") if word in page.html] == []
    assert allow_errors


@pytest.fixture
def without_tables(bare: Flask) -> Flask:
    """An application whose database is there and has nothing in it."""
    bare.config["PROPAGATE_EXCEPTIONS"] = False
    return bare


@pytest.mark.parametrize("path", ["/", "/wishes", "/slip/x"])
def test_when_the_database_is_broken_the_apology_still_comes(
    without_tables: Flask, path: str, allow_errors: list[str]
) -> None:
    page = look(without_tables.test_client(), path)

    assert (page.status, SORRY in page.text) == (500, True)
    assert reference(page) in allow_errors[0]


def test_when_the_database_is_broken_who_is_signed_in_gets_it_too(
    without_tables: Flask, allow_errors: list[str]
) -> None:
    client = without_tables.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "a token"

    page = look(client, "/wishes")

    assert (page.status, SORRY in page.text, len(allow_errors)) == (500, True, 1)


def test_a_fault_in_the_middle_of_writing_leaves_nothing(
    honest: Flask, allow_errors: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, client = make.published_wish(), browser(honest, make.fang())
    before = wish.state

    monkeypatch.setattr("volunteer.notices.inbox.tell", lambda *_words: 1 / 0)
    answer = client.post(f"/wishes/{wish.code}/claim")

    assert (answer.status_code, wish.state, len(allow_errors)) == (500, before, 1)


# ------------------------------------------------------------------------------ what the operator asks


def test_the_process_says_that_it_answers(app: Flask) -> None:
    answer = browser(app).get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_process_answers_even_without_a_database(bare: Flask) -> None:
    assert bare.test_client().get("/healthz").status_code == 200


def test_an_up_to_date_database_is_ready(app: Flask) -> None:
    answer = browser(app).get("/readyz")

    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["status"], answer.json["database"]) == ("ok", True)


def test_an_empty_database_is_not_ready(bare: Flask) -> None:
    answer = bare.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["status"], answer.json["database"]) == ("not ready", False)


def test_a_database_that_is_behind_is_not_ready(bare: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('0001_ground')"))

    answer = current_app.test_client().get("/readyz")

    assert answer.status_code == 503
