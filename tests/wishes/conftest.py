"""The cast is there when a test begins; made once in a process, it is put back as other scenes are."""

from tests import make
from tests.conftest import there_from_the_beginning

there = there_from_the_beginning(make.cast)
