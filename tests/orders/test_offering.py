"""Putting offerings on the menu, changing them, taking them off; and who may."""

import pytest
from flask import Flask

from tests import make
from tests.make import NOW
from volunteer.base.db import db
from volunteer.orders import offering as offerings
from volunteer.orders.models import Audience, Mode, Offering, OfferingAudience
from volunteer.orders.queries import offering_of_code
from volunteer.orders.refusals import MayNotKeep, NotItsProgramme, OfferingClosed, TooFewTutors
from volunteer.organisations.models import Role


def revised(offering: Offering, **written: object) -> None:
    keeper, programme = make.principal(make.manager()), make.programme()
    make.done(lambda now: offerings.revise(offering, make.menu_words(**written), programme, keeper, now))


def closed(offering: Offering) -> None:
    keeper = make.principal(make.manager())
    make.done(lambda now: offerings.close(offering, keeper, now))


def test_an_offering_is_found_by_its_code_with_what_was_written(app: Flask) -> None:
    made = make.offering(modes=(Mode.ORDERED, Mode.IMMERSIVE), materials=("法袍", "法槌"))

    found = offering_of_code(made.code)

    assert found is not None
    assert (found.title, found.owner.code, found.closed_at) == ("网贷和电信诈骗的套路", "SFJ", None)
    assert (found.modes, found.materials) == (["ordered", "immersive"], ["法袍", "法槌"])
    assert [one.audience for one in found.audiences] == [Audience.JUNIOR, Audience.HOLIDAY]


def test_a_revised_offering_has_the_new_audiences_only(app: Flask) -> None:
    made = make.offering()

    revised(made, title="反诈课", audiences=(Audience.SENIOR, Audience.JUNIOR))

    assert made.title == "反诈课"
    assert {one.audience for one in made.audiences} == {Audience.SENIOR, Audience.JUNIOR}
    assert db.session.query(OfferingAudience).count() == 2


def test_a_closed_offering_stays_and_is_changed_no_more(app: Flask) -> None:
    made = make.offering()

    closed(made)

    assert made.closed_at == NOW
    with pytest.raises(OfferingClosed):
        revised(made, title="反诈课")
    with pytest.raises(OfferingClosed):
        closed(made)
    db.session.rollback()
    assert made.title == "网贷和电信诈骗的套路"


def test_one_adult_is_never_alone_with_minors(app: Flask) -> None:
    with pytest.raises(TooFewTutors):
        make.offering(tutors=1)

    alone = make.offering(tutors=1, audiences=(Audience.PARENTS, Audience.RESIDENTS))
    with pytest.raises(TooFewTutors):
        revised(alone, tutors=1, audiences=(Audience.PARENTS, Audience.PRIMARY_LOW))


@pytest.mark.parametrize("who", ["lei", "fang", "jing", "secretary", "viewer"])
def test_who_does_not_answer_the_orders_does_not_keep_the_menu(app: Flask, who: str) -> None:
    made, by = make.offering(), make.principal(getattr(make, who)())
    owner, programme = make.unit(), make.programme()

    for act in (
        lambda now: offerings.add(make.menu_words(), programme, owner, by, now),
        lambda now: offerings.revise(made, make.menu_words(), programme, by, now),
        lambda now: offerings.close(made, by, now),
    ):
        with pytest.raises(MayNotKeep):
            make.done(act)
    db.session.rollback()
    assert made.closed_at is None


def test_the_liaison_of_the_unit_keeps_its_menu_too(app: Flask) -> None:
    assert make.offering(by=make.liaison()).owner.code == "SFJ"


def test_another_unit_offers_nothing_in_a_programme_that_is_not_its_own(app: Flask) -> None:
    programme = make.programme()
    other = make.unit("SWB", "市委办")
    stranger = make.granted(make.person("高原"), Role.UNIT_LIAISON, other)
    by = make.principal(stranger)

    with pytest.raises(NotItsProgramme):
        make.done(lambda now: offerings.add(make.menu_words(), programme, other, by, now))
    assert make.offering(by=stranger, is_programme=False).owner.code == "SWB"
