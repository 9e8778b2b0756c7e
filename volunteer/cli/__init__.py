"""The `volunteer` command: each command is one call into a rule.

- `serving`   run, worker, and what the worker does; `gunicorn` its hooks
- `checking`  check: the invariants, on SQLite and on PostgreSQL; recount: the sums of the ledger
- `exporting` export: a report as JSON or XLSX
- `making`    demo, organisation, programme, user
- `benching`  bench: what it costs
"""

from flask import Flask

from volunteer.cli import benching, checking, exporting, making, serving


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for command in (
        serving.run,
        serving.worker,
        checking.check,
        checking.recount,
        exporting.export,
        making.demo,
        making.user,
        making.organisation,
        making.programme,
        benching.bench,
    ):
        app.cli.add_command(command)
