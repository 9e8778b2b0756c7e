"""Let a clerk register a member who has no phone.

Such a person has an account without a number, so that nobody signs in with it; the registration keeps who wrote it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_without_a_phone"
down_revision = "0014_periodic_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.alter_column("phone", existing_type=sa.Text(), nullable=True)
        people.alter_column("phone_index", existing_type=sa.Text(), nullable=True)
        people.create_check_constraint(
            op.f("ck_people_phone_with_its_index"), "(phone IS NULL) = (phone_index IS NULL)"
        )
    with op.batch_alter_table("member_registrations") as registrations:
        registrations.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        registrations.create_foreign_key(op.f("fk_member_registrations_author_id"), "people", ["author_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("member_registrations") as registrations:
        registrations.drop_constraint(op.f("fk_member_registrations_author_id"), type_="foreignkey")
        registrations.drop_column("author_id")
    with op.batch_alter_table("people") as people:
        people.drop_constraint(op.f("ck_people_phone_with_its_index"), type_="check")
        people.alter_column("phone_index", existing_type=sa.Text(), nullable=False)
        people.alter_column("phone", existing_type=sa.Text(), nullable=False)
