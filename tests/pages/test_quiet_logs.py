"""What is in the log after people signed in, registered, wished and confirmed: nothing about them."""

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.pages.forms import REASON, WISH
from tests.pages.reading import another, browser, look, send
from volunteer.base.db import db
from volunteer.notices.models import Message
from volunteer.wishes.models import Spoke, Wish

PHONE, ID_NUMBER = "13911112222", "62010219400101123X"


class Everything(logging.StreamHandler[io.StringIO]):
    """Keeps what libraries write, and what it was written from; and our own lines, which go straight to the end."""

    def __init__(self, ours: pytest.CaptureFixture[str]) -> None:
        super().__init__(io.StringIO())
        self._ours = ours
        handler = next(one for one in logging.getLogger().handlers if getattr(one, "is_ours", False))
        self.setFormatter(handler.formatter)

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        self.stream.write(f"{record.msg!r} {record.args!r} {record.exc_text!r}\n")

    @property
    def text(self) -> str:
        self.stream.write(self._ours.readouterr().err)
        return self.stream.getvalue()


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Everything]:
    """Everything that is logged while the test runs."""
    handler, root = Everything(capsys), logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def digits() -> str:
    """The six digits of the newest message."""
    newest = db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
    assert newest is not None
    found = re.search(r"\d{6}", newest.text)
    assert found is not None
    return found[0]


def test_signing_in_and_registering_leave_no_number_in_the_log(app: Flask, tmp_path: Path, logged: Everything) -> None:
    make.community()
    with another(app, tmp_path, demo=True) as demo:
        client = demo.test_client()
        send(client, "/login/code", phone=PHONE)
        code = digits()
        send(client, "/login", phone=PHONE, digits="000000")
        send(client, "/login", phone=PHONE, digits=code)
        registered = send(client, "/register", name="马兰花", community="QIAOMEN", agree="y")
        send(client, "/login/password", phone=PHONE, password=make.PASSWORD)

    assert registered.status == 303
    assert [one for one in (PHONE, code, "马兰花", make.PASSWORD) if one in logged.text] == []


def test_a_wish_leaves_nothing_of_its_resident_in_the_log(app: Flask, logged: Everything) -> None:
    make.community()
    client = browser(app, make.liu())

    send(client, "/wishes/new", {**WISH, "community": "QIAOMEN"}, address="桥门街 12 号 501", title=ID_NUMBER)
    written = send(client, "/wishes/new", {**WISH, "community": "QIAOMEN"}, address="桥门街 12 号 501")

    assert written.status == 303
    assert [one for one in (WISH["phone"], ID_NUMBER, "501", WISH["title"], "刘桂兰") if one in logged.text] == []


def test_a_slip_leaves_no_token_in_the_log(app: Flask, logged: Everything) -> None:
    wish = make.delivered_wish(spoke=Spoke.SELF)
    send(browser(app, make.jing()), f"/office/wishes/{wish.code}/slip")
    token = db.session.scalars(sa.select(Wish.slip_token)).one()
    family = browser(app)

    look(family, f"/slip/{token}")
    send(family, f"/slip/{token}/decline", REASON)
    send(family, f"/slip/{token}/confirm")
    look(family, f"/slip/{token}x")

    assert token not in logged.text


def test_a_fault_leaves_no_number_in_the_log(
    app: Flask, tmp_path: Path, logged: Everything, allow_errors: list[str]
) -> None:
    with another(app, tmp_path) as broken:
        broken.config["PROPAGATE_EXCEPTIONS"] = False

        @broken.post("/breaks")
        def breaks() -> str:
            people = sa.table("people", sa.column("name"), sa.column("phone"))
            db.session.execute(sa.insert(people).values(name=ID_NUMBER, phone=PHONE))
            return ""

        answer = broken.test_client().post("/breaks")

    assert answer.status_code == 500
    assert allow_errors
    assert [one for one in (PHONE, ID_NUMBER) if one in logged.text] == []


def test_every_line_says_which_request_it_is_of(app: Flask, logged: Everything) -> None:
    answer = browser(app).get("/wishes/NOTHERE1")

    assert answer.headers["X-Request-Id"] in logged.text
    assert "NOTHERE1" not in logged.text
