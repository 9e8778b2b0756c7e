"""An accepted version of a report stays as it is.

The rules never change one, and `volunteer check` sees a document that was changed. Now the table itself refuses it, as
the ledger does: an accepted row is neither changed nor deleted, whoever asks. An UPDATE that changes nothing is let
through, because a rule takes the row by one before it looks at its state.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_accepted"
down_revision = "0018_bounded"
branch_labels = None
depends_on = None

TABLE = "periodic_reports"
SAID = "periodic_reports: an accepted version is never changed"
SAME = "organisation_id = NEW.organisation_id AND period = NEW.period AND version = NEW.version"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        columns = [one["name"] for one in sa.inspect(op.get_bind()).get_columns(TABLE)]
        differs = " OR ".join(f"NEW.{one} IS NOT OLD.{one}" for one in columns)
        like = " OR ".join(
            f"EXISTS (SELECT 1 FROM {TABLE} WHERE {one} AND state = 'accepted')" for one in ("id = NEW.id", SAME)
        )
        for name, before, when in (
            ("update", "UPDATE", f"OLD.state = 'accepted' AND ({differs})"),
            ("delete", "DELETE", "OLD.state = 'accepted'"),
            ("replace", "INSERT", like),
        ):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{name} BEFORE {before} ON {TABLE} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'TRUNCATE' OR TG_OP = 'DELETE' OR OLD IS DISTINCT FROM NEW THEN RAISE EXCEPTION '{SAID}'; END IF; "
        f"RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW WHEN (OLD.state = 'accepted') EXECUTE FUNCTION {TABLE}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER {TABLE}_no_{name}")
        return
    for name in ("change", "truncate"):
        op.execute(f"DROP TRIGGER {TABLE}_no_{name} ON {TABLE}")
    op.execute(f"DROP FUNCTION {TABLE}_refuse()")
