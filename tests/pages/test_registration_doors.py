"""Every route of 双报到 and every kind of visitor: a guest, 赵磊, a clerk of elsewhere, the right one."""

import pytest
from flask import Flask

from tests import make
from tests.conftest import Scene, on_sqlite
from tests.pages.doors import ALL, OFFICE, OWN, SCOPED, SIGNED_IN, VISITORS, Door, Doors, done
from tests.pages.test_doors import REGISTRATION_ROOMS
from volunteer.base.clock import DAY
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging
from volunteer.registration import accepting, badge, importing
from volunteer.registration.models import MemberRegistration, RosterImport, UnitRegistration
from volunteer.registration.verdicts import Read, Row

LIAISON = ("login", "forbidden", "forbidden", "page")  # for liaisons only
ABOVE = LIAISON  # for those above only
CLERK = ("login", "forbidden", "nothing", "page")
OFFICE_CLERK = ("login", "forbidden", "page", "page")  # for clerks, each for their own community
F2 = {"branch": "第二党支部", "compound": "桥门巷 3 号院", "duties": "legal", "consent": "y"}
F1 = {
    **{"party_organisation": "机关党委", "secretary": "高峰", "liaison": "吴涛", "office_phone": "0931-8460099"},
    **{"address": "南昌路 6 号", "members": "60", "in_service": "52"},
}
ENTRY = {"name": "周敏", "phone": "13700000001", "is_in_service": "y"}
PAPER = {**F2, "name": "马占海"}
WORDS = {"words": "搬走了"}

DOORS = [
    Door("GET", "communities.community", "/communities/QIAOMEN", ALL, state="none"),
    Door("GET", "communities.register", "/communities/QIAOMEN/register", ALL, state="none"),
    Door("GET", "communities.poster", "/communities/QIAOMEN/poster", CLERK, "jing", "none"),
    Door("GET", "communities.register_member", "/communities/QIAOMEN/register/member", SIGNED_IN, "fang", "none"),
    Door(
        "POST",
        "communities.register_member",
        "/communities/QIAOMEN/register/member",
        done(SIGNED_IN),
        "fang",
        "none",
        F2,
    ),
    Door("GET", "communities.register_unit", "/communities/QIAOMEN/register/unit", LIAISON, "liaison", "none"),
    Door(
        "POST",
        "communities.register_unit",
        "/communities/QIAOMEN/register/unit",
        done(LIAISON),
        "liaison",
        "none",
        F1,
    ),
    Door("GET", "registration.mine", "/me/registration", SIGNED_IN, "fang", "standing"),
    Door("GET", "registration.edit", "/me/registration/{member}/edit", OWN, "fang", "returned"),
    Door("POST", "registration.edit", "/me/registration/{member}/edit", done(OWN), "fang", "returned", F2),
    Door("POST", "registration.renew", "/me/registration/{member}/renew", done(OWN), "fang", "due"),
    Door("GET", "registration.withdraw", "/me/registration/{member}/withdraw", OWN, "fang", "standing"),
    Door("POST", "registration.withdraw", "/me/registration/{member}/withdraw", done(OWN), "fang", "standing"),
    Door("POST", "registration.show_badge", "/me/registration/{member}/badge", done(OWN), "fang", "standing"),
    Door("POST", "registration.hide_badge", "/me/registration/{member}/badge/hide", done(OWN), "fang", "badge"),
    Door("GET", "registration.badge_page", "/badge/{badge}", OWN, "liu", "badge"),
    Door("GET", "office_registrations.registrations", "/office/registrations", OFFICE, "jing", "waiting"),
    Door("GET", "office_registrations.unit", "/office/registrations/units/{unit}", SCOPED, "jing", "waiting"),
    Door("GET", "office_registrations.unit", "/office/registrations/units/{unit}", SCOPED, "liaison", "waiting"),
    Door("GET", "office_registrations.unit", "/office/registrations/units/{unit}", SCOPED, "viewer", "waiting"),
    Door(
        "POST",
        "office_registrations.answer_unit",
        "/office/registrations/units/{unit}",
        done(CLERK),
        "jing",
        "waiting",
        {"decision": "accept"},
    ),
    Door("GET", "office_registrations.receipt", "/office/registrations/units/{unit}/receipt", SCOPED, "jing", "due"),
    Door("GET", "office_registrations.receipt", "/office/registrations/units/{unit}/receipt", SCOPED, "liaison", "due"),
    Door(
        "GET",
        "office_registrations.edit_unit",
        "/office/registrations/units/{unit}/edit",
        LIAISON,
        "liaison",
        "returned",
    ),
    Door(
        "POST",
        "office_registrations.edit_unit",
        "/office/registrations/units/{unit}/edit",
        done(LIAISON),
        "liaison",
        "returned",
        F1,
    ),
    Door(
        "POST",
        "office_registrations.renew_unit",
        "/office/registrations/units/{unit}/renew",
        done(LIAISON),
        "liaison",
        "due",
    ),
    Door(
        "POST",
        "office_registrations.withdraw_unit",
        "/office/registrations/units/{unit}/withdraw",
        done(LIAISON),
        "liaison",
        "waiting",
    ),
    Door("GET", "office_registrations.end_unit", "/office/registrations/units/{unit}/end", CLERK, "jing", "standing"),
    Door(
        "POST",
        "office_registrations.end_unit",
        "/office/registrations/units/{unit}/end",
        done(CLERK),
        "jing",
        "standing",
        WORDS,
    ),
    Door("GET", "office_registrations.member", "/office/registrations/members/{member}", CLERK, "jing", "waiting"),
    Door(
        "POST",
        "office_registrations.answer_member",
        "/office/registrations/members/{member}",
        done(CLERK),
        "jing",
        "waiting",
        {"decision": "accept"},
    ),
    Door(
        "GET",
        "office_registrations.end_member",
        "/office/registrations/members/{member}/end",
        CLERK,
        "jing",
        "standing",
    ),
    Door(
        "POST",
        "office_registrations.end_member",
        "/office/registrations/members/{member}/end",
        done(CLERK),
        "jing",
        "standing",
        WORDS,
    ),
    Door("GET", "registration.sheet", "/me/registration/{member}/sheet", OWN, "fang", "waiting"),
    Door("GET", "office_members.add", "/office/registrations/members/add", OFFICE_CLERK, "jing", "none"),
    Door("POST", "office_members.add", "/office/registrations/members/add", done(OFFICE_CLERK), "jing", "none", PAPER),
    Door("GET", "office_members.blank", "/office/registrations/members/blank", OFFICE_CLERK, "jing", "none"),
    Door("GET", "office_members.sheet", "/office/registrations/members/{member}/sheet", CLERK, "jing", "standing"),
    Door("GET", "office_members.edit", "/office/registrations/members/{paper}/edit", CLERK, "jing", "paper"),
    Door("POST", "office_members.edit", "/office/registrations/members/{paper}/edit", done(CLERK), "jing", "paper", F2),
    Door(
        "POST", "office_members.renew", "/office/registrations/members/{paper}/renew", done(CLERK), "jing", "paper due"
    ),
    Door(
        "POST",
        "office_members.withdraw",
        "/office/registrations/members/{paper}/withdraw",
        done(CLERK),
        "jing",
        "paper",
    ),
    Door("GET", "office_targets.due", "/office/registrations/targets", ABOVE, "viewer", "none"),
    Door("GET", "office_targets.set_due", "/office/registrations/targets/QIAOMEN", ABOVE, "viewer", "none"),
    Door(
        "POST",
        "office_targets.set_due",
        "/office/registrations/targets/QIAOMEN",
        done(ABOVE),
        "viewer",
        "none",
        {"units": "2", "members": "20"},
    ),
    Door("GET", "office_roster.entries", "/office/roster", LIAISON, "liaison", "roster"),
    Door("GET", "office_roster.add", "/office/roster/add", LIAISON, "liaison", "none"),
    Door("POST", "office_roster.add", "/office/roster/add", done(LIAISON), "liaison", "none", ENTRY),
    Door("POST", "office_roster.remove", "/office/roster/{entry}/remove", done(LIAISON), "liaison", "roster"),
    Door("GET", "office_roster.template", "/office/roster/template.xlsx", LIAISON, "liaison", "none"),
    Door("GET", "office_roster.bring", "/office/roster/import", LIAISON, "liaison", "none"),
    Door("POST", "office_roster.bring", "/office/roster/import", ("login", "forbidden", "forbidden", "again")),
    Door("GET", "office_roster.preview", "/office/roster/imports/{import_}", LIAISON, "liaison", "roster"),
    Door("POST", "office_roster.apply", "/office/roster/imports/{import_}/apply", done(LIAISON), "liaison", "roster"),
    Door("POST", "office_roster.drop", "/office/roster/imports/{import_}/drop", done(LIAISON), "liaison", "roster"),
    Door("POST", "office_roster.undo", "/office/roster/imports/{import_}/undo", done(LIAISON), "liaison", "applied"),
]


def scene(state: str) -> dict[str, str]:
    """Make what is there in this state; return the words to put into a path."""
    make.lei(), make.jing(), make.other_clerk(), make.viewer(), make.liaison()
    member: MemberRegistration | None = None
    unit: UnitRegistration | None = None
    if state in ("waiting", "returned"):
        member, unit = make.member_registration(), make.unit_registration()
    elif state in ("standing", "badge", "due"):
        at = make.NOW - (340 if state == "due" else 1) * DAY
        member, unit = make.accepted_member(at=at), make.accepted_unit(at=at)
    if state == "returned":
        clerk, one, other = make.principal(make.jing()), member, unit
        assert one is not None
        assert other is not None
        make.done(lambda now: accepting.send_back(one, "请写清楚", clerk, now))
        make.done(lambda now: accepting.send_back(other, "请写清楚", clerk, now))
    if state == "badge":
        fang, shown, liu = make.principal(make.fang()), member, make.liu()
        assert shown is not None
        make.done(lambda now: badge.show(shown, fang, now))
        make.done(lambda now: membership.join(liu.id, shown.community_id, Belonging.COMMUNITY, liu.id, now))
    words = {"member": member.code if member else "", "unit": unit.code if unit else ""}
    if state in ("paper", "paper due"):
        at = make.NOW - (340 if state == "paper due" else 1) * DAY
        paper = make.paper_registration(at=at)
        grid, second = make.grid(), make.principal(make.second_clerk())
        if state == "paper":
            make.done(lambda now: accepting.send_back(paper, "请写清楚", second, now))
        else:
            make.done(lambda now: accepting.accept_member(paper, grid, second, now), at)
        words["paper"] = paper.code
    words["badge"] = (member.badge_code or "") if member else ""
    if state in ("roster", "applied"):
        brought = imported(is_applied=state == "applied")
        words |= {"import_": brought.code, "entry": make.roster_entry().code}
    return words


def imported(*, is_applied: bool) -> RosterImport:
    liaison, unit = make.principal(make.liaison()), make.unit()
    read = Read([Row(2, "李强", "13919000002", "第二党支部", "是")], [])
    brought = make.done(lambda now: importing.bring(unit.id, read, liaison, now))
    if is_applied:
        make.done(lambda now: importing.apply(brought, liaison, now, only_good=False))
    return brought


BEHIND = Doors(DOORS, REGISTRATION_ROOMS, scene, "liaison")


@on_sqlite
def test_the_table_knows_every_route_of_registration(app: Flask) -> None:
    assert BEHIND.forgotten(app) == set()


@pytest.mark.parametrize(
    ("app", "visitor"), [*(("sqlite", visitor) for visitor in VISITORS), ("postgresql", "right")], indirect=["app"]
)
def test_each_door_opens_for_whom_it_should(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.wrong(app, visitor, scene) == []


@on_sqlite
@pytest.mark.parametrize("visitor", ["lei", "other"])
def test_what_is_not_theirs_looks_as_if_nothing_were_there(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.telling(app, visitor, scene) == []
