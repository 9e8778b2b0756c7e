"""Long tables cost no more for one row than short ones.

The people of a place are listed by number, out of an index that holds just those who belong there now. On SQLite the
trigger that keeps INSERT OR REPLACE out asks each unique index by itself: with all of it in one condition the planner,
once it had taken stock of a short table (ANALYZE), read the whole table for each new row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_bounded"
down_revision = "0017_hour_exports"
branch_labels = None
depends_on = None

SAID = "hour_entries: rows are added, never changed"
LIKE = (
    "id = NEW.id",
    "code = NEW.code",
    "reverses_id = NEW.reverses_id",
    "follows_id = NEW.follows_id",
    "(NEW.reverses_id IS NULL AND NEW.follows_id IS NULL AND source = NEW.source AND source_id = NEW.source_id "
    "AND reverses_id IS NULL AND follows_id IS NULL)",
)


def _trigger(when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER hour_entries_no_replace")
        op.execute(
            f"CREATE TRIGGER hour_entries_no_replace BEFORE INSERT ON hour_entries "
            f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )


def upgrade() -> None:
    op.create_index(
        "ix_memberships_organisation_id_person_id",
        "memberships",
        ["organisation_id", "person_id"],
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_index("ix_wishes_state_kind_open_until", "wishes", ["state", "kind", "open_until"])
    _trigger(" OR ".join(f"EXISTS (SELECT 1 FROM hour_entries WHERE {one})" for one in LIKE))


def downgrade() -> None:
    _trigger(f"EXISTS (SELECT 1 FROM hour_entries WHERE {' OR '.join(LIKE)})")
    op.drop_index("ix_wishes_state_kind_open_until", "wishes")
    op.drop_index("ix_memberships_organisation_id_person_id", "memberships")
