"""Two hierarchies on one table: by place and by party."""

import pytest
from flask import Flask

from tests import make
from volunteer.base.db import db, write
from volunteer.journal.queries import lines_of
from volunteer.organisations import founding, membership
from volunteer.organisations.models import Belonging, Kind, Organisation
from volunteer.organisations.queries import (
    all_organisations,
    below,
    communities,
    is_below,
    organisation_of_code,
    organisations_below,
    people_below,
)
from volunteer.organisations.refusals import Circle, CodeTaken


def under(*organisations: Organisation) -> set[str]:
    """The codes of these and all under them."""
    ids = set(db.session.scalars(below(*(one.id for one in organisations))))
    return {one.code for one in all_organisations() if one.id in ids}


def test_under_a_street_are_its_communities_and_their_grids(app: Flask) -> None:
    make.organisation("QM01", "桥门社区第一网格", Kind.GRID, parent=make.community())
    make.other_community()

    assert under(make.street()) == {"LINXIALU", "QIAOMEN", "QM01"}


def test_under_a_work_committee_are_its_units_and_their_branches(app: Flask) -> None:
    make.organisation("SFJ1", "司法局第一党支部", Kind.PARTY_ORG, party_parent=make.unit())

    assert under(make.work_committee()) == {"SZGW", "SFJ", "SFJ1"}


def test_the_hierarchies_are_followed_apart(app: Flask) -> None:
    # The branch stands under the unit by party, and the grid under the branch's own community by place.
    place = make.community()
    branch = make.organisation("QMZB", "桥门社区党支部", Kind.PARTY_ORG, parent=place, party_parent=make.unit())
    make.organisation("QMZB1", "支部下的网格", Kind.GRID, parent=branch)

    assert under(make.unit()) == {"SFJ", "QMZB"}
    assert under(place) == {"QIAOMEN", "QMZB", "QMZB1"}


def test_nothing_is_under_a_leaf_but_itself(app: Flask) -> None:
    make.unit()

    assert under(make.community()) == {"QIAOMEN"}


def test_several_tops_are_one_set(app: Flask) -> None:
    assert under(make.street(), make.unit(), make.community()) == {"LINXIALU", "QIAOMEN", "SFJ"}


def test_everything_stands_below_itself(app: Flask) -> None:
    place = make.community()

    assert is_below(place.id, place.id)
    assert is_below(place.id, make.street().id)
    assert not is_below(make.street().id, place.id)


def test_a_code_names_one_organisation_for_ever(app: Flask) -> None:
    make.community()

    with pytest.raises(CodeTaken):
        write(lambda now: founding.found("qiaomen", "另一个社区", Kind.COMMUNITY, now))


def test_a_code_is_found_in_small_letters_too(app: Flask) -> None:
    place = make.community()

    found = organisation_of_code("qiaomen")

    assert found is not None
    assert found.id == place.id


@pytest.mark.parametrize("code", ["QIAOMEN", "B2", "A23456789012345678901234"])
def test_what_can_be_a_code(code: str) -> None:
    assert founding.CODE.fullmatch(code)


@pytest.mark.parametrize("code", ["", "B", "2B", "桥门", "QM-1", "qiaomen", "A234567890123456789012345"])
def test_what_cannot_be_a_code(code: str) -> None:
    assert not founding.CODE.fullmatch(code)


def change(
    organisation: Organisation, *, parent: Organisation | None = None, party_parent: Organisation | None = None
) -> None:
    admin = make.admin().id
    write(
        lambda now: founding.change(
            organisation,
            name=organisation.name,
            short_name="",
            parent=parent,
            party_parent=party_parent,
            office_phone=None,
            office_place=None,
            by=admin,
            now=now,
        )
    )


def test_an_organisation_may_move_to_another_street(app: Flask) -> None:
    place, other = make.community(), make.street("DONGGANG", "东岗街道")

    change(place, parent=other)

    assert (place.parent_id, under(make.street())) == (other.id, {"LINXIALU"})


def test_without_a_short_name_the_whole_one_is_used(app: Flask) -> None:
    place = make.community()

    change(place)

    assert place.short_name == place.name


def test_a_change_is_a_line_of_its_own_place(app: Flask) -> None:
    place = make.community()

    change(place)

    line = lines_of("organisations", place.id)[-1]
    assert (line.action, line.actor_id, line.organisation_id) == ("organisation.changed", make.admin().id, place.id)


def test_nothing_stands_under_itself(app: Flask) -> None:
    place = make.community()

    with pytest.raises(Circle) as refused:
        change(place, parent=place)

    assert refused.value.field == "parent"


def test_nothing_stands_under_what_is_under_it(app: Flask) -> None:
    street, place = make.street(), make.community()
    make.organisation("QM01", "第一网格", Kind.GRID, parent=place)

    with pytest.raises(Circle):
        change(street, parent=organisation_of_code("QM01"))


def test_a_circle_by_party_is_refused_at_its_own_field(app: Flask) -> None:
    unit = make.unit()

    with pytest.raises(Circle) as refused:
        change(make.work_committee(), party_parent=unit)

    assert refused.value.field == "party_parent"


def test_the_communities_are_the_open_communities(app: Flask) -> None:
    make.unit()
    first, second, closed = make.community(), make.other_community(), make.community("OLD", "撤并的社区")
    write(lambda now: setattr(db.session.get_one(Organisation, closed.id), "closed_at", now))

    assert [one.code for one in communities()] == [first.code, second.code]


def test_what_is_below_is_listed_with_its_top(app: Flask) -> None:
    make.community()

    assert {one.code for one in organisations_below(make.street().id)} == {"LINXIALU", "QIAOMEN"}


def test_the_people_of_a_place_belong_to_it_or_hold_a_role_there(app: Flask) -> None:
    fang, jing = make.fang(), make.jing()
    make.lei()

    assert [one.id for one in people_below(make.unit().id)] == [fang.id]
    assert [one.id for one in people_below(make.street().id)] == [jing.id]


def test_people_are_found_by_a_part_of_their_name(app: Flask) -> None:
    make.fang()
    li = make.li()

    assert [one.id for one in people_below(make.unit().id, part="强")] == [li.id]
    assert people_below(make.unit().id, part="%") == []


def test_who_left_the_unit_is_no_longer_of_its_people(app: Flask) -> None:
    fang, other = make.fang(), make.unit("JYJ", "兰州市教育局")

    write(lambda now: membership.join(fang.id, other.id, Belonging.UNIT, None, now))

    assert people_below(make.unit().id) == []
