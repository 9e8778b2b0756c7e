"""Read the shifts to come in the order of their list: by moment, and those of one moment by number.

With the moment alone PostgreSQL sorted all shifts that begin at the same time for each page.
"""

from alembic import op

revision = "0021_shifts_in_order"
down_revision = "0020_waiting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_shifts_starts_at_id", "shifts", ["starts_at", "id"])
    op.drop_index("ix_shifts_starts_at", "shifts")


def downgrade() -> None:
    op.create_index("ix_shifts_starts_at", "shifts", ["starts_at"])
    op.drop_index("ix_shifts_starts_at_id", "shifts")
