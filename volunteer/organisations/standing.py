"""The frozen principal: who is acting, with which roles, and where. Guards make it; rules and permissions read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from volunteer.accounts.models import LoginSession, Person
from volunteer.accounts.sessions import Device
from volunteer.base import codes
from volunteer.base.db import here, reading, table_of
from volunteer.base.secrets import keyring, mask_name
from volunteer.organisations.models import Kind, Organisation, Role, RoleGrant
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
    sealed_phone: str | None  # as the database keeps it: most requests need no digit of it
    held: tuple[Held, ...] = ()
    acting: Held | None = None
    session_id: int | None = None
    is_shared: bool = False

    @property
    def phone_tail(self) -> str:
        """The last four digits."""
        return keyring().unseal(self.sealed_phone)[-4:] if self.sealed_phone else "—"

    def acts_as(self, *roles: Role) -> bool:
        """Say whether the person acts in one of these roles now."""
        return self.acting is not None and self.acting.role in roles

    def acts_at(self, organisation_id: int, *roles: Role) -> bool:
        """Say whether the person acts in one of these roles for this very organisation now."""
        return self.acts_as(*roles) and self.acting is not None and self.acting.organisation_id == organisation_id


def _who(clause: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the query for one live session, its person, and the roles granted: a row for each, the oldest first.

    Plain columns, built once: every page begins with it, and every write again.
    """
    device, person, grant, place = (table_of(one) for one in (LoginSession, Person, RoleGrant, Organisation))
    granted = sa.and_(grant.c.person_id == person.c.id, grant.c.ended_at.is_(None))
    return (
        sa.select(
            *(device.c.id, device.c.is_shared, device.c.began_at, device.c.last_seen_at, device.c.acting_grant_id),
            *(person.c.id, person.c.code, person.c.name, sa.type_coerce(person.c.phone, sa.Text)),
            *(grant.c.id, grant.c.role, grant.c.organisation_id, place.c.code, place.c.short_name, place.c.kind),
        )
        .select_from(device.join(person, device.c.person_id == person.c.id))
        .outerjoin(grant, granted)
        .outerjoin(place, grant.c.organisation_id == place.c.id)
        .where(device.c.ended_at.is_(None), person.c.disabled_at.is_(None), clause)
        .order_by(grant.c.id)
    )


_BY_TOKEN = _who(LoginSession.token_hash == sa.bindparam("token_hash"))
_BY_ID = _who(LoginSession.id == sa.bindparam("session_id"))


def signed_in(token: str) -> tuple[Device, Principal] | None:
    """Return the live session behind a token, and who acts there. A read of its own, closed at once."""
    with reading() as connection:
        return _signed_in(connection.execute(_BY_TOKEN, {"token_hash": codes.digest(token)}).all())


def signed_in_here(token: str) -> tuple[Device, Principal] | None:
    """Return the same as it is now, in the transaction that is open."""
    return _signed_in(here().execute(_BY_TOKEN, {"token_hash": codes.digest(token)}).all())


def still_signed_in(session_id: int) -> Principal | None:
    """Return who acts in this session as it is now, in the transaction that is open; None when it has ended."""
    found = _signed_in(here().execute(_BY_ID, {"session_id": session_id}).all())
    return found[1] if found else None


def _signed_in(rows: Sequence[Any]) -> tuple[Device, Principal] | None:
    if not rows:
        return None
    session_id, is_shared, began_at, last_seen_at, wanted, person_id, code, name, phone = rows[0][:9]
    held = tuple(Held(*row[9:]) for row in rows if row[9] is not None)
    principal = _principal(person_id, code, name, phone, held, wanted, session_id=session_id, is_shared=is_shared)
    return Device(session_id, is_shared, began_at, last_seen_at), principal


def principal_of(person: Person, session: LoginSession | None = None, *, acting: int | None = None) -> Principal:
    """Return the person as the one who acts, in the role of grant `acting`, or in the first one held."""
    wanted = acting if acting is not None else (session.acting_grant_id if session else None)
    held = tuple(
        Held(
            grant_id=grant.id,
            role=grant.role,
            organisation_id=grant.organisation_id,
            organisation_code=grant.organisation.code,
            organisation_name=grant.organisation.short_name,
            organisation_kind=grant.organisation.kind,
        )
        for grant in grants_of(person.id)
    )
    return _principal(
        *(person.id, person.code, person.name, keyring().seal(person.phone) if person.phone else None, held, wanted),
        session_id=session.id if session else None,
        is_shared=session.is_shared if session else False,
    )


def _principal(
    person_id: int,
    code: str,
    name: str,
    sealed_phone: str | None,
    held: tuple[Held, ...],
    wanted: int | None,
    *,
    session_id: int | None,
    is_shared: bool,
) -> Principal:
    return Principal(
        person_id=person_id,
        code=code,
        name=name,
        masked_name=mask_name(name),
        sealed_phone=sealed_phone,
        held=held,
        acting=next((one for one in held if one.grant_id == wanted), held[0] if held else None),
        session_id=session_id,
        is_shared=is_shared,
    )
