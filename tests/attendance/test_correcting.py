"""Other minutes for one person of a confirmed list: asked for by one person, approved by another."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.make import HOUR, NOW
from volunteer.accounts.models import Person
from volunteer.attendance import correcting
from volunteer.attendance.confirming import Decision
from volunteer.attendance.models import Attendance, Correction, Credit
from volunteer.attendance.refusals import CannotCorrect, CorrectionEnded, MayNotLead
from volunteer.base.db import db
from volunteer.base.refusal import SameHands
from volunteer.cli.checking import first_difference
from volunteer.hours.models import HourEntry, Provenance
from volunteer.hours.queries import balance
from volunteer.notices.models import Notice

WHY = "中途去送了一趟材料"


def listed(person: Person | None = None, *, by: Person | None = None, minutes: int | None = None) -> Attendance:
    """王芳, or this person, in a list of three hours that 陈静 confirmed, with these minutes or those of the scans."""
    who = person or make.fang()
    shift = make.running(who, start=NOW - 4 * HOUR)
    one = make.came(shift, who)
    make.confirmed(shift, by=by, decisions={} if minutes is None else {one.id: Decision(minutes, "提前走了")})
    return one


def ask(one: Attendance, minutes: int, by: Person | None = None) -> Correction:
    who = make.principal(by or make.li())
    return make.done(lambda now: correcting.ask(one, minutes, WHY, who, now))


def end(made: Correction, by: Person | None = None, rule: Callable[..., None] = correcting.approve) -> None:
    who = make.principal(by or make.second_clerk())
    make.done(lambda now: rule(made, who, now))


def rows() -> list[int]:
    return list(db.session.scalars(sa.select(HourEntry.minutes).order_by(HourEntry.id)))


def test_minutes_stand_until_another_person_approves(app: Flask) -> None:
    one = listed()

    made = ask(one, 120)
    before = balance(make.fang().id)
    end(made)

    assert (before, balance(make.fang().id), rows()) == (180, 120, [180, -180, 120])
    assert (one.minutes, one.reason, one.credit) == (120, WHY, Credit.CREDITED)
    entry = db.session.get_one(HourEntry, one.hour_entry_id)
    assert (entry.provenance, entry.reason) == (Provenance.BACKFILL, WHY)
    assert (entry.recorded_by, entry.approved_by) == (make.li().id, make.second_clerk().id)
    assert first_difference() is None


def test_the_person_is_told_and_the_leader_is_asked(app: Flask) -> None:
    made = ask(listed(), 120, make.second_clerk())
    end(made, make.li())

    assert f"“楼道堆物清理”的时长更正为 2.0 小时：{WHY}" in told(make.fang())
    assert asked(make.li(), make.jing()) == [1, 1]


def test_who_led_and_confirmed_and_asks_himself_leaves_it_to_the_others_of_the_host(app: Flask) -> None:
    shift = make.running(make.fang(), start=NOW - 4 * HOUR, leader=make.jing())
    one = make.came(shift)
    make.confirmed(shift, by=make.jing())
    make.second_clerk(), make.other_clerk()

    ask(one, 120, make.jing())

    assert asked(make.second_clerk(), make.jing(), make.fang(), make.other_clerk()) == [1, 0, 0, 0]


def told(person: Person) -> list[str]:
    return list(db.session.scalars(sa.select(Notice.text).where(Notice.person_id == person.id)))


def asked(*people: Person) -> list[int]:
    """Return for each of them how many corrections wait for their word, as they were told."""
    return [len([text for text in told(one) if "等您核对" in text]) for one in people]


@pytest.mark.parametrize("steps", [(0,), (0, 120), (120, 0, 60), (60, 120)])
def test_a_list_may_be_corrected_again_and_the_rows_stay(app: Flask, steps: tuple[int, ...]) -> None:
    one = listed()

    for minutes in steps:
        end(ask(one, minutes))

    assert balance(make.fang().id) == steps[-1]
    assert one.credit is (Credit.CREDITED if steps[-1] else Credit.NOTHING)
    assert first_difference() is None


def test_who_was_credited_nothing_gets_minutes_later(app: Flask) -> None:
    one = listed(minutes=0)
    assert rows() == []

    end(ask(one, 150))

    assert (rows(), one.credit) == ([150], Credit.CREDITED)
    assert db.session.get_one(HourEntry, one.hour_entry_id).provenance is Provenance.BACKFILL
    assert first_difference() is None


def test_nobody_asks_or_approves_for_himself_and_nobody_does_both(app: Flask) -> None:
    one = listed(make.li(), by=make.jing())

    with pytest.raises(SameHands):
        ask(one, 120, make.li())
    made = ask(one, 120, make.jing())
    for who in (make.jing(), make.li()):
        with pytest.raises(SameHands):
            end(made, who)

    assert balance(make.li().id) == 180


@pytest.mark.parametrize("who", ["fang", "lei", "other_clerk", "viewer"])
def test_who_does_not_lead_corrects_nothing(app: Flask, who: str) -> None:
    one, person = listed(make.liu()), getattr(make, who)()
    made = ask(one, 120)

    with pytest.raises(MayNotLead):
        ask(one, 60, person)
    for rule in (correcting.approve, correcting.drop):
        with pytest.raises(MayNotLead):
            end(made, person, rule)


@pytest.mark.parametrize(
    ("minutes", "said"), [(180, "现在就是 180 分钟"), (181, "只有 180 分钟"), (151, "请写 150 或 156"), (12, "请写 0")]
)
def test_what_cannot_be_is_said_with_what_to_write(app: Flask, minutes: int, said: str) -> None:
    one = listed()

    with pytest.raises(CannotCorrect, match=said):
        ask(one, minutes)


def test_one_correction_waits_at_a_time_and_is_ended_once(app: Flask) -> None:
    one = listed()
    made = ask(one, 120)

    with pytest.raises(CannotCorrect, match="已经有一条更正"):
        ask(one, 60)
    end(made, rule=correcting.drop)
    for rule in (correcting.approve, correcting.drop):
        with pytest.raises(CorrectionEnded):
            end(made, rule=rule)
    assert rows() == [180]

    end(ask(one, 60))
    assert balance(make.fang().id) == 60


def test_a_list_that_is_open_or_waits_is_not_corrected(app: Flask) -> None:
    shift = make.running(make.fang(), make.li(), start=NOW - 4 * HOUR)
    fang, li = make.came(shift), make.came(shift, make.li())

    with pytest.raises(CannotCorrect, match="直接改"):
        ask(fang, 120)
    make.confirmed(shift, by=make.li())
    with pytest.raises(CannotCorrect, match="等另一位核对"):
        ask(li, 120, make.jing())
