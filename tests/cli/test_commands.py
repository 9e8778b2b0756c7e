"""The `volunteer` command: each command is one call into a rule."""

import re
from collections.abc import Sequence

import pytest
from click.testing import Result
from flask import Flask

from tests import make
from volunteer.accounts import passwords, sessions
from volunteer.accounts.queries import person_of_phone
from volunteer.base import jobs
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db, write
from volunteer.cli import serving
from volunteer.cli.checking import check
from volunteer.cli.making import programme, user
from volunteer.journal import seals
from volunteer.organisations.models import Role
from volunteer.organisations.queries import grants_of
from volunteer.partnership.queries import programme_of_code


def ran(app: Flask, words: Sequence[str]) -> Result:
    db.session.rollback()
    command, *rest = words
    return app.test_cli_runner().invoke({"user": user, "check": check, "programme": programme}[command], rest)


def test_a_house_in_order_passes_the_check_and_says_what_is_not_sealed_yet(app: Flask) -> None:
    make.fulfilled_wish()

    result = ran(app, ["check"])

    assert result.exit_code == 0, result.output
    assert re.fullmatch(
        r"check: \d+ invariants hold; not sealed yet: 1 of hour_entries, \d+ of journal\n", result.stdout
    )


def test_a_house_that_is_not_in_order_is_told_where(app: Flask) -> None:
    make.fulfilled_wish()
    serving.seal_all(make.NOW, settled=0 * MINUTE)
    make.behind_the_back("journal", "UPDATE journal SET subject_id = 99 WHERE id = 1")

    result = ran(app, ["check"])

    assert (result.exit_code, "seals_recompute: seal" in result.output) == (1, True)


def test_an_account_is_made_with_a_first_password_that_is_shown_once(app: Flask) -> None:
    result = ran(app, ["user", "add", "139 1900 0001", "王芳"])

    fang = person_of_phone("13919000001")
    assert fang is not None
    shown = result.output.rpartition(" ")[2].strip()
    assert (fang.name, passwords.matches(shown, fang.password_hash)) == ("王芳", True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["user", "add", "13919000001", "王芳"], 1),  # there is one already
        (["user", "add", "12345", "王芳"], 2),
        (["user", "grant", "13919000099", "community_clerk", "QIAOMEN"], 1),
        (["user", "grant", "13919000001", "community_clerk", "NOWHERE"], 1),
        (["user", "grant", "13919000001", "emperor", "QIAOMEN"], 2),
        (["user", "disable", "13919000099", "--reason", "离开"], 1),
        (["user", "disable", "13919000001"], 2),  # without a reason
    ],
)
def test_what_cannot_be_done_says_so_and_ends_with_a_code(app: Flask, words: list[str], code: int) -> None:
    make.fang()
    make.community()

    result = ran(app, words)

    assert (result.exit_code, "Error" in result.output) == (code, True)


def test_the_operator_grants_the_first_roles(app: Flask) -> None:
    fang, place = make.fang().id, make.community()

    ran(app, ["user", "grant", "13919000001", "community_secretary", place.code.lower()])

    (given,) = grants_of(fang)
    assert (given.role, given.granted_by) == (Role.COMMUNITY_SECRETARY, None)


def test_the_operator_closes_an_account_at_once(app: Flask) -> None:
    fang = make.fang()
    _, token = write(lambda now: sessions.begin(fang, now, device="", address=None, is_shared=False))

    ran(app, ["user", "disable", "13919000001", "--reason", "离开"])

    assert sessions.of_token(token) is None


def test_the_worker_seals_what_has_settled(app: Flask) -> None:
    make.fulfilled_wish(at=make.NOW - HOUR)

    jobs.run_timers({"seals": serving.TIMERS["seals"]}, make.NOW)

    assert [seals.unsealed(chain) for chain in serving.SEALED] == [0, 0]


def test_every_timer_runs_on_an_empty_house(app: Flask) -> None:
    ran_names = jobs.run_timers(serving.TIMERS, make.NOW)

    assert set(ran_names) == set(serving.TIMERS)
    assert [one.last_error for one in jobs.last_runs()] == [None] * len(serving.TIMERS)


def test_an_operator_founds_a_programme(app: Flask) -> None:
    make.unit()

    made = ran(app, ["programme", "found", "dangke", "情景主题党课", "--owner", "SFJ", "--without-hours"])
    again = ran(app, ["programme", "found", "dangke", "党课", "--owner", "SFJ"])
    nobody = ran(app, ["programme", "found", "mofashi", "模法师", "--owner", "NOWHERE"])
    odd = ran(app, ["programme", "found", "模法师", "模法师", "--owner", "SFJ"])

    assert [one.exit_code for one in (made, again, nobody, odd)] == [0, 1, 1, 1]
    assert "这个项目代码已经有了" in again.output
    found = programme_of_code("dangke")
    assert found is not None
    assert (found.name, found.owner.code, found.carries_hours) == ("情景主题党课", "SFJ", False)
    assert programme_of_code("mofashi") is None
