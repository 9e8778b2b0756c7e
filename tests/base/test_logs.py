"""Log lines as JSON, without phone and ID numbers, whoever put them there."""

import contextlib
import errno
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from volunteer.base import logs


@contextmanager
def lines_of(level: str = "INFO") -> Iterator[io.StringIO]:
    """What goes to standard error meanwhile."""
    out = io.StringIO()
    with contextlib.redirect_stderr(out):
        logs.configure(level)
        yield out


@pytest.fixture(autouse=True)
def as_ever() -> Iterator[None]:
    """The next test logs as it would have."""
    yield
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


def test_our_own_lines_are_json_and_masked() -> None:
    with lines_of() as written:
        structlog.get_logger("test").info("sent", to="13919000001", kept={"all": ["13919000002"]})

    line = last(written)
    assert (line["event"], line["to"], line["kept"], line["level"]) == (
        "sent",
        "139****0001",
        {"all": ["139****0002"]},
        "info",
    )


def test_a_line_that_names_nobody_stays_as_it_is() -> None:
    with lines_of() as written:
        structlog.get_logger("test").info("request", page="/wishes/<code>", ms=13919000001)

    assert (last(written)["page"], last(written)["ms"]) == ("/wishes/<code>", 13919000001)


def test_lines_of_libraries_are_json_and_masked() -> None:
    with lines_of() as written:
        logging.getLogger("library").warning("cannot reach %s", "13919000001")

    assert last(written)["event"] == "cannot reach 139****0001"


def test_what_an_exception_says_is_masked() -> None:
    phone = "13919000001"
    with lines_of() as written:
        try:
            raise ValueError(phone)
        except ValueError:
            structlog.get_logger("test").warning("failed", exc_info=True)
            logging.getLogger("library").warning("failed", exc_info=True)

    lines = written.getvalue()
    assert (phone in lines, lines.count("139****0001")) == (False, 2)


def test_an_error_of_ours_is_one_line_and_reaches_who_listens_to_errors(allow_errors: list[str]) -> None:
    with lines_of() as written:
        structlog.get_logger("test").error("fault", to="13919000001")

    assert (last(written)["to"], written.getvalue().count("\n"), len(allow_errors)) == ("139****0001", 1, 1)


class Full(io.StringIO):
    """A disk with no room."""

    def write(self, _line: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_where_no_line_can_be_written_the_work_goes_on() -> None:
    logs.configure("INFO")

    with contextlib.redirect_stderr(Full()):
        structlog.get_logger("test").info("request")


def test_a_level_leaves_out_what_is_below_it() -> None:
    log = structlog.get_logger("test")
    with lines_of():
        log.info("used before")
    with lines_of("WARNING") as written:
        log.info("request")
        log.warning("slow")

    assert [json.loads(line)["event"] for line in written.getvalue().splitlines()] == ["slow"]


def test_setting_up_twice_writes_each_line_once() -> None:
    with lines_of(), lines_of() as written:
        logging.getLogger("library").warning("once")

    assert written.getvalue().count("once") == 1
