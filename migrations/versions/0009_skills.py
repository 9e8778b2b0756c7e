"""Say when signing up opens and closes, and which skill a post asks for.

Until now every published event was open until it began, and what a post asked for was words only, so the list could
not say what fits whom.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_skills"
down_revision = "0008_attendance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("events", sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("posts", sa.Column("skill", sa.String(length=32), nullable=True))

    op.create_table(
        "person_skills",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=32), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_skills_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_person_skills"),
        sa.UniqueConstraint("person_id", "skill", name="uq_person_skills_person_id_skill"),
    )


def downgrade() -> None:
    op.drop_table("person_skills")
    op.drop_column("posts", "skill")
    op.drop_column("events", "closes_at")
    op.drop_column("events", "opens_at")
