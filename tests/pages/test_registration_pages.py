"""What people see of 双报到: the community's page, F2 on a phone, the answer, the badge, the roster and its preview."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import on_sqlite
from tests.pages.reading import BOUNDARY, Page, browser, changed, held, look, send
from tests.registration.sheets import HEAD, csv, xlsx
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging, Role
from volunteer.registration import badge
from volunteer.registration.models import MemberRegistration, RosterEntry, State, UnitRegistration
from volunteer.registration.queries import standing_of_member, waiting_of_member, waiting_of_unit

F2: dict[str, Any] = {
    "branch": "第二党支部",
    "compound": "桥门巷 3 号院",
    "duties": ["legal", "helping"],
    "free": ["weekend_days"],
    "consent": "y",
}
F1 = {
    **{"party_organisation": "中共兰州市司法局机关委员会", "secretary": "高峰", "liaison": "吴涛"},
    **{"office_phone": "0931-8460099", "address": "城关区南昌路 6 号", "members": "60", "in_service": "52"},
    **{"skills": "法律咨询，每月一次"},
}
MEMBER = "/communities/QIAOMEN/register/member"
UNIT = "/communities/QIAOMEN/register/unit"


def bring(client: FlaskClient, content: bytes, name: str = "名册.xlsx") -> Page:
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream'
    body = f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return Page(client.post("/office/roster/import", data=body, content_type=kind, follow_redirects=True))


# ------------------------------------------------------------------------------ a member


def test_a_member_registers_and_sees_where_it_stands(app: Flask) -> None:
    make.community()
    fang = browser(app, make.fang())

    answer = send(fang, MEMBER, F2)
    mine = look(fang, "/me/registration")

    assert answer.status == 303
    assert "待社区接收" in mine.text
    assert "报到交上去了" in mine.text
    waits = waiting_of_member(make.fang().id)
    assert waits is not None
    assert [one.duty.value for one in waits.duties] == ["legal", "helping"]


def test_the_form_sent_twice_gives_the_first_answer(app: Flask) -> None:
    make.community()
    fang = browser(app, make.fang())

    first, second = send(fang, MEMBER, F2), send(fang, MEMBER, F2)

    assert (first.status, second.status) == (303, 303)
    assert "已经交过了" in look(fang, "/me/registration").text


def test_sent_to_two_communities_it_says_where_the_first_one_waits_and_keeps_what_was_typed(app: Flask) -> None:
    make.member_registration(community=make.other_community())
    make.community()

    page = send(browser(app, make.fang()), MEMBER, F2)

    assert page.status == 409
    assert "已经在东岗街道深沟桥社区交了报到单" in page.text
    assert page.typed("compound") == "桥门巷 3 号院"


@on_sqlite
def test_without_consent_nobody_is_kept_as_a_member(app: Flask) -> None:
    make.community()
    fang = browser(app, make.fang())
    before = held()

    found = changed(before, lambda: send(fang, MEMBER, {**F2, "consent": ""}))

    assert found == set()
    page = send(fang, MEMBER, {**F2, "consent": "", "duties": []})
    assert "要同意才能以党员身份报到" in page.text
    assert "请至少认领一个岗位" in page.text


@on_sqlite
def test_the_door_number_stays_at_home(app: Flask) -> None:
    make.community()
    fang = browser(app, make.fang())

    said = [send(fang, MEMBER, {**F2, "compound": one}) for one in ("3 号院 2 单元", "铁路小区 501 室", "铁路小区501")]

    assert ["不写单元和门牌号" in page.beside("compound") for page in said] == [True] * 3


def test_the_clerk_accepts_into_a_grid_and_the_member_sees_it(app: Flask) -> None:
    make.grid()
    made = make.member_registration()
    jing = browser(app, make.jing())

    listed = look(jing, "/office/registrations?what=members")
    without = send(jing, f"/office/registrations/members/{made.code}", decision="accept")
    send(jing, f"/office/registrations/members/{made.code}", decision="accept", grid="QIAOMENG3")

    assert "王芳" in listed.text
    assert (without.status, "请选把他编入哪个网格" in without.beside("grid")) == (422, True)
    mine = look(browser(app, make.fang()), "/me/registration")
    assert "桥门社区 3 号院网格" in mine.text


def test_what_comes_back_says_why_and_is_sent_again(app: Flask) -> None:
    made = make.member_registration()
    jing, fang = browser(app, make.jing()), browser(app, make.fang())
    path = f"/office/registrations/members/{made.code}"

    without = send(jing, path, decision="return")
    send(jing, path, decision="return", words="请写小区的名字")
    mine = look(fang, "/me/registration")
    edit = look(fang, f"/me/registration/{made.code}/edit")
    send(fang, f"/me/registration/{made.code}/edit", {**F2, "compound": "铁路小区"})

    assert without.status == 422
    assert "社区说：请写小区的名字" in mine.text
    assert (edit.typed("compound"), edit.typed("branch")) == ("桥门巷 3 号院", "第二党支部")
    waits = waiting_of_member(make.fang().id)
    assert waits is not None
    assert (waits.state, waits.compound) == (State.SUBMITTED, "铁路小区")


@on_sqlite
def test_a_clerk_writes_a_member_down_from_the_paper_once(app: Flask) -> None:
    make.grid()
    jing, second = browser(app, make.jing()), browser(app, make.second_clerk())
    path = "/office/registrations/members/add"
    key = look(jing, path).all("input", name="form_key")[0].attrs["value"]
    paper = {**F2, "name": "马占海", "form_key": key}

    answers = [Page(jing.post(path, data=paper, follow_redirects=True)) for _ in range(2)]

    assert [one.status for one in answers] == [200, 200]
    assert "陈静代填，本人签了纸表" in answers[0].text
    assert "这是您代填的，请另一位专干来接收" in answers[1].text
    made = db.session.scalars(sa.select(MemberRegistration)).one()
    assert look(second, f"/office/registrations/members/{made.code}").all("button", value="accept")


def test_without_a_signature_nobody_is_written_down(app: Flask) -> None:
    answer = send(
        browser(app, make.jing()), "/office/registrations/members/add", {**F2, "name": "马占海", "consent": ""}
    )

    assert answer.status == 422
    assert answer.beside("consent") == "没有签字同意，不能以党员身份登记"


def test_the_sheet_of_a_member_is_printed_by_both_and_blank(app: Flask) -> None:
    made = make.accepted_member()
    fang, jing = browser(app, make.fang()), browser(app, make.jing())

    sheets = [
        look(fang, f"/me/registration/{made.code}/sheet"),
        look(jing, f"/office/registrations/members/{made.code}/sheet"),
    ]
    blank = look(jing, "/office/registrations/members/blank")

    for sheet in sheets:
        assert "在职党员到社区报到登记表" in sheet.text
        assert "第二党支部" in sheet.text
        assert "139****0001" in sheet.text
        assert "同意接收，编入临夏路街道桥门社区 1 号网格" in sheet.text
    assert "王芳" not in blank.text
    assert "□ 法律咨询与援助" in blank.text


def test_an_answer_without_a_button_is_asked_about_and_sends_nothing_back(app: Flask) -> None:
    member, unit = make.member_registration(), make.unit_registration()
    jing = browser(app, make.jing())

    for path in (f"/office/registrations/members/{member.code}", f"/office/registrations/units/{unit.code}"):
        answer = send(jing, path, {"words": "请写清楚"})

        assert answer.status == 422
        assert answer.complaints == {"": "没有看出是接收还是退回，请点“接收”或“退回修改”"}
    assert db.session.get_one(MemberRegistration, member.id).state is State.SUBMITTED
    assert db.session.get_one(UnitRegistration, unit.id).state is State.SUBMITTED


def test_opening_any_of_it_records_nothing(app: Flask) -> None:
    make.accepted_member()
    fang = browser(app, make.fang())
    before = held()

    paths = ("/communities/QIAOMEN", "/communities/QIAOMEN/register", MEMBER, "/me/registration")
    assert changed(before, lambda: [look(fang, path) for path in paths]) == set()


# ------------------------------------------------------------------------------ the badge


def shown(person_in: bool = True) -> MemberRegistration:
    made, fang, liu = make.accepted_member(), make.principal(make.fang()), make.liu()
    make.done(lambda now: badge.show(made, fang, now))
    if person_in:
        make.done(lambda now: membership.join(liu.id, made.community_id, Belonging.COMMUNITY, liu.id, now))
    return made


def test_a_resident_of_the_community_reads_the_badge_without_phone_or_home(app: Flask) -> None:
    made = shown()

    page = look(browser(app, make.liu()), f"/badge/{made.badge_code}")

    assert page.status == 200
    assert "王芳" in page.text
    assert "法律咨询与援助" in page.text
    assert [word for word in ("13919000001", "桥门巷", "第二党支部") if word in page.html] == []


def test_to_others_there_is_no_badge(app: Flask) -> None:
    made = shown(person_in=False)

    for person in (make.liu(), make.lei(), make.other_clerk(), make.viewer()):
        assert look(browser(app, person), f"/badge/{made.badge_code}").status == 404
    assert look(browser(app), f"/badge/{made.badge_code}").status == 303  # signs in first


def test_hidden_again_the_old_code_opens_nothing(app: Flask) -> None:
    made = shown()
    code = made.badge_code
    fang = browser(app, make.fang())
    assert "收起来" in look(fang, "/me/registration").text

    send(fang, f"/me/registration/{made.code}/badge/hide")

    assert look(browser(app, make.liu()), f"/badge/{code}").status == 404


# ------------------------------------------------------------------------------ a unit


def test_a_unit_registers_is_accepted_and_both_print_the_receipt(app: Flask) -> None:
    make.community()
    liaison, jing = browser(app, make.liaison()), browser(app, make.jing())

    send(liaison, UNIT, F1)
    sent = waiting_of_unit(make.unit().id)
    assert sent is not None
    path = f"/office/registrations/units/{sent.code}"
    assert look(liaison, f"{path}/receipt").status == 404
    send(jing, path, decision="accept", words="欢迎常来")

    for client in (liaison, jing):
        receipt = look(client, f"{path}/receipt")
        assert f"QIAOMEN-2026-{sent.code}" in receipt.text
        assert "社区留存" in receipt.text
        assert "单位留存" in receipt.text
        assert "欢迎常来" in receipt.text


def test_a_unit_that_sends_it_twice_is_led_to_the_first(app: Flask) -> None:
    make.community()
    liaison = browser(app, make.liaison())

    send(liaison, UNIT, F1)
    again = liaison.post(UNIT, data=F1)

    waits = waiting_of_unit(make.unit().id)
    assert waits is not None
    assert again.headers["Location"] == f"/office/registrations/units/{waits.code}"


@on_sqlite
def test_more_in_service_than_members_is_asked_about(app: Flask) -> None:
    make.community()

    page = send(browser(app, make.liaison()), UNIT, {**F1, "in_service": "61"})

    assert "不会多于党员总数 60 名" in page.beside("in_service")


def test_the_level_above_sees_units_and_no_member(app: Flask) -> None:
    made, member = make.accepted_unit(), make.accepted_member()
    viewer = browser(app, make.viewer())

    assert "兰州市司法局" in look(viewer, "/office/registrations").text
    assert look(viewer, f"/office/registrations/units/{made.code}").status == 200
    assert look(viewer, f"/office/registrations/members/{member.code}").status == 403
    assert "王芳" not in look(viewer, "/office/registrations?what=members").text


# ------------------------------------------------------------------------------ the community's page


def test_a_community_shows_units_needs_and_last_month(app: Flask) -> None:
    make.accepted_unit(at=make.NOW - 60 * DAY)
    make.published_wish()
    make.shift()
    make.fulfilled_wish(at=make.NOW - 30 * DAY)

    page = look(browser(app), "/communities/QIAOMEN")

    for words in (
        "兰州市司法局",
        "法律咨询，每月一次",
        "一台带大字的收音机",
        "楼道堆物清理",
        "2026年10月",
        "实现 1 个",
        "红色联盟做了什么",
    ):
        assert words in page.text


def test_a_few_members_are_not_counted_out_to_the_public(app: Flask) -> None:
    make.accepted_member(grid=make.grid())

    public, clerk = look(browser(app), "/communities/QIAOMEN"), look(browser(app, make.jing()), "/communities/QIAOMEN")

    assert "少于 5 人" in public.text
    assert "王芳" not in public.text
    assert "共 1 人" in clerk.text


def test_the_whole_does_not_give_a_small_grid_away(app: Flask) -> None:
    for number in range(5):
        make.accepted_member(make.person(f"周{'一二三四五'[number]}", f"1390000010{number}"), grid=make.grid())
    make.accepted_member(grid=make.grid("QIAOMENG4", "桥门社区 4 号院网格"))

    public, clerk = look(browser(app), "/communities/QIAOMEN"), look(browser(app, make.jing()), "/communities/QIAOMEN")

    assert "共 5 人以上" in public.text
    assert "6 人" not in public.text
    assert "共 6 人" in clerk.text


def test_what_is_no_community_has_no_page(app: Flask) -> None:
    make.unit(), make.community()

    for code in ("SFJ", "LINXIALU", "NOWHERE"):
        assert look(browser(app), f"/communities/{code}").status == 404
        assert look(browser(app), f"/communities/{code}/register").status == 404


# ------------------------------------------------------------------------------ the roster


def test_a_file_is_previewed_in_words_and_only_the_good_rows_are_taken(app: Flask) -> None:
    liaison = browser(app, make.liaison())
    rows = [HEAD, ("王芳", 13919000001, "第二党支部", "是"), ("李强", "12", "第二党支部", "是")]

    preview = bring(liaison, xlsx(rows))
    apply = next(one for one in preview.actions if one.endswith("/apply"))
    refused = send(liaison, apply, which="all")
    send(liaison, apply, which="good")

    assert "1 行新增，0 行更新，0 行没有变化，1 行要改" in preview.text
    assert "手机号不是 11 位手机号" in preview.text
    assert (refused.status, "还有读不了的行" in refused.text) == (409, True)
    roster = look(liaison, "/office/roster")
    assert "139****0001" in roster.text
    assert "13919000001" not in roster.html
    assert "李强" not in roster.text


def test_by_hand_too_nothing_gets_onto_the_roster_that_a_sheet_would_run(app: Flask) -> None:
    answer = send(
        browser(app, make.liaison()), "/office/roster/add", {"name": "周敏", "phone": "13700000001", "branch": "=1+1"}
    )

    assert answer.status == 422
    assert answer.beside("branch") == "支部名称不能用符号开头"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RosterEntry)) == 0


def test_an_import_is_undone_from_its_page(app: Flask) -> None:
    liaison = browser(app, make.liaison())
    preview = bring(liaison, csv([HEAD, ("王芳", "13919000001", "", "")], "gb18030"), "名册.csv")
    path = next(one for one in preview.actions if one.endswith("/apply")).removesuffix("/apply")
    send(liaison, f"{path}/apply", which="all")

    assert "王芳" in look(liaison, "/office/roster").text
    send(liaison, f"{path}/undo")

    assert "名册还是空的" in look(liaison, "/office/roster").text


@on_sqlite
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(app: Flask) -> None:
    liaison = browser(app, make.liaison())
    many = csv([HEAD, *((f"王{'芳' if number % 2 else '强'}", f"139{number:08}", "", "") for number in range(50_000))])

    for content, said in ((b"", "是空的"), (b"%PDF", "另存为 .xlsx"), (many, "超过 20000 行")):
        page = bring(liaison, content)
        assert page.status == 422
        assert said in page.beside("file")


def test_a_long_file_shows_how_far_it_is(app: Flask) -> None:
    liaison = browser(app, make.liaison())

    page = bring(liaison, csv([HEAD, *(("王芳", f"139{number:08}", "", "") for number in range(501))]))

    assert "共 501 行，核对到第 0 行" in page.text
    assert page.all("meta", **{"http-equiv": "refresh"}) != []


def test_another_unit_does_not_see_the_import(app: Flask) -> None:
    preview = bring(browser(app, make.liaison()), csv([HEAD, ("王芳", "13919000001", "", "")]))
    path = next(one for one in preview.actions if one.endswith("/apply")).removesuffix("/apply")
    other = make.unit("JYJ", "兰州市教育局")
    stranger = browser(app, make.granted(make.person("冯雪", "13919000020", unit=other), Role.UNIT_LIAISON, other))

    assert look(stranger, path).status == 404
    assert send(stranger, f"{path}/apply").status == 404


def test_the_template_is_a_table_that_we_read(app: Flask) -> None:
    liaison = browser(app, make.liaison())
    empty = liaison.get("/office/roster/template.xlsx")

    page = bring(liaison, empty.data)

    assert "表头下面没有人" in page.beside("file")


# ------------------------------------------------------------------------------ renewing


def test_a_member_renews_when_it_is_due(app: Flask) -> None:
    made = make.accepted_member(at=make.NOW - 340 * DAY)
    fang = browser(app, make.fang())
    assert "续报一年" in look(fang, "/me/registration").text

    send(fang, f"/me/registration/{made.code}/renew")
    again = send(fang, f"/me/registration/{made.code}/renew")

    assert again.status == 409
    stands = standing_of_member(make.fang().id)
    assert stands is not None
    assert "续报一年" not in look(fang, "/me/registration").text
