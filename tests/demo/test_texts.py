"""What is wished for in the demo could be typed into the form as it stands."""

import pytest

from volunteer.config import policy
from volunteer.demo.law_texts import ENDINGS, LAW_TEXTS
from volunteer.demo.neighbours import NEIGHBOURS
from volunteer.demo.texts import Text
from volunteer.demo.week_texts import A_WEEK, BY_PROXY, BY_RESIDENT, CLAIMED, DELIVERED, WEEK_TEXTS
from volunteer.demo.year_texts import YEAR_TEXTS
from volunteer.wishes import wording
from volunteer.wishes.models import Kind

ENDED = [text for texts in ENDINGS.values() for text in texts]
EVERY = [*YEAR_TEXTS, *LAW_TEXTS, *ENDED, *WEEK_TEXTS, BY_PROXY, BY_RESIDENT, CLAIMED, DELIVERED]


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.title)
def test_a_text_is_short_and_says_nothing_that_may_not_stand_in_a_wish(text: Text) -> None:
    found = wording.problems(f"{text.title}\n{text.description}\n{text.ending}")

    assert found == []
    assert len(text.title) <= 30
    assert 10 <= len(text.description) <= 200


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.title)
def test_a_text_suits_a_neighbour_and_goods_have_their_price(text: Text) -> None:
    assert any(neighbour.suits(text.whom) for neighbour in NEIGHBOURS)
    assert text.value is None or 0 < text.value <= policy.wish_max_value
    assert (text.kind is not Kind.GOODS) or text.value


@pytest.mark.parametrize("text", [*YEAR_TEXTS, *LAW_TEXTS, DELIVERED], ids=lambda text: text.title)
def test_what_was_done_is_told_in_ten_words_or_more(text: Text) -> None:
    assert len(text.ending) >= 10


def test_the_weeks_share_no_text_and_no_title_comes_twice() -> None:
    titles = [text.title for text in EVERY]

    assert len(WEEK_TEXTS) % A_WEEK == 0
    assert len(set(titles)) == len(titles)


def test_an_alias_is_not_a_name() -> None:
    for neighbour in NEIGHBOURS:
        assert len(neighbour.alias) <= 8
        assert neighbour.name not in neighbour.alias
