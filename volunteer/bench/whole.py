"""One run, database after database, and its figures under fixed keys."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask

from volunteer.base.db import db
from volunteer.bench import apart, databases, door, files, lists, months
from volunteer.bench.databases import Backend
from volunteer.bench.sizes import Sizes
from volunteer.config import Settings

Make = Callable[[Settings], Flask]
Say = Callable[[str], None]
Figures = dict[str, Any]
Pair = tuple[tuple[Flask, str], tuple[Flask, str]]


def figures(make: Make, sizes: Sizes, say: Say, *, kinds: tuple[str, ...] = ()) -> Figures:
    """Measure everything, or only these kinds of databases, and return the figures. Raises: RuntimeError."""
    found: Figures = {"check_in": {}, "lists": {}, "reports": {}, "roster": {}}
    found["machine"] = {
        "processors": os.cpu_count(),
        "sqlite": sqlite3.sqlite_version,
    }
    with tempfile.TemporaryDirectory(prefix="volunteer-bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        backends = [databases.sqlite(folder)] if "sqlite" in (kinds or ("sqlite",)) else []
        if "postgresql" in (kinds or ("postgresql",)):
            try:
                backends.append(stack.enter_context(databases.postgresql(folder)))
            except databases.NoServer as reason:
                found["left_out"] = {"postgresql": str(reason)}
        backends = [replace(one, tables=stack.enter_context(_tables(make, one, folder))) for one in backends]
        for backend in backends:
            found["check_in"][backend.name] = _door(make, backend, sizes, folder, say)
        pairs = [stack.enter_context(_short_and_long(make, one, folder)) for one in backends]
        works = [
            partial(_apart_from_the_door, make, one, pair, sizes, folder, say)
            for one, pair in zip(backends, pairs, strict=True)
        ]
        works.append(partial(_sheet, make, backends[0], sizes, folder, say))  # Python writes it, whatever the database
        parts = apart.done(works) if sizes.is_at_once else [work() for work in works]
        found["sheet"] = parts.pop()
        for backend, pair, part in zip(backends, pairs, parts, strict=True):
            found["roster"][backend.name] = part["roster"]
            say(f"{backend.name}: lists")  # never at the same time as anything else: they are told by their ratio
            (few, _url), (many, _url) = pair
            short, long = part["stocks"]
            part["lists"] = lists.cost_of_lists((few, short), (many, long), sizes)
            for block in ("lists", "reports"):
                for name_, one in part[block].items():
                    found[block].setdefault(name_, {})[backend.name] = one.as_json()
    for name_, fixed in (("lists", "ratio"), ("reports", "cpu_ms")):
        for one in found[name_].values():  # the fixed key holds the worse of the two databases
            one[fixed] = max(one[backend.name][fixed] for backend in backends)
    return found


def _door(make: Make, backend: Backend, sizes: Sizes, folder: Path, say: Say) -> Figures:
    say(f"{backend.name}: the door")
    with backend.new("floor", "") as floor_url, _app(make, backend, "door", folder) as (app, url):
        return door.cost_of_a_check_in(app, url, floor_url, backend, sizes, folder).as_json()


def _apart_from_the_door(make: Make, backend: Backend, pair: Pair, sizes: Sizes, folder: Path, say: Say) -> Figures:
    """Measure a street's month and a roster, and put rows into the lists that are measured later.

    Not at the same time: the sums of a ledger wait until every older transaction of a PostgreSQL server has ended.
    """
    say(f"{backend.name}: a street's month")
    with _app(make, backend, "months", folder) as (app, url):
        reports = {str(rows): one for rows, one in months.cost_of_months(app, url, sizes).items()}
    say(f"{backend.name}: a roster")
    with _app(make, backend, "roster", folder) as (app, _url):
        roster = {"rows": sizes.roster_rows, **files.cost_of_a_roster(app, sizes)}
    say(f"{backend.name}: rows for the lists")
    lengths = (sizes.few_rows, sizes.list_rows)
    stocks = [lists.stock(app, url, rows, sizes) for (app, url), rows in zip(pair, lengths, strict=True)]
    return {"reports": reports, "roster": roster, "stocks": stocks}


def _sheet(make: Make, backend: Backend, sizes: Sizes, folder: Path, say: Say) -> Figures:
    say("a workbook")
    with _app(make, backend, "files", folder) as (app, url):
        return {"rows": sizes.sheet_rows, **files.cost_of_a_sheet(app, url, sizes)}


@contextmanager
def _short_and_long(make: Make, backend: Backend, folder: Path) -> Iterator[Pair]:
    """Give two applications for lists of two lengths, each on a database of its own."""
    with _app(make, backend, "few", folder) as few, _app(make, backend, "many", folder) as many:
        yield few, many


@contextmanager
def _tables(make: Make, backend: Backend, folder: Path) -> Iterator[str]:
    """Give a database with all tables: the others are copies of it, as migrating each would take longer."""
    with _app(make, backend, "tables", folder) as (app, url):
        with app.app_context():
            flask_migrate.upgrade()
            db.session.remove()
            db.engine.dispose()
        yield url


@contextmanager
def _app(make: Make, backend: Backend, name: str, folder: Path) -> Iterator[tuple[Flask, str]]:
    """Give an application on a database of its own, migrated and empty, and the database's address."""
    with backend.new(name, backend.tables) as url:
        app = make(
            Settings(
                data=folder / f"data-{backend.name}-{name}",  # nobody else publishes his assets there meanwhile
                database_url=url,
                keys=folder / "keys.json",
                origin="http://localhost",
                log_level="WARNING",
            )
        )
        try:
            yield app, url
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
