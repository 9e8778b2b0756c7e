"""What must always hold for registrations. Each check returns one sentence about the first difference, or None."""

import sqlalchemy as sa

from volunteer.accounts.models import Consent, Scope
from volunteer.base.db import db
from volunteer.organisations.models import Organisation
from volunteer.registration.models import (
    ImportState,
    MemberRegistration,
    RosterImport,
    State,
    UnitRegistration,
)


def nobody_accepted_their_own() -> str | None:
    """Who accepts a registration is neither the member nor the one who wrote it, or sent it for the unit."""
    row = MemberRegistration
    member = sa.select(row.id).where(row.accepted_by.in_([row.person_id, row.author_id]))
    unit = sa.select(UnitRegistration.id).where(UnitRegistration.accepted_by == UnitRegistration.submitted_by)
    for table, found in (("member", member), ("unit", unit)):
        wrong = db.session.scalar(found.limit(1))
        if wrong is not None:
            return f"{table} registration {wrong} was accepted by who sent it"
    return None


def a_member_is_kept_by_consent() -> str | None:
    """A member's registration that goes on has a consent in force; so has a badge that is shown."""
    row = MemberRegistration
    for scope, clause in (
        (Scope.PARTY_MEMBER, row.state != State.ENDED),
        (Scope.BADGE, row.badge_code.is_not(None)),
    ):
        agreed = sa.exists().where(
            Consent.person_id == row.person_id, Consent.scope == scope, Consent.withdrawn_at.is_(None)
        )
        wrong = db.session.scalar(sa.select(row.id).where(clause, ~agreed).limit(1))
        if wrong is not None:
            return f"member registration {wrong} goes on without the consent {scope.value}"
    wrong = db.session.scalar(
        sa.select(row.id).where(row.badge_code.is_not(None), row.state != State.ACCEPTED).limit(1)
    )
    return f"member registration {wrong} shows a badge and does not stand" if wrong is not None else None


def a_grid_lies_in_its_community() -> str | None:
    """The grid that a member was placed in is one of the community's."""
    wrong = db.session.scalar(
        sa.select(MemberRegistration.id)
        .join(Organisation, Organisation.id == MemberRegistration.grid_id)
        .where(Organisation.parent_id.is_distinct_from(MemberRegistration.community_id))
        .limit(1)
    )
    return f"member registration {wrong} is in a grid of another community" if wrong is not None else None


def a_file_is_not_kept() -> str | None:
    """The rows of an import are kept only until they are applied or dropped."""
    over = (ImportState.APPLIED, ImportState.UNDONE, ImportState.DROPPED)
    wrong = db.session.scalar(
        sa.select(RosterImport.id).where(RosterImport.state.in_(over), RosterImport.rows.is_not(None)).limit(1)
    )
    return f"import {wrong} is over and its rows are still there" if wrong is not None else None


CHECKS = (
    nobody_accepted_their_own,
    a_member_is_kept_by_consent,
    a_grid_lies_in_its_community,
    a_file_is_not_kept,
)
