"""A form sent twice: one thing done, and the same answer. Other words with the same key are asked about."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.pages.forms import PROXY, WISH
from tests.pages.reading import Page, browser, look
from volunteer.base.db import db
from volunteer.base.once import Submission
from volunteer.wishes.models import Wish

FORMS = {"own": ("/wishes/new", {**WISH, "community": "QIAOMEN"}), "proxy": ("/office/wishes/new", PROXY)}
ASKED = "刚才已提交过一份，要再交一份请再点一次"
both = pytest.mark.parametrize("name", FORMS)


def open_form(app: Flask, name: str) -> tuple[FlaskClient, str, dict[str, str]]:
    """Open the form as its writer does; its key is what the page gave out."""
    path, good = FORMS[name]
    make.community()
    client = browser(app, make.liu() if name == "own" else make.jing())
    key = look(client, path).typed("form_key")
    assert key
    return client, path, {**good, "form_key": key}


def titles() -> list[str]:
    return list(db.session.scalars(sa.select(Wish.title).order_by(Wish.id)))


@both
def test_the_same_form_leads_to_the_same_place(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)

    first, second = client.post(path, data=form), client.post(path, data=form)

    assert (first.status_code, first.location) == (second.status_code, second.location)


@both
def test_the_same_form_is_one_wish(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)

    for _ in range(3):
        client.post(path, data=form)

    assert titles() == [WISH["title"]]


@both
def test_blanks_that_nobody_sees_make_no_other_form(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)
    client.post(path, data=form)

    again = client.post(path, data={**form, "title": f"  {form['title']}\u200b "})

    assert (again.status_code, len(titles())) == (303, 1)


@both
def test_other_words_with_the_same_key_are_asked_about(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)
    client.post(path, data=form)

    page = Page(client.post(path, data={**form, "title": "另一台"}))

    assert (page.status, page.complaints) == (409, {"": ASKED})


@both
def test_other_words_stand_in_the_form_again(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)
    client.post(path, data=form)

    page = Page(client.post(path, data={**form, "title": "另一台"}))

    expected = {**form, "title": "另一台"}
    assert {one: page.typed(one) for one in expected if one != "form_key"} == {
        one: value for one, value in expected.items() if one != "form_key"
    }


@both
def test_other_words_are_not_stored_before_one_pressed_again(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)
    client.post(path, data=form)

    client.post(path, data={**form, "title": "另一台"})

    assert titles() == [WISH["title"]]


@both
def test_pressing_again_then_works(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)
    client.post(path, data=form)
    page = Page(client.post(path, data={**form, "title": "另一台"}))

    again = client.post(path, data={**form, "title": "另一台", "form_key": page.typed("form_key")})

    assert (again.status_code, titles()) == (303, [WISH["title"], "另一台"])


@both
def test_a_refused_form_uses_up_nothing(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)
    page = Page(client.post(path, data={**form, "title": ""}))

    again = client.post(path, data={**form, "form_key": page.typed("form_key")})

    assert (page.typed("form_key"), again.status_code, titles()) == (form["form_key"], 303, [WISH["title"]])


@both
def test_a_refused_form_leaves_no_trace(app: Flask, name: str) -> None:
    client, path, form = open_form(app, name)

    client.post(path, data={**form, "title": ""})

    assert db.session.scalars(sa.select(Submission)).all() == []


def test_somebody_elses_key_opens_nothing_of_theirs(app: Flask) -> None:
    client, path, form = open_form(app, "own")
    client.post(path, data=form)

    page = Page(browser(app, make.fang()).post(path, data=form))

    assert (page.status, page.complaints) == (409, {"": ASKED})


@on_sqlite
def test_a_form_has_a_key_of_its_own_each_time_it_is_opened(app: Flask) -> None:
    keys = {open_form(app, "own")[2]["form_key"] for _ in range(3)}

    assert len(keys) == 3
