"""export: a report as JSON or XLSX."""

import json
import sys
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from volunteer.organisations.queries import organisation_of_code
from volunteer.reports.periods import BadPeriod, period_of
from volunteer.reports.whole import report_of
from volunteer.reports.writing import as_json, as_xlsx


@click.group()
def export() -> None:
    """Write figures out."""


@export.command()
@click.option("--org", required=True, help="The organisation's code.")
@click.option("--period", "word", required=True, help="2021 or 2021-06.")
@click.option("--format", "kind", type=click.Choice(["json", "xlsx"]), default="json")
@click.option("--output", type=click.File("wb"), default="-", help="A file; standard output without it.")
@with_appcontext
def report(org: str, word: str, kind: str, output: BinaryIO) -> None:
    """Write the report of an organisation for a year or a month."""
    organisation = organisation_of_code(org)
    if organisation is None:
        raise click.ClickException(f"no organisation has the code {org}")
    try:
        period = period_of(word)
    except BadPeriod as error:
        raise click.ClickException(str(error)) from error
    made = report_of(organisation, period)
    if kind == "xlsx":
        output.write(as_xlsx(made))
    else:
        output.write(json.dumps(as_json(made), ensure_ascii=False, indent=2).encode() + b"\n")
    sys.stdout.flush()
