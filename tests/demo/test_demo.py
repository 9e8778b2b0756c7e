"""The demo, made once on each database: a year that is over, figures that agree with the raw rows, and this week."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import BACKENDS, House
from volunteer import demo
from volunteer.accounts import signing_in
from volunteer.accounts.models import Person
from volunteer.accounts.queries import person_of_phone
from volunteer.attendance.confirming import due_on, list_of
from volunteer.attendance.queries import attendances_of_shift
from volunteer.base import clock, jobs
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.base.db import db
from volunteer.cli.checking import first_difference
from volunteer.cli.serving import SEALED, seal_all
from volunteer.events import models as events
from volunteer.events import timers as event_timers
from volunteer.events.models import Category, Event, Risk, Shift, SignUpState
from volunteer.events.queries import overlapping_sign_up, sign_ups_of_shift, unconfirmed
from volunteer.hours.models import Provenance
from volunteer.hours.queries import split_of
from volunteer.journal import seals
from volunteer.organisations.models import Role
from volunteer.organisations.queries import below, organisation_of_code
from volunteer.organisations.standing import Principal, principal_of
from volunteer.partnership import timers as partnership_timers
from volunteer.partnership.models import Agreement, Appointment, AppointmentState
from volunteer.partnership.queries import cleared_until, programme_of_code
from volunteer.registration.figures import RegistrationFigures, registration_figures
from volunteer.reports.filed import is_late, latest_of, waiting_at
from volunteer.reports.freezing import thawed
from volunteer.reports.models import PeriodicReport
from volunteer.reports.periods import period_of, period_or_term_of
from volunteer.reports.programmes import as_json, programme_report
from volunteer.reports.whole import Report, report_of
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
    assert split.keys() == {one.value for one in Provenance}
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


def test_wang_fang_has_minutes_of_every_provenance(place: Flask) -> None:
    found = {one_.value for one_, times, _ in split_of(person("王芳").person_id, 2021) if times}

    assert found == {"scanned", "receiver", "staff", "backfill"}


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
    of_wishes = ("wishes", "wish_claims", "beneficiaries", "journal", "notices", "wish_reminders", "jobs")
    of_partners = ("agreements", "agreement_reminders", "appointments", "clearances")
    tables = (*of_wishes, "events", "shifts", "posts", "sign_ups", "event_reminders", *of_partners)
    before = everything(*tables)

    timers.run(make.NOW)
    event_timers.run(make.NOW)
    partnership_timers.run(make.NOW)
    jobs.run_due({}, make.NOW)

    assert everything(*tables) == before


def test_everything_is_true_and_sealed(place: Flask) -> None:
    assert first_difference() is None
    assert [seals.unsealed(chain) for chain in SEALED] == [0, 0]


# ------------------------------------------------------------------------------ agreements and tutors


def test_the_five_party_agreements_were_signed_in_2021_and_followed_by_others(place: Flask) -> None:
    signed = rows(
        "SELECT a.id, count(*) FROM agreements a JOIN agreement_parties p ON p.agreement_id = a.id "
        "WHERE p.signed_on >= '2021-01-01' AND p.signed_on < '2022-01-01' GROUP BY a.id"
    )

    assert [count for _id, count in signed] == [5, 5]
    followed = rows("SELECT n.state, o.state FROM agreements n JOIN agreements o ON n.renews_id = o.id")
    assert followed == [("active", "ended"), ("active", "ended")]


def test_one_agreement_waits_for_two_of_five_and_one_ends_in_25_days(place: Flask) -> None:
    waiting = rows(
        "SELECT count(*), count(p.signed_on) FROM agreements a JOIN agreement_parties p ON p.agreement_id = a.id "
        "WHERE a.state = 'signing' GROUP BY a.id"
    )

    assert waiting == [(5, 3)]
    ends = db.session.scalars(sa.select(Agreement.ends_on).where(Agreement.state == "active")).all()
    assert (min(ends) - make.TODAY).days == 25


def test_tutors_of_2021_were_appointed_until_2026_and_one_was_not_checked_again(place: Flask) -> None:
    first = rows("SELECT count(*) FROM appointments WHERE starts_on = '2021-03-05' AND ends_on = '2026-03-04'")

    assert first == [(13,)]
    standing = set(
        db.session.scalars(sa.select(Appointment.person_id).where(Appointment.state == AppointmentState.ACTIVE))
    )
    until = cleared_until(standing)
    assert len(standing) == 9
    assert {one for one in standing if until[one] < make.TODAY} == {person_of_name("许娟")}


def person_of_name(name: str) -> int:
    return db.session.scalars(sa.select(Person.id).where(Person.name == name)).one()


# ------------------------------------------------------------------------------ the events of the year


def of_confirmed_lists(what: str, clause: str, group: str = "") -> list[tuple[Any, ...]]:
    """Return what the raw rows say of 2021: shifts `s`, their hosts `o`, attendances `a` and the units `u` of those."""
    return rows(
        f"""
        SELECT {what} FROM shifts s JOIN events e ON e.id = s.event_id JOIN organisations o ON o.id = e.host_id
        LEFT JOIN attendances a ON a.shift_id = s.id LEFT JOIN organisations u ON u.id = a.unit_id
        WHERE s.confirmed_at IS NOT NULL AND {clause}
        AND s.starts_at >= '2020-12-31 16:00:00' AND s.starts_at < '2021-12-31 16:00:00' {group}
        """  # noqa: S608 - our own words
    )


def test_the_agency_held_thirty_odd_events_with_four_hundred_odd_attendances(place: Flask) -> None:
    counted = of_confirmed_lists(
        "count(DISTINCT e.id), count(DISTINCT s.id), count(DISTINCT a.id), count(DISTINCT a.person_id)",
        "o.code IN ('SWB', 'SWB1', 'SWB2')",
    )

    held = report("SWB").activities.held

    assert [(held.events, held.sessions, held.attendances, held.persons)] == counted
    assert 34 <= held.events <= 38
    assert 400 <= held.attendances <= 470


def test_what_members_joined_elsewhere_is_a_line_of_its_own(place: Flask) -> None:
    counted = of_confirmed_lists(
        "count(DISTINCT e.id), count(DISTINCT a.id)",
        "u.code IN ('SWB', 'SWB1', 'SWB2') AND o.code NOT IN ('SWB', 'SWB1', 'SWB2')",
    )

    joined = report("SWB").activities.joined

    assert joined is not None
    assert [(joined.events, joined.attendances)] == counted
    assert joined.events >= 10
    classes = one(
        """
        SELECT count(*) FROM orders o JOIN organisations t ON t.id = o.team_id
        WHERE (t.code LIKE 'SFJ%' OR t.code = 'LEINUO') AND o.served_at < '2021-12-31 16:00:00'
        """
    )
    assert classes >= 25
    assert [report(code).activities.held.events for code in ("QIAOMEN", "SHENGOUQIAO", "SFJ")] == [7, 4, 5 + classes]


def test_the_minutes_of_every_event_are_those_its_lists_say(place: Flask) -> None:
    by_list = of_confirmed_lists("e.id, sum(a.minutes)", "o.code IN ('SWB', 'SWB1', 'SWB2')", "GROUP BY e.id")
    by_ledger = rows(
        """
        SELECT s.event_id, sum(h.minutes) FROM hour_entries h
        JOIN attendances a ON a.id = h.source_id JOIN shifts s ON s.id = a.shift_id
        JOIN organisations o ON o.id = h.host_id
        WHERE h.source = 'event' AND o.code IN ('SWB', 'SWB1', 'SWB2')
        AND h.served_on BETWEEN '2021-01-01' AND '2021-12-31'
        GROUP BY s.event_id
        """
    )

    held = report("SWB").activities.held

    assert sorted(by_list) == sorted(by_ledger)
    assert held.minutes == sum(minutes for _, minutes in by_ledger)
    assert held.by_provenance[Provenance.SCANNED] > held.minutes / 2


def test_every_list_of_the_year_is_confirmed_in_time_and_nobodys_minutes_wait(place: Flask) -> None:
    shifts = db.session.scalars(
        sa.select(Shift).join(Event, Shift.event_id == Event.id).where(Shift.starts_at < clock.at(date(2022, 1, 1)))
    ).all()

    for shift in shifts:
        if shift.event.state is not events.State.CANCELLED:
            assert shift.event.state is events.State.SETTLED
            assert shift.confirmed_at is not None
            assert clock.local_day(shift.confirmed_at) <= due_on(shift)
    assert one("SELECT count(*) FROM attendances WHERE credit = 'second_person'") == 0
    assert one("SELECT count(*) FROM hour_entries WHERE source = 'event' AND approved_by IS NOT NULL") >= 20
    late = "recorded_at >= '2021-12-31 10:00:00' AND served_on < '2022-01-01'"
    assert one(f"SELECT count(*) FROM hour_entries WHERE {late}") == 0  # noqa: S608


def test_everything_that_happens_at_a_door_happened(place: Flask) -> None:
    assert {row[0] for row in rows("SELECT DISTINCT means FROM scans")} == {"screen", "digits", "leader"}
    assert one("SELECT count(*) FROM scans WHERE means = 'screen'") > one("SELECT count(*) FROM scans") * 0.6
    assert one("SELECT count(*) FROM attendances WHERE state = 'confirmed' AND sign_up_id IS NULL") >= 10
    assert one("SELECT count(*) FROM attendances WHERE state = 'confirmed' AND left_at IS NULL") >= 5
    assert one("SELECT count(*) FROM attendances WHERE reason IS NOT NULL") >= 5
    assert {row[0] for row in rows("SELECT DISTINCT turnout FROM sign_ups WHERE turnout IS NOT NULL")} == {
        "served",
        "absent",
        "excused",
    }
    assert one("SELECT count(*) FROM sign_ups WHERE promoted_at IS NOT NULL") >= 5
    assert one("SELECT count(*) FROM sign_ups WHERE state = 'withdrawn'") >= 10
    assert one("SELECT count(*) FROM sign_ups WHERE ended_words = '没有轮到'") >= 5
    assert one("SELECT count(*) FROM journal WHERE action = 'events.postponed'") == 1
    assert one("SELECT count(*) FROM events WHERE state = 'cancelled' AND is_listed AND state_words IS NOT NULL") == 2


def test_the_years_notices_are_varied_and_insured(place: Flask) -> None:
    by_category = report("SWB").activities.held.by_category
    risky = db.session.scalars(sa.select(Event).where(Event.risk != Risk.LOW)).all()

    assert len(by_category) >= 12
    assert {Category.UNITY, Category.POLICY} <= by_category.keys()
    assert len(risky) == 2
    assert all(event.insurance for event in risky)


# ------------------------------------------------------------------------------ 双报到


def test_units_and_members_are_registered_as_block_a_says(place: Flask) -> None:
    def block(code: str, is_place: bool = False) -> RegistrationFigures:
        organisation = organisation_of_code(code)
        assert organisation is not None
        return registration_figures(organisation, is_place, date(2021, 1, 1), date(2021, 12, 31))

    counted = dict(
        rows(
            """
            SELECT o.code, count(*) FROM member_registrations r JOIN organisations o ON o.id = r.community_id
            WHERE r.accepted_at < '2021-12-31 16:00:00' GROUP BY o.code
            """
        )
    )

    assert {code: block(code, True).members for code in counted} == counted
    assert block("CHENGGUAN", True).members == sum(counted.values()) == 32
    assert (block("SWB").members_due, block("SWB").members, block("SWB").rate) == (24, 24, 1.0)
    assert (block("SFJ").members_due, block("SFJ").members) == (10, 8)
    assert (block("SZGW").units_due, block("SZGW").units) == (2, 2)
    assert (block("QIAOMEN", True).members_due, block("SHENGOUQIAO", True).rate) == (30, None)


def test_who_registered_then_still_stands_and_one_waits(place: Flask) -> None:
    assert rows("SELECT state, count(*) FROM unit_registrations GROUP BY state") == [("accepted", 2)]
    states = dict(rows("SELECT state, count(*) FROM member_registrations GROUP BY state"))
    assert states == {"accepted": 32, "submitted": 1}
    assert one("SELECT count(*) FROM member_registrations WHERE renew_on <= '2026-11-21'") == 0


# ------------------------------------------------------------------------------ who can be tried


def test_the_months_and_the_year_of_four_were_reported_and_accepted_one_late_one_returned_once(place: Flask) -> None:
    filed = rows(
        "SELECT o.code, r.period, r.state, r.version, r.returned_at IS NOT NULL FROM periodic_reports r "
        "JOIN organisations o ON o.id = r.organisation_id WHERE r.period LIKE '2021%'"
    )
    periods = {"2021", *(f"2021-{month:02}" for month in range(1, 13))}

    assert {(code, period) for code, period, *_rest in filed} == {
        (code, period) for code in ("SWB", "SFJ", "QIAOMEN", "LINXIALU") for period in periods
    }
    assert {(state, version) for _code, _period, state, version, _returned in filed} == {("accepted", 1)}
    assert [(code, period) for code, period, _state, _version, returned in filed if returned] == [
        ("QIAOMEN", "2021-09")
    ]
    late = [one for one in db.session.scalars(sa.select(PeriodicReport)) if is_late(one)]
    assert [(one.organisation.code, one.period) for one in late] == [("SFJ", "2021-07")]


def test_what_was_reported_for_the_year_is_what_the_raw_rows_say(place: Flask) -> None:
    unit = organisation_of_code("SWB")
    assert unit is not None
    filed = latest_of(unit.id, "2021")
    assert filed is not None
    figures = thawed(filed.frozen or "").figures

    minutes = one(
        "SELECT sum(minutes) FROM hour_entries WHERE served_on BETWEEN '2021-01-01' AND '2021-12-31' AND unit_id IN "
        "(SELECT id FROM organisations WHERE code LIKE 'SWB%')"
    )
    assert figures["hours"]["minutes"] == minutes
    assert figures["wishes"]["fulfilled"] == report("SWB").wishes.fulfilled


def test_the_last_month_waits_to_be_looked_through_and_sent(place: Flask) -> None:
    unit = organisation_of_code("SWB")
    assert unit is not None

    assert [one.period for one in waiting_at(unit.id, make.TODAY).drafts] == ["2026-10"]


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
    assert "/office/events" in text
    assert "签到码" in text


def test_nobody_who_came_to_an_event_joins_the_accounts(place: Flask) -> None:
    names = "刘桂兰 王芳 陈静 何建平 马秀英 李强 赵敏 孙丽华 周志远 管理员 张丽 杨国强 魏淑珍 白文清 赵磊"
    names += " 段红霞 温玉梅 孙志华 方正 石磊 韩雪梅"

    assert [account["name"] for account in demo.accounts()] == names.split()


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


# ------------------------------------------------------------------------------ the events of this week


def shifts_from(day: int) -> list[Shift]:
    """Return the shifts that begin on the day so many days from today, whoever holds them."""
    begins = clock.at(make.TODAY + day * DAY)
    found = sa.select(Shift).where(Shift.starts_at >= begins, Shift.starts_at < begins + DAY).order_by(Shift.id)
    return list(db.session.scalars(found))


def places_of(shift: Shift) -> list[int]:
    """Return places, taken, waiting."""
    return [sum(getattr(post, name) for post in shift.posts) for name in ("places", "taken", "waiting")]


def test_an_event_is_running_now_and_wang_fang_has_yet_to_check_in(place: Flask) -> None:
    (running,) = shifts_from(0)
    came = attendances_of_shift(running.id)
    signed_up = [made.person.name for made in sign_ups_of_shift(running.id)]

    assert make.NOW - 50 * MINUTE < running.starts_at < make.NOW - 30 * MINUTE
    assert running.starts_at.minute % 15 == 0
    assert make.NOW + 1.5 * HOUR < running.ends_at < make.NOW + 2.5 * HOUR
    assert running.event.published_at is not None
    assert running.event.published_at < running.starts_at
    assert (running.event.host.code, running.event.leader.name) == ("QIAOMEN", "陈静")
    assert 6 <= len(signed_up) <= 10
    assert "王芳" in signed_up
    assert [one_.came_by.value for one_ in came] == ["screen"] * 3
    assert "王芳" not in [one_.person.name for one_ in came]


def test_there_is_something_to_sign_up_for_and_something_to_wait_for(place: Flask) -> None:
    (tomorrow,) = shifts_from(1)
    (soon,) = shifts_from(3)
    (weekend,) = shifts_from(7)
    (agency,) = shifts_from(4)

    places, taken, waiting = places_of(tomorrow)
    assert (clock.local(tomorrow.starts_at).hour, tomorrow.ends_at - tomorrow.starts_at) == (9, 2.5 * HOUR)
    assert (places - taken, waiting) == (7, 0)
    assert len(soon.posts) == 1
    assert places_of(soon) == [4, 4, 3]
    assert places_of(weekend) == [40, 0, 0]
    (needed,) = shifts_from(5)
    assert [post.skill is None for post in needed.posts] == [False, True]
    assert needed.event.closes_at == clock.at(clock.local_day(needed.starts_at))
    assert (agency.event.host.code, agency.event.leader.name) == ("SWB", "李强")


def test_yesterdays_list_waits_for_chen_jing(place: Flask) -> None:
    community = organisation_of_code("QIAOMEN")
    assert community is not None

    (shift,) = unconfirmed(below(community.id), make.NOW)

    assert shift in shifts_from(-1)
    assert shift.event.leader.name == "陈静"
    assert shift.event.state is events.State.ENDED
    assert len(list_of(shift)) == 8
    assert shift.headcount is None


# ------------------------------------------------------------------------------ starting again


def test_a_second_start_in_the_same_week_adds_nothing(place: Flask) -> None:
    before = everything()

    demo.make(make.NOW, seal=seal)

    assert everything() == before


def test_a_new_day_adds_the_event_that_is_running_then_and_nothing_else(place: Flask) -> None:
    tomorrow = make.NOW + DAY + 2 * HOUR  # while yesterday's event of tomorrow is on
    before = one("SELECT max(id) FROM events")

    demo.make(tomorrow, seal=seal)
    demo.make(tomorrow, seal=seal)

    added = db.session.scalars(sa.select(Event).where(Event.id > before)).all()
    ((shift,),) = [event.shifts for event in added]
    assert shift.starts_at < tomorrow < shift.ends_at
    signed_up = [made for made in sign_ups_of_shift(shift.id) if made.state is SignUpState.CONFIRMED]
    assert len(signed_up) == 8
    for made in signed_up:
        other = overlapping_sign_up(made.person_id, shift.starts_at, shift.ends_at)
        assert other is not None
        assert other.shift_id == shift.id
    assert first_difference() is None


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
    assert len(shifts_from(8)) == len(shifts_from(10)) == 1
    assert first_difference() is None


# ------------------------------------------------------------------------------ the classes


SERVED_2021 = """
    FROM orders o JOIN shifts s ON s.id = o.shift_id JOIN programmes p ON p.id = o.programme_id
    WHERE p.code = 'mofashi' AND o.served_at IS NOT NULL
      AND s.starts_at >= '2020-12-31 16:00:00' AND s.starts_at < '2021-12-31 16:00:00'
"""


def test_the_programmes_figures_of_2021_are_those_of_the_raw_rows(place: Flask) -> None:
    programme = programme_of_code("mofashi")
    assert programme is not None
    kinds = dict(
        rows(
            "SELECT CASE c.kind WHEN 'school' THEN 'schools' ELSE 'others' END, count(*) FROM organisations c "  # noqa: S608
            f"WHERE c.id IN (SELECT o.client_id {SERVED_2021}) GROUP BY 1"
        )
    )
    ((orders, periods, students),) = rows(f"SELECT count(*), sum(o.actual_periods), sum(o.actual_people) {SERVED_2021}")
    trials = one(
        "SELECT count(*) FROM offerings f JOIN orders x ON x.offering_id = f.id "  # noqa: S608
        "WHERE f.topic = 'mock_trial' "
        f"AND x.id IN (SELECT o.id {SERVED_2021})"
    )
    tutors = one(
        f"SELECT count(DISTINCT a.person_id) FROM attendances a WHERE a.shift_id IN (SELECT o.shift_id {SERVED_2021})"  # noqa: S608
    )
    reviews = rows(
        "SELECT content, manner, gains, punctuality FROM reviews r "  # noqa: S608 - our own words
        f"WHERE r.order_id IN (SELECT o.id {SERVED_2021})"
    )
    given = [mark for review in reviews for mark in review if mark is not None]

    written = as_json(programme_report(programme, period_of("2021")))

    assert (written["schools"], written["others"]) == (kinds["schools"], kinds["others"]) == (1, 1)
    assert (written["orders"], written["class_periods"], written["students"]) == (orders, periods, students)
    assert (written["mock_trials"], written["tutors"]) == (trials, tutors)
    assert written["reviews"] == {
        "count": len(reviews),
        "marks": len(given),
        "average": round(sum(given) / len(given), 2),
        "coverage": len(reviews) / orders,
    }
    assert 20 <= orders - len(rows("SELECT 1 " + SERVED_2021 + " AND o.audience = 'holiday'")) <= 25
    assert trials >= 4
    assert 0 < len(reviews) < orders
    assert len(given) < 4 * len(reviews)  # some were left out


def test_the_lines_of_the_programme_add_up_and_its_minutes_are_the_ledgers(place: Flask) -> None:
    programme = programme_of_code("mofashi")
    assert programme is not None

    made_ = programme_report(programme, period_of("2021"))

    assert sum(line.figures.orders for line in made_.clients) == made_.figures.orders
    assert sum(line.minutes for line in made_.tutors) == one(
        "SELECT sum(h.minutes) FROM hour_entries h JOIN attendances a ON a.id = h.source_id "  # noqa: S608
        f"WHERE h.source = 'event' AND a.shift_id IN (SELECT o.shift_id {SERVED_2021})"
    )
    terms = [programme_report(programme, period_or_term_of(f"2021-{half}")).figures for half in ("spring", "autumn")]
    assert sum(term.orders for term in terms) == made_.figures.orders
    assert sum(term.students for term in terms) == made_.figures.students


def test_a_lesson_of_the_second_programme_was_held_and_earned_nothing(place: Flask) -> None:
    lessons = rows(
        """
        SELECT o.actual_people, count(a.id), count(h.id) FROM orders o
        JOIN programmes p ON p.id = o.programme_id JOIN attendances a ON a.shift_id = o.shift_id
        LEFT JOIN hour_entries h ON h.source = 'event' AND h.source_id = a.id
        WHERE p.code = 'dangke' GROUP BY o.id, o.actual_people
        """
    )

    assert lessons == [(58, 2, 0)]


def test_of_the_year_every_order_is_over_and_of_today_there_is_one_in_each_state(place: Flask) -> None:
    year = "placed_at < '2021-12-31 16:00:00'"

    assert rows(f"SELECT DISTINCT state FROM orders WHERE {year}") == [("closed",)]  # noqa: S608
    assert dict(rows(f"SELECT outcome, count(*) FROM orders WHERE {year} GROUP BY outcome"))["cancelled"] == 1  # noqa: S608
    assert sorted(row[0] for row in rows(f"SELECT state FROM orders WHERE NOT {year}")) == sorted(  # noqa: S608
        ["placed", "returned", "invited", "taken", "served", "closed"]
    )
    assert one("SELECT count(*) FROM invitations WHERE answer = 'declined'") == 2
    assert one("SELECT count(*) FROM journal WHERE action = 'orders.postponed'") == 1
    assert one("SELECT count(*) FROM reviews WHERE reviewed_by IS NULL") >= 4  # by the link
