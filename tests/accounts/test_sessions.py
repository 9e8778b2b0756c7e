"""Sessions are rows: each device can be seen and ended."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask import session as cookie
from flask_login import current_user

from tests import make
from volunteer.accounts import people, sessions
from volunteer.accounts.models import LoginSession, Person
from volunteer.accounts.queries import sessions_of
from volunteer.base.clock import DAY, HOUR, MINUTE, SECOND
from volunteer.base.db import db, write
from volunteer.base.refusal import SignedOut
from volunteer.journal.queries import lines_of


def begun(person: Person, *, is_shared: bool = False, device: str = "Android 手机") -> tuple[LoginSession, str]:
    return write(lambda now: sessions.begin(person, now, device=device, address="192.0.2.1", is_shared=is_shared))


def test_the_token_finds_its_session(app: Flask) -> None:
    session, token = begun(make.fang())

    found = sessions.of_token(token)

    assert found is not None
    assert (found.id, found.person.name) == (session.id, "王芳")


def test_the_database_keeps_only_the_hash_of_the_token(app: Flask) -> None:
    session, token = begun(make.fang())

    assert token not in {str(value) for value in vars(session).values()}
    assert sessions.of_token(session.token_hash) is None


def test_an_ended_session_is_over(app: Flask) -> None:
    session, token = begun(make.fang())

    write(lambda now: sessions.end(session, now))

    assert sessions.of_token(token) is None


def test_ending_one_device_leaves_the_other(app: Flask) -> None:
    fang = make.fang()
    phone, _ = begun(fang)
    _desk, token = begun(fang, device="电脑")

    write(lambda now: sessions.end(phone, now))

    assert sessions.of_token(token) is not None


def test_ending_all_keeps_the_one_in_hand_and_everybody_elses(app: Flask) -> None:
    fang = make.fang()
    kept, kept_token = begun(fang)
    _, gone_token = begun(fang)
    _, another = begun(make.li())

    write(lambda now: sessions.end_all(fang.id, now, keep=kept.id))

    found = [sessions.of_token(token) is not None for token in (kept_token, gone_token, another)]
    assert found == [True, False, True]


def test_a_disabled_person_is_out_at_once(app: Flask) -> None:
    fang = make.fang()
    _, token = begun(fang)
    admin = make.admin()

    write(lambda now: people.disable(fang, admin.id, "离开", now))

    assert sessions.of_token(token) is None


def test_an_enabled_person_signs_in_anew(app: Flask) -> None:
    fang = make.fang()
    _, token = begun(fang)
    write(lambda now: people.disable(fang, None, "离开", now))

    write(lambda now: people.enable(fang, None, now))

    assert sessions.of_token(token) is None
    assert sessions.of_token(begun(fang)[1]) is not None


def test_the_journal_says_who_ended_the_sessions_of_a_disabled_person(app: Flask) -> None:
    fang, admin = make.fang(), make.admin()
    begun(fang)

    write(lambda now: people.disable(fang, admin.id, "离开", now))

    by = {line.action: line.actor_id for line in lines_of("people", fang.id)}
    assert (by["person.disabled"], by["session.ended_all"]) == (admin.id, admin.id)


def test_a_new_password_ends_the_other_devices(app: Flask) -> None:
    fang = make.fang()
    kept, kept_token = begun(fang)
    _, gone_token = begun(fang)

    write(lambda now: people.set_password(fang, "hash", kept.id, now))

    assert (sessions.of_token(kept_token) is None, sessions.of_token(gone_token) is None) == (False, True)


def is_over(session: LoginSession, at: datetime, *, is_staff: bool) -> bool:
    device = sessions.Device(session.id, session.is_shared, session.began_at, session.last_seen_at)
    return sessions.is_over(device, at, is_staff=is_staff)


def test_my_devices_are_listed_the_latest_first(app: Flask) -> None:
    fang = make.fang()
    first, _ = begun(fang, device="电脑")
    begun(fang, device="手机")
    write(lambda now: sessions.seen(first.id, now + MINUTE))

    assert [one.device for one in sessions_of(fang.id, make.NOW)] == ["电脑", "手机"]


@pytest.mark.parametrize(
    ("is_shared", "is_staff", "rest"),
    [(False, False, 30 * DAY), (False, True, 30 * MINUTE), (True, False, 15 * MINUTE), (True, True, 15 * MINUTE)],
)
def test_a_session_that_rests_is_over(app: Flask, is_shared: bool, is_staff: bool, rest: timedelta) -> None:
    session, _ = begun(make.fang(), is_shared=is_shared)

    over = [is_over(session, make.NOW + rest + late, is_staff=is_staff) for late in (0 * SECOND, SECOND)]

    assert over == [False, True]


def test_a_staff_session_lasts_a_working_day_however_busy(app: Flask) -> None:
    session, _ = begun(make.jing())
    write(lambda now: sessions.seen(session.id, now + 8 * HOUR))

    over = [is_over(session, make.NOW + 8 * HOUR + late, is_staff=True) for late in (0 * SECOND, SECOND)]

    assert over == [False, True]


def test_a_volunteers_session_does_not_end_with_the_day(app: Flask) -> None:
    session, _ = begun(make.fang())
    write(lambda now: sessions.seen(session.id, now + 20 * DAY))

    assert not is_over(session, make.NOW + 40 * DAY, is_staff=False)


def test_a_write_reads_the_session_again(app: Flask) -> None:
    client = app.test_client()
    token = make.browser_sign_in(client, make.fang())

    with app.test_request_context("/"):
        cookie["_user_id"] = token
        assert current_user.is_authenticated
        with db.engine.begin() as elsewhere:
            elsewhere.execute(sa.update(LoginSession).values(ended_at=make.NOW))
        with pytest.raises(SignedOut):
            write(lambda _now: None)
