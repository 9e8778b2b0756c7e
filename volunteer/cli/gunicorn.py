"""What gunicorn needs besides its command line. The application is loaded once and forked."""

import gc
from typing import Any

from volunteer.base.db import db

COLLECT_AFTER = 20_000  # new objects; a request makes thousands, nearly all of them gone with it


def when_ready(_server: Any) -> None:
    """Leave out of every collection what was loaded before the fork: it stays, and the processes share it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 10, 10)


def post_fork(_server: Any, worker: Any) -> None:
    """Let the new process open connections of its own: one that was shared would mix up answers."""
    with worker.app.wsgi().app_context():
        db.engine.dispose(close=False)
