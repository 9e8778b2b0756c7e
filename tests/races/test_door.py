"""One person's taps that arrive together; two leaders over one list; a list that is confirmed while people scan."""

import pytest
import sqlalchemy as sa

from tests import make
from tests.races import stage
from tests.races.conftest import all_in_order
from tests.races.crowd import Answer, signed_in, statuses, together
from tests.races.serving import Served
from volunteer.attendance.models import Attendance, Credit, Direction, Scan, State
from volunteer.attendance.refusals import AlreadyConfirmed, CheckInFirst
from volunteer.base.db import db
from volunteer.hours.models import HourEntry, Source

pytestmark = pytest.mark.race

CHECK_IN = "/attendance/check-in"


def scans_of(shift_id: int) -> list[Scan]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Scan).where(Scan.shift_id == shift_id).order_by(Scan.id)))


def attendances_of(shift_id: int) -> list[Attendance]:
    return list(db.session.scalars(sa.select(Attendance).where(Attendance.shift_id == shift_id)))


def page_of(answer: Answer) -> str:
    """Return the page that the answer leads to, whether this was the first tap or another."""
    return answer.goes_to.removesuffix("?again=1")


# ------------------------------------------------------------------------------ one person, many taps


@pytest.mark.parametrize("different", [1, 20], ids=["one code", "twenty codes"])
def test_a_check_in_sent_twenty_times_together_is_recorded_once_and_all_answers_lead_to_it(
    served: Served, different: int
) -> None:
    people = stage.volunteers(5)
    ids = [person.id for person in people]
    visitors = signed_in(served, people)
    shift = stage.running()

    for person_id, visitor in zip(ids, visitors, strict=True):
        grants = stage.grants(shift, Direction.IN, different) * (20 // different)
        answers = together([(visitor.holding(grant), CHECK_IN, {}) for grant in grants])

        assert statuses(answers) == {303: 20}
        scans = [one for one in scans_of(shift.shift_id) if one.person_id == person_id]
        assert {page_of(answer) for answer in answers} == {f"/attendance/scans/{one.code}" for one in scans}
        assert sum(not answer.goes_to.endswith("?again=1") for answer in answers) == len(scans) == 1
    assert sorted(one.person_id for one in attendances_of(shift.shift_id)) == sorted(ids)
    assert all_in_order() is None


def test_coming_and_going_sent_together_leave_nobody_gone_before_she_came(served: Served) -> None:
    people = stage.volunteers(40)
    ids = [person.id for person in people]
    visitors = signed_in(served, people)
    shift = stage.running()

    for person_id, visitor in zip(ids, visitors, strict=True):
        grants = [*stage.grants(shift, Direction.IN, 3), *stage.grants(shift, Direction.OUT, 3)]
        answers = together([(visitor.holding(grant), CHECK_IN, {}) for grant in grants])
        came, left = answers[:3], [answer for answer in answers[3:] if answer.status == 303]

        assert statuses(came) == {303: 3}
        assert {(one.status, one.sentence) for one in answers[3:]} <= {(303, ""), (409, CheckInFirst.message)}
        scans = [one for one in scans_of(shift.shift_id) if one.person_id == person_id]
        page = {one.direction: f"/attendance/scans/{one.code}" for one in scans}
        assert len(scans) == len(page)
        assert {page_of(answer) for answer in came} == {page[Direction.IN]}
        assert {page_of(answer) for answer in left} == {path for way, path in page.items() if way is Direction.OUT}
        one = next(one for one in attendances_of(shift.shift_id) if one.person_id == person_id)
        assert one.state is (State.OUT if left else State.IN)
        assert (one.left_at is not None) == bool(left)
        assert one.left_at is None or one.came_at <= one.left_at
    assert sorted(one.person_id for one in attendances_of(shift.shift_id)) == sorted(ids)
    assert all_in_order() is None


# ------------------------------------------------------------------------------ the list


def test_of_two_leaders_who_confirm_one_list_together_one_does_and_the_other_is_told(served: Served) -> None:
    people = stage.volunteers(4)
    ids = sorted(person.id for person in people)
    lists = [stage.over(people, number) for number in range(8)]
    leaders = signed_in(served, [make.li(), make.jing()])

    for shift in lists:
        answers = together([(leader, f"/door/{shift.shift}/confirm", {}) for leader in leaders])

        assert statuses(answers) == {303: 1, 409: 1}
        assert {answer.sentence for answer in answers if answer.status == 409} == {AlreadyConfirmed.message}
        db.session.rollback()
        attendances = attendances_of(shift.shift_id)
        postings = sa.select(HourEntry.person_id, HourEntry.minutes).where(
            HourEntry.source == Source.EVENT, HourEntry.source_id.in_([one.id for one in attendances])
        )
        assert {one.credit for one in attendances} == {Credit.CREDITED}
        assert sorted((row[0], row[1]) for row in db.session.execute(postings)) == [(one, 180) for one in ids]
    assert all_in_order() is None
