"""Pages: one file for each subject, on top of every room.

- `guards`    who may open a page
- `problems`  404, 403, refused, broken
- `filters`   hours, local dates, masked names
- `office`    the same subjects seen from the back office
"""

from flask import Flask

from volunteer.views import filters, problems


def register(app: Flask) -> None:
    """Add the pages, the filters and the answers to problems."""
    filters.register(app)
    problems.register(app)
