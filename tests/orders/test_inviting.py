"""派单: who is asked, what they may answer, and what comes back by itself."""

from datetime import date

import pytest
from flask import Flask

from tests import make
from tests.make import DAY, NOW
from volunteer.base import clock
from volunteer.base.refusal import NotYours
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.orders import answering, inviting, timers
from volunteer.orders.models import Answer, Order, Outcome, State
from volunteer.orders.permissions import Sight, sight_of
from volunteer.orders.queries import invitations_for, invitations_of
from volunteer.orders.refusals import InvitationOver, NobodyInvited


def answers(order: Order) -> list[Answer | None]:
    return [one.answer for one in invitations_of(order)]


def test_several_teams_and_tutors_are_asked_at_once(app: Flask) -> None:
    leader, other, tutor = make.team_leader(), make.other_team_leader(), make.tutor()

    made = make.invited_order(teams=[make.team(), make.other_team()], tutors=[tutor])

    assert (made.state, answers(made)) == (State.INVITED, [None, None, None])
    for one in (leader, other, tutor):
        assert "能去吗" in notices_of(one.id)[0].text
    assert [one.order_id for one in invitations_for(make.team().id, leader.id)] == [made.id]


def test_only_who_answers_the_order_asks_anybody(app: Flask) -> None:
    made, leader = make.order(), make.principal(make.team_leader())

    with pytest.raises(NotYours):
        make.done(lambda now: inviting.invite(made, [make.team()], [], leader, now))


def test_nobody_is_asked_twice_while_an_invitation_is_open(app: Flask) -> None:
    made, manager = make.invited_order(), make.principal(make.manager())
    team, other = make.team(), make.other_team()

    with pytest.raises(NobodyInvited):
        make.done(lambda now: inviting.invite(made, [team], [], manager, now))
    make.done(lambda now: inviting.invite(made, [team, other], [], manager, now))

    assert [one.organisation_id for one in invitations_of(made)] == [team.id, other.id]


def test_declining_needs_no_reason_and_the_order_waits_for_the_other_team(app: Flask) -> None:
    made = make.invited_order(teams=[make.team(), make.other_team()])
    leader, other = make.principal(make.team_leader()), make.principal(make.other_team_leader())

    make.done(lambda now: inviting.decline(made, leader, now))

    assert (made.state, answers(made)) == (State.INVITED, [Answer.DECLINED, None])
    assert sight_of(leader, made) is Sight.NOBODY
    assert sight_of(other, made) is Sight.INVITED


def test_when_the_last_one_declines_the_order_waits_to_be_answered_again(app: Flask) -> None:
    made, leader, manager = make.invited_order(), make.principal(make.team_leader()), make.manager()

    make.done(lambda now: inviting.decline(made, leader, now))

    assert made.state is State.PLACED
    assert notices_of(manager.id)[0].text.endswith("第二党支部这次来不了")
    with pytest.raises(InvitationOver):
        make.done(lambda now: inviting.decline(made, leader, now))


def test_who_was_not_asked_has_nothing_to_decline(app: Flask) -> None:
    made, other = make.invited_order(), make.principal(make.other_team_leader())

    with pytest.raises(InvitationOver):
        make.done(lambda now: inviting.decline(made, other, now))


def test_an_invitation_comes_back_after_three_working_days(app: Flask) -> None:
    made = make.invited_order()
    until = clock.at(date(2026, 11, 26))  # Saturday + three working days: to the end of Wednesday

    timers.run(until - 1 * make.MINUTE)
    assert answers(made) == [None]
    timers.run(until)

    assert (made.state, answers(made)) == (State.PLACED, [Answer.LAPSED])
    timers.run(until)
    assert made.state is State.PLACED


def test_only_the_late_invitations_come_back(app: Flask) -> None:
    made, manager, other = make.invited_order(), make.principal(make.manager()), make.other_team()
    make.done(lambda now: inviting.invite(made, [other], [], manager, now), NOW + 3 * DAY)

    timers.run(NOW + 5 * DAY)

    assert (made.state, answers(made)) == (State.INVITED, [Answer.LAPSED, None])


def test_who_answers_calls_all_back_and_asks_the_client_to_change_something(app: Flask) -> None:
    made, manager, contact = make.invited_order(), make.principal(make.manager()), make.school_contact()

    make.done(lambda now: answering.send_back(made, "这两天都不行，请换时间", manager, now))

    assert (made.state, answers(made)) == (State.RETURNED, [Answer.CALLED_BACK])
    assert notices_of(contact.id)[0].text.endswith("请改一改：这两天都不行，请换时间")


def test_who_answers_may_say_that_nobody_can(app: Flask) -> None:
    made, manager = make.invited_order(), make.principal(make.manager())

    make.done(lambda now: answering.decline(made, "本学期老师都排满了", manager, now))

    assert (made.state, made.outcome, answers(made)) == (State.CLOSED, Outcome.DECLINED, [Answer.CALLED_BACK])
    with pytest.raises(MovedOn):
        make.done(lambda now: answering.decline(made, "又一次", manager, now))


def test_a_late_answer_is_reminded_of_once(app: Flask) -> None:
    make.order()
    manager = make.manager()

    for _ in range(2):
        timers.run(NOW + 6 * DAY)

    late = [one.text for one in notices_of(manager.id) if "过了答复时限" in one.text]
    assert len(late) == 1
