"""Whatever anybody tries in whatever order: a rule does its work or refuses, and what must always hold holds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests import make
from tests.conftest import Scene, on_sqlite
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.base.db import db, write
from volunteer.base.refusal import Refusal
from volunteer.hours import checks as hour_checks
from volunteer.hours import ledger
from volunteer.hours.models import HourEntry
from volunteer.journal.models import Line
from volunteer.organisations.standing import Principal
from volunteer.wishes import checks as wish_checks
from volunteer.wishes import claiming, closing, confirming, delivering, posting, reviewing, timers
from volunteer.wishes.models import MOVES, Agreed, Delivery, Spoke, State, Way, Wish, Witness
from volunteer.wishes.queries import active_claim

# 赵磊 among them: whatever he tries with a wish that is not his must be refused, or be what any volunteer may do.
CAST = ("liu", "fang", "li", "lei", "jing", "second_clerk", "other_clerk")
WHO, WHICH = st.sampled_from(CAST), st.integers(0, 5)


COUNTED = (Line, HourEntry, Delivery, Wish)


def everybody() -> dict[str, Principal]:
    """Make the people of the place."""
    make.community()
    return {who: make.principal(getattr(make, who)()) for who in CAST}


class Neighbourhood(RuleBasedStateMachine):
    """Wishes of one community, some people, and time that passes."""

    there_is: Scene

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, Principal] = type(self).there_is(everybody)
        self.now = make.NOW
        self.place = make.community()
        self.wishes: list[int] = []
        self.states: dict[int, State] = {}
        self.checked = -1

    def teardown(self) -> None:
        db.session.rollback()

    def written(self) -> int:
        """How many rows SQLite has written in this connection, those that were taken back again among them."""
        connection: Any = db.session.connection().connection.driver_connection
        return int(connection.total_changes)

    def wish(self, which: int) -> Wish:
        return db.session.get_one(Wish, self.wishes[which % len(self.wishes)])

    def tried(self, act: Callable[[datetime], Any]) -> None:
        """Do it, or be refused: nothing else may happen, and a refusal leaves no trace."""
        before = self.traces()
        with clock.held_at(self.now):
            try:
                made = write(act)
            except Refusal:
                assert self.traces() == before
            else:
                if isinstance(made, Wish):
                    self.wishes.append(made.id)
                    self.states[made.id] = State.SUBMITTED

    def traces(self) -> tuple[int, ...]:
        db.session.rollback()
        counts = (sa.select(sa.func.count()).select_from(one).scalar_subquery() for one in COUNTED)
        return tuple(db.session.execute(sa.select(*counts)).one())

    # -------------------------------------------------------------------------- what people do

    @rule(who=WHO)
    def post(self, who: str) -> None:
        private = make.resident(person_id=self.people[who].person_id, is_open_to_contact=True)
        self.tried(lambda now: posting.post(make.words(), private, self.place, self.people[who], now))

    @rule(who=WHO)
    def post_for(self, who: str) -> None:
        private = make.resident(person_id=None)
        by = self.people[who]
        self.tried(lambda now: posting.post_for(make.words(), private, Spoke.SELF, Agreed.SIGNED, self.place, by, now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO, act=st.sampled_from([reviewing.publish, reviewing.send_back, reviewing.reject]))
    def review(self, which: int, who: str, act: Callable[[Wish, str, Principal, datetime], None]) -> None:
        self.tried(lambda now: act(self.wish(which), "桥门社区的一位老人", self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=st.sampled_from(["jing", "second_clerk"]))
    def publish(self, which: int, who: str) -> None:
        self.tried(lambda now: reviewing.publish(self.wish(which), "一位老人", self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def revise(self, which: int, who: str) -> None:
        private = make.resident(person_id=None)
        self.tried(lambda now: posting.revise(self.wish(which), make.words(), private, self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def withdraw(self, which: int, who: str) -> None:
        self.tried(lambda now: posting.withdraw(self.wish(which), "已经有了", self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=st.sampled_from(["fang", "li", "jing", "liu"]))
    def claim(self, which: int, who: str) -> None:
        self.tried(lambda now: claiming.claim(self.wish(which), self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def release(self, which: int, who: str) -> None:
        self.tried(lambda now: claiming.release(self.wish(which), "没有时间", self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def take_back(self, which: int, who: str) -> None:
        self.tried(lambda now: delivering.take_back(self.wish(which), self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def get_in_touch(self, which: int, who: str) -> None:
        self.tried(lambda now: claiming.contacted(self.wish(which), "周六", self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, ago=st.integers(0, 30), minutes=st.integers(-10, 800))
    def deliver_by_the_claimant(self, which: int, ago: int, minutes: int) -> None:
        wish = self.wish(which)
        claim = active_claim(wish)
        if claim is not None:
            who = next(one for one in self.people.values() if one.person_id == claim.person_id)
            self._deliver(which, who, ago * 20 * MINUTE, minutes)

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def deliver_by_anybody(self, which: int, who: str) -> None:
        self._deliver(which, self.people[who], HOUR, 40)

    def _deliver(self, which: int, who: Principal, ago: timedelta, minutes: int) -> None:
        ended = self.now - ago
        began = ended - minutes * MINUTE
        self.tried(lambda now: delivering.deliver(self.wish(which), began, ended, "办好了", who, now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=st.sampled_from([*CAST, None]), witness=st.sampled_from(Witness), partly=st.booleans())
    def accept(self, which: int, who: str | None, witness: Witness, partly: bool) -> None:
        by = self.people[who] if who else None
        self.tried(lambda now: confirming.accept(self.wish(which), witness, by, now, is_partly=partly))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=st.sampled_from([*CAST, None]), witness=st.sampled_from(Witness))
    def decline(self, which: int, who: str | None, witness: Witness) -> None:
        by = self.people[who] if who else None
        self.tried(lambda now: confirming.decline(self.wish(which), "不是这样", witness, by, now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def settle(self, which: int, who: str) -> None:
        self.tried(lambda now: confirming.settle_hours(self.wish(which), self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def could_not(self, which: int, who: str) -> None:
        self.tried(lambda now: closing.could_not(self.wish(which), "没有这种", self.people[who], now))

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, who=WHO)
    def follow_up(self, which: int, who: str) -> None:
        by = self.people[who]
        self.tried(lambda now: closing.follow_up(self.wish(which), Way.PHONE, 5, False, None, by, now))

    @rule(which=WHICH, minutes=st.sampled_from([30, 36, 60]))
    def correct(self, which: int, minutes: int) -> None:
        entries = db.session.scalars(sa.select(HourEntry).order_by(HourEntry.id)).all()
        if entries:
            entry = entries[which % len(entries)]
            fits = min(minutes, int((entry.ended_at - entry.started_at) / MINUTE))
            by, second = self.people["jing"].person_id, self.people["second_clerk"].person_id
            self.tried(lambda now: ledger.correct(entry, fits, by, second, "填错了", now))

    @rule(late=st.sampled_from([MINUTE, HOUR, 9 * HOUR, 2 * DAY, 8 * DAY, 31 * DAY]), awake=st.booleans())
    def time_passes(self, late: timedelta, awake: bool) -> None:
        self.now += late
        if awake:
            with clock.held_at(self.now):
                timers.run(self.now)

    # -------------------------------------------------------------------------- what always holds

    @invariant()
    def every_check_holds(self) -> None:
        db.session.rollback()
        if self.written() == self.checked:
            return  # nothing was even tried in the database: as it was, so it is
        for check in (*hour_checks.CHECKS, *wish_checks.CHECKS):
            assert check() is None
        self.checked = self.written()

    @invariant()
    def states_move_by_their_table(self) -> None:
        for id_, state in db.session.execute(sa.select(Wish.id, Wish.state)).all():
            came = self.states[id_]
            assert state is came or _reachable(came, state), f"wish {id_} went from {came.value} to {state.value}"
            self.states[id_] = state


def _reachable(came: State, state: State) -> bool:
    """Say whether one move leads there, or two: a timer may give a wish back and another one close it."""
    return state in MOVES.get(came, set()) or any(state in MOVES.get(by, set()) for by in MOVES.get(came, set()))


@on_sqlite
def test_whatever_is_tried_what_must_hold_holds(app: Flask, scene: Scene) -> None:
    machine = type("OfThisApp", (Neighbourhood,), {"there_is": staticmethod(scene)})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # shrinking takes minutes; forty steps can be read
            suppress_health_check=list(HealthCheck),
        ),
    )
