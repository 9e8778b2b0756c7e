"""Say when signing up opens and closes, and which skill a post asks for; keep corrections of a confirmed list.

Until now every published event was open until it began, and what a post asked for was words only, so the list could
not say what fits whom. And what stood wrong in a confirmed list could only be mended by hand.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_skills_corrections"
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

    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_corrections_minutes_are_not_negative")),
        sa.CheckConstraint(
            "is_approved IS NULL OR is_approved = false OR ended_by <> asked_by",
            name=op.f("ck_corrections_approved_by_another"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_corrections_asked_by"),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendances.id"], name="fk_corrections_attendance_id"),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name="fk_corrections_ended_by"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index(
        "uq_corrections_one_open",
        "corrections",
        ["attendance_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_table("person_skills")
    op.drop_column("posts", "skill")
    op.drop_column("events", "closes_at")
    op.drop_column("events", "opens_at")
