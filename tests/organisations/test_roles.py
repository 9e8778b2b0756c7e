"""Roles are granted from above, and nobody grants to themselves."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make
from volunteer.accounts import people, sessions
from volunteer.accounts.models import Person
from volunteer.base.db import db, write
from volunteer.journal.queries import lines_of
from volunteer.organisations import permissions, roles
from volunteer.organisations.models import Kind, Organisation, Role, RoleGrant
from volunteer.organisations.queries import grants_below, grants_of, staff_of
from volunteer.organisations.refusals import AlreadyGranted, MayNotGrant
from volunteer.organisations.standing import principal_of


def grant(by: Person, role: Role, place: Organisation, to: Person | None = None) -> RoleGrant:
    person, principal = to or make.lei(), make.principal(by)
    return write(lambda now: roles.grant(person, place, role, principal, now))


GRANTERS: list[tuple[Callable[[], Person], Role, Callable[[], Organisation], bool]] = [
    (make.secretary, Role.COMMUNITY_CLERK, make.community, True),
    (make.secretary, Role.COMMUNITY_SECRETARY, make.community, False),
    (make.secretary, Role.UNIT_LIAISON, make.community, False),
    (make.secretary, Role.COMMUNITY_CLERK, make.other_community, False),
    (make.secretary, Role.SYSTEM_ADMIN, make.community, False),
    (make.jing, Role.COMMUNITY_CLERK, make.community, False),
    (make.viewer, Role.COMMUNITY_CLERK, make.community, False),
    (make.liaison, Role.UNIT_LIAISON, make.unit, True),
    (make.liaison, Role.UNIT_LIAISON, make.work_committee, False),
    (make.liaison, Role.COMMUNITY_CLERK, make.unit, False),
    (make.admin, Role.COMMUNITY_SECRETARY, make.community, True),
    (make.admin, Role.UNIT_LIAISON, make.unit, True),
    (make.admin, Role.UNIT_LIAISON, make.community, False),  # a community has no liaison
    (make.admin, Role.COMMUNITY_CLERK, make.unit, False),  # and a unit no clerk
    (make.admin, Role.SUPERIOR_VIEWER, make.street, True),
    (make.admin, Role.SYSTEM_ADMIN, make.work_committee, True),
    (make.lei, Role.COMMUNITY_CLERK, make.community, False),
]


@pytest.mark.parametrize(("by", "role", "place", "may"), GRANTERS)
def test_who_may_grant_what_where(
    app: Flask, by: Callable[[], Person], role: Role, place: Callable[[], Organisation], may: bool
) -> None:
    granter, organisation = by(), place()
    somebody = make.person("孙小明", "13919000099")

    if not may:
        with pytest.raises(MayNotGrant):
            grant(granter, role, organisation, somebody)
    else:
        grant(granter, role, organisation, somebody)

    assert [one.role for one in grants_of(somebody.id)] == ([role] if may else [])


def test_nobody_grants_to_himself(app: Flask) -> None:
    admin = make.admin()

    with pytest.raises(MayNotGrant):
        grant(admin, Role.COMMUNITY_CLERK, make.community(), to=admin)


def test_a_liaison_may_appoint_in_a_branch_of_the_unit(app: Flask) -> None:
    branch = make.organisation("SFJ1", "司法局第一党支部", Kind.PARTY_ORG, party_parent=make.unit())

    given = grant(make.liaison(), Role.UNIT_LIAISON, branch)

    assert given.organisation_id == branch.id


def test_a_role_is_held_once(app: Flask) -> None:
    grant(make.secretary(), Role.COMMUNITY_CLERK, make.community())

    with pytest.raises(AlreadyGranted):
        grant(make.secretary(), Role.COMMUNITY_CLERK, make.community())


def test_the_database_knows_no_second_grant_either(app: Flask) -> None:
    given = grant(make.secretary(), Role.COMMUNITY_CLERK, make.community())

    with pytest.raises(sa.exc.IntegrityError):
        write(
            lambda now: db.session.add(
                RoleGrant(
                    person_id=given.person_id, organisation_id=given.organisation_id, role=given.role, granted_at=now
                )
            )
        )


def test_a_grant_is_a_line_with_who_granted_it(app: Flask) -> None:
    secretary = make.secretary()

    grant(secretary, Role.COMMUNITY_CLERK, make.community())

    line = lines_of("people", make.lei().id)[-1]
    assert (line.action, line.actor_id, line.detail) == ("role.granted", secretary.id, {"role": "community_clerk"})


def end(given: RoleGrant, by: Person) -> None:
    principal = make.principal(by)
    write(lambda now: roles.end(given, principal, now))


def test_a_role_that_was_taken_back_stays_as_a_row(app: Flask) -> None:
    given = grant(make.secretary(), Role.COMMUNITY_CLERK, make.community())

    end(given, make.secretary())

    assert (given.ended_at, given.ended_by) == (make.NOW, make.secretary().id)
    assert grants_of(make.lei().id) == []


def test_a_role_that_was_taken_back_may_be_given_again(app: Flask) -> None:
    end(grant(make.secretary(), Role.COMMUNITY_CLERK, make.community()), make.secretary())

    grant(make.secretary(), Role.COMMUNITY_CLERK, make.community())

    assert [one.role for one in grants_of(make.lei().id)] == [Role.COMMUNITY_CLERK]


@pytest.mark.parametrize("by", [make.lei, make.jing, make.other_clerk, make.viewer])
def test_nobody_else_takes_a_role_back(app: Flask, by: Callable[[], Person]) -> None:
    given = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == make.second_clerk().id)).one()

    with pytest.raises(MayNotGrant):
        end(given, by())


def test_nobody_takes_his_own_role_back(app: Flask) -> None:
    admin = make.admin()

    with pytest.raises(MayNotGrant):
        end(grants_of(admin.id)[0], admin)


# ------------------------------------------------------------------------------ standing


def test_who_holds_nothing_acts_as_nobody(app: Flask) -> None:
    lei = make.principal(make.lei())

    assert (lei.held, lei.acting, lei.acts_as(*Role)) == ((), None, False)


def test_a_clerk_acts_at_her_own_community_only(app: Flask) -> None:
    jing = make.principal(make.jing())

    assert jing.acts_at(make.community().id, Role.COMMUNITY_CLERK)
    assert not jing.acts_at(make.other_community().id, Role.COMMUNITY_CLERK)
    assert not jing.acts_at(make.community().id, Role.COMMUNITY_SECRETARY)


def test_of_two_roles_only_the_chosen_one_counts(app: Flask) -> None:
    jing = make.granted(make.jing(), Role.UNIT_LIAISON, make.unit())
    liaison = grants_of(jing.id)[1]

    chosen = principal_of(jing, acting=liaison.id)

    assert (chosen.acts_as(Role.UNIT_LIAISON), chosen.acts_as(Role.COMMUNITY_CLERK)) == (True, False)
    assert len(chosen.held) == 2


def test_the_session_remembers_the_chosen_role(app: Flask) -> None:
    jing = make.granted(make.jing(), Role.UNIT_LIAISON, make.unit())
    session, _ = write(lambda now: sessions.begin(jing, now, device="", address=None, is_shared=True))
    liaison = grants_of(jing.id)[1].id

    write(lambda _now: setattr(session, "acting_grant_id", liaison))

    principal = principal_of(jing, session)
    assert (principal.acts_as(Role.UNIT_LIAISON), principal.is_shared) == (True, True)


def test_a_chosen_role_that_has_ended_falls_back_to_what_is_held(app: Flask) -> None:
    jing = make.jing()

    assert principal_of(jing, acting=999).acts_as(Role.COMMUNITY_CLERK)


def test_a_principal_shows_the_tail_of_the_phone_only(app: Flask) -> None:
    fang = make.principal(make.fang())

    assert (fang.phone_tail, fang.masked_name, fang.name) == ("0001", "王*", "王芳")
    assert "13919000001" not in repr(fang)


@pytest.mark.parametrize(
    ("by", "place", "may"),
    [
        (make.viewer, make.community, True),
        (make.viewer, make.other_community, False),
        (make.jing, make.community, True),
        (make.jing, make.street, False),
        (make.admin, make.other_community, True),
        (make.lei, make.community, False),
        (make.liaison, make.community, False),
    ],
)
def test_what_one_may_see_lies_below_where_one_acts(
    app: Flask, by: Callable[[], Person], place: Callable[[], Organisation], may: bool
) -> None:
    organisation = place()

    assert permissions.may_see(make.principal(by()), organisation) is may


def test_who_founds_organisations_keeps_the_system(app: Flask) -> None:
    assert permissions.may_found(make.principal(make.admin()))
    assert not permissions.may_found(make.principal(make.secretary()))
    assert not permissions.may_found(make.principal(make.lei()))


def test_what_can_be_granted_is_offered(app: Flask) -> None:
    offered = {who.__name__: permissions.grantable(make.principal(who())) for who in (make.lei, make.jing, make.admin)}
    secretary = permissions.grantable(make.principal(make.secretary()))

    assert offered == {"lei": [], "jing": [], "admin": list(Role)}
    assert secretary == [Role.COMMUNITY_CLERK]


# ------------------------------------------------------------------------------ staff


def test_the_staff_of_a_community_are_its_clerks_in_order(app: Flask) -> None:
    jing, ping = make.jing(), make.second_clerk()
    make.other_clerk()

    assert [one.id for one in staff_of(make.community().id, permissions.CLERKS)] == [jing.id, ping.id]


def test_a_disabled_clerk_is_no_staff(app: Flask) -> None:
    jing = make.jing()
    write(lambda now: people.disable(jing, None, "离开", now))

    assert staff_of(make.community().id, permissions.CLERKS) == []


def test_somebody_who_is_clerk_and_secretary_is_told_once(app: Flask) -> None:
    jing = make.granted(make.jing(), Role.COMMUNITY_SECRETARY, make.community())

    assert [one.id for one in staff_of(make.community().id, permissions.CLERKS)] == [jing.id]


def test_the_roles_below_a_street_are_those_of_its_communities(app: Flask) -> None:
    make.jing()
    make.other_clerk()

    assert [one.person.name for one in grants_below(make.street().id)] == ["陈静"]
