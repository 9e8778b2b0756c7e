"""Hold events: the event with its notice, shifts, posts, sign-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0007_events"
down_revision = "0006_wishes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("signing_up", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("risk", sa.String(length=32), nullable=False),
        sa.Column("insurance", sa.Text(), nullable=True),
        sa.Column("provided", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("is_open_to_minors", sa.Boolean(), nullable=False),
        sa.Column("has_photos", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_words", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_events_author_id"),
        sa.ForeignKeyConstraint(["community_id"], ["organisations.id"], name="fk_events_community_id"),
        sa.ForeignKeyConstraint(["host_id"], ["organisations.id"], name="fk_events_host_id"),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name="fk_events_leader_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("code", name="uq_events_code"),
    )
    op.create_index("ix_events_community_id_state", "events", ["community_id", "state"])
    op.create_index("ix_events_host_id_state", "events", ["host_id", "state"])
    op.create_index("ix_events_leader_id", "events", ["leader_id"])

    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("break_minutes >= 0", name=op.f("ck_shifts_break_is_not_negative")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name="fk_shifts_confirmed_by"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_shifts_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shifts"),
        sa.UniqueConstraint("code", name="uq_shifts_code"),
    )
    op.create_index("ix_shifts_event_id", "shifts", ["event_id"])
    op.create_index("ix_shifts_starts_at", "shifts", ["starts_at"])

    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= places", name=op.f("ck_posts_taken_within_places")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_posts_waiting_is_not_negative")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name="fk_posts_shift_id"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("code", name="uq_posts_code"),
    )
    op.create_index("ix_posts_shift_id", "posts", ["shift_id"])

    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_words", sa.Text(), nullable=True),
        sa.Column("turnout", sa.String(length=32), nullable=True),
        sa.Column("turnout_words", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sign_ups_person_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_sign_ups_post_id"),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name="fk_sign_ups_shift_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name="fk_sign_ups_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
        sa.UniqueConstraint("code", name="uq_sign_ups_code"),
    )
    op.create_index("ix_sign_ups_person_id_state", "sign_ups", ["person_id", "state"])
    op.create_index("ix_sign_ups_post_id_state", "sign_ups", ["post_id", "state"])
    op.create_index(
        "uq_sign_ups_one_standing",
        "sign_ups",
        ["shift_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('confirmed', 'waiting')"),
        postgresql_where=sa.text("state IN ('confirmed', 'waiting')"),
    )

    op.create_table(
        "event_reminders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_reminders"),
        sa.UniqueConstraint("about", name="uq_event_reminders_about"),
    )


def downgrade() -> None:
    op.drop_table("event_reminders")
    op.drop_table("sign_ups")
    op.drop_table("posts")
    op.drop_table("shifts")
    op.drop_table("events")
