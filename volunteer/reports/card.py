"""服务登记卡 (F3, on paper 服务情况登记卡) of a person for a year, out of the ledger: what stands, with running totals.

Source: F3 of the 双报到 forms: date, service, content, place, hours, organiser, verifier, feedback, running total.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from volunteer.accounts.models import Person
from volunteer.accounts.queries import people_of
from volunteer.base.db import db
from volunteer.base.sheets import Cell, Sheet, xlsx
from volunteer.hours.models import HourEntry, Source
from volunteer.hours.queries import live
from volunteer.organisations.models import Membership, Organisation, RoleGrant
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import below
from volunteer.organisations.standing import Held
from volunteer.registration.models import MemberRegistration, State
from volunteer.wishes.models import Confirmation, Delivery

HEAD = ("日期", "服务", "内容", "地点", "组织者", "核实", "小时", "累计次数", "累计小时")
DEFINITIONS = (
    "每一行是一笔已确认的服务，更正过的按更正后的记；次数和小时从这一年的第一行累计。",
    "核实：活动由谁确认名单，心愿凭谁的话确认；后面是这一笔时长的来历。",
)


@dataclass(frozen=True)
class CardLine:
    """One service: the posting, who vouches for it, and how many times and minutes it makes since the year began."""

    entry: HourEntry
    verified: str
    times: int
    minutes: int


@dataclass(frozen=True)
class ServiceCard:
    """The card of a person for a year. `of` is whose part of the services it shows; None: all of them."""

    person: Person
    year: int
    of: Organisation | None
    registration: MemberRegistration | None
    lines: list[CardLine]

    @property
    def minutes(self) -> int:
        """All minutes of the card."""
        return self.lines[-1].minutes if self.lines else 0


def card_of(person: Person, year: int, held: Held | None = None) -> ServiceCard:
    """Return the card of a person for a year; for who acts in the office only what was served there, or for there."""
    found = (
        live()
        .where(HourEntry.person_id == person.id, HourEntry.served_on.between(date(year, 1, 1), date(year, 12, 31)))
        .options(joinedload(HourEntry.host))
        .order_by(HourEntry.served_on, HourEntry.started_at, HourEntry.id)
    )
    if held is not None:
        whose = HourEntry.community_id if held.role in CLERKS else HourEntry.unit_id
        found = found.where(whose.in_(below(held.organisation_id)))
    entries = list(db.session.scalars(found))
    vouched = _witnesses([one.source_id for one in entries if one.source is Source.WISH])
    people = people_of({one.approved_by or one.recorded_by for one in entries if one.source is Source.EVENT})
    lines: list[CardLine] = []
    minutes = 0
    for times, one in enumerate(entries, start=1):
        minutes += one.minutes
        if one.source is Source.WISH:
            verified = vouched.get(one.source_id, "—")
        else:
            by = people.get(one.approved_by or one.recorded_by)
            verified = by.masked_name if by else "—"
        lines.append(CardLine(one, verified, times, minutes))
    of = db.session.get(Organisation, held.organisation_id) if held else None
    return ServiceCard(person, year, of, _registration_of(person), lines)


def has_card_at(person: Person, held: Held) -> bool:
    """Say whether the person belongs to the organisation that one acts for, or to one under it: as a member, by a role,
    or registered there.
    """
    here = below(held.organisation_id)
    member = sa.exists().where(
        Membership.person_id == person.id, Membership.organisation_id.in_(here), Membership.until_at.is_(None)
    )
    works = sa.exists().where(
        RoleGrant.person_id == person.id, RoleGrant.organisation_id.in_(here), RoleGrant.ended_at.is_(None)
    )
    registered = sa.exists().where(
        MemberRegistration.person_id == person.id,
        MemberRegistration.state == State.ACCEPTED,
        MemberRegistration.community_id.in_(here),
    )
    return bool(db.session.scalar(sa.select(sa.or_(member, works, registered))))


def _registration_of(person: Person) -> MemberRegistration | None:
    return db.session.scalar(
        sa.select(MemberRegistration)
        .where(MemberRegistration.person_id == person.id, MemberRegistration.state == State.ACCEPTED)
        .options(joinedload(MemberRegistration.community), joinedload(MemberRegistration.unit))
    )


def _witnesses(claim_ids: list[int]) -> dict[int, str]:
    """Return by whose word each of these claims was confirmed."""
    rows = db.session.execute(
        sa.select(Delivery.claim_id, Confirmation.witness)
        .join(Confirmation, Confirmation.delivery_id == Delivery.id)
        .where(Delivery.claim_id.in_(claim_ids), Confirmation.is_accepted)
    )
    return {row[0]: row[1].label for row in rows}


def as_xlsx(card: ServiceCard) -> bytes:
    """Return the card as a workbook."""
    rows: list[list[Cell]] = [
        [
            line.entry.served_on.isoformat(),
            line.entry.name,
            line.entry.content,
            line.entry.place,
            line.entry.host.short_name,
            f"{line.verified}，{line.entry.provenance.label}",
            round(line.entry.minutes / 60, 1),
            line.times,
            round(line.minutes / 60, 1),
        ]
        for line in card.lines
    ]
    notes = [f"{card.person.name} {card.year}年服务登记卡", *DEFINITIONS]
    return xlsx([Sheet("服务登记卡", HEAD, rows, widths=(12, 26, 30, 20, 18, 24, 8, 10, 10), notes=notes)])
