"""Public references and secrets that are handed out."""

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
