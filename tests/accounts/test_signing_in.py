"""Signing in by password and by one-time code: what is counted, and for whom."""

import threading
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import application, on_postgresql
from volunteer.accounts import people, signing_in, tries
from volunteer.accounts.models import OneTimeCode, Person, Tries
from volunteer.accounts.refusals import CannotSignIn, TooManyCodes, VerifyFirst, WrongCode
from volunteer.base import clock
from volunteer.base.clock import HOUR, MINUTE, SECOND
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal

PHONE, HERE, BROWSER = "13919000001", "192.0.2.1", "browser-1"


@pytest.fixture
def fang(app: Flask) -> Person:
    """王芳, who has a password."""
    return make.person("王芳", PHONE, password=make.PASSWORD)


def enter(password: str = make.PASSWORD, phone: str = PHONE, address: str = HERE, at: datetime = make.NOW) -> int:
    with clock.held_at(at):
        return signing_in.by_password(phone, password, address, at)


def fail(times: int, phone: str = PHONE, address: str = HERE, at: datetime = make.NOW) -> None:
    for _ in range(times):
        with pytest.raises(CannotSignIn):
            enter("something else", phone, address, at)


def code(phone: str = PHONE, browser: str = BROWSER, address: str = HERE, at: datetime = make.NOW) -> str:
    with clock.held_at(at):
        return write(lambda now: signing_in.send_code(phone, browser, address, now))


def verify(digits: str, phone: str = PHONE, browser: str = BROWSER, at: datetime = make.NOW) -> Person | None:
    with clock.held_at(at):
        return signing_in.by_code(phone, digits, browser)


def other(digits: str) -> str:
    """Six digits that are not these."""
    return f"{(int(digits) + 1) % 1_000_000:06d}"


# ------------------------------------------------------------------------------ passwords


def test_the_owner_comes_in(fang: Person) -> None:
    assert enter() == fang.id


def said(phone: str, password: str) -> tuple[str, int, str | None]:
    with pytest.raises(Refusal) as refused:
        enter(password, phone)
    return refused.value.message, refused.value.status, refused.value.field


def test_every_failure_sounds_the_same(fang: Person) -> None:
    make.person("李强", "13919000002")  # has no password
    disabled = make.person("赵磊", "13919000003", password=make.PASSWORD)
    make.done(lambda now: people.disable(disabled, None, "离开", now))

    heard = {
        said(PHONE, "wrong"),
        said("13919000002", make.PASSWORD),
        said("13919000003", make.PASSWORD),
        said("13919000099", make.PASSWORD),
    }

    assert len(heard) == 1


def test_after_five_wrong_passwords_the_right_one_does_not_help(fang: Person) -> None:
    fail(5)

    with pytest.raises(CannotSignIn):
        enter()


def test_four_wrong_passwords_do_no_harm(fang: Person) -> None:
    fail(4)

    assert enter() == fang.id


def test_the_right_password_forgets_the_wrong_ones(fang: Person) -> None:
    fail(4)
    enter()
    fail(4)

    assert enter() == fang.id


def test_the_pause_is_over_after_a_quarter_of_an_hour(fang: Person) -> None:
    fail(5)

    with pytest.raises(CannotSignIn):
        enter(at=make.NOW + 14 * MINUTE)
    assert enter(at=make.NOW + 15 * MINUTE) == fang.id


def test_strangers_do_not_shut_the_owner_out_with_five(fang: Person) -> None:
    fail(5, address="198.51.100.7")

    assert enter() == fang.id


def test_wrong_passwords_from_everywhere_count_for_the_account(fang: Person) -> None:
    for number in range(20):
        fail(1, address=f"192.0.2.{number}")

    with pytest.raises(CannotSignIn):
        enter(address="192.0.2.99")


def test_a_paused_account_does_not_pause_the_next(fang: Person) -> None:
    li = make.person("李强", "13919000002", password=make.PASSWORD)
    fail(5)

    assert enter(phone="13919000002") == li.id


def test_one_address_cannot_try_everybody(fang: Person) -> None:
    for _ in range(60):
        make.done(lambda now: tries.failed([f"address:{HERE}"], now))

    with pytest.raises(CannotSignIn):
        enter()
    assert enter(address="192.0.2.99") == fang.id


def test_tries_are_the_same_for_every_process(fang: Person, app: Flask) -> None:
    second = application(app.config["SQLALCHEMY_DATABASE_URI"], app.config["VOLUNTEER"].data)
    fail(3)
    with second.app_context():
        fail(2)
        db.session.remove()
        db.engine.dispose()

    with pytest.raises(CannotSignIn):
        enter()


def test_a_failure_is_counted_though_the_sign_in_is_refused(fang: Person) -> None:
    fail(1)

    db.session.rollback()
    assert sorted(db.session.scalars(sa.select(Tries.count))) == [1, 1, 1]  # account here, account anywhere, address


@on_postgresql
def test_two_first_failures_at_one_moment_are_both_counted(app: Flask) -> None:
    began, problems = threading.Event(), []

    def second() -> None:
        with app.app_context():
            began.wait()
            try:
                write(lambda _now: tries.failed(["address:x"], make.NOW))
            except Exception as problem:
                problems.append(problem)
            db.session.remove()

    thread = threading.Thread(target=second)

    def first(now: datetime) -> None:
        tries.failed(["address:x"], now)
        began.set()
        thread.join(0.3)  # the other one now waits for this transaction to end

    thread.start()
    write(first)
    thread.join()

    assert (problems, db.session.scalar(sa.select(Tries.count))) == ([], 2)


def test_windows_that_are_over_are_forgotten(app: Flask) -> None:
    make.done(lambda now: tries.failed(["old"], now), make.NOW - HOUR)
    make.done(lambda now: tries.failed(["new"], now))

    make.done(tries.forget)

    assert db.session.scalars(sa.select(Tries.subject)).all() == ["new"]


# ------------------------------------------------------------------------------ one-time codes


def test_the_digits_open_the_door(fang: Person) -> None:
    found = verify(code())

    assert found is not None
    assert found.id == fang.id


def test_a_paused_account_is_opened_by_a_code(fang: Person) -> None:
    fail(5)

    verify(code())

    assert enter() == fang.id


def test_digits_work_once(fang: Person) -> None:
    digits = code()
    verify(digits)

    with pytest.raises(WrongCode):
        verify(digits)


def test_only_the_browser_that_asked_can_use_the_digits(fang: Person) -> None:
    digits = code()

    with pytest.raises(WrongCode):
        verify(digits, browser="browser-2")


def test_another_browser_cannot_spoil_the_digits(fang: Person) -> None:
    digits = code()
    for _ in range(10):
        with pytest.raises(WrongCode):
            verify("000000" if digits != "000000" else "000001", browser="browser-2")

    assert verify(digits) is not None


def test_digits_are_for_the_phone_they_were_sent_to(fang: Person) -> None:
    make.person("李强", "13919000002")
    digits = code()

    with pytest.raises(WrongCode):
        verify(digits, phone="13919000002")


def test_digits_are_good_for_ten_minutes(fang: Person) -> None:
    digits = code()

    with pytest.raises(WrongCode):
        verify(digits, at=make.NOW + 10 * MINUTE)
    assert verify(digits, at=make.NOW + 10 * MINUTE - SECOND) is not None


def test_the_fifth_try_may_be_the_right_one(fang: Person) -> None:
    digits = code()
    for _ in range(4):
        with pytest.raises(WrongCode):
            verify(other(digits))

    assert verify(digits) is not None


def test_after_five_wrong_tries_the_digits_are_dead(fang: Person) -> None:
    digits = code()
    for _ in range(5):
        with pytest.raises(WrongCode):
            verify(other(digits))

    with pytest.raises(WrongCode):
        verify(digits)


def test_fresh_digits_replace_the_ones_before(fang: Person) -> None:
    before = code()
    after = code(at=make.NOW + SECOND)

    if before != after:
        with pytest.raises(WrongCode):
            verify(before)
    assert verify(after) is not None


def test_a_disabled_person_stays_out(fang: Person) -> None:
    digits = code()
    make.done(lambda now: people.disable(fang, None, "离开", now))

    with pytest.raises(WrongCode):
        verify(digits)


def test_a_new_phone_is_verified_and_then_used_once(app: Flask) -> None:
    assert verify(code()) is None

    phones = [make.done(lambda now: signing_in.verified_phone(BROWSER, now))]

    with pytest.raises(VerifyFirst):
        make.done(lambda now: signing_in.verified_phone(BROWSER, now))
    assert phones == [PHONE]


def test_nobody_registers_without_a_verified_phone(app: Flask) -> None:
    code()

    with pytest.raises(VerifyFirst):
        make.done(lambda now: signing_in.verified_phone(BROWSER, now))


def test_a_verified_phone_does_not_wait_for_ever(app: Flask) -> None:
    verify(code())

    with pytest.raises(VerifyFirst):
        make.done(lambda now: signing_in.verified_phone(BROWSER, now), make.NOW + 10 * MINUTE)


def test_the_sixth_message_to_a_phone_in_an_hour_is_refused(app: Flask) -> None:
    for number in range(5):
        code(at=make.NOW + number * MINUTE)

    with pytest.raises(TooManyCodes):
        code(at=make.NOW + 6 * MINUTE)


def test_a_fresh_cookie_does_not_help_to_send_more(app: Flask) -> None:
    for number in range(5):
        code(browser=f"browser-{number}")

    with pytest.raises(TooManyCodes):
        code(browser="browser-9")


def test_messages_may_be_sent_again_an_hour_later(app: Flask) -> None:
    for number in range(5):
        code(browser=f"browser-{number}")

    assert len(code(browser="browser-9", at=make.NOW + HOUR)) == 6


def test_a_school_shares_one_address(app: Flask) -> None:
    for number in range(60):
        code(phone=f"139{number:08d}", browser=f"browser-{number}")

    with pytest.raises(TooManyCodes):
        code(phone="13899999999", browser="browser-99")


def test_somebody_elsewhere_cannot_use_up_a_phones_messages(app: Flask) -> None:
    for number in range(5):
        code(browser=f"browser-{number}", address="198.51.100.7")

    assert len(code()) == 6


def test_neither_digits_nor_phone_can_be_read_in_the_database(app: Flask) -> None:
    digits = code()

    raw = db.session.execute(sa.text("SELECT * FROM one_time_codes")).one()

    assert not any(word in str(raw) for word in (PHONE, f"'{digits}'", BROWSER))


def test_old_codes_are_deleted_with_their_phones(app: Flask) -> None:
    code(at=make.NOW - 3 * HOUR)
    code(browser="browser-2")

    make.done(signing_in.forget)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(OneTimeCode)) == 1
