"""A person is made, renamed, disabled."""

import pytest
import sqlalchemy as sa
import sqlalchemy.event
from flask import Flask

from tests import make
from tests.conftest import on_postgresql
from volunteer.accounts import gate, people, queries
from volunteer.accounts.models import Consent, Person, Scope
from volunteer.accounts.refusals import PhoneTaken
from volunteer.base.db import db, write
from volunteer.journal.queries import lines_of


def test_a_phone_has_one_account(app: Flask) -> None:
    make.fang()

    with pytest.raises(PhoneTaken):
        write(lambda now: people.register("王小芳", "13919000001", now))


def test_the_database_knows_no_second_account_for_a_phone_either(app: Flask) -> None:
    fang = make.fang()

    with pytest.raises(sa.exc.IntegrityError):
        write(
            lambda now: db.session.add(
                Person(code="ZZZZ2222", name="又一个", phone="1", phone_index=fang.phone_index, joined_at=now)
            )
        )


def test_who_registers_is_the_one_who_acts(app: Flask) -> None:
    fang = make.fang()

    line = lines_of("people", fang.id)[0]
    assert (line.action, line.actor_id) == ("person.registered", fang.id)


def test_the_journal_holds_no_name_and_no_phone(app: Flask) -> None:
    fang = make.fang()
    write(lambda now: people.rename(fang, "王小芳", now))

    words = str(db.session.execute(sa.text("SELECT * FROM journal")).all())

    assert not any(part in words for part in ("王芳", "王小芳", "13919000001"))


def test_a_new_name_is_on_the_person(app: Flask) -> None:
    fang = make.fang()

    write(lambda now: people.rename(fang, "王小芳", now))

    assert (fang.name, fang.masked_name) == ("王小芳", "王*芳")


def test_what_was_agreed_to_is_kept_in_its_version(app: Flask) -> None:
    fang = make.fang()

    write(lambda now: people.agree(fang, Scope.TERMS, "2026-11", now))

    kept = db.session.scalars(sa.select(Consent)).one()
    assert (kept.person_id, kept.version, kept.given_at, kept.withdrawn_at) == (fang.id, "2026-11", make.NOW, None)


def test_people_are_found_by_what_names_them(app: Flask) -> None:
    fang, li = make.fang(), make.li()

    by_code = queries.person_of_code(fang.code)

    assert by_code is not None
    assert by_code.id == fang.id
    assert queries.person_of_code("ZZZZ2222") is None
    assert queries.person_of_phone("13919000099") is None
    assert set(queries.people_of({fang.id, li.id})) == {fang.id, li.id}
    assert queries.people_of(set()) == {}


@on_postgresql
def test_the_gates_of_several_people_are_passed_in_order(app: Flask) -> None:
    fang, li = make.fang(), make.li()

    passed: list[int] = []
    sqlalchemy.event.listen(
        db.engine,
        "before_cursor_execute",
        lambda *said: passed.extend(said[3].values() if "FOR NO KEY" in said[2] else ()),
    )
    write(lambda _now: gate.hold(li.id, fang.id, li.id))

    assert passed == [fang.id, li.id]
