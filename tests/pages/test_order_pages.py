"""An order from the menu to the word on it, by what people read and press; and what goes wrong on the way."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.make import CLASS_AT, DAY, HOUR, MINUTE
from tests.pages.many import more_orders
from tests.pages.reading import Page, browser, changed, held, look, send
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.orders import reviewing
from volunteer.orders.models import Audience, Order, Outcome, State

FORM = {
    "first": "2026-12-01T09:00",
    "second": "2026-12-03 09:00",
    "audience": "junior",
    "class_name": "初二（3）班",
    "people": "42",
    "place": "教学楼 301",
    "safety_person": "高老师 138 0000 0000",
    "photo_rule": "none",  # chosen already, because nothing is taken without a word
}


def only() -> Order:
    db.session.rollback()
    return db.session.scalars(sa.select(Order)).one()


def go(client: FlaskClient, path: str, _data: dict[str, Any] | None = None, **fields: Any) -> Page:
    """Send a form that is accepted, and open the page it leads to."""
    answer = client.post(path, data={**(_data or {}), **fields})
    assert answer.status_code == 303, Page(answer).text
    return look(client, answer.headers["Location"])


def test_an_order_goes_from_the_menu_to_the_word_on_it(app: Flask) -> None:
    item, (du, ye) = make.offering(), make.ready_tutors()
    old = make.ready_tutors(make.person("石磊", unit=make.team()), until_on=make.TODAY)[0]
    who = (make.school_contact(), make.manager(), make.team_leader(), make.other_team_leader())
    school, manager, team, other = (browser(app, one) for one in who)

    form = look(school, f"/orders/new?offering={item.code}")
    assert form.status == 200
    placed = go(school, f"/orders/new?offering={item.code}", FORM)
    assert "点好了。3 个工作日内答复您。" in placed.text
    code = only().code

    assert f"/office/orders/{code}" in look(manager, "/office/orders").links
    office = go(manager, f"/office/orders/{code}/invite", teams=[make.team().code, make.other_team().code])
    assert "派出去 2 份，等回复" in office.text
    assert "2 份派单" not in look(team, "/").text
    assert "1 份派单" in look(team, "/").text
    declined = go(other, f"/orders/{code}/decline")
    assert "不影响以后派单" in declined.text
    assert look(other, f"/orders/{code}").status == 404

    refused = send(team, f"/orders/{code}/take", starts="1", tutors=[du.code, old.code])
    assert refused.status == 422
    assert "石磊的未成年人查询到11月21日为止" in refused.beside("tutors")
    taken = go(team, f"/orders/{code}/take", starts="1", tutors=[du.code, ye.code])
    assert "请备课" in taken.text
    assert "高老师 138 0000 0000" in taken.text

    tutor = browser(app, du)
    ready = go(tutor, f"/orders/{code}/prepare", plan="先问：谁接到过陌生电话？", ready=["1", "2"])
    assert "备好了" in ready.text
    shift = only().shift
    assert shift is not None
    assert f"/door/{shift.code}" in ready.links
    assert f"/harm?order={code}" in ready.links
    for one in (du, ye):
        make.came(shift, one)
    make.confirmed(shift, by=make.team_leader(), headcount=2)
    with clock.held_at(CLASS_AT + HOUR):
        school, manager, team, tutor = (browser(app, one) for one in (*who[:3], du))
        record = {"people": "41", "periods": "1", "record": "拆了三条诈骗短信。"}
        served = go(tutor, f"/orders/{code}/serve", record)
        assert "记下了，已请对方评一评" in served.text

        assert f"/orders/{code}/review" in look(school, f"/orders/{code}").links
        slip = send(school, f"/orders/{code}/review-link")
        assert slip.all("img", alt="评单二维码")
        token = make.done(lambda now: reviewing.new_link(only(), make.principal(who[0]), now))
        anybody = app.test_client()
        assert changed(held(), lambda: look(anybody, f"/review/{token}")) == set()
        thanks = go(anybody, f"/review/{token}", content="5", words="孩子们听得进去")
        assert "这堂课评过了，谢谢您" in thanks.text
        assert "不评价" in look(school, f"/orders/{code}").text
    done = only()
    assert (done.state, done.outcome) == (State.CLOSED, Outcome.DONE)
    assert done.review is not None
    assert (done.review.content, done.review.manner) == (5, None)


def test_placing_asks_eight_things_and_no_more(app: Flask) -> None:
    form = look(browser(app, make.school_contact()), f"/orders/new?offering={make.offering().code}")

    inside = [one for one in form.elements if one.tag == "details"]
    folded = {id(part) for one in inside for part in one.everything()}
    asked = [
        one.attrs["name"]
        for one in form.elements
        if one.tag in ("input", "select", "textarea") and one.attrs.get("type") != "hidden" and id(one) not in folded
    ]
    assert asked == ["first", "second", "audience", "class_name", "people", "place", "safety_person"]


@on_sqlite
def test_a_community_is_asked_for_people_and_a_school_for_a_class(app: Flask) -> None:
    path = f"/orders/new?offering={make.offering(audiences=(Audience.RESIDENTS, Audience.JUNIOR)).code}"

    school, community = (look(browser(app, who), path).text for who in (make.school_contact(), make.jing()))

    assert "班级 只写班级，不写学生姓名。" in school
    assert "老师，如 高老师" in school
    assert "哪些人 如 3 号院居民、暑假班，不写姓名。" in community
    assert "班级" not in community
    assert "教室" not in community


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("first", "", "请选一个时间"),
        ("first", "明天上午", "时间写成 2026-12-01 09:00 这样"),
        ("first", "2026-11-20T09:00", "已经过去了"),
        ("second", "2026-11-28T09:00", "是周末，学校不上课"),
        ("second", "2027-01-01T09:00", "是法定节假日"),
        ("people", "61", "最多 60 人，您写的是 61 人"),
        ("people", "四十", "请写整数"),
        ("safety_person", "高老师", "请写上电话"),
        ("class_name", "张三、李四、王小明、赵丽、陈晨", "这里像是一份学生名单"),
        ("place", "王小明 李雷的教室", "不是学生的，请在下面打勾再交"),
    ],
)
@on_sqlite
def test_what_is_wrong_is_said_beside_its_field(app: Flask, field: str, typed: str, said: str) -> None:
    client, item = browser(app, make.school_contact()), make.offering()
    typed = "王小明 李雷 的教室" if field == "place" else typed

    answer = send(client, f"/orders/new?offering={item.code}", {**FORM, field: typed})

    assert answer.status == 422
    assert said in answer.beside(field)
    assert (
        answer.typed("place" if field != "place" else "class_name")
        == FORM["place" if field != "place" else "class_name"]
    )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Order)) == 0


@on_sqlite
def test_a_few_names_that_are_no_pupils_pass_with_a_tick(app: Flask) -> None:
    client, item = browser(app, make.school_contact()), make.offering()

    answer = client.post(f"/orders/new?offering={item.code}", data={**FORM, "place": "王小明 李雷 工作室", "sure": "y"})

    assert answer.status_code == 303


@on_sqlite
def test_a_form_sent_twice_is_one_order(app: Flask) -> None:
    client, item = browser(app, make.school_contact()), make.offering()
    key = look(client, f"/orders/new?offering={item.code}").typed("form_key")

    first, second = (client.post(f"/orders/new?offering={item.code}", data={**FORM, "form_key": key}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert only().people == 42


@on_sqlite
def test_what_the_menu_has_not_is_asked_for_in_words(app: Flask) -> None:
    make.programme()
    client = browser(app, make.school_contact())

    assert "请写想上什么课" in send(client, "/orders/new", FORM).beside("request")
    placed = go(client, "/orders/new", {**FORM, "request": "想请人讲一讲劳动合同"})

    assert "想请人讲一讲劳动合同" in placed.text


@on_sqlite
def test_a_returned_order_is_changed_and_placed_again(app: Flask) -> None:
    made = make.order()
    manager, school = browser(app, make.manager()), browser(app, make.school_contact())

    go(manager, f"/office/orders/{made.code}/answer", words="请写清楚几年级", decision="return")
    assert "请写清楚几年级" in look(school, f"/orders/{made.code}").text
    assert look(school, f"/orders/{made.code}/edit").typed("first") == "2026-12-01T09:00"
    go(school, f"/orders/{made.code}/edit", {**FORM, "class_name": "初三（1）班"})

    assert (only().state, only().class_name) == (State.PLACED, "初三（1）班")


@on_sqlite
def test_the_page_says_the_place_in_line_when_the_month_is_full(app: Flask) -> None:
    item = make.offering(per_month=1)
    make.taken_order(item)
    made = make.order(item)

    assert "排队第 1 位" in look(browser(app, make.school_contact()), f"/orders/{made.code}").text


@on_sqlite
def test_either_side_postpones_and_cancels(app: Flask) -> None:
    made = make.taken_order()
    school, team = browser(app, make.school_contact()), browser(app, make.team_leader())

    wrong = send(school, f"/orders/{made.code}/postpone", starts="2026-12-05T09:00", words="运动会")
    assert "是周末" in wrong.beside("starts")
    moved = go(school, f"/orders/{made.code}/postpone", starts="2026-12-08T10:00", words="运动会")
    assert "改过时间：运动会" in moved.text
    assert "12月8日 10:00" in look(team, "/orders/calendar?month=2026-12").text.replace("10:00–10:45", "12月8日 10:00")
    called_off = go(team, f"/orders/{made.code}/cancel", words="老师病了")

    assert "已取消" in called_off.text


@on_sqlite
def test_the_class_has_no_page_among_the_events(app: Flask) -> None:
    made = make.taken_order()
    assert made.shift is not None
    event = f"/events/{made.shift.event.code}"

    assert look(app.test_client(), event).status == 404
    assert look(browser(app, make.lei()), event).status == 404
    assert browser(app, make.tutor()).get(event).headers["Location"] == f"/orders/{made.code}"
    assert look(app.test_client(), f"/shifts/{made.shift.code}.ics").status == 404
    assert browser(app, make.tutor()).get(f"/shifts/{made.shift.code}.ics").status_code == 200
    assert made.title not in look(app.test_client(), "/events").text


@on_sqlite
def test_a_tutor_types_the_digits_on_the_page_of_the_order(app: Flask) -> None:
    made = make.taken_order()
    assert made.shift is not None

    def offered(moment: datetime) -> list[str]:
        with clock.held_at(moment):
            return [one for one in look(browser(app, make.tutor()), f"/orders/{made.code}").actions if "digits" in one]

    before = offered(CLASS_AT - 10 * MINUTE)
    make.came(made.shift, make.tutor(), left=None)
    during = offered(CLASS_AT + 10 * MINUTE)
    make.came(made.shift, make.tutor())
    after = offered(made.shift.ends_at + MINUTE)

    assert before == [f"/shifts/{made.shift.code}/digits/in"]
    assert during == [f"/shifts/{made.shift.code}/digits/out"]
    assert after == []


@on_sqlite
def test_an_old_link_says_so(app: Flask) -> None:
    made, contact = make.served_order(), make.principal(make.school_contact())
    token = make.done(lambda now: reviewing.new_link(made, contact, now), CLASS_AT + 3 * HOUR)

    with clock.held_at(CLASS_AT + 40 * DAY):
        old = look(app.test_client(), f"/review/{token}")

    assert (old.status, "已经失效" in old.text) == (410, True)
    assert look(app.test_client(), "/review/nonsense").status == 410


@on_sqlite
def test_the_way_to_report_harm_is_open_to_everybody(app: Flask) -> None:
    seen = look(app.test_client(), "/harm")

    assert {"tel:110", "tel:12355", "tel:12309", "/"} <= seen.links


@on_sqlite
def test_what_waits_for_the_school_stands_first(app: Flask) -> None:
    item = make.offering()
    waits, answered = make.served_order(item), make.order(item)  # the newest is shown first otherwise

    seen = look(browser(app, make.school_contact()), "/orders")

    assert seen.text.index("等您办") < seen.text.index("其他")
    links = [str(one.attrs.get("href")) for one in seen.all("a")]
    assert links.index(f"/orders/{waits.code}") < links.index(f"/orders/{answered.code}")


@on_sqlite
def test_a_request_in_free_words_is_asked_for_and_not_left_to_taste(app: Flask) -> None:
    make.programme()
    form = look(browser(app, make.school_contact()), "/orders/new")

    label = next(one for one in form.all("label") if one.attrs.get("for") == "request")
    assert label.text == "想上什么课"


@on_sqlite
def test_what_is_wrong_is_told_in_the_order_of_the_page(app: Flask) -> None:
    item = make.offering()
    made, invited = make.taken_order(item), make.invited_order(item)
    pages = {
        f"/orders/{made.code}/postpone": (make.school_contact(), ["请选新的时间", "请写原因，对方看得到"]),
        f"/orders/{invited.code}/take": (make.team_leader(), ["请选一个时间", "请选谁去上"]),
    }

    for path, (person, wanted) in pages.items():
        refused = send(browser(app, person), path)
        told = refused.all("div", role="alert")[0].text
        assert [told.index(one) for one in wanted] == sorted(told.index(one) for one in wanted), path


@pytest.mark.parametrize("path", ["/orders", "/office/orders?list=placed", "/orders/calendar?month=2026-12"])
def test_a_list_of_orders_costs_the_same_for_three_and_for_three_hundred(
    app: Flask, path: str, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    item, who = make.offering(most_people=60), make.manager() if path != "/orders" else make.school_contact()
    one = make.taken_order(item, wished=[CLASS_AT]) if "calendar" in path else make.order(item)
    client = browser(app, who)
    more_orders(one, 2)
    code = one.code
    with statements() as few:
        assert code in look(client, path).html
    more_orders(one, 297)
    with statements() as many:
        look(client, path)

    assert len(many) == len(few)


@on_sqlite
def test_the_numbers_of_the_office_are_links(app: Flask) -> None:
    make.order()
    seen = look(browser(app, make.manager()), "/office")

    assert "/office/orders?list=placed" in seen.links
    assert isinstance(make.manager(), Person)


def test_an_answer_without_one_of_the_two_buttons_ends_nothing(app: Flask) -> None:
    made, manager = make.order(), browser(app, make.manager())

    for sent in ({"words": "排不开"}, {"words": "排不开", "decision": "nothing"}):
        assert manager.post(f"/office/orders/{made.code}/answer", data=sent).status_code == 404

    assert made.state is State.PLACED


def test_of_two_tutors_with_one_name_the_form_says_which_is_which(app: Flask) -> None:
    made = make.invited_order()
    for phone in ("13700000071", "13700000072"):
        make.appointment(make.person("郭亮", phone, unit=make.team()))

    form = look(browser(app, make.team_leader()), f"/orders/{made.code}/take")

    labels = [one.text for one in form.all("label")]
    assert [one for one in labels if one.startswith("郭亮")] == [
        "郭亮（尾号 0071）（还没有查询）",
        "郭亮（尾号 0072）（还没有查询）",
    ]


def test_who_may_not_meet_minors_by_then_cannot_be_ticked(app: Flask) -> None:
    made = make.invited_order()
    make.ready_tutors()
    late = make.person("郭亮", "13700000071", unit=make.team())
    make.appointment(late)

    form = look(browser(app, make.team_leader()), f"/orders/{made.code}/take")

    boxes = {one.attrs["value"]: "disabled" in one.attrs for one in form.all("input", name="tutors")}
    assert boxes == {make.tutor().code: False, make.second_tutor().code: False, late.code: True}


def test_a_form_that_leads_nowhere_any_more_leads_back_to_the_order(app: Flask) -> None:
    taken = make.taken_order()
    again = browser(app, make.manager()).get(f"/orders/{taken.code}/take")
    with clock.held_at(CLASS_AT + MINUTE):
        crew = browser(app, make.team_leader()).get(f"/orders/{taken.code}/crew")

    assert [(one.status_code, one.headers["Location"]) for one in (again, crew)] == [(303, f"/orders/{taken.code}")] * 2
