"""Read the list of wishes in its own order.

The list shows the newest first, by id; the index by day of publication made the database sort every open wish for
each page.
"""

from alembic import op

revision = "0016_lists"
down_revision = "0015_without_a_phone"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_wishes_state_id", "wishes", ["state", "id"])
    op.drop_index("ix_wishes_state_published_at", "wishes")


def downgrade() -> None:
    op.create_index("ix_wishes_state_published_at", "wishes", ["state", "published_at"])
    op.drop_index("ix_wishes_state_id", "wishes")
