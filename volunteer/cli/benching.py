"""bench: what it costs, against the floor and the goals."""

import json

import click
from flask.cli import ScriptInfo

from volunteer.bench import serving, telling, whole
from volunteer.bench.sizes import FULL, QUICK, Sizes


@click.command()
@click.option("--quick", is_flag=True, help="Smaller sizes, within 90 seconds on a quiet machine.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.option("--only", type=click.Choice(["sqlite", "postgresql"]), help="One of the two databases.")
@click.pass_context
def bench(context: click.Context, quick: bool, as_json: bool, only: str | None) -> None:
    """Measure on databases and servers of its own; nothing of this installation is touched."""
    measure(context, QUICK if quick else FULL, as_json=as_json, kinds=(only,) if only else ())


def measure(context: click.Context, sizes: Sizes, *, as_json: bool, kinds: tuple[str, ...]) -> None:
    """Measure in these sizes and print the figures."""
    if not serving.FLOOR.exists():
        raise click.ClickException(f"the floor is part of the checkout, and not here: {serving.FLOOR}")
    make = context.ensure_object(ScriptInfo).create_app
    assert make is not None  # the command is a command of the application
    try:
        found = whole.figures(make, sizes, lambda what: click.echo(what, err=True), kinds=kinds)
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in telling.lines(found):
        click.echo(line)
