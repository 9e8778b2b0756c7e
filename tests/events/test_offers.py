"""What each person can do with a shift, or why not; and the file for the phone's calendar."""

from datetime import datetime

from flask import Flask

from tests import make
from tests.make import DAY, HOUR, NOW
from volunteer.accounts.models import Person, Skill
from volunteer.accounts.skills import skills_of
from volunteer.accounts.skills import state as say
from volunteer.events import arranging
from volunteer.events.calendar import ics
from volunteer.events.models import Shift
from volunteer.events.offers import SHAPES, Card, Offer, card_of, onlooker
from volunteer.events.queries import coming_shifts, line_places, my_sign_ups


def card(shift: Shift, person: Person | None = None, now: datetime = NOW) -> Card:
    mine = my_sign_ups(person.id, [shift.id]).get(shift.id) if person else None
    place = line_places([mine]).get(mine.id, 0) if mine else 0
    return card_of(shift, mine, place, onlooker(person.id if person else None, now), now)


def states(person: Person, *skills: Skill) -> None:
    make.done(lambda now: say(person.id, skills, now))


def listed(person: Person | None = None, now: datetime = NOW) -> list[Shift]:
    """The shifts that fit this person."""
    return coming_shifts(now, for_me=(person.id if person else None, skills_of(person.id if person else 0))).shifts


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
        "full": Card(Offer.WAIT, "前面有 0 人在等。"),
        "guest later": Card(Offer.GUEST, "名额已满，登录后可候补，前面有 0 人。"),
        "mine": Card(Offer.SIGNED_UP, "11月23日 07:30 开始，到场和走的时候各扫一次码。"),
        "line": Card(Offer.IN_LINE, "有空位会自动转上并通知您。", 1),
        "overlaps": Card(Offer.OVERLAPS, "您同一时间报了别的活动。"),
        "running": Card(Offer.RUNNING, "已经开始。人在现场，可以直接扫码参加。"),
        "over": Card(Offer.OVER, "等负责人确认名单。"),
    }


def test_the_word_of_who_waits_has_the_place_in_line(app: Flask) -> None:
    shift = make.shift(places=1)
    for person in (make.fang(), make.liu(), make.lei()):
        make.signed_up(person, shift)

    assert (card(shift, make.fang()).word, card(shift, make.lei()).word) == ("已报名", "候补第 2 位")


def test_before_it_opens_and_after_it_closes_the_card_says_when(app: Flask) -> None:
    shift = make.shift(opens_at=NOW + HOUR, closes_at=NOW + 3 * HOUR)
    moments = (NOW, NOW + HOUR, NOW + 3 * HOUR)

    assert [card(shift, make.fang(), at) for at in moments] == [
        Card(Offer.NOT_YET_OPEN, "11月21日 08:30 开始报名。"),
        Card(Offer.SIGN_UP, "还有 2 个名额。"),
        Card(Offer.CLOSED, "想来可以打活动页上的电话问一问。"),
    ]
    assert [card(shift, None, at).offer for at in moments] == [Offer.NOT_YET_OPEN, Offer.GUEST, Offer.CLOSED]
    assert [len(listed(make.fang(), at)) for at in moments] == [0, 1, 0]


def test_a_post_that_needs_a_skill_is_for_who_says_he_has_it(app: Flask) -> None:
    shift = make.shift(slots=[make.slot(NOW + 2 * DAY, skill=Skill.LEGAL)])
    states(make.liu(), Skill.LEGAL, Skill.DRIVING)

    assert card(shift, make.fang()) == Card(Offer.NEEDS_SKILL, "要会法律。您会的话，请在“我的—我会什么”里写上。")
    assert card(shift, make.liu()) == Card(Offer.SIGN_UP, "还有 2 个名额。")
    assert card(shift).offer is Offer.GUEST
    assert (listed(make.fang()), listed(make.liu()), listed()) == ([], [shift], [shift])
    states(make.liu(), Skill.DRIVING)
    assert card(shift, make.liu()).offer is Offer.NEEDS_SKILL


def test_places_of_posts_that_do_not_fit_are_not_counted(app: Flask) -> None:
    start = NOW + 2 * DAY
    slots = [make.slot(start, skill=Skill.LEGAL, places=7), make.slot(start, name="引导", places=1)]
    shift = make.shift(slots=slots)

    assert card(shift, make.fang()) == Card(Offer.SIGN_UP, "还有 1 个名额。")
    assert card(shift).why == "还有 8 个名额，登录后报名。"


def test_what_fits_me_leaves_out_what_i_have_and_what_lies_across(app: Flask) -> None:
    mine, across = make.shift(), make.shift(start=NOW + 2 * DAY + HOUR)
    later, postponed = make.shift(start=NOW + 3 * DAY), make.shift(start=NOW + 4 * DAY)
    make.signed_up(make.fang(), mine)
    clerk = make.principal(make.jing())
    make.done(lambda now: arranging.postpone(postponed.event, "下雪了", clerk, now))

    assert listed(make.fang()) == [later]
    assert listed(make.liu()) == [mine, across, later]


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
