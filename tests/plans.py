"""What SQLite does for a statement: by an index, or through a whole table."""

from volunteer.base.db import db


def steps(statement: str) -> list[str]:
    """Return the steps of its plan, the first one first, as `SEARCH wishes USING INDEX …` or `SCAN wishes`."""
    some = ("1",) * statement.count("?")  # a plan does not depend on the values
    return [str(one[3]) for one in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", some)]
