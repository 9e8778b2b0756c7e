"""Lists of wishes: by key, through the organisations one may see, in as many statements for three as for thirty."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from tests import make, plans
from tests.conftest import on_sqlite
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db, write
from volunteer.organisations.queries import below
from volunteer.wishes import claiming, closing, queries, queues
from volunteer.wishes.models import Kind, Spoke, State, Way

Statements = Callable[[], AbstractContextManager[list[str]]]


def titles(shelf: queries.Shelf) -> list[str]:
    return [wish.title for wish in shelf.wishes]


def three() -> None:
    """Three wishes that may be claimed: 0, 1, 2."""
    for number in range(3):
        make.published_wish(title=f"心愿 {number}")


def test_the_newest_stands_on_top(app: Flask) -> None:
    three()

    assert titles(queries.open_wishes(make.TODAY)) == ["心愿 2", "心愿 1", "心愿 0"]


def test_a_long_list_goes_on_by_its_key(app: Flask) -> None:
    three()

    first = queries.open_wishes(make.TODAY, limit=2)
    assert first.more is not None
    rest = queries.open_wishes(make.TODAY, limit=2, after=int(first.more))

    assert (titles(first), titles(rest), rest.more) == (["心愿 2", "心愿 1"], ["心愿 0"], None)


def test_only_what_may_be_claimed_today_is_offered(app: Flask) -> None:
    make.wish(title="待审核")
    make.claimed_wish(title="对接中")
    make.published_wish(title="昨天过期", at=make.NOW - 31 * DAY)
    make.published_wish(title="今天最后一天", at=make.NOW - 30 * DAY)

    assert titles(queries.open_wishes(make.TODAY)) == ["今天最后一天"]


def test_a_list_is_narrowed_by_place_kind_and_words(app: Flask) -> None:
    make.published_wish(title="一台收音机")
    make.published_wish(title="陪我去医院", kind=Kind.SERVICE)
    make.published_wish(title="一双棉鞋", community=make.other_community())

    assert titles(queries.open_wishes(make.TODAY, community_id=make.other_community().id)) == ["一双棉鞋"]
    assert titles(queries.open_wishes(make.TODAY, kind=Kind.SERVICE)) == ["陪我去医院"]
    assert titles(queries.open_wishes(make.TODAY, part="收音")) == ["一台收音机"]


@pytest.mark.parametrize("part", ["%", "_", "\\", "'", "一台%机"])
def test_signs_of_sql_in_a_search_are_just_signs(app: Flask, part: str) -> None:
    make.published_wish()

    assert titles(queries.open_wishes(make.TODAY, part=part)) == []


def test_other_states_have_their_own_list(app: Flask) -> None:
    make.claimed_wish(title="对接中")
    make.fulfilled_wish(title="已办结")

    states = (State.PUBLISHED, State.CLAIMED, State.DELIVERED, State.CLOSED)
    shown = {state: titles(queries.open_wishes(make.TODAY, state=state)) for state in states}

    assert shown == {
        State.PUBLISHED: [],
        State.CLAIMED: ["对接中"],
        State.DELIVERED: [],
        State.CLOSED: ["已办结"],
    }


def test_what_was_never_published_is_on_no_public_list(app: Flask) -> None:
    make.wish()

    assert titles(queries.open_wishes(make.TODAY, state=None)) == []


def test_what_waits_is_counted_by_kind(app: Flask) -> None:
    three()
    make.published_wish(kind=Kind.SERVICE, community=make.other_community())

    assert queries.open_count(make.TODAY) == {Kind.GOODS: 3, Kind.SERVICE: 1}
    assert queries.open_count(make.TODAY, make.community().id) == {Kind.GOODS: 3}


def test_my_wishes_are_those_i_said_and_those_written_down_for_me(app: Flask) -> None:
    make.wish(title="自己说的")
    make.wish(title="代填的", spoke=Spoke.SELF, resident=make.resident())
    make.wish(title="别人的", spoke=Spoke.SELF)

    assert [one.title for one in queries.wishes_of(make.liu().id)] == ["代填的", "自己说的"]
    assert queries.wishes_of(make.jing().id) == []
    assert queries.count_of(make.liu().id) == 2


def test_ones_own_wishes_go_on_behind_the_first_page(app: Flask) -> None:
    for number in range(3):
        make.wish(title=f"心愿 {number}")

    first = queries.wishes_of(make.liu().id, limit=2)
    rest = queries.wishes_of(make.liu().id, after=first[-1].id, limit=2)

    assert [one.title for one in [*first, *rest]] == ["心愿 2", "心愿 1", "心愿 0"]


def test_what_waits_for_my_word_is_found_behind_many_other_wishes(app: Flask) -> None:
    asked = make.delivered_wish()
    for number in range(queries.PAGE + 1):
        make.wish(title=f"心愿 {number}")

    assert queries.asked_of(make.liu().id) == [asked]


def test_my_claims_come_newest_first_and_open_ones_alone_when_asked(app: Flask) -> None:
    make.fulfilled_wish(title="办成的")
    make.claimed_wish(title="在办的")

    assert [one.wish.title for one in queries.claims_of(make.fang().id)] == ["在办的", "办成的"]
    assert [one.wish.title for one in queries.claims_of(make.fang().id, open_only=True)] == ["在办的"]
    assert queries.claims_of(make.lei().id) == []


# ------------------------------------------------------------------------------ the office


def counts() -> dict[str, int]:
    return {word: count for word, count in queues.queue_counts(below(make.community().id)).items() if count}


def test_each_wish_stands_in_the_list_of_what_is_to_be_done(app: Flask) -> None:
    make.wish()
    make.published_wish()
    make.claimed_wish()
    make.delivered_wish(make.li())
    make.fulfilled_wish()

    assert counts() == {"submitted": 1, "published": 1, "claimed": 1, "delivered": 1, "follow-up": 1, "closed": 1}


@on_sqlite
@pytest.mark.parametrize(
    ("word", "index"), [("follow-up", "ix_wishes_community_id_state_since"), ("hours", "ix_wish_claims_wish_id_waits")]
)
def test_what_waits_on_closed_wishes_is_not_looked_for_among_all_of_them(
    app: Flask, statements: Statements, word: str, index: str
) -> None:
    make.fulfilled_wish()
    queue, place = next(one for one in queues.QUEUES if one.word == word), make.community().id
    with statements() as seen:
        queues.tallies([queue], below(place), {word: make.NOW}, 1)
        queues.longest_waiting(queue, below(place), 1, limit=12)

    steps = [plans.steps(one) for one in seen if "wish_claims" in one]

    assert len(steps) == 2
    assert all(index in " ".join(one) for one in steps)
    assert [step for one in steps for step in one if step in ("SCAN wishes", "SCAN wish_claims")] == []


def test_minutes_that_wait_stand_in_a_list_of_their_own(app: Flask) -> None:
    make.posting_(started_at=make.NOW - DAY, lasting=7 * HOUR)
    make.fulfilled_wish(minutes=120, began=make.NOW - 16 * HOUR)

    assert counts()["hours"] == 1


def test_who_was_asked_again_needs_not_be_asked(app: Flask) -> None:
    wish, clerk = make.fulfilled_wish(), make.principal(make.jing())

    write(lambda now: closing.follow_up(wish, Way.PHONE, 5, False, "", clerk, now))

    assert counts() == {"closed": 1}


def test_the_office_sees_its_own_communities_only(app: Flask) -> None:
    make.wish(community=make.other_community(), title="别处的")

    assert counts() == {}
    shelves = [queues.queue_page(queue, below(make.community().id)) for queue in queues.QUEUES]
    assert [titles(shelf) for shelf in shelves if shelf.wishes] == []


@pytest.mark.parametrize("queue", queues.QUEUES, ids=lambda queue: queue.word)
def test_a_list_shows_what_its_count_says(app: Flask, queue: queues.Queue) -> None:
    make.wish()
    make.claimed_wish()
    make.fulfilled_wish(minutes=20)

    shelf = queues.queue_page(queue, below(make.street().id))

    assert len(shelf.wishes) == queues.queue_counts(below(make.street().id))[queue.word]


def test_in_a_list_of_what_waits_the_oldest_stands_on_top(app: Flask) -> None:
    for number in range(3):
        make.wish(title=f"心愿 {number}")
    waits = queues.QUEUES[0]

    first = queues.queue_page(waits, below(make.community().id), limit=2)
    assert first.more is not None
    rest = queues.queue_page(waits, below(make.community().id), limit=2, after=int(first.more))

    assert [*titles(first), *titles(rest)] == ["心愿 0", "心愿 1", "心愿 2"]


def test_a_wish_is_found_through_the_place_one_may_see(app: Flask) -> None:
    wish = make.wish()

    assert queries.wish_in(wish.code, below(make.street().id)) is not None
    assert queries.wish_in(wish.code, below(make.other_community().id)) is None
    assert queries.wish_in("ZZZZ2222", below(make.street().id)) is None


def test_the_claims_of_a_page_are_the_open_or_completed_ones(app: Flask) -> None:
    given_back, fang = make.claimed_wish(), make.principal(make.fang())
    write(lambda now: claiming.release(given_back, "", fang, now))
    again = make.claimed_wish(make.li(), wish=given_back)
    done = make.fulfilled_wish()

    found = queries.claims_by_wish([again, done])

    assert {wish_id: claim.person.name for wish_id, claim in found.items()} == {again.id: "李强", done.id: "王芳"}


@pytest.mark.parametrize("count", [3, 12])
def test_a_list_costs_as_many_statements_for_three_as_for_twelve(
    app: Flask, statements: Statements, count: int
) -> None:
    for number in range(count):
        make.published_wish(title=f"心愿 {number}")
    place = make.community().id
    db.session.rollback()

    with statements() as seen:
        for wish in queries.open_wishes(make.TODAY).wishes:
            assert wish.community.short_name
    with statements() as seen_by_office:
        page = queues.queue_page(queues.QUEUES[2], below(place)).wishes
        queries.claims_by_wish(page)
        for wish in page:
            assert (wish.community.short_name, wish.author.name) is not None

    assert (len(seen), len(seen_by_office)) == (1, 2)
