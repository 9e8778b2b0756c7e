"""Renewed, withdrawn, ended, lapsed; reminders; the badge."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.conftest import Scene
from volunteer.accounts.models import Consent, Scope
from volunteer.accounts.queries import agrees
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.registration import badge, ending, timers
from volunteer.registration.checks import CHECKS
from volunteer.registration.models import Ending, State
from volunteer.registration.queries import registration_of_badge, standing_of_member
from volunteer.registration.refusals import NotShown, NotYet, WordsNeeded


def ago(days: int) -> timedelta:
    return days * DAY


# ------------------------------------------------------------------------------ renewing


def test_a_registration_is_renewed_for_a_year_from_its_day(app: Flask) -> None:
    made, fang = make.accepted_member(at=make.NOW - ago(340)), make.principal(make.fang())

    write(lambda now: ending.renew(made, fang, now))

    assert made.renew_on == date(2026, 11, 21) + ago(25) + ago(365)


def test_it_is_not_renewed_long_before_nor_twice(app: Flask) -> None:
    made, fang = make.accepted_member(at=make.NOW - ago(340)), make.principal(make.fang())
    write(lambda now: ending.renew(made, fang, now))

    with pytest.raises(NotYet):
        write(lambda now: ending.renew(made, fang, now))


def test_only_who_holds_it_renews(app: Flask) -> None:
    made, clerk = make.accepted_member(at=make.NOW - ago(340)), make.principal(make.jing())

    with pytest.raises(NotYours):
        write(lambda now: ending.renew(made, clerk, now))


def test_one_is_reminded_a_month_and_a_week_before_and_once_each_time(app: Flask) -> None:
    made = make.accepted_member(at=make.NOW - ago(340))
    fang = make.fang()
    before = len(notices_of(fang.id))

    timers.run(make.NOW)
    timers.run(make.NOW + DAY)
    assert len(notices_of(fang.id)) == before + 1
    timers.run(make.NOW + ago(19))

    assert len(notices_of(fang.id)) == before + 2
    assert "续报" in notices_of(fang.id)[0].text
    assert made.state is State.ACCEPTED


def test_a_registration_that_nobody_renews_lapses_after_the_days_of_grace(app: Flask) -> None:
    made = make.accepted_unit(at=make.NOW - ago(365 + 31))

    timers.run(make.NOW)

    db.session.refresh(made)
    assert (made.state, made.ending) == (State.ENDED, Ending.LAPSED)
    assert "到期没有续" in notices_of(make.liaison().id)[0].text


def test_in_the_days_of_grace_it_stands_and_can_be_renewed(app: Flask) -> None:
    made, fang = make.accepted_member(at=make.NOW - ago(365 + 20)), make.principal(make.fang())

    timers.run(make.NOW)
    write(lambda now: ending.renew(made, fang, now))

    assert (made.state, made.renew_on) == (State.ACCEPTED, date(2026, 11, 21) + ago(365))


# ------------------------------------------------------------------------------ ending


def test_who_withdraws_takes_the_consent_back_too(app: Flask) -> None:
    made, fang = make.accepted_member(), make.principal(make.fang())

    write(lambda now: ending.withdraw(made, fang, now))

    assert (made.state, made.ending) == (State.ENDED, Ending.WITHDRAWN)
    assert not agrees(fang.person_id, Scope.PARTY_MEMBER)
    assert db.session.scalar(sa.select(Consent.withdrawn_at).where(Consent.scope == Scope.PARTY_MEMBER)) == make.NOW
    assert "撤回" in notices_of(make.jing().id)[0].text


def test_after_withdrawing_one_may_register_anywhere(app: Flask) -> None:
    made, fang = make.member_registration(), make.principal(make.fang())
    write(lambda now: ending.withdraw(made, fang, now))

    assert make.member_registration(community=make.other_community()).state is State.SUBMITTED


def test_the_clerk_ends_with_words_what_stands(app: Flask) -> None:
    made, clerk = make.accepted_unit(), make.principal(make.jing())

    with pytest.raises(WordsNeeded):
        write(lambda now: ending.end(made, "", clerk, now))
    write(lambda now: ending.end(made, "单位搬到了安宁区", clerk, now))

    assert (made.ending, made.ended_words) == (Ending.LEFT, "单位搬到了安宁区")
    with pytest.raises(MovedOn):
        write(lambda now: ending.end(made, "再来一次", clerk, now))


@pytest.mark.parametrize("who", ["other_clerk", "lei", "liaison", "viewer"])
def test_nobody_else_ends_a_members_registration(app: Flask, who: str) -> None:
    made, by = make.accepted_member(), make.principal(getattr(make, who)())

    for act in (lambda now: ending.end(made, "搬走", by, now), lambda now: ending.withdraw(made, by, now)):
        with pytest.raises(NotYours):
            write(act)


# ------------------------------------------------------------------------------ 亮身份


def test_the_badge_is_shown_by_consent_and_opens_by_its_code(app: Flask) -> None:
    made, fang = make.accepted_member(), make.principal(make.fang())

    write(lambda now: badge.show(made, fang, now))

    assert made.badge_code is not None
    assert len(made.badge_code) > 24
    assert registration_of_badge(made.badge_code) == made
    assert agrees(fang.person_id, Scope.BADGE)


def test_a_hidden_badge_opens_nothing_and_comes_back_under_another_code(app: Flask) -> None:
    made, fang = make.accepted_member(), make.principal(make.fang())
    write(lambda now: badge.show(made, fang, now))
    first = made.badge_code
    assert first is not None

    write(lambda now: badge.hide(made, fang, now))
    assert (registration_of_badge(first), agrees(fang.person_id, Scope.BADGE)) == (None, False)
    write(lambda now: badge.show(made, fang, now))

    assert made.badge_code not in (None, first)


def test_what_is_not_accepted_has_no_badge_and_nobody_shows_another(app: Flask) -> None:
    made, fang, lei = make.member_registration(), make.principal(make.fang()), make.principal(make.lei())

    with pytest.raises(NotShown):
        write(lambda now: badge.show(made, fang, now))
    with pytest.raises(NotYours):
        write(lambda now: badge.show(made, lei, now))


def test_the_badge_goes_with_the_registration(app: Flask) -> None:
    made, fang = make.accepted_member(), make.principal(make.fang())
    write(lambda now: badge.show(made, fang, now))
    code = made.badge_code
    assert code is not None

    moved = make.accepted_member(community=make.other_community())

    assert (registration_of_badge(code), made.badge_code, moved.badge_code) == (None, None, None)
    assert not agrees(fang.person_id, Scope.BADGE)
    assert standing_of_member(fang.person_id) == moved


# ------------------------------------------------------------------------------ what always holds


def test_what_must_hold_holds(app: Flask, scene: Scene) -> None:
    scene(make.a_row_in_every_table)

    assert [check() for check in CHECKS] == [None] * len(CHECKS)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE member_registrations SET accepted_by = person_id", "accepted by who sent it"),
        ("UPDATE consents SET withdrawn_at = given_at WHERE scope = 'party_identity'", "without the consent"),
        ("UPDATE member_registrations SET grid_id = community_id", "a grid of another community"),
        ("UPDATE roster_imports SET state = 'dropped'", "rows are still there"),
    ],
)
def test_what_does_not_hold_is_found(app: Flask, scene: Scene, statement: str, said: str) -> None:
    scene(make.a_row_in_every_table)

    write(lambda _now: db.session.execute(sa.text(statement)))

    assert any(said in (check() or "") for check in CHECKS)
