"""A page asks the database the same number of questions for three rows as for three hundred."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask

from tests import make
from tests.pages.many import more, more_events
from tests.pages.reading import browser
from volunteer.attendance import confirming as lists
from volunteer.wishes.queues import QUEUES

PAGES = [
    ("guest", "/"),
    ("guest", "/wishes"),
    ("guest", "/wishes?state=going"),
    ("guest", "/communities/QIAOMEN"),
    ("fang", "/me/registration"),
    ("jing", "/office/registrations"),
    ("jing", "/office/registrations?what=members"),
    ("liaison", "/office/registrations"),
    ("liaison", "/office/roster"),
    ("fang", "/"),
    ("fang", "/wishes"),
    ("fang", "/wishes?state=going"),
    ("fang", "/wishes?state=done"),
    ("fang", "/wishes?q=心愿"),
    ("fang", "/me"),
    ("fang", "/me/wishes"),
    ("fang", "/me/hours"),
    ("fang", "/me/card"),
    ("liaison", "/office/people/{fang}/card"),
    ("fang", "/me/notices"),
    ("fang", "/me/devices"),
    ("guest", "/events"),
    ("fang", "/events"),
    ("fang", "/events?only=mine"),
    ("fang", "/me/events"),
    ("fang", "/events/{event}"),
    ("jing", "/office/events"),
    ("jing", "/office/events?list=draft"),
    ("jing", "/office/events?list=ended"),
    ("jing", "/office/shifts/{shift}"),
    ("jing", "/office/shifts/{shift}.xlsx"),
    ("jing", "/door/{shift}"),
    ("jing", "/door/{shift}/confirm"),
    ("jing", "/screen/{shift}/codes"),
    ("jing", "/shifts/{shift}/sheet"),
    ("jing", "/office"),
    *(("jing", f"/office/wishes?list={queue.word}") for queue in QUEUES),
    ("jing", "/office/people"),
    ("jing", "/office/organisations"),
    ("jing", "/office/journal"),
    ("jing", "/office/looks"),
    ("jing", "/reports/QIAOMEN/2026-11"),
    ("jing", "/reports/QIAOMEN/2026/published"),
    ("jing", "/reports/QIAOMEN/2026/claimed"),
    ("jing", "/reports/QIAOMEN/2026/fulfilled"),
    ("jing", "/reports/QIAOMEN/2026/hours"),
    ("secretary", "/office/people"),
    ("secretary", "/office/people/grant"),
    ("admin", "/office/people"),
    ("admin", "/office/organisations"),
    ("liaison", "/reports/SFJ/2026"),
    ("liaison", "/reports/SFJ/2026/fulfilled"),
    ("liaison", "/reports/SFJ/2026/hours"),
]
MOST = 54  # statements for one page: a report of three columns needs as many, whatever the data


def test_no_page_asks_more_when_there_is_more(
    app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    cast = {
        "guest": None,
        "fang": make.fang(),
        "jing": make.jing(),
        "secretary": make.secretary(),
        "admin": make.admin(),
        "liaison": make.liaison(),
    }
    shift = make.running(make.li())
    make.done(lambda now: lists.count(shift, 300, make.principal(make.jing()), now))
    words = {"shift": shift.code, "event": shift.event.code, "fang": make.fang().code}
    browsers = {who: browser(app, person) for who, person in cast.items()}

    def count() -> dict[str, int]:
        found = {}
        for who, path in PAGES:
            with statements() as seen:
                answer = browsers[who].get(path.format(**words))
            assert answer.status_code == 200, path
            found[f"{who} {path}"] = len(seen)
        return found

    more(3)
    more_events(3, shift)
    few = count()
    more(297)
    more_events(297, shift)
    many = count()

    # Fewer is right: where many are, the records of the last days fill a page and no longer stretch is looked at.
    assert {page: (few[page], many[page]) for page in few if few[page] < many[page]} == {}
    assert {page: asked for page, asked in many.items() if asked > MOST} == {}
