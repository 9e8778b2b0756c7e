"""Sending a registration, accepting it, sending it back; moving on with the history kept; nobody accepts their own."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests import make
from tests.make import NOW
from volunteer.accounts.models import Scope
from volunteer.accounts.queries import agrees
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours, SameHands
from volunteer.journal.moves import MovedOn
from volunteer.journal.queries import lines_of
from volunteer.notices.queries import notices_of
from volunteer.organisations.models import Belonging, Organisation, Role
from volunteer.organisations.queries import place_of
from volunteer.registration import accepting, ending, submitting
from volunteer.registration.models import (
    Duty,
    Ending,
    MemberRegistration,
    OfferedResource,
    ResourceKind,
    State,
    UnitRegistration,
)
from volunteer.registration.queries import (
    registrations_of_member,
    registrations_of_unit,
    standing_of_member,
    standing_of_unit,
)
from volunteer.registration.refusals import (
    NeedsGrid,
    NoCommunity,
    NoDuty,
    RegisteredHere,
    WaitsElsewhere,
    WaitsHere,
    WordsNeeded,
)


def accept(registration: UnitRegistration, words: str = "") -> None:
    clerk = make.principal(make.jing())
    write(lambda now: accepting.accept_unit(registration, words, clerk, now))


# ------------------------------------------------------------------------------ a unit


def test_a_unit_registers_with_what_it_offers_and_the_community_is_told(app: Flask) -> None:
    clerk = make.jing()

    made = make.unit_registration()

    assert (made.state, made.unit.code, made.community.code) == (State.SUBMITTED, "SFJ", "QIAOMEN")
    assert next((one.kind, one.words) for one in made.resources) == (ResourceKind.SKILLS, "法律咨询，每月一次")
    told = notices_of(clerk.id)[0]
    assert (told.text, told.path) == ("兰州市司法局来报到，请接收", f"/office/registrations/units/{made.code}")
    assert [one.action for one in lines_of("unit_registrations", made.id)] == ["unit_registrations.submitted"]


def test_an_accepted_unit_gets_its_receipt_and_a_year(app: Flask) -> None:
    made = make.accepted_unit()

    assert (made.state, made.receipt_number) == (State.ACCEPTED, f"QIAOMEN-2026-{made.code}")
    assert (made.accepted_at, made.renew_on) == (make.NOW, date(2027, 11, 21))
    assert f"回执 {made.receipt_number}" in notices_of(make.liaison().id)[0].text


def test_a_unit_that_came_back_is_written_again_and_offers_anew(app: Flask) -> None:
    made, clerk, liaison = make.unit_registration(), make.principal(make.jing()), make.principal(make.liaison())
    write(lambda now: accepting.send_back(made, "请写清楚书记是谁", clerk, now))
    assert (made.state, made.review_words) == (State.RETURNED, "请写清楚书记是谁")

    again = make.unit_words(secretary="高建峰", resources=((ResourceKind.PEOPLE, "十名志愿者"),))
    write(lambda now: submitting.revise_unit(made, again, liaison, now))

    assert (made.state, made.secretary) == (State.SUBMITTED, "高建峰")
    assert list(db.session.scalars(sa.select(OfferedResource.kind))) == [ResourceKind.PEOPLE]


def test_a_registration_sent_to_two_communities_says_where_the_first_one_waits(app: Flask) -> None:
    make.unit_registration()

    with pytest.raises(WaitsElsewhere) as refused:
        make.unit_registration(make.other_community())

    said = refused.value.message
    assert "临夏路街道桥门社区" in said
    assert "撤回" in said


def test_the_same_registration_again_and_one_that_stands_are_told_apart(app: Flask) -> None:
    made = make.unit_registration()
    with pytest.raises(WaitsHere):
        make.unit_registration()
    accept(made)

    with pytest.raises(RegisteredHere):
        make.unit_registration()


def test_a_unit_that_moves_ends_the_old_one_when_the_new_community_accepts(app: Flask) -> None:
    old = make.accepted_unit(at=make.NOW - 100 * DAY)

    new = make.unit_registration(make.other_community(), at=make.NOW - DAY)
    assert standing_of_unit(new.unit_id) == old
    clerk = make.principal(make.other_clerk())
    write(lambda now: accepting.accept_unit(new, "", clerk, now))

    assert (old.state, old.ending, old.ended_at) == (State.ENDED, Ending.TRANSFERRED, make.NOW)
    assert standing_of_unit(new.unit_id) == new
    assert registrations_of_unit(new.unit_id) == [new, old]


@pytest.mark.parametrize("who", ["fang", "jing", "lei", "viewer"])
def test_only_the_liaison_registers_the_unit(app: Flask, who: str) -> None:
    by, unit, place = make.principal(getattr(make, who)()), make.unit(), make.community()

    with pytest.raises(NotYours):
        write(lambda now: submitting.register_unit(unit, place, make.unit_words(), by, now))


def test_one_registers_with_a_community_and_nothing_else(app: Flask) -> None:
    with pytest.raises(NoCommunity):
        make.unit_registration(make.street())


# ------------------------------------------------------------------------------ a member


def test_a_member_registers_with_consent_and_the_unit_of_that_day(app: Flask) -> None:
    made = make.member_registration()

    assert (made.state, made.person, made.unit_id) == (State.SUBMITTED, make.fang(), make.unit().id)
    assert [one.duty for one in made.duties] == [Duty.LEGAL, Duty.HELPING]
    assert (made.free, made.interests) == (["weekend_days"], ["elderly"])
    assert agrees(make.fang().id, Scope.PARTY_MEMBER)


def test_a_member_claims_at_least_one_post(app: Flask) -> None:
    with pytest.raises(NoDuty):
        make.member_registration(duties=())


def test_a_member_is_accepted_into_a_grid_and_lives_there_from_now_on(app: Flask) -> None:
    made, grid = make.member_registration(), make.grid()
    clerk = make.principal(make.jing())

    write(lambda now: accepting.accept_member(made, grid, clerk, now))

    assert (made.state, made.grid, made.renew_on) == (State.ACCEPTED, grid, date(2027, 11, 21))
    assert place_of(make.fang().id, Belonging.COMMUNITY, make.NOW) == make.community().id
    assert notices_of(make.fang().id)[0].text == "临夏路街道桥门社区接收了报到，编入桥门社区 3 号院网格"


def test_the_grid_is_one_of_the_community(app: Flask) -> None:
    made, clerk = make.member_registration(), make.principal(make.jing())
    make.grid()
    elsewhere = make.grid("SHENGOUQIAOG1", "深沟桥 1 号网格", place=make.other_community())

    def accept_into(grid: Organisation | None) -> None:
        write(lambda now: accepting.accept_member(made, grid, clerk, now))

    for grid in (None, elsewhere):
        with pytest.raises(NeedsGrid):
            accept_into(grid)


def test_a_member_who_moves_home_keeps_the_history_and_one_stands(app: Flask) -> None:
    old = make.accepted_member(at=make.NOW - 100 * DAY)

    new = make.accepted_member(community=make.other_community())

    assert (old.state, old.ending, old.grid is not None) == (State.ENDED, Ending.TRANSFERRED, True)
    assert standing_of_member(make.fang().id) == new
    assert registrations_of_member(make.fang().id) == [new, old]
    assert place_of(make.fang().id, Belonging.COMMUNITY, make.NOW) == make.other_community().id
    assert "转到东岗街道深沟桥社区" in notices_of(make.jing().id)[0].text


def test_a_member_waits_in_one_community_at_a_time(app: Flask) -> None:
    made, clerk = make.member_registration(), make.principal(make.jing())
    write(lambda now: accepting.send_back(made, "请写小区名", clerk, now))

    with pytest.raises(WaitsElsewhere, match="退回来修改"):
        make.member_registration(community=make.other_community())


def test_a_member_that_came_back_writes_again(app: Flask) -> None:
    made, clerk, fang = make.member_registration(), make.principal(make.jing()), make.principal(make.fang())
    write(lambda now: accepting.send_back(made, "请写小区名", clerk, now))

    words = make.member_words(compound="桥门巷 4 号院", duties=(Duty.OTHER,))
    write(lambda now: submitting.revise_member(made, words, fang, now))

    db.session.refresh(made)
    assert (made.state, made.compound, [one.duty for one in made.duties]) == (
        State.SUBMITTED,
        "桥门巷 4 号院",
        [Duty.OTHER],
    )


# ------------------------------------------------------------------------------ whose word it is


def test_a_clerk_does_not_accept_herself(app: Flask) -> None:
    jing = make.jing()
    made = make.member_registration(jing)
    herself, grid = make.principal(jing), make.grid()

    with pytest.raises(SameHands):
        write(lambda now: accepting.accept_member(made, grid, herself, now))


def test_a_clerk_who_is_liaison_too_does_not_accept_what_she_sent(app: Flask) -> None:
    both = make.granted(make.liaison(), Role.COMMUNITY_CLERK, make.community())
    made = make.unit_registration(by=both)
    held = next(one for one in make.principal(both).held if one.role is Role.COMMUNITY_CLERK)
    as_clerk = make.acting(both, held.grant_id)

    with pytest.raises(SameHands):
        write(lambda now: accepting.accept_unit(made, "", as_clerk, now))


@pytest.mark.parametrize("who", ["other_clerk", "liaison", "viewer", "lei", "fang"])
def test_nobody_else_accepts_or_sends_back(app: Flask, who: str) -> None:
    made, by, grid = make.member_registration(), make.principal(getattr(make, who)()), make.grid()

    with pytest.raises(NotYours):
        write(lambda now: accepting.accept_member(made, grid, by, now))
    with pytest.raises(NotYours):
        write(lambda now: accepting.send_back(made, "不行", by, now))


def test_sending_back_needs_a_reason(app: Flask) -> None:
    made, clerk = make.member_registration(), make.principal(make.jing())

    with pytest.raises(WordsNeeded):
        write(lambda now: accepting.send_back(made, "", clerk, now))


def test_what_was_accepted_is_not_accepted_again_and_not_sent_back(app: Flask) -> None:
    made = make.accepted_unit()
    clerk = make.principal(make.second_clerk())

    for act in (
        lambda now: accepting.accept_unit(made, "", clerk, now),
        lambda now: accepting.send_back(made, "再看看", clerk, now),
    ):
        with pytest.raises(MovedOn):
            write(act)


# ------------------------------------------------------------------------------ the database holds it too


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED])
def test_a_second_one_in_the_same_state_does_not_get_past_the_database(app: Flask, state: State) -> None:
    first = make.accepted_member() if state is State.ACCEPTED else make.member_registration()
    copy = {name: getattr(first, name) for name in ("person_id", "branch", "compound", "interests", "free")}
    second = {
        **copy,
        "code": "SECOND22",
        "community_id": make.other_community().id,
        "submitted_at": make.NOW,
        "state": state,
        "state_since": make.NOW,
        "accepted_at": make.NOW if state is State.ACCEPTED else None,
    }

    with pytest.raises(IntegrityError):
        write(lambda _now: db.session.execute(sa.insert(MemberRegistration).values(**second)))


# ------------------------------------------------------------------------------ a member without a phone


def test_a_clerk_registers_a_member_without_a_phone_and_another_one_accepts(app: Flask) -> None:
    made, jing, second, grid = make.paper_registration(), make.jing(), make.second_clerk(), make.grid()
    author, other = make.principal(jing), make.principal(second)

    with pytest.raises(SameHands):
        write(lambda now: accepting.accept_member(made, grid, author, now))
    write(lambda now: accepting.accept_member(made, grid, other, now))

    assert (made.state, made.person.name, made.person.phone, made.person.phone_tail) == (
        *(State.ACCEPTED, "马占海"),
        *(None, "—"),
    )
    assert agrees(made.person_id, Scope.PARTY_MEMBER, submitting.PARTY_VERSION)
    told = notices_of(jing.id)[0]
    assert (told.text, told.path) == (
        "您代马*海填的报到：临夏路街道桥门社区接收了报到，编入桥门社区 3 号院网格",
        f"/office/registrations/members/{made.code}",
    )
    assert ("person.registered", jing.id) in [(one.action, one.actor_id) for one in lines_of("people", made.person_id)]


def test_two_members_without_a_phone_and_of_one_name_are_two_people(app: Flask) -> None:
    first, second = make.paper_registration(), make.paper_registration()

    assert first.person_id != second.person_id


def test_who_wrote_it_once_more_does_not_accept_it(app: Flask) -> None:
    made, second, grid = make.paper_registration(), make.principal(make.second_clerk()), make.grid()
    write(lambda now: accepting.send_back(made, "请写清楚是哪个小区", second, now))

    write(lambda now: submitting.revise_member(made, make.member_words(compound="通渭路 2 号院"), second, now))

    assert (made.state, made.author_id) == (State.SUBMITTED, second.person_id)
    with pytest.raises(SameHands):
        write(lambda now: accepting.accept_member(made, grid, second, now))


def test_the_clerks_there_renew_and_withdraw_what_was_written_down(app: Flask) -> None:
    made, second, grid = make.paper_registration(at=NOW - 340 * DAY), make.principal(make.second_clerk()), make.grid()
    make.done(lambda now: accepting.accept_member(made, grid, second, now), NOW - 340 * DAY)
    there = make.principal(make.other_clerk())

    with pytest.raises(NotYours):
        write(lambda now: ending.renew(made, there, now))
    write(lambda now: ending.renew(made, second, now))
    write(lambda now: ending.withdraw(made, second, now))

    assert (made.state, made.ending) == (State.ENDED, Ending.WITHDRAWN)
    assert not agrees(made.person_id, Scope.PARTY_MEMBER, submitting.PARTY_VERSION)


def test_elsewhere_nobody_writes_one_down_and_what_was_not_written_down_is_the_members_own(app: Flask) -> None:
    place, there, own = make.community(), make.principal(make.other_clerk()), make.accepted_member()
    clerk = make.principal(make.jing())

    with pytest.raises(NotYours):
        write(lambda now: submitting.register_member_for("马占海", place, make.member_words(), there, now))
    with pytest.raises(NotYours):
        write(lambda now: ending.withdraw(own, clerk, now))
