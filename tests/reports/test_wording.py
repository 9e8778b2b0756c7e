"""The drafted text says what the figures say, soberly; an edited number that the records do not say is marked."""

import copy
from typing import Any

import pytest
from flask import Flask

from tests import make
from volunteer.reports.numerals import numbers_not_in
from volunteer.reports.periods import period_of
from volunteer.reports.whole import report_of
from volunteer.reports.wording import LONGEST, draft_of
from volunteer.reports.writing import as_json


@pytest.fixture
def quiet(app: Flask) -> dict[str, Any]:
    """A month of a unit in which nothing happened."""
    return as_json(report_of(make.unit(), period_of("2026-11")))


@pytest.fixture
def full(quiet: dict[str, Any]) -> dict[str, Any]:
    """A year like that of the agency."""
    made = copy.deepcopy(quiet)
    split = {"scanned": 46824, "staff": 11598, "receiver": 0, "backfill": 918}
    came = {"events": 37, "sessions": 43, "attendances": 415, "persons": 44, "minutes": 58422, "by_provenance": split}
    made |= {"period": "2026", "activities": {**came, "by_category": {"culture": 3, "legal": 7, "health": 1}}}
    made["joined"] = {**came, "events": 16, "sessions": 16, "by_category": {}}
    made["registration"] |= {"units_due": 1, "units": 1, "members_due": 24, "members": 20, "rate": 0.8333, "new": 20}
    made["agreements"] |= {"in_force": 2, "signed": 1}
    made["wishes"] |= {
        "claimed": 60,
        "fulfilled": 53,
        "partly": 3,
        "could_not": 3,
        "released": 5,
        "fulfil_rate": 0.8833,
    }
    made["wishes"] |= {"median_days": 8.6, "satisfaction": 4.68, "satisfaction_answers": 50, "followed_up": 50}
    made["orders"] |= {"schools": 3, "orders": 12, "class_periods": 16, "students": 1234, "tutors": 6}
    made["hours"] |= {"entries": 462, "persons": 24, "minutes": 61812, "by_provenance": split}
    return made


def test_a_full_year_is_told_in_figures(full: dict[str, Any]) -> None:
    draft = draft_of(full)

    for said in (
        "2026年，",
        "主办活动37项、43场，参加415人次、44人",
        "认领60个、实现53个",
        "实现率88.3%",
        "1030.2小时",
    ):
        assert said in draft.main_work
    assert "报到率为83.3%" in draft.problems
    assert "认领后退回" in draft.problems
    assert draft.problems.count("\n") == draft.next_steps.count("\n")


def test_a_quiet_month_is_told_in_the_same_tone(quiet: dict[str, Any]) -> None:
    draft = draft_of(quiet)

    assert draft.main_work.startswith("2026年11月，兰州市司法局没有新增")
    assert draft.problems == "本期没有活动记录。"
    assert draft.next_steps == "结合居民需求安排活动，提前发布招募信息。"


def test_the_draft_tells_a_superior_no_more_than_the_figures_do(full: dict[str, Any]) -> None:
    full["activities"] |= {"persons": 3, "attendances": 4}

    assert "参加若干人次、若干人" in draft_of(full).main_work


def test_the_draft_keeps_within_the_form_and_says_only_what_the_records_say(
    quiet: dict[str, Any], full: dict[str, Any]
) -> None:
    for written in (quiet, full):
        for text in vars(draft_of(written)).values():
            assert 0 < len(text) <= LONGEST
            assert numbers_not_in(text, written) == []


@pytest.mark.parametrize(
    "text",
    [
        "实现微心愿53个，实现率88.3%",
        "实现率88%，八成多",
        "实现微心愿五十三个，占百分之八十八点三",
        "共1,234人次，1，234人次，１２３４人次",
        "记录服务一千二百三十四人次",
        "实现心愿50余个、五十多个，参加400余人次",
        "2026年3月5日，第三季度，第12次，二〇二六年十月",
        "一是活动。二是心愿。进一步做好每一个心愿",
        "1. 活动\n2、心愿\n（3）授课\n三、时长",
        "服务1030.2小时，1030小时，61812分钟",
        "上午9:30开始，9月1日开学",
        "千方百计、万众一心",
        "",
    ],
)
def test_what_the_records_say_is_not_marked(full: dict[str, Any], text: str) -> None:
    assert numbers_not_in(text, full) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("实现微心愿54个", ["54"]),
        ("实现率98.3%", ["98.3%"]),
        ("实现率53%", ["53%"]),
        ("实现率约九成", ["九成"]),
        ("百分之九十八点三", ["百分之九十八点三"]),
        ("实现五十四个", ["五十四"]),
        ("共1,235人次", ["1,235"]),
        ("服务３０００人次", ["３０００"]),
        ("服务1.5万人次", ["1.5万"]),
        ("参加500余人次", ["500"]),
        ("走访九十九户，走访九十九户", ["九十九"]),
        ("主办和参加共53场，合计59项", ["59"]),
        ("9" * 400 + "余人次", ["9" * 400]),
        ("一" + "亿" * 60 + "个", ["一" + "亿" * 60]),
    ],
)
def test_a_number_that_the_records_do_not_say_is_marked(full: dict[str, Any], text: str, marked: list[str]) -> None:
    assert numbers_not_in(text, full) == marked
