"""School, team and tutors are there when a test begins; made once in a process, put back as other scenes are."""

from tests import make
from tests.conftest import there_from_the_beginning


def ready() -> None:
    """Let two tutors be appointed and cleared, and let there be who orders, who takes and who manages."""
    make.school_contact(), make.manager(), make.team_leader()
    make.ready_tutors()


there = there_from_the_beginning(ready)
