"""The pages that are looked at one by one, and who looks at them."""

from dataclasses import dataclass

import sqlalchemy as sa
from playwright.sync_api import Page

from tests.browser.conftest import PHONES, Place
from volunteer.accounts.queries import person_of_phone
from volunteer.attendance import codes
from volunteer.attendance.models import Direction, Scan
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.codes import bearer
from volunteer.base.db import db, write
from volunteer.events.models import Event, Post, Shift, SignUp
from volunteer.events.models import State as EventState
from volunteer.orders.models import Offering, Order
from volunteer.orders.models import State as OrderState
from volunteer.organisations.models import Organisation
from volunteer.partnership.models import Agreement, Appointment
from volunteer.partnership.models import State as Signing
from volunteer.reports.models import HourExport
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
# {order_placed}, {order_taken}, …: an order of the school in that state. {offering}: one of the menu.
# {running}, {tomorrow}, {full}: events; {door}, {over}, {settled}: the shift that is on, one to confirm, one confirmed.
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
        Stop("/events"),
        Stop("/events/{tomorrow}"),
        Stop("/s/ABCDEFGHI1-0"),
        Stop("/communities/QIAOMEN"),
        Stop("/communities/QIAOMEN/register"),
        Stop("/catalogue"),
        Stop("/catalogue?audience=junior&topic=mock_trial"),
        Stop("/catalogue/{offering}"),
        Stop("/catalogue/poster"),
        Stop("/harm"),
    ),
    "王芳": (
        Stop("/"),
        Stop("/wishes/{open}"),
        Stop("/me"),
        Stop("/me/hours?year=2021"),
        Stop("/me/card?year=2021"),
        Stop("/events?only=mine"),
        Stop("/events/{running}"),
        Stop("/events/{full}"),
        Stop("/me/events"),
        Stop("/sign-ups/{sign_up}/withdraw"),
        Stop("{poster}"),  # a scan that comes to the page with the button
        Stop("/attendance/scans/{scan}"),
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
        Stop("/events/{running}"),
        Stop("/screen/{door}"),
        Stop("/screen/{door}?direction=out"),
        Stop("/shifts/{door}/poster?direction=out"),
        Stop("/shifts/{door}/sheet"),
        Stop("/door/{door}"),
        Stop("/door/{door}?q=nobody"),
        Stop("/door/{over}"),
        Stop("/door/{over}/confirm"),
        Stop("/door/{over}/confirm", press=True),
        Stop("/door/{settled}/confirm"),
        Stop("/office/events"),
        Stop("/office/events?list=draft"),
        Stop("/office/events/new"),
        Stop("/office/events/new", press=True),
        Stop("/office/events/{running}"),
        Stop("/office/events/{running}/copy"),
        Stop("/office/events/{running}/cancel", press=True),
        Stop("/office/shifts/{door}"),
        Stop("/office/registrations?what=members&list=standing"),
        Stop("/orders"),
        Stop("/orders?list=done"),
        Stop("/orders/new?offering={offering}"),
    ),
    "李强": (
        Stop("/reports/SWB/2021"),
        Stop("/reports/SWB/2021-Q4"),
        Stop("/reports/SWB/2021/registration-members"),
        Stop("/reports/SWB/2021/hours"),
        Stop("/exports/{table}"),
        Stop("/reports/SWB/2021/held-attendances"),
        Stop("/reports/SWB/2021/held-sessions"),
        Stop("/office/registrations"),
        Stop("/office/roster"),
        Stop("/office/roster/import", press=True),
        Stop("/office/filing"),
        Stop("/reports/SWB/{last_month}/filing"),
        Stop("/reports/SWB/{last_month}/filing/edit"),
        Stop("/reports/SWB/2021-04/filing"),  # the records say something else since
    ),
    "段红霞": (
        Stop("/agreements"),
        Stop("/agreements/{signing}"),
        Stop("/agreements/{signing}/paper"),
        Stop("/agreements/{signing}/parties/a/scan"),
        Stop("/agreements/{signing}/parties/e/sign", press=True),
        Stop("/agreements/new", press=True),
        Stop("/office/appointments"),
        Stop("/office/appointments/new"),
        Stop("/office/clearances"),
        Stop("/appointments/{letter}"),
        Stop("/office/catalogue"),
        Stop("/office/catalogue/{offering}"),
        Stop("/office/catalogue/new", press=True),
        Stop("/programmes/mofashi/2021"),
        Stop("/programmes/mofashi/2021/orders-mock_trials"),
        Stop("/office/orders"),
        Stop("/office/orders?list=closed"),
        Stop("/office/orders/{order_placed}"),
        Stop("/office/orders/{order_placed}", press=True),
        Stop("/office/orders/{order_invited}"),
        Stop("/office/orders/{order_taken}"),
        Stop("/orders/{order_placed}"),
        Stop("/orders/{order_placed}/take", press=True),
        Stop("/orders/{order_taken}/crew"),
        Stop("/orders/{order_closed}"),
        Stop("/orders/calendar"),
    ),
    "温玉梅": (
        Stop("/orders"),
        Stop("/orders?list=done"),
        Stop("/orders/new"),
        Stop("/orders/new?offering={offering}", press=True),
        Stop("/orders/{order_placed}"),
        Stop("/orders/{order_returned}"),
        Stop("/orders/{order_returned}/edit"),
        Stop("/orders/{order_invited}"),
        Stop("/orders/{order_taken}"),
        Stop("/orders/{order_taken}/postpone", press=True),
        Stop("/orders/{order_taken}/cancel", press=True),
        Stop("/orders/{order_served}"),
        Stop("/orders/{order_served}/review"),
        Stop("/orders/{order_served}/review-link"),
        Stop("/orders/{order_closed}"),
        Stop("/orders/calendar?month=2021-11"),
        Stop("/harm?order={order_taken}"),
    ),
    "孙志华": (
        Stop("/orders"),
        Stop("/orders/{order_invited}"),
        Stop("/orders/{order_invited}/take", press=True),
        Stop("/orders/{order_taken}"),
        Stop("/orders/{order_taken}/prepare"),
        Stop("/orders/{order_taken}/serve", press=True),
        Stop("/orders/calendar?month=2000-01"),
        Stop("/appointments"),
    ),
}

IDS = ("guest", "fang", "liu", "jing", "qiang", "duan", "wen", "sun")


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
        "last_month": f"{clock.local_day(clock.now()).replace(day=1) - DAY:%Y-%m}",
        "open": db.session.scalars(published).one(),
        "word": word.code,
        "slip": word.slip_token,
        "review": review.code,
        **_names_at_the_door(),
        **_names_of_partners(),
        **_names_of_orders(),
        "table": _a_table(),
    }


def _a_table() -> str:
    """Return the workbook that 李强 had written; the demo has none."""
    qiang = person_of_phone(PHONES["李强"])
    unit = db.session.scalars(sa.select(Organisation).where(Organisation.code == "SWB")).one()
    assert qiang is not None
    code = db.session.scalar(sa.select(HourExport.code).where(HourExport.asked_by == qiang.id))
    if code is None:
        code = bearer()
        what = {"organisation_id": unit.id, "period": "2021", "figure": "hours", "has_names": True}
        whose = {"code": code, "asked_by": qiang.id, "total": 501, "written": 501}
        # In a transaction that writes from its beginning: the worker writes beside us.
        write(lambda now: db.session.add(HourExport(asked_at=now, ready_at=now, **what, **whose)))
    return code


def _names_of_partners() -> dict[str, str]:
    signing = sa.select(Agreement.code).where(Agreement.state == Signing.SIGNING).order_by(Agreement.id).limit(1)
    letter = sa.select(Appointment.code).order_by(Appointment.id.desc()).limit(1)
    offering = sa.select(Offering.code).order_by(Offering.id).limit(1)
    return {
        "signing": db.session.scalars(signing).one(),
        "letter": db.session.scalars(letter).one(),
        "offering": db.session.scalars(offering).one(),
    }


def _names_of_orders() -> dict[str, str]:
    """Return an order of the school in each state: the demo's newest."""
    schools = sa.select(Order.code).join(Organisation, Order.client_id == Organisation.id)
    schools = schools.where(Organisation.code == "SCHOOL32").order_by(Order.id.desc()).limit(1)
    return {
        f"order_{state.value}": db.session.scalars(schools.where(Order.state == state)).one() for state in OrderState
    }


def _names_at_the_door() -> dict[str, str]:
    now = clock.now()
    here = sa.select(Shift).join(Event).join(Organisation, Event.host_id == Organisation.id)
    here = here.where(Organisation.code == "QIAOMEN").order_by(Shift.starts_at)
    # Some tests hold events of their own: the demo's are those for which 王芳, or somebody, signed up.
    fang = person_of_phone(PHONES["王芳"])
    assert fang is not None
    hers = here.join(SignUp, sa.and_(SignUp.shift_id == Shift.id, SignUp.person_id == fang.id))
    running = db.session.scalars(hers.where(Shift.starts_at < now, Shift.ends_at > now)).first()
    over = db.session.scalars(hers.where(Shift.ends_at < now, Shift.confirmed_at.is_(None))).first()
    settled = db.session.scalars(hers.where(Shift.confirmed_at.is_not(None))).first()
    coming = here.where(Shift.starts_at > now, Event.state == EventState.PUBLISHED)
    tomorrow = db.session.scalars(coming.join(Post).where(Post.taken > 0, Post.taken < Post.places)).first()
    full = db.session.scalars(coming.join(Post).where(Post.waiting > 0)).first()
    assert running is not None
    assert over is not None
    assert settled is not None
    assert tomorrow is not None
    assert full is not None
    scanned = sa.select(Scan.code).where(Scan.person_id == fang.id, Scan.undone_at.is_(None)).order_by(Scan.id.desc())
    sign_up = sa.select(SignUp.code).where(SignUp.person_id == fang.id, SignUp.shift_id == running.id)
    return {
        "running": running.event.code,
        "tomorrow": tomorrow.event.code,
        "full": full.event.code,
        "door": running.code,
        "over": over.code,
        "settled": settled.code,
        "poster": codes.poster(running, Direction.IN),
        "scan": db.session.scalars(scanned).first() or "",
        "sign_up": db.session.scalars(sign_up).first() or "",
    }
