"""What gunicorn needs besides its command line. The application is loaded once and forked."""

from typing import Any

from volunteer.base.db import db


def post_fork(_server: Any, worker: Any) -> None:
    """Let the new process open connections of its own: one that was shared would mix up answers."""
    with worker.app.wsgi().app_context():
        db.engine.dispose(close=False)
