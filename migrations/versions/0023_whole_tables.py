"""Indexes for what was looked for in a whole table, however long it had become.

Where a person belonged at a moment (at the door, in claims and sign-ups: the index of those who belong now does not
serve for the past); who signed up for a shift (the leader's list); the terms of a person; the members of a grid.
"""

from alembic import op

revision = "0023_whole_tables"
down_revision = "0022_gate"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_memberships_person_id_belonging_since_at", "memberships", ["person_id", "belonging", "since_at"]),
    ("ix_sign_ups_shift_id_state", "sign_ups", ["shift_id", "state"]),
    ("ix_appointments_person_id", "appointments", ["person_id"]),
    ("ix_member_registrations_grid_id", "member_registrations", ["grid_id"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _columns in INDEXES:
        op.drop_index(name, table)
