"""An agreement ends before its time, with a reason. What was signed stays."""

from datetime import datetime

from volunteer.journal import lines
from volunteer.organisations.standing import Principal
from volunteer.partnership import moving
from volunteer.partnership.models import Agreement, State
from volunteer.partnership.permissions import may_keep
from volunteer.partnership.refusals import MayNotDraft
from volunteer.partnership.telling import tell_staff


def end(agreement: Agreement, words: str, by: Principal, now: datetime) -> None:
    """End the agreement, or give up the draft, with a reason that every party reads. Raises: MayNotDraft, MovedOn."""
    if not may_keep(by, agreement):
        raise MayNotDraft
    close(agreement, words, by.person_id, now)


def close(agreement: Agreement, words: str, by: int | None, now: datetime) -> None:
    """End it. `by` is None for the timer. A renewal that never came into force renews nothing: another one may.

    Raises: MovedOn.
    """
    came, renewed = agreement.state, agreement.renews_id
    lets_go = renewed is not None and came is not State.ACTIVE
    values = {"state_words": words, **({"renews_id": None} if lets_go else {})}
    moving.move(agreement, State.ENDED, by, now, values=values)
    if lets_go and renewed is not None:
        host, row = agreement.host_id, agreement.id
        lines.record(
            "agreements.not_renewed", "agreements", renewed, by=by, at=now, organisation_id=host, by_agreement=row
        )
    if came is State.DRAFT:
        return  # nobody else has seen it
    tell_staff(
        (one.organisation_id for one in agreement.parties),
        f"《{agreement.title}》结束了：{words}",
        f"/agreements/{agreement.code}",
        now,
        but=by,
        also=agreement.author_id,
    )
