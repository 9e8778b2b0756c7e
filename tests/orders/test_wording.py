"""No roster of pupils: a list of names is refused, a few names are asked about."""

import pytest

from volunteer.orders import wording


@pytest.mark.parametrize(
    "text",
    [
        "张三、李四、王小明、赵丽、陈晨",
        "1. 张三\n2. 李四\n3. 王小明\n4. 赵丽\n5. 陈晨",
        "王小明 李雷 韩梅梅 张丽 刘洋",
        "参加的学生：张三，李四，王五，赵六，周七",
    ],
)
def test_a_list_of_names_is_refused(text: str) -> None:
    assert wording.problems(text)[0].startswith("这里像是一份学生名单")


@pytest.mark.parametrize("text", ["张三、李四，请安排坐前排", "有两位：王小明 李雷"])
def test_a_few_names_are_asked_about(text: str) -> None:
    assert wording.problems(text) == []
    assert "不是学生的，请在下面打勾再交" in (wording.doubt(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        "初二（3）班，42 人",
        "校园欺凌、网络安全、民法典、宪法、禁毒",
        "两名学生坐轮椅，请安排一楼教室",
        "张老师、李主任、王校长都来听",
        "",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    assert wording.problems(text) == []
    assert wording.doubt(text) is None


def test_a_number_of_an_identity_card_is_refused() -> None:
    assert wording.problems("学生身份证 620102201001011234") == ["这里有身份证号，请删去"]
