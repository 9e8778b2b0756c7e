"""The database grows by its migrations, ends exactly at the models, comes back, and refuses what it must refuse."""

# ruff: noqa: S608 - the words of these statements are ours

from collections.abc import Callable
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from tests import make
from tests.conftest import Scene, on_postgresql, on_sqlite
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.cli.checking import first_difference
from volunteer.reports.periods import period_of
from volunteer.wishes import closing
from volunteer.wishes.models import Way, Wish

# Where triggers refuse changes: of every row, of an accepted report.
APPEND_ONLY = {
    "0001_ground": ("journal", "seals"),
    "0005_hours": ("hour_entries",),
    "0019_accepted": ("periodic_reports",),
}
TABLES = ("journal", "seals", "hour_entries")


def revisions(app: Flask) -> list[str]:
    """Every revision, the first one first."""
    script = ScriptDirectory(app.extensions["migrate"].directory)
    return [one.revision for one in reversed(list(script.walk_revisions()))]


def now_at() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def triggers() -> set[str]:
    """Every trigger of ours, and on PostgreSQL every function of theirs."""
    ours = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
        "UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    )
    with db.engine.connect() as connection:
        return {str(name) for name in connection.scalars(sa.text(ours))}


def expected_triggers(app: Flask, revision: str | None) -> set[str]:
    order = revisions(app)
    reached = order[: order.index(revision) + 1] if revision else []
    tables = [table for one in reached for table in APPEND_ONLY.get(one, ())]
    endings = ("update", "delete", "replace") if db.engine.dialect.name == "sqlite" else ("change", "truncate")
    functions = {f"{table}_refuse" for table in tables if db.engine.dialect.name == "postgresql"}
    return {f"{table}_no_{ending}" for table in tables for ending in endings} | functions


def counted() -> dict[str, int]:
    """How many rows each table has, of those there are."""
    with db.engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names}


def broken_keys() -> list[Any]:
    if db.engine.dialect.name != "sqlite":
        return []  # PostgreSQL has not let one through
    with db.engine.connect() as connection:
        return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


def shape() -> dict[str, dict[str, Any]]:
    """What every table looks like, in words that can be compared."""
    with db.engine.connect() as connection:
        there = sa.inspect(connection)
        names = set(there.get_table_names()) - {"alembic_version"}
        return {
            name: {
                "columns": {
                    one["name"]: (str(one["type"]), one["nullable"], one.get("default"))
                    for one in there.get_columns(name)
                },
                "key": (there.get_pk_constraint(name)["name"], *there.get_pk_constraint(name)["constrained_columns"]),
                "foreign": sorted(
                    (str(one["name"]), *one["constrained_columns"], one["referred_table"], str(one["options"]))
                    for one in there.get_foreign_keys(name)
                ),
                "unique": sorted(
                    (str(one["name"]), *one["column_names"]) for one in there.get_unique_constraints(name)
                ),
                "checks": sorted((str(one["name"]), one["sqltext"]) for one in there.get_check_constraints(name)),
                "indexes": sorted(
                    (str(one["name"]), *map(str, one["column_names"]), bool(one["unique"]), _where(one))
                    for one in there.get_indexes(name)
                ),
            }
            for name in names
        }


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


@pytest.fixture
def migrated(bare: Flask) -> Flask:
    """A database that has come all the way up."""
    flask_migrate.upgrade()
    return bare


# ------------------------------------------------------------------------------ the models


def test_the_migrations_end_at_the_models(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, db.metadata)

    assert differences == []


def test_a_check_of_the_migrations_finds_nothing_to_do(migrated: Flask) -> None:
    flask_migrate.check()  # what an operator would run; it ends the process when there is a difference


def test_names_checks_and_partial_indexes_are_those_of_the_models_too(migrated: Flask) -> None:
    by_migrations = shape()
    flask_migrate.downgrade(revision="base")

    db.metadata.create_all(db.engine)

    by_models = shape()
    assert by_migrations.keys() == by_models.keys()
    for table in by_models:
        assert by_migrations[table] == by_models[table], table


def test_each_revision_stands_on_the_one_before(app: Flask) -> None:
    numbers = [int(revision[:4]) for revision in revisions(app)]

    assert numbers == list(range(1, len(numbers) + 1))


# ------------------------------------------------------------------------------ up and down


def test_from_empty_to_the_top_step_by_step(bare: Flask) -> None:
    for revision in revisions(bare):
        flask_migrate.upgrade(revision=revision)

        assert (now_at(), triggers()) == (revision, expected_triggers(bare, revision))


def test_down_and_up_again_with_rows_in_every_table(migrated: Flask) -> None:
    make.a_row_in_every_table()
    assert min(counted().values()) > 0, counted()
    assert first_difference() is None
    db.session.remove()
    before = counted()

    for revision in [*reversed(revisions(migrated)[:-1]), None]:
        flask_migrate.downgrade(revision=revision or "base")

        assert (now_at(), triggers()) == (revision, expected_triggers(migrated, revision))
        left = counted()
        assert left == {table: before[table] for table in left}  # what stays is untouched
        assert broken_keys() == []
    assert counted() == {}

    flask_migrate.upgrade()
    assert triggers() == expected_triggers(migrated, revisions(migrated)[-1])
    make.a_row_in_every_table()
    assert first_difference() is None


@pytest.mark.parametrize("steps", range(1, 6))
def test_down_some_steps_and_up_again_loses_no_trigger(migrated: Flask, steps: int) -> None:
    down = revisions(migrated)[-1 - steps]
    flask_migrate.downgrade(revision=down)

    flask_migrate.upgrade()

    assert triggers() == expected_triggers(migrated, revisions(migrated)[-1])
    assert broken_keys() == []


def test_up_twice_is_up_once(migrated: Flask) -> None:
    make.fulfilled_wish()
    db.session.remove()
    before = counted()

    flask_migrate.upgrade()

    assert (now_at(), counted()) == (revisions(migrated)[-1], before)


def test_foreign_keys_hold_again_after_a_migration(migrated: Flask) -> None:
    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO consents (person_id, scope, version, given_at) VALUES (99, 'terms', '1', '2026-11-20')"
        )


def test_a_wish_that_was_closed_before_says_afterwards_whether_it_needs_a_follow_up(migrated: Flask) -> None:
    asked, clerk = make.fulfilled_wish(title="问过了"), make.principal(make.jing())
    make.done(lambda now: closing.follow_up(asked, Way.PHONE, 5, False, "", clerk, now))
    make.fulfilled_wish(title="还没有问", began=make.NOW - DAY), make.published_wish(title="等人认领")
    db.session.remove()

    flask_migrate.downgrade(revision="0019_accepted")
    flask_migrate.upgrade()

    said = sa.select(Wish.title, Wish.needs_follow_up)
    assert {row[0]: row[1] for row in db.session.execute(said)} == {
        "问过了": False,
        "还没有问": True,
        "等人认领": False,
    }


# ------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "act",
    [
        "UPDATE {table} SET id = id + 1000",
        "UPDATE {table} SET id = id WHERE id = (SELECT min(id) FROM {table})",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
    ],
)
def test_what_was_written_once_is_never_changed(app: Flask, scene: Scene, table: str, act: str) -> None:
    scene(make.a_row_in_every_table)
    db.session.remove()
    before = counted()[table]

    with pytest.raises(sa.exc.DBAPIError, match="rows are added, never changed"), db.engine.begin() as connection:
        connection.exec_driver_sql(act.format(table=table))

    assert counted()[table] == before


@pytest.mark.parametrize("table", TABLES)
@on_postgresql
def test_what_was_written_once_is_not_emptied_either(app: Flask, scene: Scene, table: str) -> None:
    scene(make.a_row_in_every_table)
    db.session.remove()

    with pytest.raises(sa.exc.DBAPIError, match="rows are added, never changed"), db.engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_not_replaced_by_another(app: Flask, scene: Scene, table: str) -> None:
    scene(make.a_row_in_every_table)
    db.session.remove()
    replace: dict[str, Callable[[str], str]] = {
        "sqlite": lambda columns: f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}",
        "postgresql": lambda columns: (
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} ON CONFLICT (id) DO UPDATE SET id = 7"
        ),
    }
    columns = ", ".join(f'"{column.name}"' for column in db.metadata.tables[table].columns)

    with pytest.raises(sa.exc.DBAPIError, match="rows are added, never changed"), db.engine.begin() as connection:
        connection.exec_driver_sql(replace[connection.dialect.name](columns))


def accepted_and_open() -> tuple[int, int]:
    """The accepted September of 桥门, and its October that was sent."""
    first = make.accepted_report(period=period_of("2026-09")).id
    second = make.submitted_report().id
    db.session.remove()
    return first, second


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE periodic_reports SET frozen = '{{}}', digest = 'x' WHERE id = {first}",
        "UPDATE periodic_reports SET main_work = main_work || '。'",
        "UPDATE periodic_reports SET state = 'returned', accepted_at = NULL WHERE id = {first}",
        "UPDATE periodic_reports SET accepted_words = '好' WHERE id = {first}",
        "DELETE FROM periodic_reports",
        "DELETE FROM periodic_reports WHERE state = 'accepted'",
    ],
)
def test_an_accepted_report_is_neither_changed_nor_deleted(app: Flask, act: str) -> None:
    first, second = accepted_and_open()

    with pytest.raises(sa.exc.DBAPIError, match="an accepted version is never changed"), db.engine.begin() as at:
        at.exec_driver_sql(act.format(first=first))

    assert counted()["periodic_reports"] == 2
    with db.engine.begin() as at:  # what is not accepted may be written, and a row may be taken that stays as it is
        at.exec_driver_sql(f"UPDATE periodic_reports SET main_work = '别的' WHERE id = {second}")
        at.exec_driver_sql(f"UPDATE periodic_reports SET edits = edits WHERE id = {first}")
        at.exec_driver_sql(f"DELETE FROM periodic_reports WHERE id = {second}")


@on_postgresql
def test_accepted_reports_are_not_emptied_either(app: Flask) -> None:
    accepted_and_open()

    with pytest.raises(sa.exc.DBAPIError, match="an accepted version is never changed"), db.engine.begin() as at:
        at.exec_driver_sql("TRUNCATE periodic_reports")


@on_sqlite
@pytest.mark.parametrize("changed", ["id", "version"])
def test_an_accepted_report_is_not_replaced_by_another(app: Flask, changed: str) -> None:
    first, _second = accepted_and_open()
    columns = [one.name for one in db.metadata.tables["periodic_reports"].columns]
    values = ", ".join(f"{one} + 70" if one == changed else one for one in columns)
    replace = f"INSERT OR REPLACE INTO periodic_reports ({', '.join(columns)}) SELECT {values} FROM periodic_reports"

    with pytest.raises(sa.exc.DBAPIError, match="an accepted version is never changed"), db.engine.begin() as at:
        at.exec_driver_sql(f"{replace} WHERE id = {first}")
