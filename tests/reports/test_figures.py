"""The figures of a small place that was counted by hand.

Nine wishes of November 2026, eight of them in 桥门 and the ninth in 深沟桥; 王芳 and 李强 are of the bureau of justice
(SFJ), 周敏 of the bureau of education (JYJ), both under one work committee; both streets lie in one district.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import make, plans
from tests.conftest import Scene, on_sqlite
from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db
from volunteer.hours import ledger
from volunteer.hours.models import HourEntry, Provenance
from volunteer.organisations import membership
from volunteer.organisations.models import Belonging, Kind, Organisation
from volunteer.organisations.queries import organisation_of_code
from volunteer.reports.periods import period_of
from volunteer.reports.records import BEHIND, HOURS, hours_behind, wishes_behind
from volunteer.reports.whole import report_of
from volunteer.wishes import claiming, closing, posting, reviewing
from volunteer.wishes.models import Way, Witness
from volunteer.wishes.queries import titles_of


def day(number: int, month: int = 11, hour: int = 10) -> datetime:
    """A local hour of November."""
    return clock.at(date(2026, month, number), hour)


def place_of_code(code: str) -> Organisation:
    found = organisation_of_code(code)
    assert found is not None
    return found


def zhou() -> Person:
    """周敏 of the other unit."""
    return make.person("周敏", "13919000020", unit=make.unit("JYJ", "兰州市教育局"))


@pytest.fixture
def lived(app: Flask, scene: Scene) -> Flask:
    """The place after it happened."""
    scene(it_happened)
    return app


def it_happened() -> None:
    """What happened, wish by wish."""
    district = make.organisation("CGQ", "城关区", Kind.DISTRICT)
    make.organisation("LINXIALU", "临夏路街道", Kind.SUBDISTRICT, parent=district)
    make.organisation("DONGGANG", "东岗街道", Kind.SUBDISTRICT, parent=district)
    jing, liu, ping = (make.principal(who()) for who in (make.jing, make.liu, make.second_clerk))
    fang = make.principal(make.fang())

    first = make.fulfilled_wish(title="一", at=day(10), minutes=60, satisfaction=5)
    make.fulfilled_wish(
        zhou(), title="二", at=day(12), minutes=120, satisfaction=4, is_partly=True, witness=Witness.CLERK_ASKED
    )
    # Given back by one unit and fulfilled by another.
    third = make.claimed_wish(title="三", at=day(5))
    make.done(lambda now: claiming.release(third, "要出差", fang, now), day(6))
    make.claimed_wish(zhou(), wish=third, at=day(7))
    make.delivered_wish(zhou(), wish=third, at=day(8, hour=9), minutes=90)
    make.confirm(third, Witness.CLERK_PRESENT, at=day(8))
    fourth = make.published_wish(title="四", at=day(3))
    make.done(lambda now: posting.withdraw(fourth, "已经有了", liu, now), day(4))
    fifth = make.wish(title="五", at=day(3))
    make.done(lambda now: reviewing.reject(fifth, "平台不经手钱款", jing, now), day(4))
    sixth = make.published_wish(title="六", at=day(1, month=10))
    make.done(lambda now: closing.expire(sixth, now), day(1, hour=12))
    seventh = make.claimed_wish(make.li(), title="七", at=day(16))
    make.done(lambda now: closing.could_not(seventh, "已转街道残联", jing, now), day(17))
    # Still October in Greenwich when it was published, and in China when it was submitted.
    make.published_wish(title="八", at=clock.at(date(2026, 11, 1), 7, 30))
    make.fulfilled_wish(title="九", at=day(14), minutes=30, satisfaction=3, community=make.other_community())

    make.done(lambda now: closing.follow_up(first, Way.PHONE, 5, False, None, jing, now), day(18))
    entry = db.session.scalars(sa.select(HourEntry).order_by(HourEntry.id)).first()
    assert entry is not None
    make.done(lambda now: ledger.correct(entry, 36, jing.person_id, ping.person_id, "时间填错了", now), day(19))


NONE_OF_A_UNIT = dict.fromkeys(("collected", "published", "withdrawn", "rejected", "expired"))

BY_HAND: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "QIAOMEN",
        "2026-11",
        {
            "collected": 6,  # 一 二 三 四 五 七
            "published": 6,  # 一 二 三 四 七 八
            "claimed": 4,  # 一 二 三 七
            "fulfilled": 2,  # 一 三
            "partly": 1,
            "could_not": 1,
            "withdrawn": 1,
            "rejected": 1,
            "expired": 1,
            "released": 1,
            "fulfil_rate": 0.4,  # 2 of 6 published less 1 withdrawn
            "median_days": 3.0,  # between 2 days 2 hours and 4 days
            "satisfaction": 4.5,
            "satisfaction_answers": 2,
            "followed_up": 1,
        },
        {"minutes": 246, "entries": 3, "persons": 2, "staff": 90, "receiver": 0, "backfill": 156},
    ),
    (
        "SFJ",
        "2026-11",
        {
            **NONE_OF_A_UNIT,
            "claimed": 4,  # 一 三 七 九
            "fulfilled": 2,  # 一 九
            "partly": 0,
            "could_not": 1,
            "released": 1,
            "fulfil_rate": 0.5,
            "median_days": 1.1,  # from the claim: 26 hours, and 25 and a half
            "satisfaction": 4.0,
            "satisfaction_answers": 2,
            "followed_up": 1,
        },
        {"minutes": 66, "entries": 2, "persons": 1, "staff": 0, "receiver": 30, "backfill": 36},
    ),
    (
        "JYJ",
        "2026-11",
        {
            **NONE_OF_A_UNIT,
            "claimed": 2,  # 二 三
            "fulfilled": 1,
            "partly": 1,
            "could_not": 0,
            "released": 0,
            "fulfil_rate": 0.5,
            "median_days": 1.0,
            "satisfaction": 4.0,
            "satisfaction_answers": 1,
            "followed_up": 0,
        },
        {"minutes": 210, "entries": 2, "persons": 1, "staff": 90, "receiver": 0, "backfill": 120},
    ),
    (
        "SZGW",
        "2026-11",
        {
            **NONE_OF_A_UNIT,
            "claimed": 5,  # the third was claimed by both units and is one wish
            "fulfilled": 3,
            "partly": 1,
            "could_not": 1,
            "released": 1,
            "fulfil_rate": 0.6,
            "median_days": 1.1,
            "satisfaction": 4.0,
            "satisfaction_answers": 3,
            "followed_up": 1,
        },
        {"minutes": 276, "entries": 4, "persons": 2, "staff": 90, "receiver": 30, "backfill": 156},
    ),
    (
        "SHENGOUQIAO",
        "2026-11",
        {
            "collected": 1,
            "published": 1,
            "claimed": 1,
            "fulfilled": 1,
            "partly": 0,
            "could_not": 0,
            "withdrawn": 0,
            "rejected": 0,
            "expired": 0,
            "released": 0,
            "fulfil_rate": 1.0,
            "median_days": 2.1,
            "satisfaction": 3.0,
            "satisfaction_answers": 1,
            "followed_up": 0,
        },
        {"minutes": 30, "entries": 1, "persons": 1, "staff": 0, "receiver": 30, "backfill": 0},
    ),
    (
        "CGQ",
        "2026-11",
        {
            "collected": 7,
            "published": 7,
            "claimed": 5,
            "fulfilled": 3,
            "partly": 1,
            "could_not": 1,
            "withdrawn": 1,
            "rejected": 1,
            "expired": 1,
            "released": 1,
            "fulfil_rate": 0.5,
            "median_days": 2.1,
            "satisfaction": 4.0,
            "satisfaction_answers": 3,
            "followed_up": 1,
        },
        {"minutes": 276, "entries": 4, "persons": 2, "staff": 90, "receiver": 30, "backfill": 156},
    ),
    (
        "QIAOMEN",
        "2026-10",
        {
            "collected": 1,  # 八, submitted on the 31st where they live
            "published": 1,  # 六
            "claimed": 0,
            "fulfilled": 0,
            "partly": 0,
            "could_not": 0,
            "withdrawn": 0,
            "rejected": 0,
            "expired": 0,
            "released": 0,
            "fulfil_rate": 0.0,
            "median_days": None,
            "satisfaction": None,
            "satisfaction_answers": 0,
            "followed_up": 0,
        },
        {"minutes": 0, "entries": 0, "persons": 0, "staff": 0, "receiver": 0, "backfill": 0},
    ),
    (
        "LINXIALU",
        "2026",
        {
            "collected": 8,
            "published": 7,
            "claimed": 4,
            "fulfilled": 2,
            "partly": 1,
            "could_not": 1,
            "withdrawn": 1,
            "rejected": 1,
            "expired": 1,
            "released": 1,
            "fulfil_rate": 2 / 6,
            "median_days": 3.0,
            "satisfaction": 4.5,
            "satisfaction_answers": 2,
            "followed_up": 1,
        },
        {"minutes": 246, "entries": 3, "persons": 2, "staff": 90, "receiver": 0, "backfill": 156},
    ),
]


@pytest.mark.parametrize(("code", "word", "wishes", "hours"), BY_HAND, ids=[f"{row[0]} {row[1]}" for row in BY_HAND])
def test_the_figures_are_those_that_were_counted_by_hand(
    lived: Flask, code: str, word: str, wishes: dict[str, Any], hours: dict[str, Any]
) -> None:
    report = report_of(place_of_code(code), period_of(word))

    counted = report.hours
    split = {one.value: minutes for one, minutes in counted.by_provenance.items()}
    assert vars(report.wishes) == wishes
    assert {"minutes": counted.minutes, "entries": counted.entries, "persons": counted.persons, **split} == {
        "scanned": 0,
        **hours,
    }


def test_each_figure_opens_as_many_records_as_it_says(lived: Flask) -> None:
    for code, word, wishes, _hours in BY_HAND:
        organisation, period = place_of_code(code), period_of(word)
        said = {**wishes, "rated": wishes["satisfaction_answers"]}
        for figure in BEHIND:
            page = wishes_behind(organisation, period, figure)
            assert (None if page is None else len(page.wishes)) == said[figure], (code, word, figure)


def test_the_rows_behind_the_minutes_add_up_to_them(lived: Flask) -> None:
    for code, word, _wishes, hours in BY_HAND:
        for figure in HOURS:
            page = hours_behind(place_of_code(code), period_of(word), figure)
            assert page is not None
            said = hours["minutes"] if figure == "hours" else {"scanned": 0, **hours}[figure]
            assert sum(row.minutes for row in page.rows) == said, (code, word, figure)


def test_the_records_behind_a_figure_are_the_right_ones(lived: Flask) -> None:
    november = period_of("2026-11")

    def behind(code: str, figure: str) -> str:
        page = wishes_behind(place_of_code(code), november, figure)
        assert page is not None
        return "".join(sorted(wish.title for wish in page.wishes))

    assert behind("QIAOMEN", "published") == "".join(sorted("一二三四七八"))
    assert behind("SZGW", "claimed") == "".join(sorted("一二三七九"))
    assert behind("SFJ", "released") == "三"
    assert behind("JYJ", "fulfilled") == "三"


def test_a_figure_that_is_none_has_nothing_behind_it(lived: Flask) -> None:
    november = period_of("2026-11")

    assert wishes_behind(place_of_code("SFJ"), november, "published") is None
    assert wishes_behind(place_of_code("QIAOMEN"), november, "median_days") is None
    assert hours_behind(place_of_code("QIAOMEN"), november, "minutes") is None


@on_sqlite
@pytest.mark.parametrize(("made", "whose"), [(make.street, "community"), (make.unit, "unit")])
def test_which_rows_stand_on_a_page_is_read_from_an_index_alone(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]], made: Any, whose: str
) -> None:
    with statements() as seen:
        hours_behind(made(), period_of("2026-11"), "hours")

    asked = next(one for one in seen if "FROM hour_entries" in one)
    index = f"ix_hour_entries_{whose}_id_served_on ({whose}_id=? AND served_on>? AND served_on<?)"
    assert plans.steps(asked)[0] == f"SEARCH hour_entries USING COVERING INDEX {index}"


@pytest.mark.parametrize("made", [make.community, make.unit, make.street, make.work_committee])
def test_without_a_denominator_there_is_no_rate(app: Flask, made: Any) -> None:
    report = report_of(made(), period_of("2026-11"))

    assert (report.wishes.fulfil_rate, report.wishes.median_days, report.wishes.satisfaction) == (None, None, None)
    assert (report.wishes.claimed, report.hours.minutes, report.hours.by_provenance) == (
        0,
        0,
        dict.fromkeys(Provenance, 0),
    )


def test_when_everything_published_was_taken_back_there_is_no_rate(app: Flask) -> None:
    wish, liu = make.published_wish(at=day(3)), make.principal(make.liu())
    make.done(lambda now: posting.withdraw(wish, "已经有了", liu, now), day(4))

    assert report_of(make.community(), period_of("2026-11")).wishes.fulfil_rate is None


def test_the_last_moment_of_a_month_belongs_to_it_and_the_first_to_the_next(app: Flask) -> None:
    midnight = clock.at(date(2026, 11, 1))
    make.published_wish(at=midnight - clock.SECOND, title="十月")
    make.published_wish(at=midnight, title="十一月")

    pages = [wishes_behind(make.community(), period_of(word), "published") for word in ("2026-10", "2026-11")]

    assert [[wish.title for wish in page.wishes] for page in pages if page] == [["十月"], ["十一月"]]


def test_a_service_over_midnight_counts_where_it_began(app: Flask) -> None:
    make.posting_(started_at=clock.at(date(2026, 10, 31), 23), lasting=2 * HOUR)

    minutes = [report_of(make.community(), period_of(word)).hours.minutes for word in ("2026-10", "2026-11")]

    assert minutes == [120, 0]


def test_what_is_credited_stays_with_the_unit_of_that_day(app: Flask) -> None:
    make.fulfilled_wish(at=day(10))
    other = make.unit("JYJ", "兰州市教育局")
    fang = make.fang().id
    make.done(lambda now: membership.join(fang, other.id, Belonging.UNIT, None, now), day(11))

    fulfilled = [report_of(one, period_of("2026-11")).wishes.fulfilled for one in (make.unit(), other)]
    assert fulfilled == [1, 0]


def test_a_long_list_behind_a_figure_goes_on_by_its_key(app: Flask) -> None:
    for number in range(52):
        make.wish(title=str(number), at=day(3))
    november = period_of("2026-11")

    first = wishes_behind(make.community(), november, "collected")
    assert first is not None
    rest = wishes_behind(make.community(), november, "collected", first.more)
    assert rest is not None

    assert [wish.title for wish in (*first.wishes, *rest.wishes)] == [str(number) for number in range(51, -1, -1)]
    assert (len(first.wishes), rest.more) == (50, None)


def test_a_long_list_of_minutes_goes_on_by_its_key(app: Flask) -> None:
    for number in range(52):
        make.posting_(started_at=day(1, hour=1) + number // 3 * DAY + number % 3 * 2 * HOUR, lasting=HOUR)
    year = period_of("2026")

    first = hours_behind(make.community(), year, "hours")
    assert first is not None
    rest = hours_behind(make.community(), year, "hours", first.more)
    assert rest is not None

    rows = [row.id for row in (*first.rows, *rest.rows)]
    assert (len(rows), len(set(rows)), rest.more) == (52, 52, None)


def test_titles_are_read_for_many_wishes_at_once(app: Flask) -> None:
    hidden, shown = make.wish(title="一"), make.published_wish(title="二")
    both = {hidden.id, shown.id}

    assert titles_of(both, published_only=False) == {hidden.id: "一", shown.id: "二"}
    assert titles_of(both, published_only=True) == {shown.id: "二"}
    assert titles_of(set(), published_only=True) == {}
