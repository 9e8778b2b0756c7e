"""How migrations run: on the application's own engine, SQLite with foreign keys off around batch operations.

Batch mode drops and makes tables again; with foreign keys on that would fail, or delete rows elsewhere. They are
checked when everything is done.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

engine = current_app.extensions["migrate"].db.engine
target_metadata = current_app.extensions["migrate"].db.metadata


def plain(kind: str, item: object, _context: object) -> str | bool:
    """Write our own types as what they are in the database: a migration imports nothing of ours."""
    impl = getattr(item, "impl", None)
    if kind != "type" or impl is None:
        return False
    return f"sa.{impl!r}"


def compare(connection: Connection) -> None:
    """Run the migrations on this connection."""
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Upgrade or downgrade."""
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            # One at a time: two hosts that start together wait for each other.
            connection.execute(text("SELECT pg_advisory_lock(620102)"))
            connection.commit()
            compare(connection)
            connection.commit()
            return
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            compare(connection)
            connection.commit()
            broken = raw.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"foreign keys do not hold after the migration: {broken[:3]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


run()
