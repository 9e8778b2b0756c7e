"""What each person can do with a shift, or why not; and the file for the phone's calendar."""

from datetime import datetime

from flask import Flask

from tests import make
from tests.make import HOUR, NOW
from volunteer.accounts.models import Person
from volunteer.events import arranging
from volunteer.events.calendar import ics
from volunteer.events.models import Shift
from volunteer.events.offers import SHAPES, Card, Offer, card_of
from volunteer.events.queries import line_places, my_sign_ups, standing_spans


def card(shift: Shift, person: Person | None = None, now: datetime = NOW) -> Card:
    mine = my_sign_ups(person.id, [shift.id]).get(shift.id) if person else None
    place = line_places([mine]).get(mine.id, 0) if mine else 0
    return card_of(shift, mine, place, standing_spans(person.id, now) if person else [], person is None, now)


def test_every_offer_has_a_shape() -> None:
    assert set(SHAPES) == set(Offer)


def test_each_offer_says_what_there_is_to_do(app: Flask) -> None:
    shift = make.shift(places=1)
    said = {"free": card(shift, make.fang()), "guest": card(shift)}
    make.signed_up(make.fang(), shift)
    said |= {"full": card(shift, make.liu()), "guest later": card(shift), "mine": card(shift, make.fang())}
    make.signed_up(make.liu(), shift)
    said |= {"line": card(shift, make.liu()), "overlaps": card(make.shift(title="另一个"), make.fang())}
    said |= {"running": card(shift, make.lei(), shift.starts_at), "over": card(shift, make.fang(), shift.ends_at)}

    assert said == {
        "free": Card(Offer.SIGN_UP, "还有 1 个名额。"),
        "guest": Card(Offer.GUEST, "还有 1 个名额，登录后报名。"),
        "full": Card(Offer.WAIT, "名额已满，前面还有 0 人。"),
        "guest later": Card(Offer.GUEST, "名额已满，登录后可候补，前面有 0 人。"),
        "mine": Card(Offer.SIGNED_UP, "11月23日 07:30 开始，到场和走的时候各扫一次码。"),
        "line": Card(Offer.IN_LINE, "候补第 1 位，有空位会自动转上并通知您。"),
        "overlaps": Card(Offer.OVERLAPS, "您同一时间报了别的活动。"),
        "running": Card(Offer.RUNNING, "已经开始。人在现场，可以直接扫码参加。"),
        "over": Card(Offer.OVER, "等负责人确认名单。"),
    }


def test_what_was_called_off_says_why(app: Flask) -> None:
    snow, gone, clerk = make.shift(), make.shift(), make.principal(make.jing())
    make.done(lambda now: arranging.postpone(snow.event, "下雪了", clerk, now))
    make.done(lambda now: arranging.cancel(gone.event, "场地没有了", clerk, now))

    assert card(snow) == Card(Offer.POSTPONED, "下雪了，定了新时间再通知。")
    assert card(gone) == Card(Offer.CANCELLED, "场地没有了")


def test_a_confirmed_list_is_said_to_be(app: Flask) -> None:
    shift = make.running(make.fang(), start=NOW - 4 * HOUR)
    make.confirmed(shift)

    assert card(shift, make.fang()) == Card(Offer.OVER, "名单已确认。")


def test_the_calendar_file_is_one_that_phones_read(app: Flask) -> None:
    title = "楼道堆物，清理; 志愿日, 一起来\\" + "长" * 25
    shift = make.shift(title=title, place="桥门社区" * 15)

    raw = ics(shift, "https://volunteer.example/events/ABCDEFGH").encode()

    lines = raw.split(b"\r\n")
    assert (lines[-1], b"\n" in b"".join(lines)) == (b"", False)
    assert max(map(len, lines)) <= 75
    unfolded = raw.decode().replace("\r\n ", "").split("\r\n")
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}" in unfolded
    assert {"DTSTART:20261122T233000Z", "DTEND:20261123T023000Z", f"UID:{shift.code}@volunteer"} <= set(unfolded)
    for part in ("VCALENDAR", "VEVENT", "VALARM"):
        assert (unfolded.count(f"BEGIN:{part}"), unfolded.count(f"END:{part}")) == (1, 1)
