"""export: a report, or what a programme gave, as JSON or XLSX."""

import json
import sys
from typing import Any, BinaryIO

import click
from flask.cli import with_appcontext

from volunteer.organisations.queries import organisation_of_code
from volunteer.partnership.queries import programme_of_code
from volunteer.reports import programmes
from volunteer.reports.issued import issued
from volunteer.reports.periods import BadPeriod, period_of, period_or_term_of
from volunteer.reports.permissions import reports_of_its_own
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json, as_xlsx, with_reporting


@click.group()
def export() -> None:
    """Write figures out."""


@export.command()
@click.option("--org", required=True, help="The organisation's code.")
@click.option("--period", "word", required=True, help="2021, 2021-H1, 2021-Q1 or 2021-06.")
@click.option("--format", "kind", type=click.Choice(["json", "xlsx"]), default="json")
@click.option("--output", type=click.File("wb"), default="-", help="A file; standard output without it.")
@with_appcontext
def report(org: str, word: str, kind: str, output: BinaryIO) -> None:
    """Write the report of an organisation for a year, half of it, a quarter or a month."""
    organisation = organisation_of_code(org)
    if organisation is None:
        raise click.ClickException(f"no organisation has the code {org}")
    try:
        period = period_of(word)
    except BadPeriod as error:
        raise click.ClickException(str(error)) from error
    sent = issued(organisation, period) if reports_of_its_own(organisation) else None
    made = with_reporting(as_json(report_of(organisation, period)), sent)
    _write(output, as_xlsx(made) if kind == "xlsx" else _text(made))


@export.command()
@click.option("--programme", "code", required=True, help="The programme's code, as mofashi.")
@click.option("--period", "word", required=True, help="2021, 2021-Q3, 2021-06 or 2021-autumn.")
@click.option("--format", "kind", type=click.Choice(["json", "xlsx"]), default="json")
@click.option("--output", type=click.File("wb"), default="-", help="A file; standard output without it.")
@with_appcontext
def programme(code: str, word: str, kind: str, output: BinaryIO) -> None:
    """Write what a programme gave in a year, a term or a month; tutors' names are masked."""
    found = programme_of_code(code)
    if found is None:
        raise click.ClickException(f"no programme has the code {code}")
    try:
        period = period_or_term_of(word)
    except BadPeriod as error:
        raise click.ClickException(str(error)) from error
    made = programmes.programme_report(found, period)
    _write(output, programmes.as_xlsx(made) if kind == "xlsx" else _text(programmes.as_json(made)))


def _text(structure: dict[str, Any]) -> bytes:
    return json.dumps(structure, ensure_ascii=False, indent=2).encode() + b"\n"


def _write(output: BinaryIO, content: bytes) -> None:
    output.write(content)
    sys.stdout.flush()
