"""Drawing up an agreement, handing it to the parties to sign, taking it back, and beginning the one that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from volunteer.base import clock, codes
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.journal import lines
from volunteer.journal.moves import MovedOn
from volunteer.organisations.models import Kind as OrganisationKind
from volunteer.organisations.models import Organisation
from volunteer.organisations.standing import Principal
from volunteer.partnership import moving
from volunteer.partnership.models import Agreement, AgreementItem, AgreementParty, Capacity, Kind, State, Theme
from volunteer.partnership.permissions import may_draft_for, may_keep
from volunteer.partnership.queries import renewal_of
from volunteer.partnership.refusals import (
    AlreadyOver,
    EndsBeforeItBegins,
    MayNotDraft,
    NothingAgreed,
    RenewedAlready,
    SamePartyTwice,
    SignedAlready,
    TooFewParties,
)
from volunteer.partnership.telling import tell_staff


@dataclass(frozen=True)
class Terms:
    """What stands above the parties. No payment is agreed on here: nothing in this house holds a sum of money."""

    title: str
    kind: Kind
    programme_id: int | None
    purpose: str
    minors_words: str | None
    ending_words: str | None
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Side:
    """A party before it is one: the organisation, what it does, an office and its number."""

    organisation_id: int
    duties: str
    contact: str | None = None


Items = Sequence[tuple[Theme, str]]


def draft(
    terms: Terms, sides: Sequence[Side], items: Items, host: Organisation, by: Principal, now: datetime
) -> Agreement:
    """Write an agreement down and return it; the first side is 甲方.

    Raises: MayNotDraft, TooFewParties, SamePartyTwice, EndsBeforeItBegins.
    """
    if not may_draft_for(by, host):
        raise MayNotDraft
    _check(terms, sides)
    made = Agreement(
        **vars(terms),
        code=codes.name(),
        author_id=by.person_id,
        host_id=host.id,
        state=State.DRAFT,
        state_since=now,
    )
    db.session.add(made)
    db.session.flush()
    _lay_out(made, sides, items)
    lines.record("agreements.drafted", "agreements", made.id, by=by.person_id, at=now, organisation_id=host.id)
    return made


def revise(
    agreement: Agreement, terms: Terms, sides: Sequence[Side], items: Items, by: Principal, now: datetime
) -> None:
    """Change a draft as a whole. Raises: as `draft`; MovedOn once it is with the parties."""
    _keep(agreement, by)
    moving.hold(agreement, State.DRAFT)
    _check(terms, sides)
    for name, value in vars(terms).items():
        setattr(agreement, name, value)
    for table in (AgreementParty, AgreementItem):
        db.session.execute(sa.delete(table).where(table.agreement_id == agreement.id))
    db.session.flush()
    _lay_out(agreement, sides, items)
    lines.record(
        "agreements.revised", "agreements", agreement.id, by=by.person_id, at=now, organisation_id=agreement.host_id
    )


def missing(agreement: Agreement) -> list[str]:
    """Return what the agreement still lacks before the parties can sign it.

    Source: 《志愿服务条例》 art. 14, content, manner, time, place and safety are agreed on in writing.
    """
    lacking = [] if agreement.items else ["合作事项"]
    lacking += [f"{one.capacity.label}的职责" for one in agreement.parties if not one.duties]
    has_school = any(one.organisation.kind is OrganisationKind.SCHOOL for one in agreement.parties)
    if has_school and not agreement.minors_words:
        lacking.append("保密和未成年人保护")
    return lacking


def hand_out(agreement: Agreement, by: Principal, now: datetime) -> None:
    """Hand the agreement to its parties to sign. Raises: MayNotDraft, NothingAgreed, AlreadyOver, MovedOn."""
    _keep(agreement, by)
    lacking = missing(agreement)
    if lacking:
        raise NothingAgreed(lacking)
    if agreement.ends_on < clock.local_day(now):
        raise AlreadyOver
    moving.move(agreement, State.SIGNING, by.person_id, now, values={"state_words": None})
    tell_staff(
        (one.organisation_id for one in agreement.parties),
        f"《{agreement.title}》请贵单位签署：签好字盖好章，拍照上传",
        f"/agreements/{agreement.code}",
        now,
        but=by.person_id,
    )


def take_back(agreement: Agreement, by: Principal, now: datetime) -> None:
    """Take the agreement back to be changed, while nobody has signed. Raises: MayNotDraft, SignedAlready, MovedOn."""
    _keep(agreement, by)
    moving.hold(agreement, State.SIGNING)
    signed = next((one for one in agreement.parties if one.signed_on is not None), None)
    if signed is not None:
        raise SignedAlready(signed.organisation.short_name, signed.signed_on)
    moving.move(agreement, State.DRAFT, by.person_id, now)


def renew(agreement: Agreement, by: Principal, now: datetime) -> Agreement:
    """Draft the agreement that follows this one, for as long again, and return it. The old one stays as it is.

    Raises: MayNotDraft, RenewedAlready, MovedOn when it was never in force.
    """
    _keep(agreement, by)
    moving.hold(agreement, agreement.state)
    if agreement.state not in (State.ACTIVE, State.ENDED) or not all(one.signed_on for one in agreement.parties):
        raise MovedOn("这份协议", agreement.state, agreement.state_since)
    if renewal_of(agreement.id) is not None:
        raise RenewedAlready
    starts_on = max(agreement.ends_on + DAY, clock.local_day(now))
    terms = Terms(
        **{
            **{name: getattr(agreement, name) for name in Terms.__dataclass_fields__},
            "starts_on": starts_on,
            "ends_on": _as_long(agreement, starts_on),
        }
    )
    sides = [Side(one.organisation_id, one.duties, one.contact) for one in agreement.parties]
    items = [(one.theme, one.words) for one in agreement.items]
    made = draft(terms, sides, items, agreement.host, by, now)
    made.renews_id = agreement.id
    db.session.flush()
    return made


def _as_long(agreement: Agreement, starts_on: date) -> date:
    """Return the last day of a term as long as the agreement's, counted in years where it was whole years."""
    years = agreement.ends_on.year + 1 - agreement.starts_on.year
    for count in (years, years - 1):
        if count > 0 and agreement.ends_on == clock.years_later(agreement.starts_on, count) - DAY:
            return clock.years_later(starts_on, count) - DAY
    return starts_on + (agreement.ends_on - agreement.starts_on)


def _keep(agreement: Agreement, by: Principal) -> None:
    if not may_keep(by, agreement):
        raise MayNotDraft


def _check(terms: Terms, sides: Sequence[Side]) -> None:
    if terms.ends_on <= terms.starts_on:
        raise EndsBeforeItBegins
    if len(sides) < 2:
        raise TooFewParties
    known: set[int] = set()
    for number, side in enumerate(sides, start=1):
        if side.organisation_id in known:
            raise SamePartyTwice(field=f"party{number}")
        known.add(side.organisation_id)


def _lay_out(agreement: Agreement, sides: Sequence[Side], items: Items) -> None:
    for capacity, side in zip(Capacity, sides, strict=False):
        db.session.add(
            AgreementParty(
                agreement_id=agreement.id,
                organisation_id=side.organisation_id,
                capacity=capacity,
                duties=side.duties,
                contact=side.contact,
            )
        )
    for theme, words in items:
        db.session.add(AgreementItem(agreement_id=agreement.id, theme=theme, words=words))
    db.session.flush()
    db.session.expire(agreement, ["parties", "items"])
