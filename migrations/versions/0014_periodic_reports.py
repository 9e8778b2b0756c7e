"""Keep what an organisation reports upward, version by version, and who was reminded of it."""

import sqlalchemy as sa
from alembic import op

revision = "0014_periodic_reports"
down_revision = "0013_hour_sums"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "periodic_reports",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("main_work", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("filler", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("returned_by", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_words", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(frozen IS NULL) = (digest IS NULL)", name=op.f("ck_periodic_reports_frozen_with_its_digest")
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (submitted_at IS NULL)", name=op.f("ck_periodic_reports_submitted_at_a_moment")
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (frozen IS NULL)", name=op.f("ck_periodic_reports_frozen_when_submitted")
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_at IS NOT NULL)", name=op.f("ck_periodic_reports_accepted_at_a_moment")
        ),
        sa.CheckConstraint("accepted_by <> submitted_by", name=op.f("ck_periodic_reports_accepted_by_another")),
        sa.CheckConstraint(
            "length(main_work) <= 1000 AND length(difficulties) <= 1000 AND length(next_steps) <= 1000",
            name=op.f("ck_periodic_reports_texts_are_short"),
        ),
        sa.ForeignKeyConstraint(["accepted_by"], ["people.id"], name=op.f("fk_periodic_reports_accepted_by")),
        sa.ForeignKeyConstraint(["drafted_by"], ["people.id"], name=op.f("fk_periodic_reports_drafted_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_periodic_reports_organisation_id")
        ),
        sa.ForeignKeyConstraint(["receiver_id"], ["organisations.id"], name=op.f("fk_periodic_reports_receiver_id")),
        sa.ForeignKeyConstraint(["returned_by"], ["people.id"], name=op.f("fk_periodic_reports_returned_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["people.id"], name=op.f("fk_periodic_reports_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periodic_reports")),
        sa.UniqueConstraint(
            "organisation_id", "period", "version", name=op.f("uq_periodic_reports_organisation_id_period_version")
        ),
    )
    op.create_index("ix_periodic_reports_receiver_id_state", "periodic_reports", ["receiver_id", "state"])
    op.create_index(
        "uq_periodic_reports_one_open",
        "periodic_reports",
        ["organisation_id", "period"],
        unique=True,
        sqlite_where=sa.text("state <> 'accepted'"),
        postgresql_where=sa.text("state <> 'accepted'"),
    )
    op.create_table(
        "report_reminders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.Column("reminded_by", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_report_reminders_organisation_id")
        ),
        sa.ForeignKeyConstraint(["reminded_by"], ["people.id"], name=op.f("fk_report_reminders_reminded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reminders")),
        sa.UniqueConstraint(
            "organisation_id",
            "period",
            "reminded_on",
            name=op.f("uq_report_reminders_organisation_id_period_reminded_on"),
        ),
    )


def downgrade() -> None:
    op.drop_table("report_reminders")
    op.drop_table("periodic_reports")
