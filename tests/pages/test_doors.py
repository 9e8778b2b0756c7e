"""Every route and every kind of visitor: a guest, 赵磊 without a part in it, a clerk of elsewhere, the right one."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import Scene, on_sqlite
from tests.pages.doors import (
    ALL,
    FEW,
    NOBODY,
    OFFICE,
    OWN,
    SCOPED,
    SIGNED_IN,
    VISITORS,
    Door,
    Doors,
    done,
    plain,
    routes,
)
from tests.pages.forms import PROXY, REASON, VISIT, WISH
from tests.pages.reading import browser, look
from tests.pages.scenes import CAST
from tests.pages.scenes import scene as wish_scene
from volunteer.accounts import sessions
from volunteer.accounts.models import Person
from volunteer.base.db import db
from volunteer.journal.models import Line
from volunteer.notices import inbox
from volunteer.notices.models import Notice
from volunteer.organisations.models import RoleGrant

EVENT_ROOMS = {"events", "attendance", "door", "office_events"}  # their doors stand in test_event_doors.py
MENU_ROOMS = {"catalogue", "office_catalogue", "programmes"}  # and theirs in test_catalogue_pages.py
ORDER_ROOMS = {"orders", "classes", "reviews", "office_orders"}  # in test_order_doors.py
# in test_registration_doors.py
REGISTRATION_ROOMS = {
    *("communities", "registration", "office_registrations"),
    *("office_members", "office_roster", "office_targets"),
}
PARTNER_ROOMS = {"agreements", "appointments", "office_appointments"}  # in test_partnership_doors.py
FILING_ROOMS = {"filing", "filed", "office_filing"}  # in test_filing_doors.py
EXPORT_ROOMS = {"exports"}  # in test_exports.py

ROOMS = EVENT_ROOMS | MENU_ROOMS | ORDER_ROOMS | PARTNER_ROOMS | REGISTRATION_ROOMS | FILING_ROOMS | EXPORT_ROOMS

PLACE = {"code": "XIGUYUAN", "name": "西固园社区", "kind": "community"}
GRANT = {"name": "刘桂兰", "phone": "13919000010", "organisation": "QIAOMEN", "role": "community_clerk"}

DOORS = [
    # what everybody may open
    Door("GET", "home.home", "/", ALL),
    Door("POST", "home.switch_view", "/view", done(ALL)),
    Door("GET", "home.privacy", "/privacy", ALL),
    Door("GET", "home.help_page", "/help", ALL),
    Door("GET", "home.healthz", "/healthz", ALL),
    Door("GET", "home.readyz", "/readyz", ALL),
    Door("GET", "accounts.login", "/login", ALL),
    Door("POST", "accounts.send_code", "/login/code", ("again",) * 4),
    Door("POST", "accounts.login_by_code", "/login", ("again",) * 4),
    Door("GET", "accounts.password", "/login/password", ALL),
    Door("POST", "accounts.login_by_password", "/login/password", ("again",) * 4),
    Door("GET", "accounts.register", "/register", ALL),
    Door("POST", "accounts.register", "/register", ("again",) * 4),
    Door("POST", "accounts.logout", "/logout", done(ALL)),
    Door("GET", "accounts.demo_outbox", "/demo/outbox", NOBODY),
    Door("GET", "wishes.wishes", "/wishes", ALL),
    Door("GET", "wishes.wish", "/wishes/{code}", ALL),
    Door("GET", "wishes.wish", "/wishes/{code}", ("nothing", "nothing", "nothing", "page"), state="submitted"),
    # the slip: having it is the right
    Door("GET", "slips.slip", "/slip/{slip}", ALL),
    Door("GET", "slips.decline", "/slip/{slip}/decline", ALL, state="proxy"),
    Door("POST", "slips.decline", "/slip/{slip}/decline", done(ALL), state="proxy", form=REASON),
    Door("POST", "slips.confirm", "/slip/{slip}/confirm", done(ALL), state="proxy"),
    Door("POST", "slips.rate", "/slip/{slip}/rate", done(ALL), state="fulfilled", form={"satisfaction": "5"}),
    # what is mine
    Door("GET", "mine.mine", "/me", SIGNED_IN),
    Door("GET", "mine.name", "/me/name", SIGNED_IN),
    Door("POST", "mine.name", "/me/name", done(SIGNED_IN), form={"name": "刘桂兰"}),
    Door("GET", "mine.can_do", "/me/skills", SIGNED_IN),
    Door("POST", "mine.can_do", "/me/skills", done(SIGNED_IN), form={"skills": "first_aid"}),
    Door("GET", "mine.community", "/me/community", SIGNED_IN),
    Door("POST", "mine.community", "/me/community", done(SIGNED_IN), form={"community": "QIAOMEN"}),
    Door("GET", "mine.new_password", "/me/password", SIGNED_IN),
    Door("POST", "mine.new_password", "/me/password", ("login", "again", "again", "again")),
    Door("GET", "mine.devices", "/me/devices", SIGNED_IN),
    Door("POST", "mine.end_device", "/me/devices/{device}/end", done(OWN)),
    Door("POST", "mine.end_others", "/me/devices/end-others", done(SIGNED_IN)),
    Door("GET", "mine.notices", "/me/notices", SIGNED_IN),
    Door("POST", "mine.read_notices", "/me/notices", done(SIGNED_IN)),
    Door("POST", "mine.read_notice", "/me/notices/{notice}", done(OWN)),
    Door("GET", "hours.hours", "/me/hours", SIGNED_IN),
    Door("GET", "hours.entry", "/me/hours/{entry}", OWN, "claimant", "fulfilled"),
    Door("GET", "wishes.mine", "/me/wishes", SIGNED_IN),
    # the resident
    Door("GET", "wishes.new", "/wishes/new", SIGNED_IN),
    Door("POST", "wishes.new", "/wishes/new", done(SIGNED_IN), form={**WISH, "community": "QIAOMEN"}),
    Door("GET", "wishes.edit", "/wishes/{code}/edit", OWN, state="returned"),
    Door(
        "POST", "wishes.edit", "/wishes/{code}/edit", done(OWN), state="returned", form={**WISH, "community": "QIAOMEN"}
    ),
    Door("GET", "wishes.withdraw", "/wishes/{code}/withdraw", OWN),
    Door("POST", "wishes.withdraw", "/wishes/{code}/withdraw", done(OWN), form=REASON),
    Door("POST", "wishes.confirm", "/wishes/{code}/confirm", ("login", "no", "no", "on"), state="delivered"),
    Door("GET", "wishes.decline", "/wishes/{code}/decline", OWN, state="delivered"),
    Door("POST", "wishes.decline", "/wishes/{code}/decline", done(OWN), state="delivered", form=REASON),
    Door("POST", "wishes.rate", "/wishes/{code}/rate", done(OWN), state="fulfilled", form={"satisfaction": "5"}),
    # who claims: whoever is signed in may
    Door("POST", "claims.claim", "/wishes/{code}/claim", done(SIGNED_IN), "claimant"),
    Door("POST", "claims.contacted", "/wishes/{code}/contacted", ("login", "no", "no", "on"), "claimant", "claimed"),
    Door("GET", "claims.release", "/wishes/{code}/release", OWN, "claimant", "claimed"),
    Door("POST", "claims.release", "/wishes/{code}/release", done(OWN), "claimant", "claimed", REASON),
    Door("GET", "claims.deliver", "/wishes/{code}/deliver", OWN, "claimant", "claimed"),
    Door("POST", "claims.deliver", "/wishes/{code}/deliver", done(OWN), "claimant", "claimed", VISIT),
    Door("POST", "claims.take_back", "/wishes/{code}/take-back", done(OWN), "claimant", "delivered"),
    Door(
        "POST",
        "claims.phone",
        "/wishes/{code}/phone",
        ("login", "no", "no", "page"),
        "claimant",
        "claimed",
        {"why": "appointment"},
    ),
    Door("GET", "wishes.photo", "/wishes/{code}/photos/{photo}", OWN, "claimant", "delivered"),
    # the office
    Door("GET", "office.home", "/office", OFFICE, "clerk"),
    Door("POST", "office.act_as", "/office/acting", done(SIGNED_IN), "clerk"),
    Door("GET", "office_journal.journal", "/office/journal", OFFICE, "clerk"),
    Door("GET", "office_wishes.wishes", "/office/wishes", OFFICE, "clerk"),
    Door("GET", "office_wishes.looks", "/office/looks", OFFICE, "clerk"),
    Door("GET", "proxy_wishes.new", "/office/wishes/new", OFFICE, "clerk"),
    Door("POST", "proxy_wishes.new", "/office/wishes/new", done(OFFICE), "clerk", form=PROXY),
    Door("GET", "office_wishes.wish", "/office/wishes/{code}", SCOPED, "clerk"),
    Door("GET", "office_wishes.slip", "/office/wishes/{code}/slip", SCOPED, "clerk"),
    Door("POST", "office_wishes.slip", "/office/wishes/{code}/slip", SCOPED, "clerk"),
    Door(
        "POST",
        "office_wishes.review",
        "/office/wishes/{code}/review",
        done(SCOPED),
        "clerk",
        "submitted",
        {"decision": "publish", "alias": "刘奶奶", "called": "y"},
    ),
    Door(
        "POST",
        "office_wishes.confirm",
        "/office/wishes/{code}/confirm",
        done(SCOPED),
        "clerk",
        "delivered",
        {"witness": "clerk_asked"},
    ),
    Door("GET", "office_wishes.decline", "/office/wishes/{code}/decline", SCOPED, "clerk", "delivered"),
    Door(
        "POST",
        "office_wishes.decline",
        "/office/wishes/{code}/decline",
        done(SCOPED),
        "clerk",
        "delivered",
        {"witness": "clerk_asked", **REASON},
    ),
    Door("POST", "office_wishes.settle", "/office/wishes/{code}/hours", done(SCOPED), "clerk", "long"),
    Door(
        "POST",
        "office_wishes.follow_up",
        "/office/wishes/{code}/follow-up",
        done(SCOPED),
        "clerk",
        "fulfilled",
        {"way": "phone", "satisfaction": "0"},
    ),
    Door("GET", "office_wishes.close", "/office/wishes/{code}/close", SCOPED, "clerk"),
    Door("POST", "office_wishes.close", "/office/wishes/{code}/close", done(SCOPED), "clerk", form=REASON),
    Door("GET", "office_wishes.withdraw", "/office/wishes/{code}/withdraw", SCOPED, "clerk"),
    Door("POST", "office_wishes.withdraw", "/office/wishes/{code}/withdraw", done(SCOPED), "clerk", form=REASON),
    Door(
        "POST",
        "office_wishes.reveal",
        "/office/wishes/{code}/reveal",
        SCOPED,
        "clerk",
        form={"secret": "address", "why": "visit"},
    ),
    Door("GET", "proxy_wishes.edit", "/office/wishes/{code}/edit", SCOPED, "clerk", "returned proxy"),
    Door("POST", "proxy_wishes.edit", "/office/wishes/{code}/edit", done(SCOPED), "clerk", "returned proxy", PROXY),
    # people and organisations
    Door("GET", "office_people.people", "/office/people", OFFICE, "clerk"),
    Door("GET", "office_people.grant", "/office/people/grant", FEW, "secretary"),
    Door("POST", "office_people.grant", "/office/people/grant", done(FEW), "secretary", form=GRANT),
    Door("POST", "office_people.end", "/office/people/roles/{grant}/end", done(SCOPED), "secretary"),
    Door("GET", "office_people.add", "/office/people/add", FEW, "secretary"),
    Door(
        "POST",
        "office_people.add",
        "/office/people/add",
        done(FEW),
        "secretary",
        form={"name": "马兰", "phone": "13911112222"},
    ),
    Door("GET", "office_people.disable", "/office/people/{person}/disable", FEW, "admin"),
    Door("POST", "office_people.disable", "/office/people/{person}/disable", done(FEW), "admin", form=REASON),
    Door("POST", "office_people.enable", "/office/people/{person}/enable", done(FEW), "admin"),
    Door("GET", "office_organisations.organisations", "/office/organisations", OFFICE, "clerk"),
    Door("GET", "office_organisations.new", "/office/organisations/new", FEW, "admin"),
    Door("POST", "office_organisations.new", "/office/organisations/new", done(FEW), "admin", form=PLACE),
    Door("GET", "office_organisations.change", "/office/organisations/QIAOMEN", FEW, "admin"),
    Door(
        "POST",
        "office_organisations.change",
        "/office/organisations/QIAOMEN",
        done(FEW),
        "admin",
        form={"code": "QIAOMEN", "name": "临夏路街道桥门社区", "kind": "community", "parent": "LINXIALU"},
    ),
    # cards
    Door("GET", "cards.mine", "/me/card", SIGNED_IN),
    Door("GET", "cards.my_sheet", "/me/card.xlsx", SIGNED_IN),
    Door("GET", "cards.card", "/office/people/{clerk}/card", SCOPED, "clerk"),
    Door("GET", "cards.sheet", "/office/people/{clerk}/card.xlsx", SCOPED, "clerk"),
    # figures
    Door("GET", "reports.reports", "/reports", done(OFFICE), "clerk"),
    Door("GET", "reports.report", "/reports/QIAOMEN/2026", SCOPED, "clerk"),
    Door("GET", "reports.sheet", "/reports/QIAOMEN/2026.xlsx", SCOPED, "clerk"),
    Door("GET", "reports.structure", "/reports/QIAOMEN/2026.json", SCOPED, "clerk"),
    Door("GET", "reports.records", "/reports/QIAOMEN/2026/hours", SCOPED, "clerk"),
]


def around(door: Door) -> dict[str, str]:
    """Return what a path needs besides its wish: a notice and a device of the owner, a role of the clerk."""
    owner = make.liu()
    if "{notice}" in door.path:
        make.done(lambda now: inbox.tell(owner.id, "您的心愿有人认领了", "/me/wishes", now))
        newest = sa.select(Notice.code).where(Notice.person_id == owner.id).order_by(Notice.id.desc()).limit(1)
        return {"notice": db.session.scalars(newest).one()}
    if "{device}" in door.path:
        begin = lambda now: sessions.begin(owner, now, device="手机", address=None, is_shared=False)[0].code  # noqa: E731
        return {"device": make.done(begin)}
    if "{grant}" in door.path:
        clerks = sa.select(RoleGrant.id).where(RoleGrant.person_id == make.jing().id, RoleGrant.ended_at.is_(None))
        return {"grant": str(db.session.scalar(clerks))}
    return {}


def who(name: str, words: dict[str, str]) -> Person:
    """Return the person of this name; the claimant is another in each scene."""
    if name == "claimant":
        return db.session.scalars(sa.select(Person).where(Person.code == words["person"])).one()
    return CAST[{"other_clerk": "other"}.get(name, name)]()


def wish(state: str) -> dict[str, str]:
    """Make a wish in this state; return the words to put into a path."""
    return wish_scene(state).words


BEHIND = Doors(DOORS, set(), wish, around=around, who=who)


@on_sqlite
def test_the_table_knows_every_route(app: Flask) -> None:
    elsewhere = {one for one in routes(app) if one[1].split(".")[0] in ROOMS}

    assert {(door.method, door.endpoint) for door in DOORS} == routes(app) - elsewhere


@pytest.mark.parametrize(
    ("app", "visitor"),
    [*(("sqlite", visitor) for visitor in VISITORS), ("postgresql", "other"), ("postgresql", "right")],
    indirect=["app"],
)
def test_each_door_opens_for_whom_it_should(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.wrong(app, visitor, scene) == []


@on_sqlite
@pytest.mark.parametrize("visitor", ["guest", "lei", "other"])
def test_what_is_not_theirs_looks_as_if_nothing_were_there(app: Flask, visitor: str, scene: Scene) -> None:
    assert BEHIND.telling(app, visitor, scene) == []


def test_a_report_of_another_community_is_not_there(app: Flask) -> None:
    make.community()
    client = browser(app, make.other_clerk())

    there, nowhere = look(client, "/reports/QIAOMEN/2026"), look(client, "/reports/NOWHERE/2026")

    assert plain(there, "/reports/QIAOMEN/2026") == plain(nowhere, "/reports/NOWHERE/2026")


@pytest.mark.parametrize("path", ["/slip/no-slip", "/slip/no-slip/decline"])
def test_a_slip_that_nobody_printed_opens_nothing(app: Flask, path: str) -> None:
    page = look(browser(app), path)

    assert page.status == 404


def test_a_denial_is_a_line_in_the_journal(app: Flask) -> None:
    client = browser(app, make.lei())

    client.get("/office")

    lines = db.session.scalars(sa.select(Line.detail).where(Line.action == "denied")).all()
    assert lines == [{"page": "office.home"}]
