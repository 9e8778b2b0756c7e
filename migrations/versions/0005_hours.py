"""Keep minutes in a ledger whose rows are added, never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0005_hours"
down_revision = "0004_notices"
branch_labels = None
depends_on = None


def _refuse_changes(table: str, *unique: str) -> None:
    """Make the table refuse UPDATE, DELETE, TRUNCATE, and on SQLite to replace a row by inserting its like.

    `unique`: the conditions, besides the id, under which a new row would push an old one out.
    """
    said = f"{table}: rows are added, never changed"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        like = " OR ".join(("id = NEW.id", *unique))
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {like}) BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def _allow_dropping(table: str) -> None:
    """Take the function away that goes with the table's triggers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {table}_refuse()")


def upgrade() -> None:
    op.create_table(
        "hour_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("provenance", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("person_in_charge", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "provenance <> 'backfill' OR (approved_by IS NOT NULL AND approved_by <> recorded_by)",
            name=op.f("ck_hour_entries_backfill_has_two_people"),
        ),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (minutes > 0)", name=op.f("ck_hour_entries_only_reversals_are_negative")
        ),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_hour_entries_ends_after_it_begins")),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_hour_entries_minutes_not_zero")),
        sa.ForeignKeyConstraint(["community_id"], ["organisations.id"], name="fk_hour_entries_community_id"),
        sa.ForeignKeyConstraint(["follows_id"], ["hour_entries.id"], name="fk_hour_entries_follows_id"),
        sa.ForeignKeyConstraint(["host_id"], ["organisations.id"], name="fk_hour_entries_host_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_hour_entries_person_id"),
        sa.ForeignKeyConstraint(["reverses_id"], ["hour_entries.id"], name="fk_hour_entries_reverses_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name="fk_hour_entries_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hour_entries"),
        sa.UniqueConstraint("code", name="uq_hour_entries_code"),
        sa.UniqueConstraint("follows_id", name="uq_hour_entries_follows_id"),
        sa.UniqueConstraint("reverses_id", name="uq_hour_entries_reverses_id"),
    )
    op.create_index("ix_hour_entries_community_id_served_on", "hour_entries", ["community_id", "served_on"])
    op.create_index("ix_hour_entries_person_id_served_on", "hour_entries", ["person_id", "served_on"])
    op.create_index("ix_hour_entries_recorded_at", "hour_entries", ["recorded_at"])
    op.create_index("ix_hour_entries_unit_id_served_on", "hour_entries", ["unit_id", "served_on"])
    op.create_index(
        "uq_hour_entries_one_first_posting",
        "hour_entries",
        ["source", "source_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NULL AND follows_id IS NULL"),
        postgresql_where=sa.text("reverses_id IS NULL AND follows_id IS NULL"),
    )
    _refuse_changes(
        "hour_entries",
        "code = NEW.code",
        "reverses_id = NEW.reverses_id",
        "follows_id = NEW.follows_id",
        "(NEW.reverses_id IS NULL AND NEW.follows_id IS NULL AND reverses_id IS NULL AND follows_id IS NULL "
        "AND source = NEW.source AND source_id = NEW.source_id)",
    )


def downgrade() -> None:
    op.drop_table("hour_entries")
    _allow_dropping("hour_entries")
