"""Know who came and went: scans, and attendances that become minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0008_attendance"
down_revision = "0007_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("means", sa.String(length=32), nullable=False),
        sa.Column("grant", sa.Text(), nullable=True),
        sa.Column("browser", sa.Text(), nullable=True),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["marked_by"], ["people.id"], name="fk_scans_marked_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_scans_person_id"),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name="fk_scans_shift_id"),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name="fk_scans_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
        sa.UniqueConstraint("code", name="uq_scans_code"),
        sa.UniqueConstraint("grant", name="uq_scans_grant"),
    )
    op.create_index("ix_scans_person_id", "scans", ["person_id"])
    op.create_index("ix_scans_shift_id_browser", "scans", ["shift_id", "browser"])
    op.create_index(
        "uq_scans_one_standing",
        "scans",
        ["shift_id", "person_id", "direction"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )

    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("sign_up_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_by", sa.String(length=32), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_by", sa.String(length=32), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("credit", sa.String(length=32), nullable=True),
        sa.Column("hour_entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["hour_entry_id"], ["hour_entries.id"], name="fk_attendances_hour_entry_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_attendances_person_id"),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name="fk_attendances_shift_id"),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name="fk_attendances_sign_up_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name="fk_attendances_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendances"),
        sa.UniqueConstraint("hour_entry_id", name="uq_attendances_hour_entry_id"),
        sa.UniqueConstraint("shift_id", "person_id", name="uq_attendances_shift_id_person_id"),
    )
    op.create_index("ix_attendances_person_id", "attendances", ["person_id"])


def downgrade() -> None:
    op.drop_table("attendances")
    op.drop_table("scans")
