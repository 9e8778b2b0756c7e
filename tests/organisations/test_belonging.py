"""A person's unit and community, one of each at a time, with history kept."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.base.clock import DAY, SECOND
from volunteer.base.db import db, write
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging, Membership, Organisation
from volunteer.organisations.queries import memberships_of, place_of


def join(person_id: int, organisation: Organisation, belonging: Belonging = Belonging.UNIT) -> Membership:
    return write(lambda now: membership.join(person_id, organisation.id, belonging, None, now))


def test_a_new_unit_ends_the_old_membership(app: Flask) -> None:
    fang, other = make.fang(), make.unit("JYJ", "兰州市教育局")

    join(fang.id, other)

    rows = db.session.scalars(sa.select(Membership).order_by(Membership.id)).all()
    assert [(one.organisation.code, one.until_at) for one in rows] == [("SFJ", make.NOW), ("JYJ", None)]


def test_the_past_keeps_its_unit(app: Flask) -> None:
    fang, old, new = make.fang(), make.unit(), make.unit("JYJ", "兰州市教育局")
    join(fang.id, new)

    units = [place_of(fang.id, Belonging.UNIT, make.NOW + late) for late in (-DAY, -SECOND, 0 * SECOND, DAY)]

    assert units == [old.id, old.id, new.id, new.id]


def test_before_joining_there_was_no_unit(app: Flask) -> None:
    assert place_of(make.fang().id, Belonging.UNIT, make.LONG_AGO - SECOND) is None


def test_unit_and_community_stand_side_by_side(app: Flask) -> None:
    fang = make.fang()

    join(fang.id, make.community(), Belonging.COMMUNITY)

    assert place_of(fang.id, Belonging.UNIT, make.NOW) == make.unit().id
    assert place_of(fang.id, Belonging.COMMUNITY, make.NOW) == make.community().id


def test_joining_again_changes_nothing(app: Flask) -> None:
    fang = make.fang()

    join(fang.id, make.unit())

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Membership)) == 1


def test_the_database_lets_nobody_have_two_units(app: Flask) -> None:
    fang, other = make.fang(), make.unit("JYJ", "兰州市教育局")

    with pytest.raises(sa.exc.IntegrityError):
        write(
            lambda now: db.session.add(
                Membership(person_id=fang.id, organisation_id=other.id, belonging=Belonging.UNIT, since_at=now)
            )
        )


def test_memberships_are_read_for_many_people_at_once(app: Flask) -> None:
    fang, lei = make.fang(), make.lei()

    found = memberships_of([fang.id, lei.id])

    assert [[one.organisation.code for one in found[id_]] for id_ in (fang.id, lei.id)] == [["SFJ"], []]
