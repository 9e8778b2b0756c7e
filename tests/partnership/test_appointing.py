"""Who is appointed, for how long, and who may meet minors."""

from datetime import date

import pytest
from flask import Flask

from tests import make
from tests.make import DAY, NOW, TODAY
from volunteer.base.refusal import Refusal
from volunteer.notices.queries import notices_of
from volunteer.organisations.models import Role
from volunteer.partnership import appointing, clearing
from volunteer.partnership.models import AppointmentState, Post
from volunteer.partnership.queries import appointed_on, cleared_until
from volunteer.partnership.refusals import (
    AppointedAlready,
    ClearanceOver,
    ClearanceTooLong,
    EndsBeforeItBegins,
    MayNotAppoint,
    MayNotClear,
    NothingToWithdraw,
    OnlyAtASchool,
    TermTooLong,
    TooManySchools,
)

APRIL = date(2026, 4, 1)


def test_a_tutor_is_appointed_for_five_years_and_told(app: Flask) -> None:
    made = make.appointment(starts_on=date(2021, 3, 1))

    assert (made.starts_on, made.ends_on, made.state) == (
        date(2021, 3, 1),
        date(2026, 2, 28),
        AppointmentState.ACTIVE,
    )
    assert made.number == "模法师聘字〔2021〕1号"
    told = notices_of(make.tutor().id)
    assert [(one.text, one.path) for one in told] == [
        (
            "您受聘为兰州市第三十二中学的法治辅导员，聘期到2026年2月28日。聘书在这里",
            f"/appointments/{made.code}",
        )
    ]


def test_letters_are_numbered_one_after_the_other(app: Flask) -> None:
    numbers = [make.appointment(one, starts_on=APRIL).number for one in (make.tutor(), make.second_tutor())]

    assert numbers == ["模法师聘字〔2026〕1号", "模法师聘字〔2026〕2号"]


def test_each_year_the_letters_begin_with_one_again(app: Flask) -> None:
    last_year = make.NOW - 365 * DAY
    numbers = [
        make.appointment(make.tutor(), starts_on=date(2025, 4, 1), at=last_year).number,
        make.appointment(make.second_tutor(), starts_on=date(2025, 4, 1), at=last_year).number,
        make.appointment(make.fang(), starts_on=APRIL).number,
        make.appointment(make.li(), starts_on=APRIL).number,
    ]

    assert numbers == [f"模法师聘字〔{year}〕{number}号" for year in (2025, 2026) for number in (1, 2)]


@pytest.mark.parametrize(
    ("refusal", "starts_on", "ends_on"),
    [
        (EndsBeforeItBegins, APRIL, APRIL),
        (EndsBeforeItBegins, APRIL, APRIL - DAY),
        (TermTooLong, APRIL, date(2031, 4, 1)),
    ],
)
def test_a_term_has_a_length(app: Flask, refusal: type[Refusal], starts_on: date, ends_on: date) -> None:
    with pytest.raises(refusal):
        make.appointment(starts_on=starts_on, ends_on=ends_on)


def test_a_term_from_29_february_ends_a_day_before_the_28th(app: Flask) -> None:
    assert make.appointment(starts_on=date(2024, 2, 29)).ends_on == date(2029, 2, 27)


def test_a_next_term_begins_after_the_one_before(app: Flask) -> None:
    first = make.appointment(starts_on=date(2021, 3, 1))

    with pytest.raises(AppointedAlready) as refused:
        make.appointment(starts_on=first.ends_on)
    assert "聘期到2月28日" in refused.value.message
    make.appointment(starts_on=first.ends_on + DAY)


def test_one_may_teach_for_two_programmes_at_one_place(app: Flask) -> None:
    make.appointment()

    second = make.appointment(programme=make.programme("dangke", "情景主题党课", carries_hours=False))

    assert second.number == "情景主题党课聘字〔2026〕1号"


def test_a_vice_principal_is_a_school_s_and_of_two_schools_at_most(app: Flask) -> None:
    with pytest.raises(OnlyAtASchool):
        make.appointment(at_=make.community(), post=Post.VICE_PRINCIPAL)
    for place in (make.school(), make.other_school()):
        make.appointment(at_=place, post=Post.VICE_PRINCIPAL)

    with pytest.raises(TooManySchools):
        make.appointment(at_=make.school("SCHOOL1", "兰州市第一中学"), post=Post.VICE_PRINCIPAL)
    make.appointment(at_=make.community())  # a tutor is something else


@pytest.mark.parametrize("who", ["lei", "team_leader", "school_contact", "jing", "viewer"])
def test_only_who_manages_the_programme_appoints(app: Flask, who: str) -> None:
    what, tutor, place = make.programme(), make.tutor(), make.school()
    by = make.principal(getattr(make, who)())

    with pytest.raises(MayNotAppoint):
        make.done(lambda now: appointing.appoint(what, tutor, place, Post.TUTOR, APRIL, by, now))


def test_who_works_at_another_unit_does_not_appoint(app: Flask) -> None:
    what, tutor, place = make.programme(), make.tutor(), make.school()
    elsewhere = make.granted(make.lei(), Role.PROGRAMME_MANAGER, make.unit("SWB", "市委办机关党委"))
    by = make.principal(elsewhere)

    with pytest.raises(MayNotAppoint):
        make.done(lambda now: appointing.appoint(what, tutor, place, Post.TUTOR, APRIL, by, now))


def test_what_ended_counts_from_then_on_no_more_and_stays(app: Flask) -> None:
    made, by = make.appointment(), make.principal(make.manager())
    place, contact = make.school(), make.school_contact()

    make.done(lambda now: appointing.end(made, "调到外地工作", by, now))

    assert (made.state, made.state_words) == (AppointmentState.ENDED, "调到外地工作")
    assert appointed_on(made.programme_id, [made.person_id], TODAY) == set()
    assert "调到外地工作" in notices_of(made.person_id)[0].text
    assert notices_of(contact.id)[0].text == "杜衡在贵处的法治辅导员聘任结束了：调到外地工作"
    make.appointment(at_=place, starts_on=TODAY)  # and may begin anew


def test_an_appointment_covers_its_first_and_its_last_day(app: Flask) -> None:
    made = make.appointment(starts_on=APRIL, ends_on=TODAY)
    covered = [
        bool(appointed_on(made.programme_id, [made.person_id], day)) for day in (APRIL - DAY, APRIL, TODAY, TODAY + DAY)
    ]

    assert covered == [False, True, True, False]


# ------------------------------------------------------------------------------ clearances


def test_a_clearance_says_until_when_and_the_latest_counts(app: Flask) -> None:
    tutor = make.tutor().id
    make.clearance(until_on=date(2026, 3, 1))
    make.clearance(until_on=date(2027, 3, 1))

    assert cleared_until([tutor, make.lei().id]) == {tutor: date(2027, 3, 1)}


@pytest.mark.parametrize(("days", "refusal"), [(-1, ClearanceOver), (0, None), (365, None), (366, ClearanceTooLong)])
def test_a_clearance_is_for_a_year_at_the_most(app: Flask, days: int, refusal: type[Refusal] | None) -> None:
    tutor, by = make.tutor(), make.principal(make.manager())

    if refusal is None:
        make.done(lambda now: clearing.record(tutor, TODAY + days * DAY, by, now), NOW)
    else:
        with pytest.raises(refusal):
            make.done(lambda now: clearing.record(tutor, TODAY + days * DAY, by, now), NOW)


@pytest.mark.parametrize("who", ["lei", "team_leader", "school_contact", "tutor"])
def test_only_a_manager_records_a_clearance(app: Flask, who: str) -> None:
    tutor, by = make.tutor(), make.principal(getattr(make, who)())

    with pytest.raises(MayNotClear):
        make.done(lambda now: clearing.record(tutor, TODAY, by, now))


def test_nobody_clears_themselves(app: Flask) -> None:
    manager = make.manager()
    by = make.principal(manager)

    with pytest.raises(MayNotClear):
        make.done(lambda now: clearing.record(manager, TODAY, by, now))


def test_a_manager_of_another_unit_clears_only_whom_they_appointed(app: Flask) -> None:
    stranger, by = make.lei(), make.principal(make.manager())

    with pytest.raises(MayNotClear):
        make.done(lambda now: clearing.record(stranger, TODAY, by, now))
    make.appointment(stranger)
    make.done(lambda now: clearing.record(stranger, TODAY, by, now))


def test_what_is_withdrawn_clears_nobody_from_that_moment(app: Flask) -> None:
    make.clearance()
    tutor, by = make.tutor(), make.principal(make.manager())

    make.done(lambda now: clearing.withdraw(tutor, by, now))

    assert cleared_until([tutor.id]) == {}
    assert "撤销" in notices_of(tutor.id)[0].text
    with pytest.raises(NothingToWithdraw):
        make.done(lambda now: clearing.withdraw(tutor, by, now))
