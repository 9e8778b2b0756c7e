"""The demo, made once on each database: a year that is over, figures that agree with the raw rows, and this week."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import BACKENDS, House
from volunteer import demo
from volunteer.accounts import signing_in
from volunteer.accounts.queries import person_of_phone
from volunteer.base import clock, jobs
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.cli.checking import first_difference
from volunteer.cli.serving import seal_all
from volunteer.hours.models import Provenance
from volunteer.organisations.models import Role
from volunteer.organisations.queries import organisation_of_code
from volunteer.organisations.standing import Principal, principal_of
from volunteer.reports.figures import Report, report_of
from volunteer.reports.periods import period_of
from volunteer.wishes import timers
from volunteer.wishes.models import State, Wish
from volunteer.wishes.permissions import is_owner, may_review

# The year where the volunteers are, and the agency's branches, spelled out: nothing here asks the reports' own code.
CLOSED_IN_2021 = "w.closed_at >= '2020-12-31 16:00:00' AND w.closed_at < '2021-12-31 16:00:00'"
SWB = "('SWB', 'SWB1', 'SWB2')"


def seal(now: datetime) -> None:
    seal_all(now, settled=timedelta())


@pytest.fixture(scope="module", params=BACKENDS)
def made(request: pytest.FixtureRequest, houses: Callable[[str], House]) -> Flask:
    """The application in which the demo was made once."""
    house = houses(request.param)
    house.empty()
    with house.app.app_context(), clock.held_at(make.NOW):
        demo.make(make.NOW, seal=seal)
        db.session.remove()
    return house.app


@pytest.fixture
def place(made: Flask) -> Iterator[Flask]:
    """The demo with its context open."""
    with made.app_context():
        yield made
        db.session.remove()


def one(statement: str) -> int:
    """Return what a statement written by hand counts or sums."""
    return int(db.session.execute(sa.text(statement)).scalar_one())


def rows(statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.session.execute(sa.text(statement))]


def report(code: str) -> Report:
    organisation = organisation_of_code(code)
    assert organisation is not None
    return report_of(organisation, period_of("2021"))


def person(name: str) -> Principal:
    phone = next(str(account["phone"]) for account in demo.accounts() if account["name"] == name)
    found = person_of_phone(phone)
    assert found is not None
    return principal_of(found)


def wishes_of_this_week(state: State) -> list[Wish]:
    return list(
        db.session.scalars(
            sa.select(Wish)
            .where(Wish.state == state, Wish.submitted_at.between(make.NOW - 7 * DAY, make.NOW))
            .order_by(Wish.id)
        )
    )


# ------------------------------------------------------------------------------ the year


def test_the_agency_fulfilled_fifty_odd_wishes_and_its_report_says_so(place: Flask) -> None:
    counted = one(
        "SELECT count(DISTINCT w.id) FROM wishes w JOIN wish_claims c ON c.wish_id = w.id "
        "JOIN organisations o ON o.id = c.unit_id "
        f"WHERE o.code IN {SWB} AND w.outcome = 'fulfilled' AND c.ending = 'completed' AND {CLOSED_IN_2021}"
    )

    assert 50 <= counted <= 59
    assert report("SWB").wishes.fulfilled == counted


def test_the_agency_claimed_sixty_wishes_or_more_in_both_communities(place: Flask) -> None:
    counted = dict(
        rows(
            "SELECT k.code, count(DISTINCT c.wish_id) FROM wish_claims c JOIN wishes w ON w.id = c.wish_id "
            "JOIN organisations o ON o.id = c.unit_id JOIN organisations k ON k.id = w.community_id "
            f"WHERE o.code IN {SWB} AND c.claimed_at < '2021-12-31 16:00:00' GROUP BY k.code"
        )
    )

    assert counted.keys() == {"QIAOMEN", "SHENGOUQIAO"}
    assert report("SWB").wishes.claimed == sum(map(int, map(str, counted.values()))) >= 60


def test_the_reports_minutes_are_the_minutes_of_the_rows(place: Flask) -> None:
    days = "h.served_on BETWEEN '2021-01-01' AND '2021-12-31'"
    by_unit = one(
        "SELECT sum(h.minutes) FROM hour_entries h JOIN organisations o ON o.id = h.unit_id "
        f"WHERE o.code IN {SWB} AND {days}"
    )
    by_place = one(
        "SELECT sum(h.minutes) FROM hour_entries h JOIN organisations o ON o.id = h.community_id "
        f"WHERE o.code = 'QIAOMEN' AND {days}"
    )
    split = dict(
        rows(
            "SELECT h.provenance, sum(h.minutes) FROM hour_entries h JOIN organisations o ON o.id = h.unit_id "
            f"WHERE o.code IN {SWB} AND {days} GROUP BY h.provenance"
        )
    )

    hours = report("SWB").hours

    assert hours.minutes == by_unit > 0
    assert report("LINXIALU").hours.minutes == by_place > 0
    assert {kind.value: minutes for kind, minutes in hours.by_provenance.items() if minutes} == split
    assert split.keys() == {Provenance.RECEIVER.value, Provenance.STAFF.value, Provenance.BACKFILL.value}


def test_a_committee_over_both_agencies_counts_each_wish_once(place: Flask) -> None:
    counted = one(
        "SELECT count(DISTINCT w.id) FROM wishes w JOIN wish_claims c ON c.wish_id = w.id "
        f"WHERE c.unit_id IS NOT NULL AND w.outcome = 'fulfilled' AND c.ending = 'completed' AND {CLOSED_IN_2021}"
    )

    assert report("SZGW").wishes.fulfilled == counted
    assert report("SFJ").wishes.fulfilled == counted - report("SWB").wishes.fulfilled


def test_every_ending_was_lived_through(place: Flask) -> None:
    wishes = report("CHENGGUAN").wishes
    endings = {row[0] for row in rows("SELECT DISTINCT ending FROM wish_claims WHERE ending IS NOT NULL")}

    assert (wishes.partly, wishes.could_not, wishes.withdrawn, wishes.rejected, wishes.expired) == (3, 3, 2, 1, 2)
    assert endings == {"completed", "released", "no_contact", "closed"}
    assert one("SELECT count(*) FROM confirmations WHERE NOT is_accepted") == 3
    assert one("SELECT count(*) FROM journal WHERE action = 'wishes.returned'") == 4
    assert 0.7 <= wishes.followed_up / (wishes.fulfilled + wishes.partly) <= 0.9
    assert one("SELECT count(*) FROM wish_photos") >= 5


def test_every_wish_of_the_year_is_closed_within_it(place: Flask) -> None:
    said = "submitted_at < '2021-12-31 16:00:00'"

    assert one(f"SELECT count(*) FROM wishes w WHERE {said}") == one(
        f"SELECT count(*) FROM wishes w WHERE {said} AND w.state = 'closed' AND {CLOSED_IN_2021}"
    )
    assert one("SELECT count(*) FROM follow_ups WHERE followed_up_at >= '2021-12-31 16:00:00'") == 0
    assert one("SELECT count(*) FROM wish_claims WHERE ended_at IS NULL AND claimed_at < '2022-01-01'") == 0


def test_the_timers_find_nothing_to_do_in_the_year(place: Flask) -> None:
    tables = ("wishes", "wish_claims", "beneficiaries", "journal", "notices", "wish_reminders", "jobs")
    before = {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in tables}
    db.session.rollback()

    timers.run(make.NOW)
    jobs.run_due({}, make.NOW)

    assert {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in tables} == before


def test_everything_is_true_and_sealed(place: Flask) -> None:
    assert first_difference() is None
    assert one("SELECT max(id) FROM hour_entries") == one("SELECT max(last_id) FROM seals WHERE chain = 'hour_entries'")
    assert one("SELECT max(id) FROM journal WHERE at <= '2026-11-20 23:30:00'") <= one(
        "SELECT max(last_id) FROM seals WHERE chain = 'journal'"
    )


# ------------------------------------------------------------------------------ who can be tried


def test_the_accounts_can_sign_in_with_their_password(place: Flask) -> None:
    listed = demo.accounts()

    assert len(listed) >= 12
    assert {role for account in listed for role in account["roles"]} == {role.value for role in Role}
    for account in listed:
        assert account.keys() == {"phone", "password", "name", "roles", "organisation"}
        found = person_of_phone(str(account["phone"]))
        assert found is not None
        signed_in = signing_in.by_password(str(account["phone"]), str(account["password"]), "127.0.0.1", make.NOW)
        assert signed_in == found.id


def test_the_welcome_names_the_address_and_who_can_be_tried(place: Flask) -> None:
    text = demo.welcome("http://192.168.1.5:8000")

    assert "http://192.168.1.5:8000" in text
    for account in demo.accounts():
        if account["name"] in ("刘桂兰", "王芳", "陈静", "何建平", "李强", "孙丽华", "周志远", "管理员"):
            assert f"{account['phone']}  {account['password']}" in text


def test_every_desk_has_something_waiting_this_week(place: Flask) -> None:
    liu, chen, he, wang = person("刘桂兰"), person("陈静"), person("何建平"), person("王芳")

    by_proxy, by_liu = wishes_of_this_week(State.SUBMITTED)
    (claimed,) = wishes_of_this_week(State.CLAIMED)
    (delivered,) = wishes_of_this_week(State.DELIVERED)

    assert len(wishes_of_this_week(State.PUBLISHED)) == 5
    assert (may_review(chen, by_proxy), may_review(he, by_proxy), may_review(chen, by_liu)) == (False, True, True)
    assert is_owner(liu, by_liu)
    assert is_owner(liu, delivered)
    hers = f"SELECT count(*) FROM wish_claims WHERE wish_id = {claimed.id} AND person_id = {wang.person_id}"
    assert one(f"{hers} AND contacted_at IS NOT NULL") == 1


# ------------------------------------------------------------------------------ starting again


def test_a_second_start_in_the_same_week_adds_nothing(place: Flask) -> None:
    tables = [table.name for table in db.metadata.sorted_tables]
    before = {name: one(f"SELECT count(*) FROM {name}") for name in tables}
    db.session.rollback()

    demo.make(make.NOW, seal=seal)

    assert {name: one(f"SELECT count(*) FROM {name}") for name in tables} == before


def test_a_new_week_adds_other_wishes_to_claim_once(place: Flask) -> None:
    in_a_week = make.NOW + 7 * DAY
    open_before = {row[0] for row in rows("SELECT title FROM wishes WHERE state = 'published'")}
    db.session.rollback()

    demo.make(in_a_week, seal=seal)
    demo.make(in_a_week, seal=seal)

    added = [
        row[0] for row in rows("SELECT title FROM wishes WHERE state = 'published' AND submitted_at > '2026-11-23'")
    ]
    assert len(added) == len(set(added)) == 5
    assert not set(added) & open_before
    assert first_difference() is None
