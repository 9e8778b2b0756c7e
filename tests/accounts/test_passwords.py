"""What a password must be."""

import pytest

from volunteer.accounts import passwords
from volunteer.accounts.refusals import WeakPassword


@pytest.mark.parametrize(
    "password", ["安宁河畔的银杏树2026", "correct horse battery", "Kd7#mfQ2xL", "password but a long one"]
)
def test_a_good_password_is_accepted(password: str) -> None:
    passwords.check(password, phone="13919000001", name="王芳")


@pytest.mark.parametrize(
    "password",
    [
        "short 9 c",
        "1391900000123",
        "0000000000000",
        "aaaaaaaaaaaab",
        "Password1234",
        "woaini520520",
        "zhiyuanzhe123",
        "tel13919000001",
        "王芳王芳王芳王芳王芳王芳",
        "",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check(password, phone="13919000001", name="王芳")


def test_the_right_password_matches_and_no_other() -> None:
    stored = passwords.hashed("安宁河畔的银杏树")

    assert (passwords.matches("安宁河畔的银杏树", stored), passwords.matches("安宁河畔的银杏", stored)) == (True, False)


def test_nothing_matches_where_there_is_no_password() -> None:
    assert not passwords.matches("nobody has this password", None)


def test_a_hash_says_nothing_and_is_strong() -> None:
    stored = passwords.hashed("安宁河畔的银杏树")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
