"""The house rules of docs/house.md: what the tools do not check by themselves."""

import ast
import hashlib
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
import sqlalchemy as sa
from flask import Flask

import volunteer
from tests.conftest import on_sqlite
from volunteer.base.db import db
from volunteer.base.labelled import Labelled, Word
from volunteer.base.refusal import Refusal
from volunteer.organisations.models import Role
from volunteer.views.guards import ANYONE, AT_WRITE, OFFICE, SIGNED_IN

ROOT = Path(__file__).resolve().parent.parent
HOUSE = Path(volunteer.__file__).resolve().parent
MODULES = sorted(HOUSE.rglob("*.py"))
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
OLDER = ("base", "journal", "accounts", "organisations", "notices", "hours", "wishes")
ROOMS = (*OLDER, "registration", "partnership", "events", "attendance", "orders", "reports")
CHINESE = re.compile("[\u4e00-\u9fff]")

LONGEST_MODULE = 320  # lines with something on them; near 250, look for two subjects
LONGEST_TEMPLATE = 200


def named(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def imported(path: Path) -> set[str]:
    """The modules that a file imports, by their full names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def all_below(kind: Any) -> Iterator[Any]:
    for one in kind.__subclasses__():
        yield one
        yield from all_below(one)


@pytest.fixture(scope="module", autouse=True)
def whole_house() -> None:
    """Every module is imported, so that every class is known."""
    for module in pkgutil.walk_packages([str(HOUSE)], "volunteer."):
        if module.name != "volunteer.cli.gunicorn":
            importlib.import_module(module.name)


# ------------------------------------------------------------------------------ rooms


def test_every_room_and_every_file_says_what_it_is_for() -> None:
    assert [named(one) for one in MODULES if not ast.get_docstring(ast.parse(one.read_text("utf-8")))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_door_of_a_room_names_its_files_and_holds_no_code(room: str) -> None:
    tree = ast.parse((HOUSE / room / "__init__.py").read_text("utf-8"))

    said = ast.get_docstring(tree) or ""
    assert len(tree.body) == 1
    files = {one.stem for one in (HOUSE / room).glob("*.py")} - {"__init__"}
    assert {name for name in files if f"`{name}`" not in said} == set()


def test_a_module_is_about_one_subject() -> None:
    lines = {named(one): sum(bool(line.strip()) for line in one.read_text("utf-8").splitlines()) for one in MODULES}

    assert {name for name, count in lines.items() if count > LONGEST_MODULE} == set()


def test_no_room_knows_the_web() -> None:
    knowing = {
        named(module)
        for room in ROOMS
        for module in (HOUSE / room).rglob("*.py")
        if any(name.split(".")[0].startswith("flask") for name in imported(module))
    }

    assert knowing == {"base/db.py"}


def test_imports_stand_at_the_top() -> None:
    inside = {
        f"{named(module)}:{node.lineno}"
        for module in MODULES
        for block in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(block, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If)
        for node in ast.walk(block)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert inside == set()


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = {
        named(module)
        for module in MODULES
        if re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(", module.read_text("utf-8"))
    }

    assert asking == {"base/clock.py"}


# ------------------------------------------------------------------------------ pages


def routes(app: Flask) -> dict[str, Any]:
    return {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}


@on_sqlite
def test_every_page_says_who_may_open_it(app: Flask) -> None:
    views = routes(app)

    assert len(views) > 10
    assert [rule for rule, view in views.items() if not hasattr(view, "open_to")] == []


@on_sqlite
def test_a_page_is_open_to_somebody_there_is(app: Flask) -> None:
    known = {ANYONE, AT_WRITE, SIGNED_IN, OFFICE, *Role}

    assert [rule for rule, view in routes(app).items() if not set(view.open_to) <= known or not view.open_to] == []


@on_sqlite
def test_what_lies_in_the_office_is_open_to_the_office(app: Flask) -> None:
    office = {rule: view.open_to for rule, view in routes(app).items() if rule.startswith("/office")}

    # Choosing the role to act in is for whoever is signed in: it is how one comes to stand in the office.
    assert {rule for rule, who in office.items() if set(who) & {ANYONE, SIGNED_IN}} == {"/office/acting"}


@on_sqlite
def test_no_page_is_addressed_by_a_row_number(app: Flask) -> None:
    numbered = {rule for rule in routes(app) if re.search(r"<int[(:]", rule)}

    assert numbered <= {
        "/office/people/roles/<int(max=2147483647):grant_id>/end",
        "/door/<code>/approve/<int(max=2147483647):attendance_id>",
    }


# ------------------------------------------------------------------------------ templates


def finds(pattern: str, flags: int = 0) -> dict[str, list[str]]:
    """What the pattern finds in the templates, by template."""
    found = {named(one): re.findall(pattern, one.read_text("utf-8"), flags) for one in TEMPLATES}
    return {name: hits for name, hits in found.items() if hits}


def test_a_template_begins_with_what_the_view_passes() -> None:
    first = {named(one): one.read_text("utf-8").partition("\n")[0] for one in TEMPLATES}

    assert {name: line for name, line in first.items() if not re.fullmatch(r"\{# .+ #\}", line)} == {}


def test_a_template_is_short() -> None:
    assert [named(one) for one in TEMPLATES if len(one.read_text("utf-8").splitlines()) > LONGEST_TEMPLATE] == []


def test_no_template_holds_style_or_script() -> None:
    handlers = r"\bon(?:click|change|submit|load|error|input|key\w+|mouse\w+|focus|blur)\s*="

    assert finds(rf"<style\b|\bstyle\s*=|{handlers}|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE) == {}


def test_what_people_wrote_is_never_marked_as_safe() -> None:
    assert finds(r"\|\s*safe\b|autoescape\s+false") == {}


def test_no_template_fetches_anything_from_elsewhere() -> None:
    assert finds(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//[^"']*""") == {}


def test_every_form_that_changes_something_carries_its_token() -> None:
    forms = {named(one): re.findall(r"<form\b.*?</form>", one.read_text("utf-8"), re.DOTALL) for one in TEMPLATES}
    posting = {name: [form for form in all_ if 'method="post"' in form.lower()] for name, all_ in forms.items()}
    tokens = re.compile(r"csrf|sealed|token|hidden_tag")

    assert {name: [f for f in all_ if not tokens.search(f)] for name, all_ in posting.items() if all_} == {
        name: [] for name, all_ in posting.items() if all_
    }


def test_the_elder_view_is_the_same_page_under_an_attribute() -> None:
    """So that it can be switched in place: by the page's script, and by the tests in tests/browser/questions.py."""
    attribute = '<html lang="zh-CN"{% if elder %} data-view="elder"{% endif %}>'
    tag, word = r"<html\b.*", r"\{[{%][^}]*\belder\b[^}]*[}%]\}"
    known = {"templates/base.html", "templates/attendance/light.html", "templates/attendance/screen.html"}
    plain = {"templates/problems/broken.html": ['<html lang="zh-CN">']}  # what is shown when all else fails

    assert finds(tag) == {name: [attribute] for name in known} | plain
    assert finds(word) == {
        **{name: ["{% if elder %}"] for name in known},
        "templates/layouts/_elder.html": ['{{ "标准版" if elder else "长辈版" }}'],
    }
    asked = [named(one) for one in MODULES if re.search(r"""cookies.*["']view["']""", one.read_text("utf-8"))]
    assert asked == ["views/__init__.py", "views/home.py"]


@on_sqlite
def test_every_template_compiles(app: Flask) -> None:
    broken = {}
    for template in TEMPLATES:
        name = template.relative_to(HOUSE / "templates").as_posix()
        try:
            app.jinja_env.get_template(name)
        except jinja2.TemplateError as error:
            broken[name] = str(error)

    assert broken == {}


@on_sqlite
def test_a_forgotten_name_in_a_template_is_an_error(app: Flask) -> None:
    with pytest.raises(jinja2.UndefinedError):
        app.jinja_env.from_string("{{ forgotten }}").render()


# ------------------------------------------------------------------------------ words


def test_every_refusal_is_a_sentence_for_people() -> None:
    kinds = [Refusal, *all_below(Refusal)]

    assert [kind.__name__ for kind in kinds if not CHINESE.search(kind.message)] == []
    assert len(kinds) > 20


def test_every_refusal_has_a_status_of_its_kind() -> None:
    odd = [kind.__name__ for kind in all_below(Refusal) if kind.status not in (401, 403, 404, 409, 410, 422, 429)]

    assert odd == []


def test_every_word_of_an_enum_has_its_label() -> None:
    bare = [str(one) for kind in all_below(Labelled) for one in kind if not CHINESE.search(one.label)]

    assert bare == []


def test_labels_of_one_enum_differ() -> None:
    twice = [kind.__name__ for kind in all_below(Labelled) if len({one.label for one in kind}) < len(list(kind))]

    assert twice == []


def test_every_word_fits_its_column() -> None:
    for table in db.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Word):
                kind: type[Labelled] = column.type.kind
                assert isinstance(column.type.impl_instance, sa.String)
                assert max(len(one.value) for one in kind) <= (column.type.impl_instance.length or 0), column


def test_moments_and_days_are_named_as_what_they_are() -> None:
    odd = [
        str(column)
        for table in db.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.Date) is not column.name.endswith(("_on", "wanted_by", "open_until"))
    ]

    assert odd == []


# ------------------------------------------------------------------------------ what was brought from elsewhere


@pytest.mark.parametrize("folder", [HOUSE / "static" / "vendor", ROOT / "tests" / "vendor"], ids=str)
def test_vendored_files_are_unchanged(folder: Path) -> None:
    lines = (line.split() for line in (folder / "SHA256SUMS").read_text().splitlines())
    listed = {name: digest for digest, name in lines}
    there = {
        one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*")
        if one.is_file() and one.parent != folder
    }

    assert there == listed


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_name_versions_and_hashes_and_no_host(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()

    assert [
        line for line in lines if "://" in line or line.lstrip().startswith(("-i ", "--index", "--extra-index"))
    ] == []
    wanted = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert [line for line in wanted if "==" not in line] == []
    assert sum("--hash=sha256:" in line for line in lines) >= len(wanted) > 20


def test_the_run_lock_is_a_part_of_the_development_lock() -> None:
    run, dev = (
        {line.split(" ;")[0].rstrip(" \\") for line in (ROOT / lock).read_text().splitlines() if "==" in line}
        for lock in ("requirements.txt", "requirements-dev.txt")
    )

    assert run <= dev
