"""What is wished for and what is announced in the demo could be typed into the forms as it stands."""

from datetime import date, timedelta

import pytest

from volunteer.base import clock
from volunteer.base.clock import HOUR
from volunteer.config import policy
from volunteer.demo import week_event_texts as week_events
from volunteer.demo.event_texts import EVENT_TEXTS, OTHERS_TEXTS
from volunteer.demo.event_words import CONTACTS, EventText, read
from volunteer.demo.law_texts import ENDINGS, LAW_TEXTS
from volunteer.demo.menu_texts import MENU_TEXTS, MenuText
from volunteer.demo.neighbours import NEIGHBOURS
from volunteer.demo.texts import Text
from volunteer.demo.week_texts import A_WEEK, BY_PROXY, BY_RESIDENT, CLAIMED, DELIVERED, WEEK_TEXTS
from volunteer.demo.year_texts import YEAR_TEXTS
from volunteer.events.models import Risk
from volunteer.events.notice import FIELDS
from volunteer.orders.models import MINORS, Topic
from volunteer.orders.offering import LEAST_ADULTS
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


YEAR_EVENTS = [*EVENT_TEXTS, *OTHERS_TEXTS]
WEEK_EVENTS = [
    *week_events.RUNNING,
    *week_events.YESTERDAY,
    *week_events.TOMORROW,
    *week_events.SOON,
    *week_events.WEEKEND,
    *week_events.BY_AGENCY,
    *week_events.NEEDED,
]


@pytest.mark.parametrize("text", [*YEAR_EVENTS, *WEEK_EVENTS], ids=lambda text: text.title)
def test_a_notice_is_complete_and_fits_the_form(text: EventText) -> None:
    words = text.words()

    assert all(getattr(words, name) for name in FIELDS)
    assert (words.insurance is not None) == (words.risk is not Risk.LOW)
    assert len(words.title) <= 40
    assert len(words.content) <= 500
    assert len(words.place) <= 80
    assert max(len(words.conditions), len(words.signing_up), len(words.insurance or "")) <= 120
    assert max(len(words.risks), len(words.provided)) <= 200
    assert 1 <= len(text.posts) <= 3
    assert all(len(name) <= 20 and places > 0 and len(asks or "") <= 60 for name, places, asks in text.posts)


@pytest.mark.parametrize("text", YEAR_EVENTS, ids=lambda text: text.title)
def test_an_event_of_the_year_is_after_work_and_not_too_long(text: EventText) -> None:
    spans = text.spans(text.day)

    assert 1 <= len(spans) <= 2
    for begins, ends in spans:
        assert text.day.weekday() >= 5 or clock.local(begins).hour >= 16
        assert timedelta(hours=1.5) <= ends - begins <= 3.5 * HOUR
    assert bool(text.why) == (text.is_cancelled or text.later_days > 0)


def test_no_event_comes_under_anothers_name() -> None:
    titles = [text.title for text in (*YEAR_EVENTS, *WEEK_EVENTS)]

    assert len(set(titles)) == len(titles)
    assert {text.host for text in YEAR_EVENTS} == CONTACTS.keys()


def test_the_head_of_an_event_is_read_word_by_word() -> None:
    (text,) = read(
        "扫雪 emergency SWB CITY snow 12-12 08:30-10:30,10:45-12:45 medium 铲冰5（力气大） 撒盐3\n先扫台阶。\n桥门巷"
    )

    assert (text.community, text.risk, text.day, text.places) == (None, Risk.MEDIUM, date(2021, 12, 12), 8)
    assert text.posts == (("铲冰", 5, "力气大"), ("撒盐", 3, None))
    assert len(text.slots(text.spans(text.day))) == 4
    with pytest.raises(ValueError, match="a word that is none"):
        read("扫雪 emergency SWB CITY snow 12-12 sometimes 铲冰5\n先扫台阶。\n桥门巷")
    with pytest.raises(ValueError, match="no setting"):
        read("扫雪 emergency SWB CITY moon 12-12 铲冰5\n先扫台阶。\n桥门巷")


@pytest.mark.parametrize("text", MENU_TEXTS, ids=lambda text: text.words.title)
def test_what_is_on_the_menu_fits_the_form(text: MenuText) -> None:
    words = text.words

    assert len(words.title) <= 30
    assert 10 <= len(words.summary) <= 40
    assert 20 <= len(words.content) <= 600
    assert all(len(one) <= 30 for one in words.materials)
    assert words.minutes >= 40 * words.class_periods
    assert words.tutors >= LEAST_ADULTS or not MINORS & set(words.audiences)


def test_the_menu_has_every_topic_once() -> None:
    assert [text.words.topic for text in MENU_TEXTS] == [*Topic]
