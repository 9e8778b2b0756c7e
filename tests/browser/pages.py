"""The pages that are looked at one by one, and who looks at them."""

from dataclasses import dataclass

import sqlalchemy as sa
from playwright.sync_api import Page

from tests.browser.conftest import PHONES, Place
from volunteer.accounts.queries import person_of_phone
from volunteer.base.db import db
from volunteer.wishes.models import Beneficiary, State, Wish

GUEST = "guest"


@dataclass(frozen=True)
class Stop:
    """A page: its path, and whether its red button is pressed there: an empty form comes back with what is wrong."""

    path: str
    press: bool = False

    def __str__(self) -> str:
        return f"{self.path}, sent" if self.press else self.path


# {open}: a wish to claim; {word}: 刘奶奶's, where her word is waited for; {review}: hers, not reviewed yet.
ROUNDS = {
    GUEST: (
        Stop("/"),
        Stop("/wishes"),
        Stop("/wishes/{open}"),
        Stop("/login"),
        Stop("/login", press=True),
        Stop("/help"),
        Stop("/nowhere"),
        Stop("/slip/{slip}"),
        Stop("/communities/QIAOMEN"),
        Stop("/communities/QIAOMEN/register"),
    ),
    "王芳": (
        Stop("/"),
        Stop("/wishes/{open}"),
        Stop("/me"),
        Stop("/me/hours?year=2021"),
        Stop("/me/registration"),
        Stop("/communities/SHENGOUQIAO/register/member", press=True),
    ),
    "刘桂兰": (Stop("/wishes/{word}"), Stop("/wishes/new", press=True), Stop("/me/wishes")),
    "陈静": (
        Stop("/office"),
        Stop("/office/wishes"),
        Stop("/office/wishes/{review}"),
        Stop("/office/wishes/{review}/slip"),
        Stop("/office/wishes/{review}/slip", press=True),
        Stop("/office/wishes/new"),
        Stop("/office/people"),
        Stop("/office/registrations?what=members&list=standing"),
    ),
    "李强": (
        Stop("/reports/SWB/2021"),
        Stop("/reports/SWB/2021/hours"),
        Stop("/office/registrations"),
        Stop("/office/roster"),
        Stop("/office/roster/import", press=True),
    ),
}

IDS = ("guest", "fang", "liu", "jing", "qiang")


def filled(stops: tuple[Stop, ...], place: Place) -> list[Stop]:
    """Return the stops with the codes of this place's wishes."""
    names = place.ask(_names)
    return [Stop(stop.path.format(**names), stop.press) for stop in stops]


def come(page: Page, stop: Stop) -> None:
    """Go to a page."""
    page.goto(stop.path)
    if stop.press:
        page.locator("main form .btn-primary").first.click()
        page.locator(".problem, .a4").wait_for()


def _names() -> dict[str, str]:
    liu = person_of_phone(PHONES["刘桂兰"])
    assert liu is not None
    hers = sa.select(Wish).join(Beneficiary).where(Beneficiary.person_id == liu.id)
    word, review = (
        db.session.scalars(hers.where(Wish.state == state).order_by(Wish.id).limit(1)).one()
        for state in (State.DELIVERED, State.SUBMITTED)
    )
    published = sa.select(Wish.code).where(Wish.state == State.PUBLISHED).order_by(Wish.id).limit(1)
    return {
        "open": db.session.scalars(published).one(),
        "word": word.code,
        "slip": word.slip_token,
        "review": review.code,
    }
