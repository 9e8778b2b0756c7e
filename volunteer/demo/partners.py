"""共建 in the demo: the agreements of 2021 and what followed them until today, who teaches, who may meet minors."""

from datetime import date, datetime

import sqlalchemy as sa

from volunteer.accounts.models import Person
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.base.db import db
from volunteer.base.images import Picture
from volunteer.demo.menu import BEGUN_ON
from volunteer.demo.partner_texts import ENDING, MINORS, NEIGHBOURS, STUDY, Text, five_parties
from volunteer.demo.people import Cast
from volunteer.notices import inbox
from volunteer.partnership import appointing, clearing, drafting, ending, signing
from volunteer.partnership.models import Agreement, Appointment, Post
from volunteer.partnership.queries import active_appointments, programme_of_code

MANAGER = "段红霞"
SIGNED_ON = date(2021, 3, 5)
CHECKED_ON = date(2021, 3, 1)  # and every year again on this day
# Who signs for a party, as what; the first is who puts the paper in.
SIGNERS = {
    "SFJ2": ("孙志华", "党支部书记"),
    "SFJJDS": ("石磊", "党总支书记"),
    "LEINUO": ("方正", "党支部书记"),
    "QIAOMEN": ("陈静", "社区党委委员"),
    "SHENGOUQIAO": ("张丽", "社区党委委员"),
    "SCHOOL32": ("温玉梅", "副校长"),
    "SWB": ("李强", "机关党委委员"),
    "SWB1": ("李强", "机关党委委员"),
}
COMMUNITIES = (("QIAOMEN", "桥门社区"), ("SHENGOUQIAO", "深沟桥社区"))
# (who, for which programme, where, as what)
TUTORS = (
    *((name, "mofashi", "SCHOOL32", Post.TUTOR) for name in ["孙志华", "吴丹", "石磊", "许娟", "方正", "陆雨桐"]),
    *((name, "mofashi", "QIAOMEN", Post.TUTOR) for name in ["孙志华", "梁艳", "贾文斌"]),
    *((name, "mofashi", "SHENGOUQIAO", Post.TUTOR) for name in ["郑海波", "石磊"]),
    *((name, "dangke", "QIAOMEN", Post.TUTOR) for name in ["梁艳", "方正"]),
    ("郑海波", "mofashi", "SCHOOL32", Post.VICE_PRINCIPAL),
)
# Whose last check ran out this year: to be refused where minors sit in the class.
NOT_CHECKED_AGAIN = "许娟"
_NAMES = sorted({one[0] for one in TUTORS})


def of_2021(cast: Cast, paper: Picture) -> None:
    """Let the two agreements be signed and the tutors be appointed and checked, as it was in March 2021."""
    for name in _NAMES:
        _check(cast, name, CHECKED_ON)
    for code, called in COMMUNITIES:
        # For as long as the tutors are appointed.
        last = appointing.last_day(Post.TUTOR, SIGNED_ON)
        made = _draft(cast, five_parties(code, called), "SFJ", SIGNED_ON, last, clock.at(BEGUN_ON + DAY, 10))
        _sign(cast, made, SIGNED_ON, paper)
    for name, programme, place, post in TUTORS:
        _appoint(cast, name, programme, place, post, SIGNED_ON)


def until_today(cast: Cast, paper: Picture, now: datetime) -> None:
    """Live through the years since: what ended was renewed in time, everybody but one was checked every year."""
    today = clock.local_day(now)
    _checks(cast, today)
    _terms(cast, today)
    _renewals(cast, paper, today)
    for name in {*_NAMES, *(one[0] for one in SIGNERS.values()), MANAGER}:
        inbox.read_all(cast[name].person_id, now - 30 * DAY)  # what was told before is read
    _this_month(cast, paper, today)


def _checks(cast: Cast, today: date) -> None:
    years = 1
    while (day := clock.years_later(CHECKED_ON, years)) <= today:
        is_last = clock.years_later(CHECKED_ON, years + 1) > today
        for name in _NAMES:
            if not (is_last and name == NOT_CHECKED_AGAIN):
                _check(cast, name, day)
        years += 1


def _terms(cast: Cast, today: date) -> None:
    """Appoint anew on the day after a term was over, as often as it takes."""
    for name, programme, place, post in TUTORS:
        while (held := _held(cast, name, programme, place, post)).ends_on < today:
            following = held.ends_on + DAY
            appointing.move_to_end(held, "聘期满", None, clock.at(following, 0, 30))
            _appoint(cast, name, programme, place, post, following)


def _renewals(cast: Cast, paper: Picture, today: date) -> None:
    standing = list(db.session.scalars(sa.select(Agreement).where(Agreement.ends_on < today).order_by(Agreement.id)))
    for old in standing:
        agreement = old
        while agreement.ends_on < today:
            before = agreement.ends_on - 10 * DAY
            made = drafting.renew(agreement, cast[MANAGER], clock.at(before, 10))
            drafting.hand_out(made, cast[MANAGER], clock.at(before, 11))
            _sign(cast, made, before + 3 * DAY, paper)
            ending.close(agreement, "到期", None, clock.at(agreement.ends_on + DAY, 0, 30))
            agreement = made


def _this_month(cast: Cast, paper: Picture, today: date) -> None:
    """One agreement that three of five have signed, and one that ends in 25 days."""
    last = today + 25 * DAY
    begun = clock.years_later(last, -1) + DAY
    near = _draft(cast, NEIGHBOURS, "QIAOMEN", begun, last, clock.at(begun - 6 * DAY, 10))
    _sign(cast, near, begun - DAY, paper)
    starts_on = today + 10 * DAY
    until = clock.years_later(starts_on, 1) - DAY
    waiting = _draft(cast, STUDY, "SFJ", starts_on, until, clock.at(today - 5 * DAY, 10))
    _sign(cast, waiting, today - DAY, paper, most=3)


# ------------------------------------------------------------------------------ one of each


def _draft(cast: Cast, text: Text, host: str, starts_on: date, ends_on: date, now: datetime) -> Agreement:
    """Draw the agreement up and hand it to its parties an hour later."""
    by = cast[MANAGER] if host == "SFJ" else cast[SIGNERS[host][0]]
    programme = programme_of_code(text.programme)
    terms = drafting.Terms(
        title=text.title,
        kind=text.kind,
        programme_id=programme.id if programme else None,
        purpose=text.purpose,
        minors_words=MINORS,
        ending_words=ENDING,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    sides = [drafting.Side(cast.place(code).id, duties, cast.place(code).office_phone) for code, duties in text.sides]
    made = drafting.draft(terms, sides, text.items, cast.place(host), by, now)
    drafting.hand_out(made, by, now + clock.HOUR)
    return made


def _sign(cast: Cast, agreement: Agreement, day: date, paper: Picture, *, most: int = 5) -> None:
    """Let the parties sign one after the other on this day, 甲方 first."""
    for number, party in enumerate(list(agreement.parties)[:most]):
        name, title = SIGNERS[party.organisation.code]
        signing.sign(party, name, title, day, paper, cast[name], clock.at(day, 14, 10 * number))


def _person(cast: Cast, name: str) -> Person:
    return db.session.get_one(Person, cast[name].person_id)


def _check(cast: Cast, name: str, day: date) -> None:
    clearing.record(_person(cast, name), clock.years_later(day, 1), cast[MANAGER], clock.at(day, 16))


def _appoint(cast: Cast, name: str, code: str, place: str, post: Post, starts_on: date) -> None:
    programme = programme_of_code(code)
    assert programme is not None
    now = clock.at(starts_on, 15)
    appointing.appoint(programme, _person(cast, name), cast.place(place), post, starts_on, cast[MANAGER], now)


def _held(cast: Cast, name: str, code: str, place: str, post: Post) -> Appointment:
    """Return the appointment that stands, the last one."""
    here, programme = cast.place(place).id, programme_of_code(code)
    assert programme is not None
    standing = active_appointments(cast[name].person_id, post)
    return max(
        (one for one in standing if (one.organisation_id, one.programme_id) == (here, programme.id)),
        key=lambda one: one.ends_on,
    )
