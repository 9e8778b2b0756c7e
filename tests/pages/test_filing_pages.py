"""What people see of a report on its way: the draft, an old form, the answer, the frozen figures, the next version."""

import io
import re
from datetime import date

import pytest
import python_calamine
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.pages.reading import Page, browser, look, send
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.hours import ledger
from volunteer.organisations.models import Role
from volunteer.reports import filing
from volunteer.reports.filed import latest_of
from volunteer.reports.models import PeriodicReport, State
from volunteer.reports.periods import period_of

PATH = "/reports/QIAOMEN/2026-10/filing"
WORDS = vars(make.report_words())


def newest() -> PeriodicReport:
    found = latest_of(make.community().id, "2026-10")
    assert found is not None
    return found


def written(page: Page) -> str:
    field = page.by_id("difficulties")
    assert field is not None
    return field.raw.strip()


def test_a_clerk_drafts_writes_and_sends_the_month(app: Flask) -> None:
    make.community()
    jing = browser(app, make.jing())

    assert "还没有起草" in look(jing, PATH).text
    assert send(jing, f"{PATH}/draft", {}).status == 303
    assert "先填好主要工作、负责人、填表人和联系电话" in look(jing, PATH).text
    assert send(jing, f"{PATH}/edit", {**WORDS, "edits": "0"}).status == 303
    page = look(jing, PATH)
    edits = page.all("input", name="edits")[0].attrs["value"]
    assert send(jing, f"{PATH}/submit", {"edits": edits}).status == 303

    assert "待接收" in look(jing, PATH).text
    assert newest().state is State.SUBMITTED


def test_the_texts_have_a_limit_that_is_said(app: Flask) -> None:
    make.drafted_report()

    page = send(browser(app, make.jing()), f"{PATH}/edit", {**WORDS, "edits": "1", "difficulties": "难" * 1001})

    assert page.status == 422
    assert "最多 1000 个字，您写了 1001 个字" in page.text
    assert "难" * 1001 in written(page)


@pytest.mark.parametrize("edits", ["0", "", "x", "-3", "99999999999"])
def test_an_old_form_keeps_what_was_typed_and_shows_what_stands_there(app: Flask, edits: str) -> None:
    make.drafted_report()
    typed = {**WORDS, "edits": edits, "difficulties": "我刚写的一段。"}

    page = send(browser(app, make.jing()), f"{PATH}/edit", typed)

    assert page.status == 409
    assert "在别的页面上改过了" in page.text
    assert written(page) == "我刚写的一段。"
    assert "现在存着的" in page.text
    assert newest().difficulties == "暂无。"


def test_an_old_form_of_a_frozen_report_keeps_what_was_typed_and_has_no_button(app: Flask) -> None:
    make.submitted_report()

    page = send(browser(app, make.jing()), f"{PATH}/edit", {**WORDS, "edits": "1", "difficulties": "我刚写的一段。"})

    assert page.status == 409
    assert "这份报表现在是“待接收”" in page.text
    assert written(page) == "我刚写的一段。"
    assert [one.text for one in page.all("button") if one.text in ("存", "照我写的存")] == []
    assert newest().difficulties == "暂无。"


def test_a_month_that_is_not_over_has_no_button_and_is_refused(app: Flask) -> None:
    make.drafted_report(period=period_of("2026-11"))
    jing, path = browser(app, make.jing()), "/reports/QIAOMEN/2026-11/filing"

    assert "2026年11月结束以后才能上报" in look(jing, path).text
    page = send(jing, f"{path}/submit", {"edits": "1"})

    assert page.status == 409
    assert "12月1日起才能上报" in page.text


def test_a_report_that_is_sent_twice_leads_to_the_same_page(app: Flask) -> None:
    made = make.submitted_report()
    digest = made.digest

    assert send(browser(app, make.jing()), f"{PATH}/submit", {"edits": "1"}).status == 303
    assert newest().digest == digest


def test_the_receiver_returns_it_with_a_reason_and_accepts_what_comes_back(app: Flask) -> None:
    make.submitted_report()
    viewer, jing = browser(app, make.viewer()), browser(app, make.jing())

    assert send(viewer, f"{PATH}/answer", {"decision": "return", "words": ""}).status == 422
    assert send(viewer, f"{PATH}/answer", {"words": "好"}).status == 422
    assert send(viewer, f"{PATH}/answer", {"decision": "return", "words": "问题写具体一些"}).status == 303
    assert "问题写具体一些" in look(jing, PATH).text
    assert "做了几件实事。" not in look(viewer, PATH).text  # what is being written again is not theirs to read
    assert send(jing, f"{PATH}/submit", {"edits": "1"}).status == 303
    assert send(viewer, f"{PATH}/answer", {"decision": "accept", "words": ""}).status == 303

    assert "已接收" in look(jing, PATH).text


def test_an_old_page_of_the_receiver_does_not_accept_what_was_sent_again(app: Flask) -> None:
    make.submitted_report()
    viewer, jing = browser(app, make.viewer()), browser(app, make.jing())
    old = look(viewer, PATH).all("input", name="digest")[0].attrs["value"]
    send(viewer, f"{PATH}/answer", {"decision": "return", "words": "再核对", "digest": old})
    send(jing, f"{PATH}/submit", {"edits": "1"})

    page = send(viewer, f"{PATH}/answer", {"decision": "accept", "words": "写得好", "digest": old})

    assert (page.status, newest().state) == (409, State.SUBMITTED)
    assert "不是同一份" in page.text
    assert page.all("input", name="words")[0].attrs["value"] == "写得好"
    shown = page.all("input", name="digest")[0].attrs["value"]
    assert send(viewer, f"{PATH}/answer", {"decision": "accept", "digest": shown}).status == 303


def test_a_superior_who_writes_is_not_told_which_small_number_is_right(app: Flask) -> None:
    for person in (make.fang(), make.person("周晓东", "13919000031"), make.person("徐静", "13919000032")):
        make.accepted_member(person, at=clock.at(date(2026, 10, 12)))
    guesses = make.report_words(main_work="报到党员2人、3人、4人。")
    made = make.drafted_report(make.street(), make.viewer())
    viewer = make.principal(make.viewer())
    make.done(lambda now: filing.revise(made, guesses, made.edits, viewer, now))
    path, said = "/reports/LINXIALU/2026-10/filing", "文字里的 2、3、4 在"

    assert said in look(browser(app, make.viewer()), path).text
    make.done(lambda now: filing.submit(made, made.edits, viewer, now))
    assert said in look(browser(app, make.viewer()), path).text


@on_sqlite
def test_the_note_of_unknown_numbers_is_for_the_screen_and_not_on_paper(app: Flask) -> None:
    made, jing = make.drafted_report(), make.principal(make.jing())
    words = make.report_words(main_work="服务了 777 人次。")
    make.done(lambda now: filing.revise(made, words, made.edits, jing, now))
    make.done(lambda now: filing.submit(made, made.edits, jing, now))

    notes = [one for one in look(browser(app, make.jing()), PATH).all("p") if "文字里的 777 在" in one.text]

    assert [one.attrs["class"] for one in notes] == ["note no-print"]


def test_who_sent_it_for_a_root_is_told_that_another_accepts(app: Flask) -> None:
    street = make.street()
    make.submitted_report(street, make.viewer())
    path = "/reports/LINXIALU/2026-10/filing"

    assert "请另一位来接收" in look(browser(app, make.viewer()), path).text
    assert send(browser(app, make.viewer()), f"{path}/answer", {"decision": "accept"}).status == 403
    second = make.granted(make.person("梁军", "13919000028"), Role.SUPERIOR_VIEWER, street)
    assert send(browser(app, second), f"{path}/answer", {"decision": "accept"}).status == 303


def test_a_correction_is_seen_and_makes_version_2_with_its_differences(app: Flask) -> None:
    entry = make.posting_(started_at=make.OF_LAST_MONTH)
    make.accepted_report()
    jing, viewer = browser(app, make.jing()), browser(app, make.viewer())
    assert "记录后来更正过" not in look(jing, PATH).text
    by = make.jing().id
    make.done(lambda now: ledger.reverse(entry, by, "记错了人", now))

    page = look(jing, PATH)
    assert "记录后来更正过" in page.text
    assert "服务时长：服务次数（次）" in page.text
    assert send(jing, f"{PATH}/amend", {}).status == 303
    assert send(jing, f"{PATH}/amend", {}).status == 409
    assert send(jing, f"{PATH}/submit", {"edits": "0"}).status == 303
    assert send(viewer, f"{PATH}/answer", {"decision": "accept"}).status == 303

    told = look(viewer, f"{PATH}/differences?version=2")
    assert re.search(r"时长合计（小时） ?2\.0 ?0\.0", told.text)
    assert "第 1 版" in told.text
    first = look(viewer, f"{PATH}?version=1")
    assert re.search(r"时长合计（小时） ?2\.0", first.text)
    assert look(viewer, f"{PATH}?version=3").status == look(viewer, f"{PATH}?version=x").status == 404


def test_the_workbook_of_a_sent_report_is_what_was_sent(app: Flask) -> None:
    entry = make.posting_(started_at=make.OF_LAST_MONTH)
    made = make.accepted_report()
    by = make.jing().id
    make.done(lambda now: ledger.reverse(entry, by, "记错了人", now))

    answer = browser(app, make.viewer()).get(f"{PATH}.xlsx")

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_name("报表").to_python()
    assert ["服务时长", "时长合计（小时）", 2.0, ""] in rows
    said = {row[0]: row[1] for row in book.get_sheet_by_name("文字").to_python()}
    assert said["主要工作"] == "做了几件实事。"
    assert said["校验码（SHA-256）"] == made.digest


def test_the_street_sees_who_has_not_reported_and_reminds_once_a_day(app: Flask) -> None:
    make.jing()
    make.submitted_report(make.community("YANBEI", "雁北社区"), clerk_of_yanbei())
    viewer = browser(app, make.viewer())

    page = look(viewer, "/office/filing?list=missing")
    assert "超期没有报" in page.text
    assert "雁北社区" not in page.text.partition("下级")[2]
    assert send(viewer, "/office/filing/remind", {"period": "2026-10", "only": "QIAOMEN"}).status == 303
    assert "今天提醒过" in look(viewer, "/office/filing").text
    send(viewer, "/office/filing/remind", {"period": "2026-10"})
    assert "今天已经提醒过，明天可以再提醒" in look(viewer, "/office/filing").text
    assert look(viewer, "/office/filing?period=2099").status == look(viewer, "/office/filing?list=x").status == 404


def clerk_of_yanbei() -> Person:
    return make.granted(make.person("罗兰", "13919000029"), Role.COMMUNITY_CLERK, make.community("YANBEI", "雁北社区"))


@on_sqlite
def test_the_home_page_says_what_is_to_be_sent_and_to_be_accepted(app: Flask) -> None:
    made = make.drafted_report()
    jing, viewer = browser(app, make.jing()), browser(app, make.viewer())

    assert "看一遍2026年10月报表，上报" in look(jing, "/office").text
    assert "报表待上报" in look(jing, "/office").text
    by = make.principal(make.jing())
    make.done(lambda now: filing.submit(made, made.edits, by, now), make.NOW - DAY)
    assert "接收2026年10月报表" in look(viewer, "/office").text


@on_sqlite
def test_the_report_of_a_period_says_where_its_document_is(app: Flask) -> None:
    make.community()
    jing = browser(app, make.jing())

    assert PATH in look(jing, "/reports/QIAOMEN/2026-10").links
    make.submitted_report()
    assert "待接收" in look(jing, "/reports/QIAOMEN/2026-10").text
    db.session.rollback()
    assert "还没有开始" in look(jing, "/reports/QIAOMEN/2027-01/filing").text
