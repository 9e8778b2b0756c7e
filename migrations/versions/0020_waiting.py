"""What still waits on a closed wish is found without reading every closed wish.

The office's home counts closed wishes that nobody has asked after yet, and those whose minutes wait for a clerk. Both
are few, and were looked for among all that were ever closed. `needs_follow_up` says the first by itself; an index that
holds just the waiting ones finds either.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_waiting"
down_revision = "0019_accepted"
branch_labels = None
depends_on = None

WAITS = sa.text("credit IN ('overlaps', 'over_cap')")


def upgrade() -> None:
    op.add_column("wishes", sa.Column("needs_follow_up", sa.Boolean(), server_default=sa.false(), nullable=False))
    wishes = sa.table("wishes", *(sa.column(name) for name in ("id", "state", "outcome", "needs_follow_up")))
    asked = sa.table("follow_ups", sa.column("wish_id"))
    op.execute(
        sa.update(wishes)
        .where(wishes.c.state == "closed", wishes.c.outcome.in_(["fulfilled", "partly"]))
        .where(~sa.exists().where(asked.c.wish_id == wishes.c.id))
        .values(needs_follow_up=sa.true())
    )
    op.create_index(
        "ix_wishes_community_id_state_since",
        "wishes",
        ["community_id", "state_since"],
        sqlite_where=sa.text("needs_follow_up = 1"),
        postgresql_where=sa.text("needs_follow_up"),
    )
    op.create_index(
        "ix_wish_claims_wish_id_waits", "wish_claims", ["wish_id"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    op.drop_index("ix_wish_claims_wish_id_waits", "wish_claims")
    op.drop_index("ix_wishes_community_id_state_since", "wishes")
    op.drop_column("wishes", "needs_follow_up")
