"""The pages of the partnership as people read and fill them in."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.make import DAY, TODAY
from tests.pages.many import _person, _put
from tests.pages.reading import Page, browser, look, send
from tests.pages.test_partnership_doors import AGREEMENT, LETTER, SIGNATURE, half_signed, photo
from volunteer.accounts.models import Person
from volunteer.base import codes
from volunteer.base.db import db
from volunteer.organisations.models import Role
from volunteer.partnership.models import (
    Agreement,
    AgreementItem,
    AgreementParty,
    Appointment,
    AppointmentState,
    Capacity,
    Clearance,
    Kind,
    Post,
    State,
    Theme,
)


def signature(**changed: object) -> dict[str, object]:
    return {**SIGNATURE, "photo": (io.BytesIO(photo()), "page.jpg"), **changed}


# ------------------------------------------------------------------------------ agreements


def test_an_agreement_is_drawn_up_read_and_handed_out(app: Flask) -> None:
    make.school()
    client = browser(app, make.manager())

    empty = look(client, "/agreements/new")
    assert empty.typed("party1") == "SFJ"
    assert (empty.typed("starts_on"), empty.typed("ends_on")) == ("2026-11-21", "2027-11-20")
    send(client, "/agreements/new", AGREEMENT)
    code = db.session.scalars(sa.select(Agreement.code)).one()
    page = look(client, f"/agreements/{code}")
    assert "法治共建协议" in page.text
    assert "志愿服务共办" in page.text
    assert f"/agreements/{code}/hand-out" in page.actions
    send(client, f"/agreements/{code}/hand-out")

    assert "还没签" in look(client, f"/agreements/{code}").text
    assert "已签 0 方，共 2 方" in look(client, "/agreements?list=signing").text


WRONG = [
    ({"title": ""}, "title", "请写协议名称"),
    ({"ends_on": "2026-12-01"}, "ends_on", "结束日期要晚于开始日期"),
    ({"ends_on": "2026-11-01"}, "ends_on", "结束日期要晚于开始日期"),
    ({"party2": ""}, "party2", "请选乙方"),
    ({"party2": "SFJ"}, "party2", "同一个单位只能作为一方"),
    ({"party2": "NOWHERE"}, "party2", "请从列出的里面选一个"),
    ({"kind": "payment"}, "kind", "请从列出的里面选一个"),
    ({"purpose": "好" * 501}, "purpose", "最多 500 个字"),
]


@pytest.mark.parametrize(("words", "field", "said"), WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    app: Flask, words: dict[str, str], field: str, said: str
) -> None:
    make.school()
    client = browser(app, make.manager())

    page = send(client, "/agreements/new", {**AGREEMENT, **words})

    assert page.status == 422
    assert said in page.beside(field)
    assert page.typed("duties1") == "出人"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agreement)) == 0


def test_a_form_that_is_sent_twice_makes_one_agreement(app: Flask) -> None:
    make.school()
    client = browser(app, make.manager())
    key = look(client, "/agreements/new").typed("form_key") or ""

    for _ in range(2):
        assert send(client, "/agreements/new", {**AGREEMENT, "form_key": key}).status == 303

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agreement)) == 1


def test_a_draft_stands_in_the_form_as_it_was_written(app: Flask) -> None:
    made = make.agreement(*make.five_parties())
    page = look(browser(app, make.manager()), f"/agreements/{made.code}/edit")

    assert [page.typed(f"party{number}") for number in (1, 2, 3, 4, 5)] == [
        "SFJ2",
        "SFJ",
        "LEINUO",
        "QIAOMEN",
        "SCHOOL32",
    ]
    assert page.typed("volunteering") == "每学期至少四节法治课。"


def test_what_is_being_signed_cannot_be_changed(app: Flask) -> None:
    made = make.signing_agreement()
    client = browser(app, make.manager())

    page = send(client, f"/agreements/{made.code}/edit", AGREEMENT)

    assert page.status == 409
    assert "这份协议现在是“签署中”" in page.text


def test_five_parties_sign_one_after_the_other(app: Flask) -> None:
    signers = (make.team_leader(), make.liaison(), make.other_team_leader(), make.jing(), make.school_contact())
    made = make.signing_agreement(*make.five_parties())
    code, seen = made.code, []

    for capacity, who in zip(Capacity, signers, strict=True):
        client = browser(app, who)
        assert send(client, f"/agreements/{code}/parties/{capacity.value}/sign", signature()).status == 303
        page = look(client, f"/agreements/{code}")
        seen.append((page.text.count("已签"), page.text.count("还没签")))

    assert [one[1] for one in seen] == [4, 3, 2, 1, 0]
    assert "生效，2026年11月" in look(browser(app, signers[0]), f"/agreements/{code}").text
    scan = browser(app, signers[0]).get(f"/agreements/{code}/parties/e/scan.webp")
    assert (scan.mimetype, scan.data[:4]) == ("image/webp", b"RIFF")


def test_the_signed_page_is_for_the_parties_and_who_keeps_it(app: Flask) -> None:
    made = half_signed()
    path = f"/agreements/{made.code}/parties/a/scan"
    may = {one.name: look(browser(app, one), path).status for one in (make.manager(), make.school_contact())}
    for name, role, place in (("郑华", Role.SUPERIOR_VIEWER, make.work_committee()), ("钱进", Role.SYSTEM_ADMIN, None)):
        one = make.admin() if place is None else make.granted(make.person(name, "13700000081"), role, place)
        client = browser(app, one)

        assert "看签字页" not in look(client, f"/agreements/{made.code}").text
        assert (client.get(path).status_code, client.get(f"{path}.webp").status_code) == (404, 404)

    assert set(may.values()) == {200}


def test_a_signature_needs_its_page_and_its_day(app: Flask) -> None:
    made = make.signing_agreement()
    path, client = f"/agreements/{made.code}/parties/b/sign", browser(app, make.school_contact())

    without = send(client, path, {**SIGNATURE, "photo": ""})
    broken = send(client, path, signature(photo=(io.BytesIO(b"%PDF-1.4"), "scan.pdf")))
    tomorrow = send(client, path, signature(signed_on=str(TODAY + DAY)))
    nameless = send(client, path, signature(signatory="3号"))

    assert "请拍一张" in without.beside("photo")
    assert "不是照片" in broken.beside("photo")
    assert "不能晚于今天" in tomorrow.beside("signed_on")
    assert "姓名写 2 到 30 个字" in nameless.beside("signatory")
    assert {one.status for one in (without, broken, tomorrow, nameless)} == {422}


def test_a_party_that_signed_is_told_so(app: Flask) -> None:
    made = make.signed(make.signing_agreement(), Capacity.B)
    client = browser(app, make.school_contact())

    page = send(client, f"/agreements/{made.code}/parties/b/sign", signature())

    assert page.status == 409
    assert "一方只签一次" in page.text
    assert f"/agreements/{made.code}/parties/b/sign" not in look(client, f"/agreements/{made.code}").links


def test_the_paper_says_everything_and_leaves_room_to_sign(app: Flask) -> None:
    made = make.signed(make.signing_agreement(*make.five_parties()), Capacity.A)
    text = look(browser(app, make.jing()), f"/agreements/{made.code}/paper").text

    for words in ("一、合作事项", "二、各方职责", "三、期限", "四、保密和未成年人保护", "五、提前结束", "六、其他"):
        assert words in text
    assert "戊方（盖章）：兰州市第三十二中学" in text
    assert "一式五份" in text
    assert "签字：刘建国" in text


def test_an_agreement_that_ends_soon_offers_the_next_one(app: Flask) -> None:
    made = make.active_agreement(ends_on=TODAY + 25 * DAY)
    client = browser(app, make.manager())
    assert "还有 25 天到期" in look(client, "/agreements?list=soon").text

    renewed = client.post(f"/agreements/{made.code}/renew")

    page = look(client, renewed.headers["Location"])
    assert "续签自" in page.text
    assert "草拟" in page.text
    assert "续签为" in look(client, f"/agreements/{made.code}").text
    again = send(client, f"/agreements/{made.code}/renew")
    assert (again.status, "已经有续签" in again.text) == (409, True)


# ------------------------------------------------------------------------------ letters and clearances


def test_somebody_is_appointed_and_reads_the_letter(app: Flask) -> None:
    make.programme()
    make.community()
    tutor = make.tutor()
    client = browser(app, make.manager())

    went = client.post("/office/appointments/new", data={**LETTER, "person": tutor.code})

    path = went.headers["Location"]
    text = look(browser(app, tutor), path).text
    assert "兹聘请您担任临夏路街道桥门社区法治辅导员，聘期自2026年12月1日至2031年11月30日。" in text
    assert "模法师聘字〔2026〕1号" in text
    assert path in look(browser(app, tutor), "/appointments").links
    assert "/appointments" in look(browser(app, tutor), "/me").links
    assert "还没查询" in look(client, "/office/appointments").text


WRONG_LETTERS = [
    ({"person": ""}, "person", "请选一个人"),
    ({"ends_on": "2026-12-01"}, "ends_on", "结束日期要晚于开始日期"),
    ({"ends_on": "2031-12-01"}, "ends_on", "一次最多聘 5 年"),
    ({"post": "vice_principal"}, "organisation", "法治副校长只能聘到学校"),
    ({"organisation": "SFJ"}, "organisation", "请从列出的里面选一个"),
]


@pytest.mark.parametrize(("words", "field", "said"), WRONG_LETTERS)
def test_what_is_wrong_with_a_letter_is_said(app: Flask, words: dict[str, str], field: str, said: str) -> None:
    make.programme()
    make.community()
    data = {**LETTER, "person": make.tutor().code, **words}

    page = send(browser(app, make.manager()), "/office/appointments/new", data)

    assert said in page.beside(field)


def test_who_is_not_one_of_ours_is_not_in_the_list(app: Flask) -> None:
    make.programme()
    make.community()

    page = send(browser(app, make.manager()), "/office/appointments/new", {**LETTER, "person": make.lei().code})

    assert "请从列出的里面选一个" in page.beside("person")


def test_a_clearance_is_recorded_and_withdrawn(app: Flask) -> None:
    make.appointment()
    tutor, client = make.tutor(), browser(app, make.manager())
    path = f"/office/clearances/{tutor.code}"
    assert "还没查询" in look(client, "/office/clearances").text

    assert "最长一年" in send(client, path, until_on="2027-11-22").beside("until_on")
    assert "要到今天或以后" in send(client, path, until_on="2026-11-20").beside("until_on")
    assert send(client, path, until_on="2027-11-21").status == 303
    assert "可以给未成年人上课" in look(browser(app, tutor), "/appointments").text
    assert send(client, f"{path}/withdraw").status == 303

    assert "还没有查询" in look(browser(app, tutor), "/appointments").text
    assert send(client, f"{path}/withdraw").status == 409


def test_an_expired_clearance_is_said_to_its_owner_and_the_school(app: Flask) -> None:
    make.appointment()
    make.clearance(until_on=TODAY - DAY)

    assert "查询过期了" in look(browser(app, make.tutor()), "/appointments").text
    assert "查询过期" in look(browser(app, make.school_contact()), "/office/appointments").text


def test_an_appointment_is_ended_with_a_reason(app: Flask) -> None:
    made, client = make.appointment(), browser(app, make.manager())

    assert send(client, f"/office/appointments/{made.code}/end", words="").status == 422
    assert send(client, f"/office/appointments/{made.code}/end", words="调到外地工作").status == 303

    assert "调到外地工作" in look(browser(app, make.tutor()), f"/appointments/{made.code}").text
    assert "调到外地工作" in look(client, "/office/appointments?list=ended").text
    assert send(client, f"/office/appointments/{made.code}/end", words="再来一次").status == 409


# ------------------------------------------------------------------------------ many


def more(count: int) -> None:
    """Put so many agreements, letters and clearances in."""
    unit, school, author, programme = make.unit(), make.school(), make.manager(), make.programme()
    plain = {
        **{"title": "共建协议", "kind": Kind.CO_BUILDING, "purpose": "一起做事。", "programme_id": programme.id},
        **{"starts_on": date(2026, 1, 1), "ends_on": TODAY + 20 * DAY, "author_id": author.id, "host_id": unit.id},
        **{"state": State.ACTIVE, "state_since": make.NOW},
    }
    ids = _put(Agreement, [{**plain, "code": codes.name()} for _ in range(count)])
    sides = [(one, capacity, place) for one in ids for capacity, place in ((Capacity.A, unit), (Capacity.B, school))]
    signed = {"signed_on": TODAY, "scan": b"RIFF", "signatory": "刘建国", "signatory_title": "书记"}
    _put(
        AgreementParty,
        [
            {"agreement_id": one, "organisation_id": place.id, "capacity": capacity, "duties": "出人", **signed}
            for one, capacity, place in sides
        ],
    )
    _put(AgreementItem, [{"agreement_id": one, "theme": Theme.PUBLICITY, "words": "讲课"} for one in ids])
    people = _put(Person, [_person() for _ in range(count)])
    term = {"starts_on": date(2026, 1, 1), "ends_on": date(2028, 1, 1), "post": Post.TUTOR}
    by = {"appointed_by": author.id, "appointed_at": make.NOW}
    state = {"state": AppointmentState.ACTIVE, "state_since": make.NOW}
    of = {"programme_id": programme.id, "organisation_id": school.id}
    _put(
        Appointment,
        [
            {"code": codes.name(), "number": codes.name(), "person_id": one, **of, **term, **by, **state}
            for one in people
        ],
    )
    clear = {"checked_by_id": unit.id, "until_on": TODAY, "recorded_by": author.id, "recorded_at": make.NOW}
    _put(Clearance, [{"person_id": one, **clear} for one in people])
    db.session.commit()


LONG = (
    "/agreements",
    "/agreements?list=soon",
    "/agreements/new",
    "/office/appointments",
    "/office/appointments/new",
    "/office/clearances",
)


def test_no_page_asks_more_when_there_is_more(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    client = browser(app, make.manager())

    def count() -> dict[str, int]:
        found = {}
        for path in LONG:
            with statements() as seen:
                assert client.get(path).status_code == 200
            found[path] = len(seen)
        return found

    more(3)
    few = count()
    more(297)

    assert count() == few
    assert max(few.values()) <= 12


@pytest.mark.parametrize("path", ["/agreements", "/office/appointments"])
def test_page_after_page_shows_every_row_once(app: Flask, path: str) -> None:
    more(70)
    client: FlaskClient = browser(app, make.manager())

    seen: list[str] = []
    onward: str | None = path
    while onward:
        page = look(client, onward)
        start = f"{path.removeprefix('/office')}/"
        seen += [one.attrs["href"] for one in page.all("a") if _is_row(one.attrs["href"], start)]
        onward = next((f"{path}{link}" for link in page.links if "after=" in link), None)

    assert (len(seen), len(set(seen))) == (70, 70)


def _is_row(link: str, start: str) -> bool:
    return link.startswith(start) and link != f"{start}new"


def test_a_page_for_nobody_is_not_there(app: Flask) -> None:
    page: Page = look(browser(app, make.manager()), "/agreements?list=nothing")

    assert page.status == 404
