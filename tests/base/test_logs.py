"""Log lines as JSON, without phone and ID numbers, whoever put them there."""

import contextlib
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from volunteer.base import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What goes to standard error."""
    out = io.StringIO()
    with contextlib.redirect_stderr(out):
        logs.configure("INFO")
    yield out
    logs.configure("INFO")


def last(written: io.StringIO) -> dict[str, object]:
    line: dict[str, object] = json.loads(written.getvalue().splitlines()[-1])
    return line


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打给 13919000001 没有人接", "打给 139****0001 没有人接"),
        ("身份证 620102195003071234", "身份证 6201**********1234"),
        ("62010219500307123X", "6201**********123X"),
        ("GET /slip/Xk3-9_abcDEF 200", "GET /slip/*** 200"),
        ("订单 139190000012345", "订单 139190000012345"),  # longer than a phone: something else
        ("2026-11-21 07:30", "2026-11-21 07:30"),
    ],
)
def test_numbers_of_people_are_masked(said: str, shown: str) -> None:
    assert logs.masked(said) == shown


def test_our_own_lines_are_json_and_masked(written: io.StringIO) -> None:
    structlog.get_logger("test").info("sent", to="13919000001", kept={"all": ["13919000002"]})

    line = last(written)
    assert (line["event"], line["to"], line["kept"], line["level"]) == (
        "sent",
        "139****0001",
        {"all": ["139****0002"]},
        "info",
    )


def test_lines_of_libraries_are_json_and_masked(written: io.StringIO) -> None:
    logging.getLogger("library").warning("cannot reach %s", "13919000001")

    assert last(written)["event"] == "cannot reach 139****0001"


def test_what_an_exception_says_is_masked(written: io.StringIO) -> None:
    phone = "13919000001"
    try:
        raise ValueError(phone)
    except ValueError:
        structlog.get_logger("test").warning("failed", exc_info=True)
        logging.getLogger("library").warning("failed", exc_info=True)

    lines = written.getvalue()
    assert (phone in lines, lines.count("139****0001")) == (False, 2)


def test_setting_up_twice_writes_each_line_once(written: io.StringIO) -> None:
    with contextlib.redirect_stderr(written):
        logs.configure("INFO")

    logging.getLogger("library").warning("once")

    assert written.getvalue().count("once") == 1
