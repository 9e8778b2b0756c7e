"""Know the catalogue, and orders from the wish for a class to the word on it.

The class is a shift of an event that nobody signs up for, and in some programmes it carries no minutes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_orders"
down_revision = "0010_partnership"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("is_listed", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("events", sa.Column("carries_hours", sa.Boolean(), server_default=sa.true(), nullable=False))

    op.create_table(
        "offerings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("modes", sa.Text(), nullable=False),
        sa.Column("class_periods", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("most_people", sa.Integer(), nullable=False),
        sa.Column("tutors", sa.Integer(), nullable=False),
        sa.Column("qualification", sa.Text(), nullable=True),
        sa.Column("place_needs", sa.Text(), nullable=True),
        sa.Column("equipment", sa.Text(), nullable=True),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("preparation_days", sa.Integer(), nullable=False),
        sa.Column("season", sa.String(length=32), nullable=False),
        sa.Column("per_month", sa.Integer(), nullable=True),
        sa.Column("per_term", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("class_periods > 0", name=op.f("ck_offerings_class_periods_are_positive")),
        sa.CheckConstraint("most_people > 0", name=op.f("ck_offerings_most_people_is_positive")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_offerings_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_offerings_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offerings")),
        sa.UniqueConstraint("code", name=op.f("uq_offerings_code")),
    )
    op.create_index("ix_offerings_closed_at_topic", "offerings", ["closed_at", "topic"])
    op.create_index(op.f("ix_offerings_owner_id"), "offerings", ["owner_id"])
    op.create_index(op.f("ix_offerings_programme_id"), "offerings", ["programme_id"])

    op.create_table(
        "offering_audiences",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_offering_audiences_offering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering_audiences")),
        sa.UniqueConstraint("offering_id", "audience", name=op.f("uq_offering_audiences_offering_id_audience")),
    )

    op.create_table(
        "offering_quotas",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_offering_quotas_taken_is_not_negative")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_offering_quotas_offering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering_quotas")),
        sa.UniqueConstraint("offering_id", "period", name=op.f("uq_offering_quotas_offering_id_period")),
    )

    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("offering_id", sa.Integer(), nullable=True),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("placed_by", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("class_name", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("safety_person", sa.Text(), nullable=False),
        sa.Column("is_private_kept", sa.Boolean(), nullable=False),
        sa.Column("photo_rule", sa.String(length=32), nullable=False),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_words", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("postponed_words", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("plan_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actual_people", sa.Integer(), nullable=True),
        sa.Column("actual_periods", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.Column("served_by", sa.Integer(), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_digest", sa.Text(), nullable=True),
        sa.Column("review_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_orders_closed_has_an_outcome")),
        sa.CheckConstraint(
            "state NOT IN ('taken', 'served') OR shift_id IS NOT NULL", name=op.f("ck_orders_taken_has_a_shift")
        ),
        sa.CheckConstraint(
            "offering_id IS NOT NULL OR request IS NOT NULL", name=op.f("ck_orders_an_offering_or_words")
        ),
        sa.CheckConstraint("people > 0", name=op.f("ck_orders_people_are_positive")),
        sa.ForeignKeyConstraint(["client_id"], ["organisations.id"], name=op.f("fk_orders_client_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_orders_offering_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["people.id"], name=op.f("fk_orders_placed_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_orders_programme_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["organisations.id"], name=op.f("fk_orders_provider_id")),
        sa.ForeignKeyConstraint(["served_by"], ["people.id"], name=op.f("fk_orders_served_by")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_orders_shift_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_orders_taken_by")),
        sa.ForeignKeyConstraint(["team_id"], ["organisations.id"], name=op.f("fk_orders_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("code", name=op.f("uq_orders_code")),
        sa.UniqueConstraint("review_digest", name=op.f("uq_orders_review_digest")),
        sa.UniqueConstraint("shift_id", name=op.f("uq_orders_shift_id")),
    )
    op.create_index("ix_orders_client_id_state", "orders", ["client_id", "state"])
    op.create_index(op.f("ix_orders_offering_id"), "orders", ["offering_id"])
    op.create_index(op.f("ix_orders_placed_at"), "orders", ["placed_at"])
    op.create_index(op.f("ix_orders_programme_id"), "orders", ["programme_id"])
    op.create_index("ix_orders_provider_id_state", "orders", ["provider_id", "state"])
    op.create_index("ix_orders_team_id_state", "orders", ["team_id", "state"])

    op.create_table(
        "wished_dates",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_wished_dates_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wished_dates")),
        sa.UniqueConstraint("order_id", "rank", name=op.f("uq_wished_dates_order_id_rank")),
    )

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_invitations_answered_with_an_answer")
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_invitations_a_team_or_a_person")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_invitations_order_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code", name=op.f("uq_invitations_code")),
    )
    op.create_index(op.f("ix_invitations_organisation_id"), "invitations", ["organisation_id"])
    op.create_index(op.f("ix_invitations_person_id"), "invitations", ["person_id"])
    op.create_index(
        "uq_invitations_open_person",
        "invitations",
        ["order_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_index(
        "uq_invitations_open_team",
        "invitations",
        ["order_id", "organisation_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )

    op.create_table(
        "order_materials",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ready_by", sa.Integer(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_materials_order_id")),
        sa.ForeignKeyConstraint(["ready_by"], ["people.id"], name=op.f("fk_order_materials_ready_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_materials")),
    )
    op.create_index(op.f("ix_order_materials_order_id"), "order_materials", ["order_id"])

    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=True),
        sa.Column("manner", sa.Integer(), nullable=True),
        sa.Column("gains", sa.Integer(), nullable=True),
        sa.Column("punctuality", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("content IS NULL OR content BETWEEN 1 AND 5", name=op.f("ck_reviews_content_from_1_to_5")),
        sa.CheckConstraint("gains IS NULL OR gains BETWEEN 1 AND 5", name=op.f("ck_reviews_gains_from_1_to_5")),
        sa.CheckConstraint("manner IS NULL OR manner BETWEEN 1 AND 5", name=op.f("ck_reviews_manner_from_1_to_5")),
        sa.CheckConstraint(
            "punctuality IS NULL OR punctuality BETWEEN 1 AND 5", name=op.f("ck_reviews_punctuality_from_1_to_5")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_reviews_order_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["people.id"], name=op.f("fk_reviews_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("order_id", name=op.f("uq_reviews_order_id")),
    )

    op.create_table(
        "order_reminders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_reminders")),
        sa.UniqueConstraint("about", name=op.f("uq_order_reminders_about")),
    )


def downgrade() -> None:
    op.drop_table("order_reminders")
    op.drop_table("reviews")
    op.drop_table("order_materials")
    op.drop_table("invitations")
    op.drop_table("wished_dates")
    op.drop_table("orders")
    op.drop_table("offering_quotas")
    op.drop_table("offering_audiences")
    op.drop_table("offerings")
    op.drop_column("events", "carries_hours")
    op.drop_column("events", "is_listed")
