"""One person, or one unit, that registers in two places at once; one registration that several answer."""

from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.races.conftest import all_in_order
from tests.races.crowd import Ask, one_after_the_other, signed_in, statuses, together
from tests.races.serving import Served
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.organisations.models import Organisation
from volunteer.registration import accepting, ending, importing
from volunteer.registration.models import Ending, MemberRegistration, RosterEntry, State, UnitRegistration
from volunteer.registration.verdicts import Read, Row

pytestmark = pytest.mark.race

PLACES = ("QIAOMEN", "SHENGOUQIAO")
F2: dict[str, object] = {"branch": "第二党支部", "compound": "桥门巷 3 号院", "duties": "legal", "consent": "y"}
F1: dict[str, object] = {
    **{"party_organisation": "机关党委", "secretary": "高峰", "liaison": "吴涛", "office_phone": "0931-8460099"},
    **{"address": "南昌路 6 号", "members": "60", "in_service": "52"},
}


def test_a_member_who_registers_in_two_communities_together_waits_in_one(served: Served) -> None:
    make.community(), make.other_community()
    fang = signed_in(served, [make.fang()])[0]

    answers = together([(fang, f"/communities/{place}/register/member", F2) for place in PLACES * 10])

    # The same form again is answered as the first one was; the other community is told where it waits.
    assert statuses(answers) == {303: 10, 409: 10}
    db.session.rollback()
    assert db.session.scalars(sa.select(MemberRegistration.state)).all() == [State.SUBMITTED]
    assert all_in_order() is None


def test_a_unit_that_registers_in_two_communities_together_waits_in_one(served: Served) -> None:
    make.community(), make.other_community()
    liaison = signed_in(served, [make.liaison()])[0]

    answers = together([(liaison, f"/communities/{place}/register/unit", F1) for place in PLACES * 10])

    assert statuses(answers) == {303: 10, 409: 10}
    db.session.rollback()
    assert db.session.scalars(sa.select(UnitRegistration.state)).all() == [State.SUBMITTED]
    assert all_in_order() is None


def test_a_registration_that_two_clerks_accept_together_is_accepted_once(served: Served) -> None:
    make.accepted_member(community=make.other_community(), at=make.NOW - DAY)
    grid, made = make.grid(), make.member_registration()
    code, clerks = made.code, signed_in(served, [make.jing(), make.second_clerk()])
    answer = {"decision": "accept", "grid": grid.code}

    answers = together([(clerk, f"/office/registrations/members/{code}", answer) for clerk in clerks * 8])

    assert statuses(answers) == {303: 1, 409: 15}
    db.session.rollback()
    states = Counter(db.session.scalars(sa.select(MemberRegistration.state)))
    assert states == {State.ACCEPTED: 1, State.ENDED: 1}
    assert all_in_order() is None


def test_a_registration_that_is_withdrawn_while_it_is_accepted_keeps_its_consent_or_ends(served: Served) -> None:
    grid = make.grid()
    fang, jing = signed_in(served, [make.fang(), make.jing()])

    for _ in range(5):
        made = make.member_registration()
        accept = (jing, f"/office/registrations/members/{made.code}", {"decision": "accept", "grid": grid.code})
        withdraw: Ask = (fang, f"/me/registration/{made.code}/withdraw", {})
        answers = together([accept, withdraw])

        # Withdrawing works before and after the acceptance; accepting what is withdrawn does not.
        assert answers[1].status == 303
        assert answers[0].status in (303, 409)
        db.session.rollback()
        assert db.session.get_one(MemberRegistration, made.id).state is State.ENDED
        assert all_in_order() is None


def test_who_moves_is_accepted_although_the_old_place_ends_it_in_the_same_moment(app: Flask) -> None:
    old = make.accepted_member(community=make.other_community(), at=clock.now() - DAY)
    old_id, grid_id, new_id = old.id, make.grid().id, make.member_registration().id
    there, here = make.principal(make.other_clerk()), make.principal(make.jing())

    refusal = one_after_the_other(
        app,
        lambda now: ending.end(db.session.get_one(MemberRegistration, old_id), "搬走了", there, now),
        lambda now: accepting.accept_member(
            db.session.get_one(MemberRegistration, new_id), db.session.get_one(Organisation, grid_id), here, now
        ),
    )

    assert refusal is None
    assert db.session.get_one(MemberRegistration, old_id).ending is Ending.LEFT
    assert db.session.get_one(MemberRegistration, new_id).state is State.ACCEPTED
    assert all_in_order() is None


def test_who_withdraws_in_the_moment_of_being_accepted_has_withdrawn(app: Flask) -> None:
    grid_id, made_id = make.grid().id, make.member_registration().id
    fang, jing = make.principal(make.fang()), make.principal(make.jing())

    refusal = one_after_the_other(
        app,
        lambda now: accepting.accept_member(
            db.session.get_one(MemberRegistration, made_id), db.session.get_one(Organisation, grid_id), jing, now
        ),
        lambda now: ending.withdraw(db.session.get_one(MemberRegistration, made_id), fang, now),
    )

    assert refusal is None
    assert db.session.get_one(MemberRegistration, made_id).ending is Ending.WITHDRAWN
    assert all_in_order() is None


def test_a_unit_that_withdraws_in_the_moment_of_being_accepted_has_withdrawn(app: Flask) -> None:
    made_id = make.unit_registration().id
    liaison, jing = make.principal(make.liaison()), make.principal(make.jing())

    refusal = one_after_the_other(
        app,
        lambda now: accepting.accept_unit(db.session.get_one(UnitRegistration, made_id), "", jing, now),
        lambda now: ending.withdraw(db.session.get_one(UnitRegistration, made_id), liaison, now),
    )

    assert refusal is None
    assert db.session.get_one(UnitRegistration, made_id).ending is Ending.WITHDRAWN
    assert all_in_order() is None


def test_an_import_that_is_applied_ten_times_together_counts_once(served: Served) -> None:
    who, unit = make.principal(make.liaison()), make.unit()
    read = Read([Row(2, "李强", "13919000002", "第二党支部", "是")], [])
    brought = write(lambda now: importing.bring(unit.id, read, who, now))
    path, liaison = f"/office/roster/imports/{brought.code}/apply", signed_in(served, [make.liaison()])[0]

    answers = together([(liaison, path, {"which": "all"})] * 10)

    assert statuses(answers) == {303: 1, 409: 9}
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RosterEntry)) == 1
    assert all_in_order() is None
