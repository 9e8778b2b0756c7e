"""A place and many who want it; one person and two shifts at one time; a line that moves while people join it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests import make
from tests.make import DAY, HOUR
from tests.races import stage
from tests.races.conftest import all_in_order
from tests.races.crowd import Ask, signed_in, statuses, together
from tests.races.serving import Served
from tests.races.stage import Offered
from volunteer.base import clock
from volunteer.base.db import db
from volunteer.events.models import Post, Shift, SignUp, SignUpState
from volunteer.events.queries import line_places
from volunteer.journal.models import Line
from volunteer.notices.models import Notice

pytestmark = pytest.mark.race

CONFIRMED, WAITING, WITHDRAWN = SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.WITHDRAWN
MOVED_UP = "有空位了"


@dataclass
class Stand:
    """How a post stands: its counters, and its sign-ups in the order in which people came."""

    places: int
    taken: int
    waiting: int
    sign_ups: list[SignUp]

    def of(self, state: SignUpState) -> list[SignUp]:
        """Those in this state, in their order."""
        return [one for one in self.sign_ups if one.state is state]


def stand_of(offered: Offered) -> Stand:
    """Read it afresh."""
    db.session.rollback()
    post = db.session.get_one(Post, offered.post_id)
    rows = db.session.scalars(sa.select(SignUp).where(SignUp.post_id == post.id).order_by(SignUp.id))
    return Stand(post.places, post.taken, post.waiting, list(rows))


def told_of_a_place(person_ids: Sequence[int], offered: Offered) -> list[int]:
    """Return how often each of these was told that a place came free."""
    rows = db.session.scalars(
        sa.select(Notice.person_id).where(Notice.path == f"/events/{offered.event}", Notice.text.contains(MOVED_UP))
    ).all()
    return [rows.count(one) for one in person_ids]


def promotions(stand: Stand) -> list[int]:
    """Return the sign-ups that moved up, in the order in which they did."""
    details = db.session.scalars(sa.select(Line.detail).where(Line.action == "sign_ups.promoted").order_by(Line.id))
    ids = {one.id for one in stand.sign_ups}
    return [number for one in details if isinstance(number := one["sign_up"], int) and number in ids]


# ------------------------------------------------------------------------------ one place


def test_of_two_hundred_people_who_sign_up_for_one_place_one_has_it_and_all_others_stand_in_line(
    served: Served,
) -> None:
    offered = stage.post(places=1)
    people = stage.volunteers(200)
    ids = {person.id for person in people}
    visitors = signed_in(served, people)

    answers = together([(visitor, f"/posts/{offered.post}/sign-up", {}) for visitor in visitors])

    assert statuses(answers) == {303: 200}
    assert {answer.goes_to for answer in answers} == {f"/events/{offered.event}"}
    stand = stand_of(offered)
    assert {one.person_id for one in stand.sign_ups} == ids
    assert (len(stand.sign_ups), len(stand.of(CONFIRMED)), len(stand.of(WAITING))) == (200, 1, 199)
    assert (stand.taken, stand.waiting) == (1, 199)
    assert [stand.sign_ups[0].state] == [CONFIRMED]  # the first to come, not somebody behind
    assert sorted(line_places(stand.sign_ups).values()) == list(range(1, 200))
    assert all_in_order() is None


def test_one_persons_sign_up_sent_twenty_times_together_is_one(served: Served) -> None:
    offered = stage.post(places=30)
    visitor = signed_in(served, [make.fang()])[0]

    answers = together([(visitor, f"/posts/{offered.post}/sign-up", {})] * 20)

    assert statuses(answers) == {303: 1, 409: 19}
    assert {answer.sentence for answer in answers if answer.status == 409} == {"您已经报过这一场了"}
    stand = stand_of(offered)
    assert ([one.state for one in stand.sign_ups], stand.taken, stand.waiting) == ([CONFIRMED], 1, 0)
    assert all_in_order() is None


# ------------------------------------------------------------------------------ one person, one time


ROUNDS = 30


def overlapping_pairs() -> list[tuple[str, str]]:
    """Return the posts of two shifts that share an hour, for each of so many days."""
    start = clock.now() + 2 * DAY
    slots = [make.slot(start + day * DAY + later, places=5) for day in range(ROUNDS) for later in (0 * HOUR, 2 * HOUR)]
    event_id = make.published_event(slots=slots, at=clock.now()).id
    shifts = db.session.scalars(sa.select(Shift).where(Shift.event_id == event_id).order_by(Shift.starts_at)).all()
    codes = [shift.posts[0].code for shift in shifts]
    return list(zip(codes[::2], codes[1::2], strict=True))


def test_of_two_overlapping_shifts_signed_up_for_together_a_person_gets_one_every_time(served: Served) -> None:
    visitor = signed_in(served, [make.fang()])[0]
    pairs = overlapping_pairs()

    rounds = [together([(visitor, f"/posts/{code}/sign-up", {}) for code in pair]) for pair in pairs]

    assert [statuses(answers) for answers in rounds] == [{303: 1, 409: 1}] * ROUNDS
    said = {answer.sentence for answers in rounds for answer in answers if answer.status == 409}
    assert all("时间冲突" in sentence for sentence in said)
    db.session.rollback()
    for pair in pairs:
        posts = sa.select(Post.id).where(Post.code.in_(pair))
        assert [one.state for one in db.session.scalars(sa.select(SignUp).where(SignUp.post_id.in_(posts)))] == [
            CONFIRMED
        ]
    assert all_in_order() is None


# ------------------------------------------------------------------------------ the line moves


PLACES = 8
LINE = 14
LEAVE = 4  # the first in line, who are just about to move up
JOIN = 12


@pytest.mark.parametrize("number", range(3))
def test_when_all_who_have_places_withdraw_while_people_join_the_line_moves_up_in_its_order(
    served: Served, number: int
) -> None:
    offered = stage.post(places=PLACES)
    people = stage.volunteers(PLACES + LINE + JOIN)
    ids = [person.id for person in people]
    visitors = signed_in(served, people)
    codes = stage.in_line(offered.post_id, people[: PLACES + LINE])
    leaving, joining = PLACES + LEAVE, PLACES + LINE

    answers = together(
        [
            *((visitors[n], f"/sign-ups/{codes[n]}/withdraw", {}) for n in range(leaving)),
            *((visitors[n], f"/posts/{offered.post}/sign-up", {}) for n in range(joining, len(ids))),
        ]
    )

    assert statuses(answers) == {303: leaving + JOIN}
    stand = stand_of(offered)
    by_person = {one.person_id: one for one in stand.sign_ups}
    assert len(stand.sign_ups) == len(by_person) == len(ids)  # nobody lost, nobody twice
    assert [by_person[one].state for one in ids[:leaving]] == [WITHDRAWN] * leaving
    # Whoever stayed is in the order in which they had come: first all who have a place, then the line.
    stayed = [one.state for one in stand.sign_ups if one.state is not WITHDRAWN]
    assert stayed == [CONFIRMED] * PLACES + [WAITING] * (LINE - LEAVE + JOIN - PLACES)
    assert (stand.taken, stand.waiting) == (PLACES, LINE - LEAVE + JOIN - PLACES)
    assert {one.person_id for one in stand.of(CONFIRMED)} == set(ids[leaving : leaving + PLACES])
    moved = promotions(stand)
    assert moved == sorted(set(moved))  # in order, each once
    assert told_of_a_place([by_person[one].person_id for one in ids], offered) == [
        int(by_person[one].promoted_at is not None) for one in ids
    ]
    assert all_in_order() is None


def test_a_place_given_up_while_five_get_in_line_does_not_stay_empty(served: Served) -> None:
    people = stage.volunteers(6)
    visitors = signed_in(served, people)

    for day in range(12):
        offered = stage.post(places=1, days=2 + day)
        code = stage.in_line(offered.post_id, people[:1])[0]
        withdrawal: Ask = (visitors[0], f"/sign-ups/{code}/withdraw", {})
        answers = together([withdrawal, *((one, f"/posts/{offered.post}/sign-up", {}) for one in visitors[1:])])

        assert statuses(answers) == {303: 6}
        stand = stand_of(offered)
        assert [one.state for one in stand.sign_ups] == [WITHDRAWN, CONFIRMED, *[WAITING] * 4]
        assert (stand.taken, stand.waiting) == (1, 4)
    assert all_in_order() is None
