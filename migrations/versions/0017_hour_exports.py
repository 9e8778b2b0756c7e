"""Keep for a day what was asked for as a workbook: the records behind the hours of a report."""

import sqlalchemy as sa
from alembic import op

revision = "0017_hour_exports"
down_revision = "0016_lists"
branch_labels = None
depends_on = None

_IN_HAND = sa.text("ready_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "hour_exports",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("has_names", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_hour_exports_asked_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_hour_exports_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_exports")),
        sa.UniqueConstraint("code", name=op.f("uq_hour_exports_code")),
    )
    op.create_index(op.f("ix_hour_exports_asked_at"), "hour_exports", ["asked_at"])
    op.create_index(
        "uq_hour_exports_one_in_hand",
        "hour_exports",
        ["asked_by"],
        unique=True,
        sqlite_where=_IN_HAND,
        postgresql_where=_IN_HAND,
    )


def downgrade() -> None:
    op.drop_table("hour_exports")
