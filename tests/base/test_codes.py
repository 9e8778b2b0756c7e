"""Public references and secrets that are handed out."""

import pytest
from itsdangerous import BadSignature, URLSafeTimedSerializer

from volunteer.base import codes


def test_a_name_is_eight_letters_that_can_be_read_aloud() -> None:
    names = [codes.name() for _ in range(500)]

    assert {len(one) for one in names} == {8}
    assert not set("".join(names)) & set("0O1IL")


def test_names_do_not_come_twice() -> None:
    assert len({codes.name() for _ in range(5000)}) == 5000


def test_what_gives_a_right_has_160_bits() -> None:
    assert len({codes.bearer() for _ in range(100)}) == 100
    assert len(codes.bearer()) * 6 >= 160


def test_digits_keep_their_zeros_in_front() -> None:
    assert {len(codes.digits()) for _ in range(500)} == {6}


def test_what_is_signed_is_not_packed_and_what_was_packed_is_read() -> None:
    long = {"scans": "a" * 400}
    ours, theirs = codes.Signer("key", salt="salt"), URLSafeTimedSerializer("key", salt="salt")

    assert theirs.dumps(long).startswith(".")
    assert ours.loads(theirs.dumps(long)) == theirs.loads(ours.dumps(long)) == long
    assert not ours.dumps(long).startswith(".")
    with pytest.raises(BadSignature):
        ours.loads(codes.Signer("another", salt="salt").dumps(long))
