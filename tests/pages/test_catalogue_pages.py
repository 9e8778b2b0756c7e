"""The menu as everybody reads it, and as who keeps it changes it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import on_sqlite
from tests.make import TODAY
from tests.pages.reading import browser, changed, held, look, send
from tests.pages.test_doors import MENU_ROOMS
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.orders import capacity
from volunteer.orders import offering as offerings
from volunteer.orders.models import Audience, Offering, OfferingAudience, Topic
from volunteer.organisations.models import Role

NEW = {
    "title": "校园欺凌怎么办",
    "topic": "bullying",
    "programme": "mofashi",
    "audiences": ["junior", "senior"],
    "summary": "看见、说出来、找到帮你的人。",
    "content": "从一段情景剧讲起。",
    "modes": ["interactive"],
    "class_periods": "1",
    "minutes": "45",
    "most_people": "50",
    "tutors": "2",
    "qualification": "",
    "place_needs": "一间教室",
    "equipment": "",
    "materials": "情景卡\n海报",
    "preparation_days": "5",
    "season": "term",
    "per_month": "2",
    "per_term": "",
}


def other_manager() -> Person:
    """高原, who manages programmes of another unit."""
    return make.granted(make.person("高原", "13919000098"), Role.PROGRAMME_MANAGER, make.unit("SWB", "市委办"))


def take(offering: Offering, times: int) -> None:
    for _ in range(times):
        make.done(lambda _now: capacity.take(offering, TODAY))


# ------------------------------------------------------------------------------ reading


def test_anybody_reads_the_menu_and_what_is_left_of_the_month(app: Flask) -> None:
    some, full, free = make.offering(per_month=3), make.offering(per_month=1), make.offering()
    take(some, 1)
    take(full, 1)

    shown = look(browser(app), "/catalogue")

    assert "本月还可接 2 场，请提前 3 天。" in shown.text
    assert shown.text.count("本月已排满") == 1
    assert f"/orders/new?offering={free.code}" in shown.links


def test_the_menu_is_filtered_by_audience_and_topic(app: Flask) -> None:
    make.offering(title="法治班规", topic=Topic.CLASS_RULES, audiences=(Audience.PRIMARY_HIGH,))
    make.offering(title="反诈", topic=Topic.FRAUD, audiences=(Audience.PRIMARY_HIGH, Audience.RESIDENTS))
    guest = browser(app)

    assert "法治班规" in look(guest, "/catalogue?audience=primary_high").text
    residents = look(guest, "/catalogue?audience=residents")
    assert "反诈" in residents.text
    assert "法治班规" not in residents.text
    both = look(guest, "/catalogue?audience=primary_high&topic=class_rules").text
    assert "法治班规" in both
    assert "反诈" not in both
    assert "/catalogue?audience=primary_high&topic=fraud" in look(guest, "/catalogue?audience=primary_high").links


@pytest.mark.parametrize(
    "path", ["/catalogue?audience=kings", "/catalogue?topic=x", "/catalogue/NOTHERE2", "/catalogue/poster?audience=x"]
)
def test_what_is_not_there_is_not_found(app: Flask, path: str) -> None:
    assert look(browser(app), path).status == 404


def test_one_offering_says_what_the_school_prepares_and_when_it_can_be_had(app: Flask) -> None:
    made = make.offering(per_month=2)
    take(made, 2)

    shown = look(browser(app), f"/catalogue/{made.code}")

    assert "请您备好一间教室；投影" in shown.text
    assert "11 月 0 场，12 月 2 场，2027 年 1 月 2 场" in shown.text
    assert "本月已排满" in shown.text
    assert f"/orders/new?offering={made.code}" in shown.links


def test_what_was_taken_off_keeps_its_page_without_the_button(app: Flask) -> None:
    made, by = make.offering(), make.principal(make.manager())
    make.done(lambda now: offerings.close(made, by, now))

    shown = look(browser(app), f"/catalogue/{made.code}")

    assert "已停止点单" in shown.text
    assert f"/orders/new?offering={made.code}" not in shown.links
    assert made.title not in look(browser(app), "/catalogue").text


def test_the_poster_carries_the_configured_address_and_the_menu(app: Flask) -> None:
    make.offering()

    shown = look(browser(app), "/catalogue/poster?audience=junior")

    assert "https://volunteer.example/catalogue?audience=junior" in shown.text
    assert "网贷和电信诈骗的套路" in shown.text
    assert shown.all("img", alt="服务清单二维码")[0].attrs["src"].startswith("data:image/png;base64,")


@pytest.mark.parametrize("path", ["/catalogue", "/catalogue?audience=junior", "/catalogue/poster"])
def test_the_menu_asks_as_much_for_three_as_for_three_hundred(
    app: Flask, path: str, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def count() -> int:
        with statements() as seen:
            assert look(browser(app), path).status == 200
        return len(seen)

    first = make.offering(per_month=2)
    more(first, 2)
    few = count()
    more(first, 297)

    assert (count(), few <= 8) == (few, True)


def more(like: Offering, times: int) -> None:
    """Put so many more of the same on the menu at once."""
    columns = {
        one.name: getattr(like, one.name) for one in Offering.__table__.columns if one.name not in ("id", "code")
    }
    rows: list[dict[str, Any]] = [{**columns, "code": f"{like.id}-{n}-{times}"} for n in range(times)]
    made = db.session.scalars(sa.insert(Offering).returning(Offering.id), rows).all()
    db.session.execute(sa.insert(OfferingAudience), [{"offering_id": one, "audience": Audience.JUNIOR} for one in made])
    db.session.commit()


def test_a_long_menu_goes_on(app: Flask) -> None:
    first = make.offering()
    more(first, 41)
    guest = browser(app)

    shown = look(guest, "/catalogue")

    onward = next(link for link in shown.links if "after=" in link)
    assert shown.html.count('class="entry entry-plain"') == 40
    assert look(guest, onward).html.count('class="entry entry-plain"') == 2


# ------------------------------------------------------------------------------ keeping


@on_sqlite
def test_every_page_of_the_menu_is_tried_here(app: Flask) -> None:
    there = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in MENU_ROOMS}

    assert there == {
        "/catalogue",
        "/catalogue/<code>",
        "/catalogue/poster",
        "/office/catalogue",
        "/office/catalogue/new",
        "/office/catalogue/<code>",
        "/office/catalogue/<code>/close",
        "/programmes/<code>/<word>",  # these three in test_programme_pages.py
        "/programmes/<code>/<word>.xlsx",
        "/programmes/<code>/<word>/<figure>",
    }


def test_the_manager_puts_a_class_on_the_menu_changes_it_and_takes_it_off(app: Flask) -> None:
    make.programme()
    client = browser(app, make.manager())

    made = client.post("/office/catalogue/new", data=NEW)

    code = made.headers["Location"].split("/")[-1]
    public = look(browser(app), f"/catalogue/{code}").text
    assert "校园欺凌怎么办" in public
    assert "模法师项目" in public
    assert "我们带去情景卡、海报" in public
    form = look(client, f"/office/catalogue/{code}")
    assert (form.typed("title"), form.typed("materials"), form.typed("programme")) == (
        "校园欺凌怎么办",
        "情景卡\n海报",
        "mofashi",
    )
    ticked = [one.attrs["value"] for one in form.all("input", type="checkbox") if "checked" in one.attrs]
    assert ticked == ["junior", "senior", "interactive"]
    client.post(f"/office/catalogue/{code}", data={**NEW, "title": "看见欺凌"})
    assert "看见欺凌" in look(client, "/office/catalogue").text
    assert client.post(f"/office/catalogue/{code}/close").status_code == 303
    assert "看见欺凌" not in look(client, "/office/catalogue").text
    assert "看见欺凌" in look(client, "/office/catalogue?list=closed").text


def test_the_same_form_sent_twice_is_one_offering(app: Flask) -> None:
    make.programme()
    client = browser(app, make.manager())
    key = look(client, "/office/catalogue/new").typed("form_key")

    first, second = (client.post("/office/catalogue/new", data={**NEW, "form_key": key}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.query(Offering).count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "请写课名"),
        ("audiences", [], "请选给谁上"),
        ("audiences", ["kings"], "请从列出的里面选"),
        ("topic", "x", "请从列出的里面选一个"),
        ("most_people", "五十人", "只写数字"),
        ("minutes", "5", "最少 20 分钟"),
        ("tutors", "1", "至少要 2 位老师"),
        ("materials", "\n".join(f"第{n}样" for n in range(13)), "最多写 12 样"),
        ("materials", "长" * 31, "最多 30 个字"),
        ("per_month", "0", "最少 1 场"),
        ("programme", "other", "请从列出的里面选一个"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    app: Flask, field: str, typed: object, said: str
) -> None:
    make.programme()
    client = browser(app, make.manager())

    page = send(client, "/office/catalogue/new", {**NEW, field: typed})

    assert page.status == 422
    assert said in page.beside(field)
    assert db.session.query(Offering).count() == 0


@pytest.mark.parametrize("who", [None, "lei", "jing", "viewer"])
def test_the_office_pages_of_the_menu_are_for_who_keeps_it(app: Flask, who: str | None) -> None:
    made = make.offering()
    client = browser(app, getattr(make, who)() if who else None)

    def everything() -> None:
        for path in ("", "/new", f"/{made.code}"):
            assert client.get(f"/office/catalogue{path}").status_code in (303, 403)
        for path in ("/new", f"/{made.code}", f"/{made.code}/close"):
            assert client.post(f"/office/catalogue{path}", data=NEW).status_code in (303, 403)

    assert changed(held(), everything) <= {"journal"}


def test_who_keeps_another_menu_does_not_find_ours(app: Flask) -> None:
    made, other = make.offering(), other_manager()
    client = browser(app, other)

    def everything() -> None:
        assert client.get(f"/office/catalogue/{made.code}").status_code == 404
        assert client.post(f"/office/catalogue/{made.code}", data=NEW).status_code == 404
        assert client.post(f"/office/catalogue/{made.code}/close").status_code == 404

    assert changed(held(), everything) == set()
    assert made.title not in look(client, "/office/catalogue").text


def test_looking_at_the_menu_records_nothing(app: Flask) -> None:
    made = make.offering()
    clients = [browser(app), browser(app, make.manager())]

    def everything() -> None:
        for client in clients:
            for path in ("/catalogue", f"/catalogue/{made.code}", "/catalogue/poster"):
                assert client.get(path).status_code == 200
        for path in ("/office/catalogue", "/office/catalogue/new", f"/office/catalogue/{made.code}"):
            assert clients[1].get(path).status_code == 200

    assert changed(held(), everything) == set()


@on_sqlite
@pytest.mark.parametrize(("who", "is_told"), [("manager", True), ("admin", True), ("jing", False)])
def test_who_keeps_the_system_is_told_that_a_year_has_no_calendar(app: Flask, who: str, is_told: bool) -> None:
    this_year = make.order(make.offering())
    client = browser(app, getattr(make, who)())
    before = look(client, "/office").text
    next_year = clock.at(date(2027, 1, 5), 9)
    make.order(this_year.offering, wished=[next_year, next_year + make.DAY])

    assert "排到 2027年" not in before
    assert ("排到 2027年，还没有那一年的放假安排" in look(client, "/office").text) is is_told
