"""Tamper evidence: what was changed behind the triggers' back does not recompute."""

# ruff: noqa: S608 - the words of these statements are ours

from datetime import timedelta

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base.clock import HOUR, MINUTE
from volunteer.base.db import db, write
from volunteer.base.secrets import keyring
from volunteer.cli.serving import SEALED
from volunteer.journal import lines, seals
from volunteer.journal.models import Seal

HOURS, JOURNAL = SEALED


def sealed(*chains: seals.Chain) -> list[int]:
    """Seal everything there is now."""

    def seal(chain: seals.Chain) -> int:
        return write(lambda now: seals.seal(chain, now, settled=timedelta()))

    return [seal(chain) for chain in chains or SEALED]


def broken(chain: seals.Chain) -> Seal | None:
    db.session.rollback()
    return seals.broken(chain)


def test_what_was_sealed_recomputes(app: Flask) -> None:
    make.fulfilled_wish()

    counts = sealed()

    assert counts[0] == 1
    assert counts[1] > 5
    assert (broken(HOURS), broken(JOURNAL)) == (None, None)


def test_one_changed_minute_is_found(app: Flask) -> None:
    make.fulfilled_wish()
    sealed()

    make.behind_the_back("hour_entries", "UPDATE hour_entries SET minutes = minutes + 1")

    found = broken(HOURS)
    assert found is not None
    assert (found.chain, found.first_id, found.last_id) == ("hour_entries", 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        "detail = '{}' WHERE action = 'wishes.published'",
        "actor_id = 99 WHERE action = 'wishes.published'",
        "at = at + INTERVAL '1 second' WHERE action = 'wishes.published'",
        "address = '192.0.2.7' WHERE action = 'wishes.published'",
        "organisation_id = NULL WHERE action = 'wishes.published'",
    ],
)
def test_one_changed_word_of_the_journal_is_found(app: Flask, change: str) -> None:
    make.fulfilled_wish()
    sealed()

    if db.engine.dialect.name == "sqlite":
        change = change.replace("at + INTERVAL '1 second'", "'2026-11-20 00:00:01.000000'")
    make.behind_the_back("journal", f"UPDATE journal SET {change}")

    assert broken(JOURNAL) is not None


@pytest.mark.parametrize("which", ["min", "max"])
def test_a_row_that_was_removed_is_found(app: Flask, which: str) -> None:
    make.fulfilled_wish()
    sealed()

    make.behind_the_back("journal", f"DELETE FROM journal WHERE id = (SELECT {which}(id) FROM journal)")

    assert broken(JOURNAL) is not None


def test_a_row_that_was_replaced_is_found(app: Flask) -> None:
    make.fulfilled_wish()
    sealed()
    make.behind_the_back("journal", "DELETE FROM journal WHERE id = 3")

    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO journal (id, at, action, subject, subject_id, detail) "
            "VALUES (3, '2026-11-20 00:00:00', 'person.registered', 'people', 1, '{}')"
        )

    assert broken(JOURNAL) is not None


def test_the_first_seal_that_does_not_hold_is_named(app: Flask) -> None:
    make.community()
    sealed()
    make.fang()
    sealed()
    make.li()
    sealed()
    second = db.session.scalars(sa.select(Seal).where(Seal.chain == "journal").order_by(Seal.id)).all()[1]

    make.behind_the_back("journal", f"UPDATE journal SET subject_id = 99 WHERE id = {second.first_id}")

    found = broken(JOURNAL)
    assert found is not None
    assert found.first_id == second.first_id


def test_what_comes_later_is_sealed_onto_the_last(app: Flask) -> None:
    make.community()
    sealed(JOURNAL)
    make.fang()
    sealed(JOURNAL)

    first, second = db.session.scalars(sa.select(Seal).order_by(Seal.id)).all()

    assert (second.first_id, broken(JOURNAL)) == (first.last_id + 1, None)
    alone, _count = seals._digest(JOURNAL.table, first.last_id, second.last_id, "")
    assert second.digest != alone


def test_nothing_new_makes_no_seal(app: Flask) -> None:
    make.community()

    assert sealed(JOURNAL, JOURNAL) == [2, 0]  # the community and its street


def test_what_may_still_be_on_its_way_is_not_sealed_yet(app: Flask) -> None:
    write(lambda now: lines.record("early", "tests", 1, by=None, at=now - 3 * MINUTE))
    write(lambda now: lines.record("late", "tests", 1, by=None, at=now - MINUTE))

    count = write(lambda now: seals.seal(JOURNAL, now))

    assert (count, seals.unsealed(JOURNAL)) == (1, 1)


def test_a_seal_that_was_changed_is_found(app: Flask) -> None:
    make.community()
    sealed(JOURNAL)

    make.behind_the_back("seals", "UPDATE seals SET last_id = last_id - 1")

    assert broken(JOURNAL) is not None


def test_without_the_key_nobody_makes_a_seal_that_fits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make.fulfilled_wish()
    with monkeypatch.context() as another:
        another.setattr(keyring(), "seals", bytes(32))
        sealed()

    assert broken(JOURNAL) is not None


def test_rows_that_lost_their_seal_are_overdue_after_an_hour(app: Flask) -> None:
    make.fulfilled_wish(at=make.NOW - 2 * HOUR)
    sealed()

    make.behind_the_back("seals", "DELETE FROM seals")

    assert (seals.overdue(HOURS, make.NOW), broken(HOURS)) == (1, None)


def test_a_ledger_without_its_triggers_is_noticed(bare: Flask) -> None:
    flask_migrate.upgrade()
    assert not seals.unguarded("hour_entries")
    db.session.rollback()

    with db.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql(
            "DROP TRIGGER hour_entries_no_delete" if sqlite else "ALTER TABLE hour_entries DISABLE TRIGGER USER"
        )

    assert seals.unguarded("hour_entries")


def test_a_column_that_is_added_empty_does_not_break_the_seals(bare: Flask) -> None:
    flask_migrate.upgrade()
    make.fulfilled_wish()
    sealed(HOURS)

    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE hour_entries ADD COLUMN weather TEXT")
    later = _with_column(HOURS, "weather")

    assert seals.broken(later) is None


def _with_column(chain: seals.Chain, name: str) -> seals.Chain:
    """The chain as a later release would know it."""
    table = chain.table.to_metadata(sa.MetaData())
    table.append_column(sa.Column(name, sa.Text()))
    model = type("Later", (), {"__table__": table})
    return seals.Chain(model, chain.added_at)


def test_a_seal_is_the_same_on_both_databases_and_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring(), "seals", bytes(32))
    write(
        lambda now: lines.record("a", "tests", 1, by=2, at=now, organisation_id=3, words="一台收音机", many=[1, None])
    )

    sealed(JOURNAL)

    # A change of the canonical form would break the seals of every installation.
    digest = db.session.scalar(sa.select(Seal.digest))
    assert digest == "c9e4e7a8f83c5245f907010fb25d400dceb98e91c1cc9fcfcd2550653190e098"
