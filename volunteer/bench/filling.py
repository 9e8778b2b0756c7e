"""Many rows of everything, put in by SQL: one statement for each table, whatever their number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from volunteer.accounts import sessions
from volunteer.accounts.models import LoginSession, Person
from volunteer.base import codes
from volunteer.base.clock import DAY
from volunteer.base.db import Base, db, table_of, write
from volunteer.base.secrets import blind
from volunteer.organisations import founding
from volunteer.organisations.models import Belonging, Kind, Membership, Role, RoleGrant

Numbers = sa.ColumnElement[int]
Value = Any  # one for all rows, what the part says, or Callable[[Numbers], sa.ColumnElement[Any]]
Part = Mapping[str, Any]
COMMUNITIES, UNITS = 8, 40
STREET = "BENCHSTREET"


def put(table: type[Base], count: int, **columns: Value) -> None:
    """Put `count` rows in. A column is one value for all, or what is called with the number of the row, 1 and on."""
    put_parts(table, [{"count": count}], **columns)


def put_parts(table: type[Base], parts: Sequence[Part], **columns: Value) -> None:
    """Put rows in part by part, `count` of each, as `put` does; `of_part(name)` stands for what the part says.

    The statement is made once: a new one for each day of two years took longer than the rows themselves.
    """
    numbers = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    more = numbers.c.n < of_part("count", sa.Integer())
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(more))
    into = table_of(table)
    values = []
    for name, value in columns.items():
        type_ = into.c[name].type
        if callable(value):
            values.append(value(numbers.c.n).label(name))
        elif isinstance(value, sa.BindParameter):
            values.append(of_part(value.key, type_).label(name))
        else:
            values.append(sa.literal(value, type_).label(name))
    chosen = sa.select(*values).select_from(numbers)
    wanted = [one for one in parts if one["count"]]
    if wanted:
        db.session.execute(sa.insert(into).from_select(list(columns), chosen), wanted)


def trusted() -> None:
    """Have PostgreSQL not ask the foreign keys in this transaction, if the account may say so: asking takes two thirds
    of the time. The same rows go into SQLite, which does ask.
    """
    may = sa.text("SELECT current_setting('is_superuser') = 'on'")
    if db.engine.dialect.name == "postgresql" and db.session.scalar(may):
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))


def of_part(name: str, type_: sa.types.TypeEngine[Any] | None = None) -> sa.BindParameter[Any]:
    """Return what stands for a word of the part; the type is that of the column, if none is given."""
    return sa.bindparam(name, type_=type_)


def named(word: str) -> Callable[[Numbers], sa.ColumnElement[Any]]:
    """Return a value of its own for each row."""
    return lambda n: sa.literal(word) + sa.cast(n, sa.Text)


def named_in(word: str) -> Callable[[Numbers], sa.ColumnElement[Any]]:
    """Return a value of its own for each row, after what the part says under `word`."""
    return lambda n: of_part(word, sa.Text()) + sa.cast(n, sa.Text)


def counted_on(word: str) -> Callable[[Numbers], sa.ColumnElement[Any]]:
    """Return the numbers above what the part says under `word`."""
    return lambda n: n + of_part(word, sa.Integer())


def counted(base: int, among: int | None = None) -> Callable[[Numbers], sa.ColumnElement[Any]]:
    """Return the numbers above `base`, in turn `among` so many."""
    return (lambda n: n + base) if among is None else (lambda n: base + 1 + (n - 1) % among)


def last_id(table: type[Base]) -> int:
    """Return the highest id of a table, 0 when it is empty."""
    return db.session.scalar(sa.select(sa.func.max(table_of(table).c.id))) or 0


@dataclass(frozen=True)
class Place:
    """A street with its communities, units beside it, and who works there. Ids follow one another."""

    street_id: int
    first_community: int
    first_unit: int
    first_person: int
    people: int
    clerk_id: int  # of the first community
    viewer_id: int  # sees the street's reports


def place(people: int, now: datetime) -> Place:
    """Make a place with so many people, each in a unit and in a community."""

    def act(_now: datetime) -> Place:
        street = founding.found(STREET, "街道", Kind.SUBDISTRICT, now)
        committee = founding.found("BENCHWORK", "机关工委", Kind.WORK_COMMITTEE, now)
        communities = [
            founding.found(f"BENCHC{number}", f"第{number}社区", Kind.COMMUNITY, now, parent=street)
            for number in range(COMMUNITIES)
        ]
        units = [
            founding.found(f"BENCHU{number}", f"第{number}单位", Kind.UNIT, now, party_parent=committee)
            for number in range(UNITS)
        ]
        first = add_people(people, now)
        for belonging, among, count in (
            (Belonging.UNIT, units[0].id, UNITS),
            (Belonging.COMMUNITY, communities[0].id, COMMUNITIES),
        ):
            at = {"belonging": belonging, "since_at": now - 400 * DAY}
            where = counted(among - 1, among=count)
            put(Membership, people, person_id=counted(first - 1), organisation_id=where, **at)
        clerk, viewer = first, first + 1
        for person, role, held in (
            (clerk, Role.COMMUNITY_CLERK, communities[0]),
            (viewer, Role.SUPERIOR_VIEWER, street),
        ):
            db.session.add(RoleGrant(person_id=person, organisation_id=held.id, role=role, granted_at=now))
        ids = (street.id, communities[0].id, units[0].id)
        return Place(*ids, first, people, clerk, viewer)

    return write(act)


def add_people(count: int, now: datetime) -> int:
    """Add so many people and return the id of the first; the others follow it."""
    first = last_id(Person) + 1
    same = {"name": "周敏", "phone": "15500000000", "joined_at": now}
    put(Person, count, code=named(f"P{first}-"), phone_index=named(blind(f"bench {first}")), **same)
    return first


def sign_in(person_ids: range, now: datetime) -> list[str]:
    """Let these people be signed in, each on a phone of his own, and return their tokens in the same order."""
    tokens = [codes.bearer() for _ in person_ids]
    row = {"device": "Android 手机", "address": "127.0.0.1", "is_shared": False, "began_at": now, "last_seen_at": now}
    made = [
        {"code": codes.name(), "token_hash": codes.digest(token), "person_id": person, **row}
        for token, person in zip(tokens, person_ids, strict=True)
    ]
    write(lambda _now: db.session.execute(sa.insert(LoginSession), made))
    return tokens


def sign_in_one(person_id: int) -> str:
    """Let one person be signed in, and return the token."""
    return write(
        lambda now: sessions.begin(
            db.session.get_one(Person, person_id), now, device="Windows 电脑", address=None, is_shared=False
        )[1]
    )
