"""The frozen principal: who is acting, with which roles, and where. Guards make it; rules and permissions read it."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from volunteer.accounts.models import LoginSession, Person
from volunteer.base.db import db
from volunteer.organisations.models import Kind, Role, RoleGrant
from volunteer.organisations.queries import grants_of


@dataclass(frozen=True)
class Held:
    """A role held for an organisation."""

    grant_id: int
    role: Role
    organisation_id: int
    organisation_code: str
    organisation_name: str
    organisation_kind: Kind


@dataclass(frozen=True)
class Principal:
    """Who acts. `acting` is the one role the person has chosen to act in; the office looks at nothing else."""

    person_id: int
    code: str
    name: str
    masked_name: str
    phone_tail: str
    held: tuple[Held, ...] = ()
    acting: Held | None = None
    session_id: int | None = None
    is_shared: bool = False

    def acts_as(self, *roles: Role) -> bool:
        """Say whether the person acts in one of these roles now."""
        return self.acting is not None and self.acting.role in roles

    def acts_at(self, organisation_id: int, *roles: Role) -> bool:
        """Say whether the person acts in one of these roles for this very organisation now."""
        return self.acts_as(*roles) and self.acting is not None and self.acting.organisation_id == organisation_id


def signed_in(found: sa.Select[LoginSession]) -> tuple[LoginSession, Principal] | None:
    """Return the session that this query for live ones finds, and who acts there.

    One statement for session, person and grants: every page begins with it, and every write again.
    """
    rows = db.session.execute(
        found.add_columns(RoleGrant)
        .outerjoin(RoleGrant, sa.and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
        .outerjoin(RoleGrant.organisation)
        .options(contains_eager(RoleGrant.organisation))
        .order_by(RoleGrant.id)
    ).all()
    if not rows:
        return None
    session: LoginSession = rows[0][0]
    grants = [row[1] for row in rows if row[1] is not None]
    return session, _principal(session.person, grants, session, session.acting_grant_id)


def principal_of(person: Person, session: LoginSession | None = None, *, acting: int | None = None) -> Principal:
    """Return the person as the one who acts, in the role of grant `acting`, or in the first one held."""
    wanted = acting if acting is not None else (session.acting_grant_id if session else None)
    return _principal(person, grants_of(person.id), session, wanted)


def _principal(
    person: Person, grants: Iterable[RoleGrant], session: LoginSession | None, wanted: int | None
) -> Principal:
    held = tuple(
        Held(
            grant_id=grant.id,
            role=grant.role,
            organisation_id=grant.organisation_id,
            organisation_code=grant.organisation.code,
            organisation_name=grant.organisation.short_name,
            organisation_kind=grant.organisation.kind,
        )
        for grant in grants
    )
    chosen = next((one for one in held if one.grant_id == wanted), held[0] if held else None)
    return Principal(
        person_id=person.id,
        code=person.code,
        name=person.name,
        masked_name=person.masked_name,
        phone_tail=person.phone[-4:],
        held=held,
        acting=chosen,
        session_id=session.id if session else None,
        is_shared=session.is_shared if session else False,
    )
