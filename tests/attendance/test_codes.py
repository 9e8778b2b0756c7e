"""The code on the screen, the grant it becomes, and the six digits."""

from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from tests import make
from tests.conftest import on_sqlite
from tests.make import DAY, NOW, SECOND
from volunteer.attendance import codes, scanning
from volunteer.attendance.codes import Grant
from volunteer.attendance.models import Direction, Means
from volunteer.attendance.refusals import StaleCode, TooManyDigits, WrongDigits
from volunteer.attendance.scanning import Recorded
from volunteer.base.db import write
from volunteer.events.models import Shift

pytestmark = on_sqlite


def link(shift: Shift, direction: Direction = Direction.IN) -> str:
    return codes.batch(shift, direction, NOW, 1)[0].path.removeprefix("/s/")


# ------------------------------------------------------------------------------ the link


@pytest.mark.parametrize("later", [0, 14, 15, 29])
def test_a_code_is_good_in_its_step_and_the_next(app: Flask, later: int) -> None:
    shift = make.running()

    grant = codes.grant_for(link(shift), NOW + later * SECOND)

    assert (grant.shift_code, grant.direction, grant.means) == (shift.code, Direction.IN, Means.SCREEN)


@pytest.mark.parametrize("later", [-1, -15, 30, 45, 3600])
def test_a_code_of_the_next_step_or_an_old_one_is_not(app: Flask, later: int) -> None:
    text = link(make.running())

    with pytest.raises(StaleCode):
        codes.grant_for(text, NOW + later * SECOND)


def test_a_code_with_one_character_changed_is_none(app: Flask) -> None:
    text = link(make.running())

    for place, sign in enumerate(text):
        for other in ("0" if sign != "0" else "1", "O" if sign != "O" else "I", "号"):
            with pytest.raises(StaleCode):
                codes.grant_for(text[:place] + other + text[place + 1 :], NOW)


@pytest.mark.parametrize("text", ["", "-", "x", "ABCDEFGHI-", "ABCDEFGHIP-0123456789abcdef", "号" * 9, "A" * 5000])
def test_what_is_no_code_is_refused(app: Flask, text: str) -> None:
    with pytest.raises(StaleCode):
        codes.grant_for(text, NOW)


def test_a_code_is_for_its_shift_and_direction(app: Flask) -> None:
    one, two = make.running(), make.running()
    mine = link(one)

    for other in (two.code + mine[8:], mine[:8] + "O" + mine[9:]):
        with pytest.raises(StaleCode):
            codes.grant_for(other, NOW)
    assert codes.grant_for(link(one, Direction.OUT), NOW).direction is Direction.OUT


def test_the_poster_is_always_good_and_says_so(app: Flask) -> None:
    text = codes.poster(make.running(), Direction.OUT).removeprefix("/s/")

    grant = codes.grant_for(text, NOW + 99 * DAY)

    assert (grant.direction, grant.means) == (Direction.OUT, Means.POSTER)


def test_the_screen_gets_two_minutes_of_codes(app: Flask) -> None:
    batch = codes.batch(make.running(), Direction.IN, NOW)

    assert len({one.path for one in batch}) == 8
    assert [one.shown_from for one in batch] == [NOW + number * codes.STEP for number in range(8)]


# ------------------------------------------------------------------------------ the grant


@pytest.mark.parametrize(("age", "is_good"), [(0, True), (599, True), (602, False)])
def test_a_grant_lives_ten_minutes(app: Flask, monkeypatch: pytest.MonkeyPatch, age: int, is_good: bool) -> None:
    grant = codes.grant_for(link(make.running()), NOW)
    cookie = codes.sealed(grant)
    true = TimestampSigner("-").get_timestamp()

    monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _self: true + age)

    if is_good:
        assert codes.opened(cookie) == grant
    else:
        with pytest.raises(StaleCode):
            codes.opened(cookie)


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c"])
def test_a_cookie_that_is_no_grant_is_refused(app: Flask, cookie: str) -> None:
    with pytest.raises(StaleCode):
        codes.opened(cookie)


def test_a_grant_serves_one_person_once(app: Flask) -> None:
    shift = make.running(make.fang())
    grant = codes.grant_for(link(shift), NOW)
    fang, lei = make.principal(make.fang()), make.principal(make.lei())

    def use(by: object) -> Recorded:
        return make.done(lambda now: scanning.record(grant, "b", by, now))  # type: ignore[arg-type]

    first, again = use(fang), use(fang)

    assert (first.again, again.again, first.scan.id) == (False, True, again.scan.id)
    with pytest.raises(StaleCode):
        use(lei)


def test_the_same_person_with_another_code_sees_the_first_scan(app: Flask) -> None:
    shift, fang = make.running(make.fang()), make.principal(make.fang())

    def scan(at: timedelta) -> Recorded:
        grant = Grant(shift.code, Direction.IN, Means.SCREEN, f"nonce {at}")
        return make.done(lambda now: scanning.record(grant, None, fang, now), NOW + at)

    first, second = scan(0 * SECOND), scan(90 * SECOND)

    assert (second.again, second.scan.id, second.scan.scanned_at) == (True, first.scan.id, NOW)


# ------------------------------------------------------------------------------ digits


def try_digits(shift: Shift, typed: str, at: timedelta = 0 * SECOND) -> Recorded:
    fang = make.principal(make.fang())
    write(lambda now: codes.count_digits(fang.person_id, shift, now))  # as the page does
    return make.done(lambda now: scanning.by_digits(shift, Direction.IN, typed, None, fang, now), NOW + at)


def digits(shift: Shift, step: int = 0) -> str:
    return codes.batch(shift, Direction.IN, NOW + step * codes.STEP, 1)[0].digits


@pytest.mark.parametrize("step", [0, -1])
def test_the_digits_of_this_step_and_the_one_before_are_taken(app: Flask, step: int) -> None:
    shift = make.running(make.fang())

    assert try_digits(shift, digits(shift, step)).scan.means is Means.DIGITS


@pytest.mark.parametrize("step", [1, -2])
def test_digits_of_another_step_are_not(app: Flask, step: int) -> None:
    shift = make.running(make.fang())

    with pytest.raises(WrongDigits):
        try_digits(shift, digits(shift, step))


def test_after_too_many_wrong_digits_the_right_ones_do_not_help_there(app: Flask) -> None:
    shift, other = make.running(make.fang()), make.running()
    for _ in range(codes.DIGIT_TRIES):
        with pytest.raises(WrongDigits):
            try_digits(shift, digits(shift, 5))

    with pytest.raises(TooManyDigits):
        try_digits(shift, digits(shift))

    assert try_digits(other, digits(other)).scan.id  # counted for each shift
    with pytest.raises(TooManyDigits):
        try_digits(shift, digits(shift))  # and what was right there forgives nothing here
    assert codes.may_try_digits(make.lei().id, shift, NOW)  # and each person
