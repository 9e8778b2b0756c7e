"""Pages fit: the longest names and words run off the side of no old phone, in neither view."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests import make
from tests.browser.conftest import PHONES, Place, on_sqlite
from tests.browser.questions import sticks_out
from volunteer.accounts.queries import person_of_phone
from volunteer.attendance import confirming as lists
from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.demo.people import PASSWORD
from volunteer.organisations.models import Role
from volunteer.wishes import claiming, confirming, delivering, reviewing
from volunteer.wishes.models import Spoke, Witness

pytestmark = [pytest.mark.browser, on_sqlite]

Open = Callable[..., Page]
LONGEST = "买买提江·阿卜杜热合曼·吐尔逊江"
TITLE = "想要一台字特别大、按键特别好按、能听秦腔和评书的老人收音机呀"
ALIAS = "阿卜杜热合曼爷爷"
EVENT = "桥门社区三号院四号院楼道堆物清理暨消防通道巡查和高层住户用气用电安全入户提醒服务"[:40]
LINE = "十八岁以上，身体健康，能搬得动东西，愿意听从现场负责人的安排，穿防滑鞋，自己带水杯；" * 3
CLERK, VOLUNTEER = "13900000001", "13900000002"  # both have the longest name


def long_names() -> str:
    """Let two people with the longest name publish and answer a wish with the longest title; return its code."""
    assert (len(TITLE), len(ALIAS)) == (30, 8)
    now = clock.now()
    place, unit = make.community(), make.unit("SWB1")
    clerk = make.granted(make.person(LONGEST, CLERK, password=PASSWORD), Role.COMMUNITY_CLERK, place)
    volunteer = make.principal(make.person(LONGEST, VOLUNTEER, unit=unit, password=PASSWORD))
    author = person_of_phone(PHONES["何建平"])
    private = make.resident(name=LONGEST, person_id=None)
    wish = make.wish(by=author, spoke=Spoke.FAMILY, resident=private, at=now - 3 * DAY, title=TITLE, alias=ALIAS)
    reviewer = make.principal(clerk)
    make.done(lambda at: reviewing.publish(wish, ALIAS, reviewer, at), now - 2 * DAY)
    make.done(lambda at: claiming.claim(wish, volunteer, at), now - DAY)
    make.done(lambda at: delivering.deliver(wish, at - HOUR, at, TITLE, volunteer, at), now - HOUR)
    make.done(lambda at: confirming.accept(wish, Witness.CLERK_PRESENT, reviewer, at, words=TITLE), now)
    return wish.code


def long_door() -> tuple[str, str, str]:
    """Let the same two meet at the door of an event with the longest words, one list counted and one confirmed.

    Returns the event's code and the codes of its two shifts: one that is over and counted, one confirmed.
    """
    now = clock.now()
    place, unit = make.community(), make.unit("SWB1")
    clerk = make.granted(make.person(LONGEST, CLERK, password=PASSWORD), Role.COMMUNITY_CLERK, place)
    volunteer = make.person(LONGEST, VOLUNTEER, unit=unit, password=PASSWORD)
    slots = [
        make.slot(now - hours * HOUR, lasting=2 * HOUR, name=EVENT[:20], requirement=LINE[:60], places=1)
        for hours in (6, 3)
    ]
    words = {"title": EVENT, "place": LINE[:80], "conditions": LINE, "risks": LINE, "provided": LINE}
    event = make.published_event(slots=slots, by=clerk, leader=clerk, at=now - 5 * DAY, **words)
    confirmed, counted = event.shifts
    for shift in (confirmed, counted):
        make.signed_up(volunteer, shift, at=now - 4 * DAY)
        make.signed_up(clerk, shift, at=now - 4 * DAY)  # waits: there is one place
        make.came(shift, volunteer, left=None)
        make.came(shift, clerk, came=5 * MINUTE)
    make.confirmed(confirmed, by=clerk, headcount=2)
    leader = make.principal(clerk)
    make.done(lambda at: lists.count(counted, 9, leader, at), now)
    return event.code, counted.code, confirmed.code


def test_the_longest_names_stay_on_the_page(place: Place, phone: Open) -> None:
    code = place.ask(long_names)
    event, counted, confirmed = place.ask(long_door)
    door = (f"/door/{counted}", f"/door/{counted}/confirm", f"/door/{confirmed}/confirm", f"/shifts/{counted}/sheet")
    desk = (f"/office/events/{event}", f"/office/shifts/{confirmed}", "/office/events?list=coming")
    screen = (f"/screen/{counted}", f"/shifts/{counted}/poster")
    rounds = {
        "": ("/wishes?state=done", f"/wishes/{code}", f"/events/{event}"),
        VOLUNTEER: ("/", "/me", "/me/wishes", "/me/hours", f"/wishes/{code}", f"/events/{event}", "/me/events"),
        CLERK: (
            *("/", "/office", "/office/wishes?list=closed", f"/office/wishes/{code}", "/office/people"),
            *door,
            *desk,
            *screen,
        ),
    }

    found = []
    for number, paths in rounds.items():
        page = phone(number or None)
        for path in paths:
            page.goto(path)
            found += [f"{path}, {one}" for one in sticks_out(page)]

    assert not found, "\n".join(found)
