"""The application as `volunteer run` serves it, by a clock that a test sets: nobody waits for the end of a shift.

Gunicorn serves `moved:create_app()`, from this folder: the package `tests` would take its settings away. Each request
runs at the moment that lies as far ahead of the true one as the file named in TEST_CLOCK says, in seconds; so time
flows, from wherever the test has set it. What the browser and Flask's own cookies think of the time stays true.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from volunteer import app as volunteer
from volunteer.base import clock

CLOCK = "TEST_CLOCK"


def create_app() -> Flask:
    """Return the application with its clock."""
    app = volunteer.create_app()
    serve, file = app.wsgi_app, Path(os.environ[CLOCK])

    def serve_at_its_time(environ: Any, start_response: Any) -> Any:
        with clock.held_at(moved(file)):
            return serve(environ, start_response)

    app.wsgi_app = serve_at_its_time  # type: ignore[method-assign]
    return app


def moved(file: Path) -> datetime:
    """Return what time it is there."""
    return clock.now() + timedelta(seconds=float(file.read_text()))


def set_to(file: Path, moment: datetime) -> None:
    """Let it be `moment` now."""
    new = file.with_suffix(".new")
    new.write_text(str((moment - clock.now()).total_seconds()))
    new.replace(file)
