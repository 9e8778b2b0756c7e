"""Thirty people a second check in while every second one of the processes that answer is killed."""

import http.client
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from tests.races import stage
from tests.races.conftest import all_in_order
from tests.races.crowd import Answer, Visitor, signed_in, statuses
from tests.races.serving import Served
from volunteer.attendance.models import Attendance, Direction, Scan, State
from volunteer.base.db import db

pytestmark = pytest.mark.race

SECONDS = float(os.environ.get("KILLING_SECONDS", "60"))  # how long it is done; shorter shows less
RATE = 30  # check-ins a second
LEAST = int(SECONDS * 1000 / 60)  # acknowledged, without which this shows nothing
LONGEST = 4 * SECONDS  # on a slow machine it goes on, with fewer a second, until so many have come
TRIES = 40  # of one person whose connection breaks again and again


@dataclass
class Coming:
    """One person who checks in: with what in hand, how it was answered at last, how often the connection broke."""

    person_id: int
    visitor: Visitor
    answer: Answer | None = None
    broken: int = 0


@dataclass
class Killer:
    """Kills a process every second, until it is told to rest."""

    served: Served
    killed: list[int] = field(default_factory=list)
    rest: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Do it, in a thread of its own."""
        while not self.rest.wait(1.0):
            self.served.kill_one(self.killed)


def check_in(one: Coming) -> None:
    """Tap, and again after a broken connection, as people do."""
    while one.answer is None and one.broken < TRIES:
        try:
            one.answer = one.visitor.post("/attendance/check-in")
        except (OSError, http.client.HTTPException):
            one.broken += 1
            time.sleep(0.05)


def acknowledged(people: list[Coming]) -> list[Coming]:
    return [one for one in people if one.answer is not None and one.answer.status == 303]


def come(people: list[Coming]) -> int:
    """Let them come, so many a second, until time is up. Returns how many have come."""
    began = time.monotonic()
    with ThreadPoolExecutor(64) as taps:
        for number, one in enumerate(people):
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            passed = time.monotonic() - began
            if passed > LONGEST or (passed > SECONDS and len(acknowledged(people[:number])) >= LEAST):
                return number
            taps.submit(check_in, one)
    return len(people)


def test_no_check_in_that_was_acknowledged_is_lost_or_doubled_when_processes_are_killed(served: Served) -> None:
    crowd = stage.volunteers(int(SECONDS * RATE) + RATE)
    ids = [person.id for person in crowd]
    shift = stage.running()
    grants = stage.grants(shift, Direction.IN, len(ids))
    visitors = [visitor.holding(grant) for visitor, grant in zip(signed_in(served, crowd), grants, strict=True)]
    people = [Coming(*one) for one in zip(ids, visitors, strict=True)]
    killer = Killer(served)
    kills = threading.Thread(target=killer.work)

    kills.start()
    try:
        count = come(people)
    finally:
        killer.rest.set()
        kills.join()

    db.session.rollback()
    said_done = acknowledged(people)
    scans = db.session.execute(sa.select(Scan.person_id, Scan.code).where(Scan.shift_id == shift.shift_id)).all()
    attendances = list(db.session.scalars(sa.select(Attendance).where(Attendance.shift_id == shift.shift_id)))
    path_of = {row.person_id: f"/attendance/scans/{row.code}" for row in scans}
    broke = sum(one.broken for one in people)
    print(f"{count} came, {len(said_done)} acknowledged; {len(killer.killed)} killed, {broke} connections broke")
    assert len(said_done) >= LEAST, "too few to show anything"
    assert len(killer.killed) >= SECONDS / 4, "too few were killed to show anything"
    assert broke, "no connection broke: this shows nothing"
    # Everybody is answered in the end, with what was recorded: missing is nothing, and nothing is there twice.
    assert statuses([one.answer for one in people if one.answer]) == {303: len(said_done)}
    assert [one.person_id for one in said_done if path_of.get(one.person_id) != page_of(one)] == []
    assert len(scans) == len(path_of)
    assert sorted(one.person_id for one in attendances) == sorted(path_of)
    assert {one.state for one in attendances} == {State.IN}
    # Who is recorded came, and was told so, unless the connection broke until she gave up.
    in_doubt = {one.person_id for one in people[:count] if one.answer is None}
    assert set(path_of) - {one.person_id for one in said_done} <= in_doubt
    assert all_in_order() is None
    checked = served.app.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 0, checked.output


def page_of(one: Coming) -> str:
    """Return the page that the answer leads to, whether it was the first try that is answered or another."""
    return one.answer.goes_to.removesuffix("?again=1") if one.answer else ""
