"""The demo, made once on each database: a year that is over, figures that agree with the raw rows, and this week."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

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
from volunteer.cli.serving import SEALED, seal_all
from volunteer.hours.models import Provenance
from volunteer.hours.queries import split_of
from volunteer.journal import seals
from volunteer.organisations.models import Role
from volunteer.organisations.queries import organisation_of_code
from volunteer.organisations.standing import Principal, principal_of
from volunteer.reports.whole import Report, report_of
from volunteer.reports.periods import period_of
from volunteer.wishes import timers
from volunteer.wishes.models import State, Wish
from volunteer.wishes.permissions import is_owner, may_review
from volunteer.wishes.queries import active_claim


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


def rows(statement: str) -> list[tuple[Any, ...]]:
    """Return what a statement written by hand finds: nothing here asks the reports' own code."""
    return [tuple(row) for row in db.session.execute(sa.text(statement))]


def one(statement: str) -> int:
    ((number,),) = rows(statement)
    return int(number)


def everything(*names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of these tables, or of every table, as they are now."""
    tables = [db.metadata.tables[name] for name in names] or db.metadata.sorted_tables
    found = {
        table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key))]
        for table in tables
    }
    db.session.rollback()
    return found


def report(code: str) -> Report:
    organisation = organisation_of_code(code)
    assert organisation is not None
    return report_of(organisation, period_of("2021"))


def person(name: str) -> Principal:
    phone = next(account["phone"] for account in demo.accounts() if account["name"] == name)
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
        """
        SELECT count(DISTINCT w.id) FROM wishes w
        JOIN wish_claims c ON c.wish_id = w.id JOIN organisations o ON o.id = c.unit_id
        WHERE o.code IN ('SWB', 'SWB1', 'SWB2') AND w.outcome = 'fulfilled' AND c.ending = 'completed'
          AND w.closed_at >= '2020-12-31 16:00:00' AND w.closed_at < '2021-12-31 16:00:00'
        """
    )

    assert 50 <= counted <= 59
    assert report("SWB").wishes.fulfilled == counted


def test_the_agency_claimed_sixty_wishes_or_more_in_both_communities(place: Flask) -> None:
    counted: dict[str, int] = dict(
        rows(
            """
            SELECT k.code, count(DISTINCT c.wish_id) FROM wish_claims c
            JOIN wishes w ON w.id = c.wish_id
            JOIN organisations o ON o.id = c.unit_id JOIN organisations k ON k.id = w.community_id
            WHERE o.code IN ('SWB', 'SWB1', 'SWB2') AND c.claimed_at < '2021-12-31 16:00:00'
            GROUP BY k.code
            """
        )
    )

    assert counted.keys() == {"QIAOMEN", "SHENGOUQIAO"}
    assert report("SWB").wishes.claimed == sum(counted.values()) >= 60


def test_the_reports_minutes_are_the_minutes_of_the_rows(place: Flask) -> None:
    by_place = one(
        """
        SELECT sum(h.minutes) FROM hour_entries h JOIN organisations o ON o.id = h.community_id
        WHERE o.code = 'QIAOMEN' AND h.served_on BETWEEN '2021-01-01' AND '2021-12-31'
        """
    )
    split: dict[str, int] = dict(
        rows(
            """
            SELECT h.provenance, sum(h.minutes) FROM hour_entries h JOIN organisations o ON o.id = h.unit_id
            WHERE o.code IN ('SWB', 'SWB1', 'SWB2') AND h.served_on BETWEEN '2021-01-01' AND '2021-12-31'
            GROUP BY h.provenance
            """
        )
    )

    hours = report("SWB").hours

    assert hours.minutes == sum(split.values()) > 0
    assert {kind.value: minutes for kind, minutes in hours.by_provenance.items() if minutes} == split
    assert split.keys() == {Provenance.RECEIVER.value, Provenance.STAFF.value, Provenance.BACKFILL.value}
    assert report("LINXIALU").hours.minutes == by_place > 0


def test_a_committee_counts_the_wishes_of_both_agencies(place: Flask) -> None:
    counted = one(
        """
        SELECT count(DISTINCT w.id) FROM wishes w JOIN wish_claims c ON c.wish_id = w.id
        WHERE c.unit_id IS NOT NULL AND w.outcome = 'fulfilled' AND c.ending = 'completed'
          AND w.closed_at < '2021-12-31 16:00:00'
        """
    )

    assert report("SZGW").wishes.fulfilled == counted
    assert report("SWB").wishes.fulfilled + report("SFJ").wishes.fulfilled == counted


def test_wang_fang_has_minutes_of_every_provenance_of_a_wish(place: Flask) -> None:
    found = {one_.value for one_, times, _ in split_of(person("王芳").person_id, 2021) if times}

    assert found == {"receiver", "staff", "backfill"}


def test_every_ending_was_lived_through(place: Flask) -> None:
    wishes = report("CHENGGUAN").wishes

    assert (wishes.partly, wishes.could_not, wishes.withdrawn, wishes.rejected, wishes.expired) == (3, 3, 2, 1, 2)
    assert {row[0] for row in rows("SELECT DISTINCT ending FROM wish_claims WHERE ending IS NOT NULL")} == {
        "completed",
        "released",
        "no_contact",
        "closed",
    }
    assert one("SELECT count(*) FROM confirmations WHERE NOT is_accepted") == 3
    assert one("SELECT count(*) FROM journal WHERE action = 'wishes.returned'") == 4
    assert one("SELECT count(*) FROM wish_photos") >= 5
    assert wishes.followed_up == wishes.fulfilled + wishes.partly


def test_every_wish_of_the_year_is_closed_within_it(place: Flask) -> None:
    said = one("SELECT count(*) FROM wishes WHERE submitted_at < '2021-12-31 16:00:00'")
    closed = one("SELECT count(*) FROM wishes WHERE state = 'closed' AND closed_at < '2021-12-31 16:00:00'")

    assert said == closed
    assert one("SELECT count(*) FROM wish_claims WHERE ended_at IS NULL AND claimed_at < '2022-01-01'") == 0
    assert one("SELECT count(*) FROM follow_ups WHERE followed_up_at >= '2021-12-31 16:00:00'") == 0


def test_the_timers_find_nothing_to_do(place: Flask) -> None:
    tables = ("wishes", "wish_claims", "beneficiaries", "journal", "notices", "wish_reminders", "jobs")
    before = everything(*tables)

    timers.run(make.NOW)
    jobs.run_due({}, make.NOW)

    assert everything(*tables) == before


def test_everything_is_true_and_sealed(place: Flask) -> None:
    assert first_difference() is None
    assert [seals.unsealed(chain) for chain in SEALED] == [0, 0]


# ------------------------------------------------------------------------------ who can be tried


def test_the_accounts_can_sign_in_with_their_password(place: Flask) -> None:
    listed = demo.accounts()

    assert len(listed) >= 12
    assert {role for account in listed for role in account["roles"]} == {role.value for role in Role}
    for account in listed:
        assert account.keys() == {"phone", "password", "name", "roles", "organisation"}
        found = person_of_phone(account["phone"])
        assert found is not None
        signed_in = signing_in.by_password(account["phone"], account["password"], "127.0.0.1", make.NOW)
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
    claim = active_claim(claimed)
    assert claim is not None
    assert claim.person_id == wang.person_id
    assert claim.contacted_at is not None


# ------------------------------------------------------------------------------ starting again


def test_a_second_start_in_the_same_week_adds_nothing(place: Flask) -> None:
    before = everything()

    demo.make(make.NOW, seal=seal)

    assert everything() == before


def test_a_new_week_adds_other_wishes_to_claim_once(place: Flask) -> None:
    in_a_week = make.NOW + 7 * DAY
    open_before = {wish.title for wish in wishes_of_this_week(State.PUBLISHED)}

    demo.make(in_a_week, seal=seal)
    demo.make(in_a_week, seal=seal)

    added = [
        row[0] for row in rows("SELECT title FROM wishes WHERE state = 'published' AND submitted_at > '2026-11-23'")
    ]
    assert len(added) == len(set(added)) == 5
    assert not set(added) & open_before
    assert first_difference() is None
