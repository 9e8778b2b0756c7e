"""Know which units and members registered with a community, what is due, and who is on a unit's roster."""

import sqlalchemy as sa
from alembic import op

revision = "0012_registration"
down_revision = "0011_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration_reminders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_reminders")),
        sa.UniqueConstraint("about", name=op.f("uq_registration_reminders_about")),
    )
    op.create_table(
        "member_registrations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("compound", sa.Text(), nullable=False),
        sa.Column("specialities", sa.Text(), nullable=True),
        sa.Column("interests", sa.Text(), nullable=False),
        sa.Column("free", sa.Text(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_words", sa.Text(), nullable=True),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renew_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_words", sa.Text(), nullable=True),
        sa.Column("badge_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'ended') = (ending IS NOT NULL)", name=op.f("ck_member_registrations_ended_with_an_ending")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR accepted_at IS NOT NULL", name=op.f("ck_member_registrations_accepted_at_a_moment")
        ),
        sa.ForeignKeyConstraint(["accepted_by"], ["people.id"], name=op.f("fk_member_registrations_accepted_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["organisations.id"], name=op.f("fk_member_registrations_community_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["organisations.id"], name=op.f("fk_member_registrations_grid_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_member_registrations_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name=op.f("fk_member_registrations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_registrations")),
        sa.UniqueConstraint("badge_code", name=op.f("uq_member_registrations_badge_code")),
        sa.UniqueConstraint("code", name=op.f("uq_member_registrations_code")),
    )
    op.create_index("ix_member_registrations_community_id_state", "member_registrations", ["community_id", "state"])
    op.create_index(op.f("ix_member_registrations_person_id"), "member_registrations", ["person_id"])
    op.create_index(op.f("ix_member_registrations_unit_id"), "member_registrations", ["unit_id"])
    op.create_index(
        "uq_member_registrations_one_stands",
        "member_registrations",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_index(
        "uq_member_registrations_one_waits",
        "member_registrations",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('submitted', 'returned')"),
        postgresql_where=sa.text("state IN ('submitted', 'returned')"),
    )
    op.create_table(
        "registration_targets",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["organisations.id"], name=op.f("fk_registration_targets_place_id")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_registration_targets_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_targets")),
    )
    op.create_index("ix_registration_targets_place_id_id", "registration_targets", ["place_id", "id"])
    op.create_table(
        "roster_imports",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("brought_by", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Text(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=True),
        sa.Column("bad", sa.Integer(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["brought_by"], ["people.id"], name=op.f("fk_roster_imports_brought_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name=op.f("fk_roster_imports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_imports")),
        sa.UniqueConstraint("code", name=op.f("uq_roster_imports_code")),
    )
    op.create_index(op.f("ix_roster_imports_unit_id"), "roster_imports", ["unit_id"])
    op.create_table(
        "unit_registrations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("party_organisation", sa.Text(), nullable=False),
        sa.Column("secretary", sa.Text(), nullable=False),
        sa.Column("liaison", sa.Text(), nullable=False),
        sa.Column("office_phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("in_service", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_words", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_number", sa.Text(), nullable=True),
        sa.Column("renew_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'ended') = (ending IS NOT NULL)", name=op.f("ck_unit_registrations_ended_with_an_ending")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR receipt_number IS NOT NULL",
            name=op.f("ck_unit_registrations_accepted_with_a_receipt"),
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (receipt_number IS NULL)",
            name=op.f("ck_unit_registrations_receipt_from_the_acceptance"),
        ),
        sa.ForeignKeyConstraint(["accepted_by"], ["people.id"], name=op.f("fk_unit_registrations_accepted_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["organisations.id"], name=op.f("fk_unit_registrations_community_id")
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["people.id"], name=op.f("fk_unit_registrations_submitted_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name=op.f("fk_unit_registrations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_registrations")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_registrations_code")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_unit_registrations_receipt_number")),
    )
    op.create_index(op.f("ix_unit_registrations_community_id"), "unit_registrations", ["community_id"])
    op.create_index(op.f("ix_unit_registrations_unit_id"), "unit_registrations", ["unit_id"])
    op.create_index(
        "uq_unit_registrations_one_goes_on",
        "unit_registrations",
        ["unit_id", "community_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    )
    op.create_index(
        "uq_unit_registrations_one_stands",
        "unit_registrations",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_index(
        "uq_unit_registrations_one_waits",
        "unit_registrations",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('submitted', 'returned')"),
        postgresql_where=sa.text("state IN ('submitted', 'returned')"),
    )
    op.create_table(
        "claimed_duties",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["member_registrations.id"], name=op.f("fk_claimed_duties_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claimed_duties")),
        sa.UniqueConstraint("registration_id", "duty", name=op.f("uq_claimed_duties_registration_id_duty")),
    )
    op.create_table(
        "offered_resources",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["unit_registrations.id"], name=op.f("fk_offered_resources_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_resources")),
        sa.UniqueConstraint("registration_id", "kind", name=op.f("uq_offered_resources_registration_id_kind")),
    )
    op.create_table(
        "roster_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_index", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("is_in_service", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_roster_entries_added_by")),
        sa.ForeignKeyConstraint(["import_id"], ["roster_imports.id"], name=op.f("fk_roster_entries_import_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_roster_entries_organisation_id")
        ),
        sa.ForeignKeyConstraint(["removed_by"], ["people.id"], name=op.f("fk_roster_entries_removed_by")),
        sa.ForeignKeyConstraint(
            ["removed_import_id"], ["roster_imports.id"], name=op.f("fk_roster_entries_removed_import_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name=op.f("fk_roster_entries_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entries")),
        sa.UniqueConstraint("code", name=op.f("uq_roster_entries_code")),
    )
    op.create_index(op.f("ix_roster_entries_import_id"), "roster_entries", ["import_id"])
    op.create_index(op.f("ix_roster_entries_organisation_id"), "roster_entries", ["organisation_id"])
    op.create_index("ix_roster_entries_phone_index", "roster_entries", ["phone_index"])
    op.create_index(op.f("ix_roster_entries_removed_import_id"), "roster_entries", ["removed_import_id"])
    op.create_index(
        "uq_roster_entries_one_in_force",
        "roster_entries",
        ["unit_id", "phone_index"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("roster_entries")
    op.drop_table("offered_resources")
    op.drop_table("claimed_duties")
    op.drop_table("unit_registrations")
    op.drop_table("roster_imports")
    op.drop_table("registration_targets")
    op.drop_table("member_registrations")
    op.drop_table("registration_reminders")
