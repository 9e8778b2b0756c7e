"""check: what must always hold, proved from the rows. recount: the sums of the ledger made anew."""

import sys

import click
from flask.cli import with_appcontext

from volunteer.attendance import checks as attendance_checks
from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.cli.serving import SEALED
from volunteer.hours import checks as hour_checks
from volunteer.hours import sums
from volunteer.journal import seals
from volunteer.orders import checks as order_checks
from volunteer.partnership import checks as partnership_checks
from volunteer.registration import checks as registration_checks
from volunteer.reports import checks as report_checks
from volunteer.wishes import checks as wish_checks

CHECKS = (
    *hour_checks.CHECKS,
    *attendance_checks.CHECKS,
    *wish_checks.CHECKS,
    *partnership_checks.CHECKS,
    *order_checks.CHECKS,
    *registration_checks.CHECKS,
    *report_checks.CHECKS,
)


def first_difference() -> str | None:
    """Return a sentence about the first thing that does not hold, or None."""
    for check_ in CHECKS:
        difference = check_()
        if difference is not None:
            return f"{check_.__name__}: {difference}"
    for chain in SEALED:
        if seals.unguarded(chain.table.name):
            return f"triggers_stand: {chain.table.name} has lost a trigger that refuses changes"
        broken = seals.broken(chain)
        if broken is not None:
            return (
                f"seals_recompute: seal {broken.id} over {chain.table.name} rows {broken.first_id} to "
                f"{broken.last_id} does not recompute"
            )
    return None


@click.command()
@with_appcontext
def check() -> None:
    """Prove the invariants. Ends with 1 and names the first difference when one does not hold."""
    difference = first_difference()
    if difference is not None:
        click.echo(f"check: {difference}", err=True)
        sys.exit(1)
    waiting = ", ".join(f"{seals.unsealed(chain)} of {chain.table.name}" for chain in SEALED)
    late = [f"{count} of {chain.table.name}" for chain in SEALED if (count := seals.overdue(chain, clock.now()))]
    db.session.rollback()
    count = len(CHECKS) + len(SEALED)
    click.echo(f"check: {count} invariants hold; not sealed yet: {waiting}")
    if late:
        click.echo(f"check: unsealed for more than an hour: {', '.join(late)}; is the worker running?", err=True)


@click.command()
@with_appcontext
def recount() -> None:
    """Make the sums that reports read anew from the ledger. Pages go on meanwhile, and are right, but slower."""
    write(lambda _now: sums.forget())
    sums.keep_up(clock.now())
    waiting = sums.waiting()
    click.echo(f"recount: done; {waiting} rows of the ledger are not in the sums yet")
