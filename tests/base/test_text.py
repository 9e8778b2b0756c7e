"""What people type is cleaned; nothing is rejected for being rare."""

import pytest

from volunteer.base import text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王\u200b芳", "王芳"),
        ("\ufeff王芳", "王芳"),
        ("王\u2060芳\u200d", "王芳"),
        ("\u202e芳王\u202c", "芳王"),
        ("\u200f王芳\u200e", "王芳"),
        ("王\u3164芳", "王芳"),
        ("王\x00芳\x07", "王芳"),
        ("王\u00ad芳", "王芳"),
        ("王\ud83d芳", "王芳"),
        ("  王芳　", "王芳"),
    ],
)
def test_what_nobody_can_see_is_taken_out(typed: str, kept: str) -> None:
    assert text.clean(typed) == kept


@pytest.mark.parametrize("typed", ["𠮷野", "𬭚", "谢谢😀", "བཀྲ་ཤིས།", "ئالىم", "5 kg", "第1行\n第2行"])
def test_what_can_be_seen_stays(typed: str) -> None:
    assert text.clean(typed) == typed


def test_line_ends_become_one_kind() -> None:
    assert text.clean("一\r\n二\r三\t四") == "一\n二\n三 四"


def test_letters_in_two_pieces_become_one() -> None:
    assert text.clean("e\u0301") == "é"


def test_a_line_is_one_line() -> None:
    assert text.line("一台\n\n收音机　 很大") == "一台 收音机 很大"


def test_full_width_digits_and_letters_become_narrow() -> None:
    assert text.narrow("１３９Ａｂ，") == "139Ab,"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("Ｌｉ　Ｑｉａｎｇ", "Li Qiang"),
        (" 欧阳 建国 ", "欧阳 建国"),
    ],
)
def test_a_name_gets_the_one_right_dot_and_narrow_letters(typed: str, kept: str) -> None:
    assert text.person_name(typed) == kept


@pytest.mark.parametrize("name", ["王芳", "𠮷野家", "䶮一", "阿卜杜拉·买买提", "Li Qiang", "བཀྲ་ཤིས", "ไพโรจน์", "é" * 30])
def test_names_of_any_script_are_names(name: str) -> None:
    assert text.is_name(name)


@pytest.mark.parametrize("name", ["", "王", "王芳1", "·王芳", "王芳！", "=HYPERLINK", "<b>王</b>", "王" * 31, "😀😀"])
def test_what_is_no_name(name: str) -> None:
    assert not text.is_name(name)


@pytest.mark.parametrize(
    "typed",
    [
        "13919000001",
        " 139 1900 0001 ",
        "139-1900-0001",
        "+86 13919000001",
        "0086-139-1900-0001",
        "１３９１９０００００１",
        "（139）19000001",
        "139\u200b19000001",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(typed: str) -> None:
    assert text.mobile(typed) == "13919000001"


@pytest.mark.parametrize("number", ["12919000001", "1391900000", "139190000011", "0931-8460000", "1391900000a", ""])
def test_what_is_no_mobile_number(number: str) -> None:
    assert not text.is_mobile(text.mobile(number))


@pytest.mark.parametrize("number", ["13919000001", "0931-8460000", "09318460000", "0931-8460000-801", "400-123-4567"])
def test_telephones_may_stand_on_a_desk(number: str) -> None:
    assert text.is_telephone(number)


@pytest.mark.parametrize("number", ["8460000", "0931-846", "call me", "120"])
def test_what_is_no_telephone(number: str) -> None:
    assert not text.is_telephone(number)
