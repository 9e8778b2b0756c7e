"""派单: asking teams and tutors whether they would give a class. Declining needs no reason and leaves no trace."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base import clock, codes, workdays
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.refusal import NotYours
from volunteer.config import policy
from volunteer.journal import lines
from volunteer.orders import moving, telling
from volunteer.orders.models import Answer, Invitation, Order, State
from volunteer.orders.permissions import answers, invitation_for
from volunteer.orders.queries import open_invitations
from volunteer.orders.refusals import InvitationOver, NobodyInvited
from volunteer.organisations.models import Organisation
from volunteer.organisations.standing import Principal


def invite(
    order: Order, teams: list[Organisation], people: list[Person], by: Principal, now: datetime
) -> list[Invitation]:
    """Ask these teams and tutors, beside those asked already, and return the new invitations.

    Raises: NotYours, NobodyInvited, MovedOn.
    """
    if not answers(by, order):
        raise NotYours
    moving.hold(order, State.PLACED, State.INVITED)
    asked = open_invitations(order)
    known = {(one.organisation_id, one.person_id) for one in asked}
    made = [
        Invitation(
            code=codes.name(),
            order_id=order.id,
            organisation_id=team_id,
            person_id=person_id,
            invited_by=by.person_id,
            invited_at=now,
            until=until_of(now),
        )
        for team_id, person_id in [*((one.id, None) for one in teams), *((None, one.id) for one in people)]
        if (team_id, person_id) not in known
    ]
    if not made:
        raise NobodyInvited
    db.session.add_all(made)
    db.session.flush()
    if order.state is State.PLACED:
        moving.move(order, State.INVITED, by.person_id, now, out_of=State.PLACED, invitations=len(made))
    else:
        lines.record(
            "orders.invited_more",
            "orders",
            order.id,
            by=by.person_id,
            at=now,
            organisation_id=order.provider_id,
            invitations=len(made),
        )
    for one in made:
        text = f"{order.client.short_name}想上“{order.title}”，您那边能去吗？能不能去都请点一下"
        telling.invited(one, text, f"/orders/{order.code}", now, but=by.person_id)
    return made


def until_of(now: datetime) -> datetime:
    """Return when an invitation made now comes back: at the end of the last of its working days."""
    return clock.at(workdays.after(clock.local_day(now), policy.order_invite_days) + DAY)


def decline(order: Order, by: Principal, now: datetime) -> None:
    """Say that it does not suit this time. No reason is asked for, and nothing counts it. Raises: InvitationOver."""
    moving.hold(order, *State)
    invitation = invitation_for(by, order)
    if invitation is None or order.state is not State.INVITED:
        raise InvitationOver
    end(invitation, Answer.DECLINED, now)
    who = by.acting.organisation_name if invitation.organisation_id and by.acting else by.name
    telling.provider(order, f"“{order.title}”（{order.client.short_name}）：{who}这次来不了", now, but=by.person_id)
    _back_when_nobody_is_left(order, by.person_id, now)


def call_back(order: Order, by: Principal, now: datetime) -> None:
    """Take all open invitations back, so that the order may go another way. Raises: NotYours, MovedOn."""
    if not answers(by, order):
        raise NotYours
    moving.hold(order, State.INVITED)
    end_all(order, now, by.person_id)
    moving.move(order, State.PLACED, by.person_id, now, out_of=State.INVITED)


def lapse(order: Order, now: datetime) -> None:
    """Let the invitations come back that were not answered in time. Raises: MovedOn."""
    moving.hold(order, State.INVITED)
    late = [one for one in open_invitations(order) if one.until <= now]
    for one in late:
        end(one, Answer.LAPSED, now)
    if late:
        text = f"“{order.title}”（{order.client.short_name}）有 {len(late)} 份派单没有回复，已经收回"
        telling.provider(order, text, now)
    _back_when_nobody_is_left(order, None, now)


def end(invitation: Invitation, answer: Answer, now: datetime) -> None:
    """Answer an invitation that is open. Raises: InvitationOver."""
    ended = db.session.execute(
        sa.update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.answer.is_(None))
        .values(answer=answer, answered_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(invitation)
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise InvitationOver


def end_all(order: Order, now: datetime, by: int | None) -> None:
    """Call back what is still open, and say so to whom it was for."""
    for one in open_invitations(order):
        end(one, Answer.CALLED_BACK, now)
        telling.invited(
            one, f"“{order.title}”（{order.client.short_name}）不用您回复了，谢谢您", "/orders", now, but=by
        )


def _back_when_nobody_is_left(order: Order, by: int | None, now: datetime) -> None:
    if not open_invitations(order):
        moving.move(order, State.PLACED, by, now, out_of=State.INVITED)
