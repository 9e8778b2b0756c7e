"""Keep the sums of the ledger by month, so that a report does not grow with it."""

import sqlalchemy as sa
from alembic import op

revision = "0013_hour_sums"
down_revision = "0012_registration"
branch_labels = None
depends_on = None

# By these days a report finds what happened in its period, whatever happened in all the years before.
DAYS = (
    ("wishes", "published_at"),
    ("wishes", "community_id", "closed_at"),
    ("wish_claims", "claimed_at"),
    ("wish_claims", "ended_at"),
    ("follow_ups", "followed_up_at"),
)


def upgrade() -> None:
    op.create_table(
        "hour_sums",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("provenance", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("postings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "community_id", "unit_id", "host_id", "source", "provenance", name=op.f("pk_hour_sums")
        ),
    )
    op.create_index("ix_hour_sums_community_id_month", "hour_sums", ["community_id", "month"])
    op.create_index("ix_hour_sums_unit_id_month", "hour_sums", ["unit_id", "month"])
    op.create_index("ix_hour_sums_host_id_month", "hour_sums", ["host_id", "month"])
    op.create_table(
        "months_served",
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("postings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "month", "unit_id", "person_id", name=op.f("pk_months_served")),
    )
    op.create_index("ix_months_served_unit_id_month", "months_served", ["unit_id", "month"])
    op.create_table(
        "sums_marks",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("horizon", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_sums_marks_only_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_sums_marks")),
    )
    op.create_index("ix_hour_entries_source_source_id", "hour_entries", ["source", "source_id"])
    for table, *columns in DAYS:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def downgrade() -> None:
    for table, *columns in DAYS:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table_name=table)
    op.drop_index("ix_hour_entries_source_source_id", table_name="hour_entries")
    op.drop_table("sums_marks")
    op.drop_table("months_served")
    op.drop_table("hour_sums")
