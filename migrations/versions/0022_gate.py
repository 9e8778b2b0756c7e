"""A person's gate is a lock on the row, no number in it.

On PostgreSQL passing the gate locks the row as an UPDATE of it would, without writing it anew; on SQLite whoever
writes is alone. The number that was counted up has no reader any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022_gate"
down_revision = "0021_shifts_in_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("people", "gate")


def downgrade() -> None:
    op.add_column("people", sa.Column("gate", sa.Integer(), nullable=False, server_default="0"))
