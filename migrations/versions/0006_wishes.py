"""Answer wishes: the wish, the resident behind it, claims, deliveries, confirmations and what follows."""

import sqlalchemy as sa
from alembic import op

revision = "0006_wishes"
down_revision = "0005_hours"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beneficiaries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("is_open_to_contact", sa.Boolean(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_beneficiaries_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beneficiaries"),
    )
    op.create_index("ix_beneficiaries_person_id", "beneficiaries", ["person_id"])

    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("beneficiary_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("spoke", sa.String(length=32), nullable=True),
        sa.Column("agreed", sa.String(length=32), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("age_band", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("handover", sa.String(length=32), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("closing_words", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("review_words", sa.Text(), nullable=True),
        sa.Column("slip_token", sa.Text(), nullable=False),
        sa.Column("slip_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_wishes_closed_has_an_outcome")),
        sa.CheckConstraint("value IS NULL OR value > 0", name=op.f("ck_wishes_value_is_positive")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_wishes_author_id"),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["beneficiaries.id"], name="fk_wishes_beneficiary_id"),
        sa.ForeignKeyConstraint(["community_id"], ["organisations.id"], name="fk_wishes_community_id"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name="fk_wishes_reviewer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
        sa.UniqueConstraint("beneficiary_id", name="uq_wishes_beneficiary_id"),
        sa.UniqueConstraint("code", name="uq_wishes_code"),
        sa.UniqueConstraint("slip_hash", name="uq_wishes_slip_hash"),
    )
    op.create_index("ix_wishes_author_id", "wishes", ["author_id"])
    op.create_index("ix_wishes_closed_at", "wishes", ["closed_at"])
    op.create_index("ix_wishes_community_id_state", "wishes", ["community_id", "state"])
    op.create_index("ix_wishes_state_published_at", "wishes", ["state", "published_at"])
    op.create_index("ix_wishes_submitted_at", "wishes", ["submitted_at"])

    op.create_table(
        "wish_claims",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_words", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=32), nullable=True),
        sa.Column("ending_words", sa.Text(), nullable=True),
        sa.Column("credit", sa.String(length=32), nullable=True),
        sa.Column("hour_entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["hour_entry_id"], ["hour_entries.id"], name="fk_wish_claims_hour_entry_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_wish_claims_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name="fk_wish_claims_unit_id"),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name="fk_wish_claims_wish_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wish_claims"),
        sa.UniqueConstraint("code", name="uq_wish_claims_code"),
        sa.UniqueConstraint("hour_entry_id", name="uq_wish_claims_hour_entry_id"),
    )
    op.create_index("ix_wish_claims_person_id_ended_at", "wish_claims", ["person_id", "ended_at"])
    op.create_index("ix_wish_claims_unit_id_claimed_at", "wish_claims", ["unit_id", "claimed_at"])
    op.create_index("ix_wish_claims_wish_id", "wish_claims", ["wish_id"])
    op.create_index(
        "uq_wish_claims_one_active",
        "wish_claims",
        ["wish_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "wish_photos",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wish_photos"),
        sa.UniqueConstraint("code", name="uq_wish_photos_code"),
    )

    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=32), nullable=True),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_at > began_at", name=op.f("ck_deliveries_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["claim_id"], ["wish_claims.id"], name="fk_deliveries_claim_id"),
        sa.ForeignKeyConstraint(["photo_id"], ["wish_photos.id"], name="fk_deliveries_photo_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_claim_id", "deliveries", ["claim_id"])

    op.create_table(
        "confirmations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("is_partly", sa.Boolean(), nullable=False),
        sa.Column("witness", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name=op.f("ck_confirmations_satisfaction_1_to_5")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_confirmations_delivery_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_confirmations_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
        sa.UniqueConstraint("delivery_id", name="uq_confirmations_delivery_id"),
    )

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("still_needs_help", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name=op.f("ck_follow_ups_satisfaction_1_to_5")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_follow_ups_person_id"),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name="fk_follow_ups_wish_id"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_ups"),
        sa.UniqueConstraint("wish_id", name="uq_follow_ups_wish_id"),
    )

    op.create_table(
        "reveals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_reveals_person_id"),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name="fk_reveals_wish_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reveals"),
    )
    op.create_index("ix_reveals_wish_id", "reveals", ["wish_id"])

    op.create_table(
        "wish_reminders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wish_reminders"),
        sa.UniqueConstraint("about", name="uq_wish_reminders_about"),
    )


def downgrade() -> None:
    op.drop_table("wish_reminders")
    op.drop_table("reveals")
    op.drop_table("follow_ups")
    op.drop_table("confirmations")
    op.drop_table("deliveries")
    op.drop_table("wish_photos")
    op.drop_table("wish_claims")
    op.drop_table("wishes")
    op.drop_table("beneficiaries")
