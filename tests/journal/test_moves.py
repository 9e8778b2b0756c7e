"""A state moves by its table, and every move is a line."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm.attributes import set_committed_value

from tests import make
from volunteer.base.clock import HOUR
from volunteer.base.db import db, write
from volunteer.journal import lines, moves, queries
from volunteer.journal.moves import MovedOn
from volunteer.organisations.queries import below
from volunteer.wishes.models import MOVES, State, Wish


def moved(wish: Wish, to: State, **how: Any) -> None:
    write(lambda now: moves.move(wish, to, MOVES, called="这个心愿", by=7, now=now, organisation_id=3, **how))


def test_a_move_is_one_line_that_says_from_where_to_where(app: Flask) -> None:
    wish = make.wish()

    moved(wish, State.RETURNED, why="写清楚一些")

    line = queries.lines_of("wishes", wish.id)[-1]
    assert (line.action, line.actor_id, line.organisation_id, line.at) == ("wishes.returned", 7, 3, make.NOW)
    assert line.detail == {"came": "submitted", "why": "写清楚一些"}


def test_a_move_sets_the_state_and_what_goes_with_it(app: Flask) -> None:
    wish = make.wish(at=make.NOW - HOUR)

    moved(wish, State.RETURNED, values={"review_words": "写清楚一些"})

    assert (wish.state, wish.state_since, wish.review_words) == (State.RETURNED, make.NOW, "写清楚一些")


def test_a_move_that_the_table_does_not_know_is_refused_with_the_state_it_is_in(app: Flask) -> None:
    wish = make.wish(at=make.NOW - HOUR)

    with pytest.raises(MovedOn, match="这个心愿现在是“待审核”，11月21日 06:30起"):
        moved(wish, State.DELIVERED)


def test_a_closed_thing_moves_no_more(app: Flask) -> None:
    wish = make.fulfilled_wish()

    with pytest.raises(MovedOn):
        moved(wish, State.PUBLISHED)


def test_who_moves_by_an_old_page_is_told_the_present_state(app: Flask) -> None:
    wish = make.wish()
    with db.engine.begin() as somebody_faster:
        somebody_faster.execute(sa.update(Wish).values(state=State.RETURNED))

    def late(now: datetime) -> None:
        set_committed_value(wish, "state", State.SUBMITTED)  # as it was when the page was made
        moves.move(wish, State.PUBLISHED, MOVES, called="这个心愿", by=7, now=now)

    with pytest.raises(MovedOn, match="退回修改"):
        write(late)


def test_a_refused_move_leaves_no_line(app: Flask) -> None:
    wish = make.wish()
    before = len(queries.lines_of("wishes", wish.id))

    with pytest.raises(MovedOn):
        moved(wish, State.DELIVERED)

    assert len(queries.lines_of("wishes", wish.id)) == before


def test_a_line_keeps_where_the_request_came_from(app: Flask) -> None:
    lines.address.set("192.0.2.7")
    write(lambda now: lines.record("seen", "people", 1, by=1, at=now))

    assert queries.lines_of("people", 1)[0].address == "192.0.2.7"


def test_the_journal_of_a_community_is_read_newest_first_and_by_key(app: Flask) -> None:
    place = make.community()

    def five(now: datetime) -> None:
        for number in range(5):
            lines.record(f"n{number}", "tests", 1, by=1, at=now, organisation_id=place.id)

    write(five)

    first = queries.page(below(place.id), limit=2)
    then = queries.page(below(place.id), after=first[-1].id, limit=2)

    assert [one.action for one in (*first, *then)] == ["n4", "n3", "n2", "n1"]


def test_the_journal_of_one_community_does_not_show_anothers(app: Flask) -> None:
    make.wish(community=make.other_community())

    assert not [one for one in queries.page(below(make.community().id)) if one.subject == "wishes"]
