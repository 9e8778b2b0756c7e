"""A party signs; with the last signature the agreement is in force."""

from datetime import date, datetime

import sqlalchemy as sa

from volunteer.base import clock
from volunteer.base.db import db
from volunteer.base.images import Picture
from volunteer.journal import lines
from volunteer.notices import inbox
from volunteer.organisations.standing import Principal
from volunteer.partnership import moving
from volunteer.partnership.models import Agreement, AgreementParty, State
from volunteer.partnership.permissions import SIGNERS, acts_for, may_sign
from volunteer.partnership.refusals import MayNotSign, SignedAlready, SignedAtAnImpossibleTime
from volunteer.partnership.telling import tell_staff


def sign(
    party: AgreementParty,
    signatory: str,
    signatory_title: str,
    signed_on: date,
    scan: Picture,
    by: Principal,
    now: datetime,
) -> None:
    """Put in the party's signature as it stands on paper. The last one lets the agreement be in force.

    Raises: MayNotSign, SignedAtAnImpossibleTime, SignedAlready, MovedOn when it is not to be signed.
    """
    agreement = party.agreement
    if not may_sign(by, party):
        raise MayNotSign
    if party.signed_on is not None:  # said before the state: it may have been the last one
        raise SignedAlready(party.organisation.short_name, party.signed_on)
    if signed_on > clock.local_day(now) or signed_on > agreement.ends_on:
        raise SignedAtAnImpossibleTime
    # Held first: two last signatures may not pass each other unseen, each believing that the other is still to come.
    moving.hold(agreement, State.SIGNING)
    signed = db.session.execute(
        sa.update(AgreementParty)
        .where(AgreementParty.id == party.id, AgreementParty.signed_on.is_(None))
        .values(
            signatory=signatory,
            signatory_title=signatory_title,
            signed_on=signed_on,
            scan=scan.content,
            signed_by=by.person_id,
            signed_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(party)
    if not signed.rowcount:  # type: ignore[attr-defined]
        raise SignedAlready(party.organisation.short_name, party.signed_on)
    lines.record(
        "agreements.signed",
        "agreements",
        agreement.id,
        by=by.person_id,
        at=now,
        organisation_id=agreement.host_id,
        party=party.organisation_id,
    )
    if not acts_for(by, party.organisation_id, SIGNERS):
        text = (
            f"《{agreement.title}》登记了贵单位的签署（{signatory}，{clock.said(signed_on)}）。"
            f"不对请马上联系{agreement.host.short_name}"
        )
        tell_staff([party.organisation_id], text, f"/agreements/{agreement.code}", now)
    _conclude(agreement, party, by, now)


def _conclude(agreement: Agreement, party: AgreementParty, by: Principal, now: datetime) -> None:
    left = db.session.scalar(
        sa.select(sa.func.count()).where(
            AgreementParty.agreement_id == agreement.id, AgreementParty.signed_on.is_(None)
        )
    )
    path = f"/agreements/{agreement.code}"
    if not left:
        moving.move(agreement, State.ACTIVE, by.person_id, now)
        text = f"《{agreement.title}》各方都签了，协议生效"
        tell_staff(
            (one.organisation_id for one in agreement.parties),
            text,
            path,
            now,
            but=by.person_id,
            also=agreement.author_id,
        )
    elif agreement.author_id != by.person_id:
        inbox.tell(
            agreement.author_id, f"{party.organisation.short_name}签了《{agreement.title}》，还差 {left} 方", path, now
        )
