"""The last two signatures together, one party twice, three schools that want one vice-principal, letters at once."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from tests.races.conftest import all_in_order
from tests.races.crowd import signed_in, statuses, together
from tests.races.serving import Served
from volunteer.accounts.models import Person
from volunteer.base.db import db, write
from volunteer.base.images import Picture
from volunteer.base.refusal import Refusal
from volunteer.journal.models import Line
from volunteer.organisations.standing import Principal
from volunteer.partnership import drafting, ending, signing
from volunteer.partnership.models import Agreement, AgreementParty, Appointment, Capacity, Post, State

pytestmark = pytest.mark.race

Act = Callable[[datetime], None]
PAPER = Picture(b"RIFF", 40, 30)


def putting_in(party_id: int, by: Principal, name: str = "马建国") -> Act:
    return lambda now: signing.sign(
        db.session.get_one(AgreementParty, party_id), name, "书记", make.TODAY, PAPER, by, now
    )


def beside(app: Flask, act: Act) -> tuple[threading.Thread, list[Refusal]]:
    """Begin to do it beside what is being done here, and go on when it waits for our transaction to end."""
    refused: list[Refusal] = []

    def run() -> None:
        with app.app_context(), suppress(Refusal):
            try:
                write(act)
            except Refusal as refusal:
                refused.append(refusal)
                raise

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.5)
    return thread, refused


def test_two_who_sign_last_together_bring_the_agreement_into_force(app: Flask) -> None:
    made = make.signed(make.signing_agreement(*make.five_parties()), Capacity.A, Capacity.B, Capacity.C)
    community, school = (one.id for one in made.parties[3:])
    jing, contact = make.principal(make.jing()), make.principal(make.school_contact())
    agreement_id = made.id

    def act(now: datetime) -> threading.Thread:
        putting_in(community, jing)(now)
        db.session.flush()
        return beside(app, putting_in(school, contact))[0]

    write(act).join()

    db.session.rollback()
    assert db.session.get_one(Agreement, agreement_id).state is State.ACTIVE
    turned = db.session.scalars(sa.select(Line).where(Line.action == "agreements.active")).all()
    assert len(turned) == 1
    assert all_in_order() is None


def test_a_party_that_two_people_sign_for_together_has_signed_once(app: Flask) -> None:
    made = make.signing_agreement()
    party = made.parties[1].id
    keeper, contact = make.principal(make.manager()), make.principal(make.school_contact())

    def act(now: datetime) -> tuple[threading.Thread, list[Refusal]]:
        putting_in(party, contact, "高敏")(now)
        db.session.flush()
        return beside(app, putting_in(party, keeper, "刘建国"))

    thread, refused = write(act)
    thread.join()

    db.session.rollback()
    assert db.session.get_one(AgreementParty, party).signatory == "高敏"
    assert ["签过了" in one.message for one in refused] == [True]
    assert all_in_order() is None


@pytest.mark.parametrize("word", ["take_back", "end"])
def test_what_is_signed_while_it_is_taken_back_or_ended_is_refused(app: Flask, word: str) -> None:
    made = make.signing_agreement()
    agreement_id, party = made.id, made.parties[1].id
    keeper, contact = make.principal(make.manager()), make.principal(make.school_contact())

    def act(now: datetime) -> threading.Thread:
        agreement = db.session.get_one(Agreement, agreement_id)
        if word == "end":
            ending.end(agreement, "不签了", keeper, now)
        else:
            drafting.take_back(agreement, keeper, now)
        return beside(app, putting_in(party, contact))[0]

    write(act).join()

    db.session.rollback()
    assert db.session.get_one(AgreementParty, party).signed_on is None
    assert all_in_order() is None


def test_an_agreement_is_renewed_once_however_often_the_button_is_pressed(served: Served) -> None:
    made = make.active_agreement()
    manager = signed_in(served, [make.manager()])[0]

    answers = together([(manager, f"/agreements/{made.code}/renew", {})] * 12)

    assert statuses(answers) == {303: 1, 409: 11}
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).where(Agreement.renews_id.is_not(None))) == 1
    assert all_in_order() is None


def test_of_six_schools_that_want_one_vice_principal_together_two_get_them(served: Served) -> None:
    make.programme()
    schools = [make.school(f"SCHOOL{number}", f"第{number}中学").code for number in range(1, 7)]
    tutor = make.tutor()
    manager = signed_in(served, [make.manager()])[0]
    form = {"programme": "mofashi", "person": tutor.code, "post": Post.VICE_PRINCIPAL.value, "starts_on": "2026-12-01"}

    answers = together([(manager, "/office/appointments/new", {**form, "organisation": one}) for one in schools])

    assert statuses(answers) == {303: 2, 409: 4}
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Appointment)) == 2
    assert all_in_order() is None


def test_letters_that_are_given_together_have_numbers_of_their_own(served: Served) -> None:
    make.programme()
    place, unit = make.school().code, make.unit()
    people: list[Person] = [make.person(f"周{word}", unit=unit) for word in "甲乙丙丁戊己庚辛"]
    manager = signed_in(served, [make.manager()])[0]
    form = {"programme": "mofashi", "post": Post.TUTOR.value, "organisation": place, "starts_on": "2026-12-01"}

    answers = together([(manager, "/office/appointments/new", {**form, "person": one.code}) for one in people])

    assert statuses(answers) == {303: 8}
    db.session.rollback()
    numbers = db.session.scalars(sa.select(Appointment.number)).all()
    assert sorted(numbers) == sorted(f"模法师聘字〔2026〕{number}号" for number in range(1, 9))
    assert date(2031, 11, 30) in db.session.scalars(sa.select(Appointment.ends_on)).all()
    assert all_in_order() is None
