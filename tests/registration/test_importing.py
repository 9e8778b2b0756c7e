"""An import is checked, applied, undone; long ones in the worker; and what the unit's figures make of it."""

from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base import jobs
from volunteer.base.clock import DAY
from volunteer.base.db import db, write
from volunteer.base.refusal import NotYours
from volunteer.cli import serving
from volunteer.journal.moves import MovedOn
from volunteer.notices.queries import notices_of
from volunteer.organisations.models import Kind
from volunteer.registration import importing, roster, timers
from volunteer.registration.models import ImportState, RosterEntry, RosterImport, State
from volunteer.registration.refusals import HasBadRows, LaterImport, NothingGood, OnRoster
from volunteer.registration.rosters import entry_of, roster_counts, roster_of
from volunteer.registration.verdicts import Read, Row

Plain = tuple[str, str, str, str]


def read(*rows: Plain) -> Read:
    return Read([Row(number, *row) for number, row in enumerate(rows, start=2)], [])


def person(number: int, branch: str = "二支部") -> Plain:
    return (f"王{'芳敏强磊'[number % 4]}", f"139{number:08}", branch, "是")


def bring(*rows: Plain) -> RosterImport:
    who, unit = make.principal(make.liaison()), make.unit()
    return write(lambda now: importing.bring(unit.id, read(*rows), who, now))


def apply(brought: RosterImport, *, only_good: bool = False) -> None:
    who = make.principal(make.liaison())
    write(lambda now: importing.apply(brought, who, now, only_good=only_good))


def undo(brought: RosterImport) -> None:
    who = make.principal(make.liaison())
    write(lambda now: importing.undo(brought, who, now))


def on_it() -> list[tuple[str, str, str, bool]]:
    return [
        (one.entry.name, one.entry.phone, one.entry.branch, one.entry.is_in_service)
        for one in roster_of(make.unit().id).lines
    ]


GOOD, BAD = person(1), ("王芳", "12", "二支部", "是")


# ------------------------------------------------------------------------------ applying


def test_a_file_is_looked_at_before_it_counts(app: Flask) -> None:
    brought = bring(GOOD, BAD)

    assert (brought.state, brought.good, brought.bad, on_it()) == (ImportState.PREVIEWED, 1, 1, [])


def test_all_or_only_the_good_rows(app: Flask) -> None:
    brought = bring(GOOD, BAD)

    with pytest.raises(HasBadRows):
        apply(brought)
    apply(brought, only_good=True)

    assert (brought.state, brought.added, brought.rows) == (ImportState.APPLIED, 1, None)
    assert on_it() == [("王敏", "13900000001", "二支部", True)]


def test_nothing_good_is_nothing_to_import(app: Flask) -> None:
    brought = bring(BAD)

    with pytest.raises(NothingGood):
        apply(brought, only_good=True)


def test_the_rows_are_kept_encrypted_and_no_longer_than_needed(app: Flask) -> None:
    brought = bring(GOOD)
    kept = db.session.scalar(sa.text("SELECT rows FROM roster_imports"))
    assert kept is not None
    assert "13900000001" not in kept

    timers.run(make.NOW + 8 * DAY)

    db.session.refresh(brought)
    assert (brought.state, brought.rows) == (ImportState.DROPPED, None)


def test_an_import_is_applied_once(app: Flask) -> None:
    brought = bring(GOOD)
    apply(brought)

    with pytest.raises(MovedOn):
        apply(brought)


def test_what_changed_since_the_preview_is_seen(app: Flask) -> None:
    brought = bring(GOOD)
    make.roster_entry("李强", GOOD[1])

    with pytest.raises(HasBadRows):
        apply(brought)
    apply(brought, only_good=True)

    assert on_it() == [("李强", GOOD[1], "第二党支部", True)]


def test_a_branch_that_is_an_organisation_of_ours_gets_its_own_people(app: Flask) -> None:
    branch = make.organisation("SFJ2", "第二党支部", Kind.PARTY_ORG, party_parent=make.unit())

    apply(bring(person(1, "第二党支部"), person(2, "别的支部")))

    found = dict(db.session.execute(sa.select(RosterEntry.phone_index, RosterEntry.organisation_id)).all())
    assert sorted(found.values()) == sorted([make.unit().id, branch.id])


@pytest.mark.parametrize("who", ["lei", "jing", "viewer", "fang", "admin"])
def test_only_the_liaison_brings_applies_and_undoes(app: Flask, who: str) -> None:
    brought = bring(GOOD)
    by, unit = make.principal(getattr(make, who)()), make.unit()

    for act in (
        lambda now: importing.bring(unit.id, read(GOOD), by, now),
        lambda now: importing.apply(brought, by, now, only_good=True),
        lambda now: importing.undo(brought, by, now),
        lambda now: roster.add(unit.id, "王芳", "13900000009", "", True, by, now),
    ):
        with pytest.raises(NotYours):
            write(act)


# ------------------------------------------------------------------------------ undoing


def test_an_import_is_undone_and_what_it_replaced_is_back(app: Flask) -> None:
    make.roster_entry("王敏", GOOD[1], branch="一支部")
    brought = bring(GOOD, person(2))
    apply(brought)
    assert [row[2] for row in on_it()] == ["二支部", "二支部"]

    undo(brought)

    assert on_it() == [("王敏", GOOD[1], "一支部", True)]
    assert brought.state is ImportState.UNDONE
    with pytest.raises(MovedOn):
        undo(brought)


def test_imports_are_undone_from_the_last_one(app: Flask) -> None:
    first, second = bring(person(1)), bring(person(2))
    apply(first)
    apply(second)

    with pytest.raises(LaterImport):
        undo(first)
    undo(second)
    undo(first)

    assert on_it() == []


def test_what_somebody_took_off_by_hand_stays_off(app: Flask) -> None:
    make.roster_entry("王敏", GOOD[1], branch="一支部")
    brought, who = bring(GOOD), make.principal(make.liaison())
    apply(brought)
    now_there = roster_of(make.unit().id).lines[0].entry
    write(lambda now: roster.remove(now_there, who, now))
    again = make.roster_entry("王敏", GOOD[1], branch="三支部")

    undo(brought)

    assert entry_of(make.unit().id, again.code) is not None
    assert [row[2] for row in on_it()] == ["三支部"]


# ------------------------------------------------------------------------------ in the worker


def people(count: int) -> Iterable[Plain]:
    return (person(number) for number in range(count))


def test_a_long_file_is_checked_and_applied_by_the_worker(app: Flask) -> None:
    brought = bring(*people(1_200))
    assert (brought.state, brought.total) == (ImportState.CHECKING, 1_200)

    jobs.run_due(serving.handlers(), make.NOW)
    db.session.refresh(brought)
    assert (brought.state, brought.good, brought.checked) == (ImportState.PREVIEWED, 1_200, 1_200)
    apply(brought)
    assert brought.state is ImportState.APPLYING
    jobs.run_due(serving.handlers(), make.NOW)

    db.session.refresh(brought)
    assert (brought.state, brought.added, roster_counts(make.unit().id).everybody) == (
        ImportState.APPLIED,
        1_200,
        1_200,
    )
    assert notices_of(make.liaison().id)[0].text == "名册导入好了：新增 1200 人，更新 0 人"


def test_the_worker_may_do_it_twice(app: Flask) -> None:
    brought = bring(*people(600))
    payload: jobs.Payload = {"import_id": brought.id, "step": "check"}
    importing.work(payload)
    importing.work(payload)
    db.session.refresh(brought)
    apply(brought)
    again: jobs.Payload = {"import_id": brought.id, "step": "apply", "by": make.liaison().id, "only_good": False}

    importing.work(again)
    importing.work(again)

    assert roster_counts(make.unit().id).everybody == 600


def test_a_long_import_that_no_longer_fits_goes_back_to_the_preview(app: Flask) -> None:
    brought = bring(*people(600))
    jobs.run_due(serving.handlers(), make.NOW)
    db.session.refresh(brought)
    apply(brought)
    make.roster_entry("李强", person(1)[1])

    jobs.run_due(serving.handlers(), make.NOW)

    db.session.refresh(brought)
    assert (brought.state, brought.rows is not None) == (ImportState.PREVIEWED, True)
    assert "没有导入" in notices_of(make.liaison().id)[0].text
    assert len(on_it()) == 1


# ------------------------------------------------------------------------------ one by one


def test_one_phone_is_on_the_roster_once(app: Flask) -> None:
    make.roster_entry()

    with pytest.raises(OnRoster):
        make.roster_entry("王小芳")


def test_the_roster_says_where_everybody_stands(app: Flask) -> None:
    for name, phone in (("王芳", "13919000001"), ("李强", "13919000002"), ("周敏", "13700000001")):
        make.roster_entry(name, phone)
    make.accepted_member()
    make.member_registration(make.li())

    lines = roster_of(make.unit().id).lines

    assert [(one.entry.name, one.state) for one in lines] == [
        ("王芳", State.ACCEPTED),
        ("李强", State.SUBMITTED),
        ("周敏", None),
    ]
    missing = roster_of(make.unit().id, only_missing=True).lines
    assert [one.entry.name for one in missing] == ["周敏"]
    counts = roster_counts(make.unit().id)
    assert (counts.everybody, counts.in_service, counts.registered) == (3, 3, 1)


def test_an_account_with_another_name_is_pointed_out(app: Flask) -> None:
    make.fang()
    make.roster_entry("王方", "13919000001")

    assert [one.is_other_name for one in roster_of(make.unit().id).lines] == [True]
