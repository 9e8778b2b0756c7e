"""What each start adds: the wishes and events of a new week, and on a new day the event that is running now.

Some wishes are there to claim, and when the demo is new one for each of the office's desks.
"""

from datetime import date, datetime

from volunteer.base import clock, once
from volunteer.base.clock import DAY
from volunteer.demo import event_week, order_year
from volunteer.demo.lives import GROWN_UP, submit, words_of
from volunteer.demo.neighbours import NEIGHBOURS, Neighbour
from volunteer.demo.people import CLERKS, Cast
from volunteer.demo.stage import Steps, unfold
from volunteer.demo.texts import Text
from volunteer.demo.week_texts import A_WEEK, BY_PROXY, BY_RESIDENT, CLAIMED, DELIVERED, WEEK_TEXTS
from volunteer.wishes import claiming, delivering, reviewing
from volunteer.wishes.models import Spoke, Wish

LIU = next(one for one in NEIGHBOURS if one.name == "刘桂兰")
ZHANG = next(one for one in NEIGHBOURS if one.name == "张玉梅")
MA = next(one for one in NEIGHBOURS if one.name == "马成林")


def add(now: datetime, *, is_new: bool = False) -> None:
    """Add what this local ISO week and this local day have not got yet; what waits for somebody only to a new demo."""
    cast, today = Cast(), clock.local_day(now)
    year, week, _ = today.isocalendar()
    lives: list[Steps] = []
    if _is_first(f"demo-week-{year}-{week:02}", cast, now):
        lives += [*_open_wishes(cast, today), *event_week.of_this_week(cast, today)]
    if is_new:
        lives += [_waiting(cast, today), _claimed(cast, today), _delivered(cast, today)]
        lives += order_year.of_today(cast, now)
    if _is_first(f"demo-day-{today}", cast, now):
        lives.append(event_week.running(cast, now))
    unfold(lives)


def _is_first(mark: str, cast: Cast, now: datetime) -> bool:
    """Say whether this start is the first with this mark, and leave it.

    The mark is a row of `base.once` under the name of the week or the day, whose unique key lets one of two starts
    through. It is forgotten after thirty days, when nobody asks for that time any more.
    """
    clerk = cast["陈静"].person_id
    if once.earlier(mark, clerk, {}) is not None:
        return False
    once.remember(mark, clerk, {}, "/wishes", now)
    return True


def _open_wishes(cast: Cast, today: date) -> list[Steps]:
    turn = today.toordinal() // 7  # counts on over New Year
    first = turn * A_WEEK % len(WEEK_TEXTS)
    return [
        _published(cast, text, _neighbour(text, number, turn), today, 10 * number)
        for number, text in enumerate(WEEK_TEXTS[first : first + A_WEEK])
    ]


def _neighbour(text: Text, number: int, turn: int) -> Neighbour:
    """Return whom the text suits, of the two communities by turns; none of those who wait for something already."""
    community = list(CLERKS)[number % 2]
    fitting = [one for one in NEIGHBOURS if one.community == community and one.suits(text.whom)]
    free = [one for one in fitting if one not in (LIU, ZHANG, MA)]
    return free[(turn + number) % len(free)]


def _submit(cast: Cast, text: Text, neighbour: Neighbour, now: datetime, wanted_by: date | None = None) -> Wish:
    spoke = Spoke.SELF if neighbour.band in GROWN_UP else Spoke.FAMILY
    clerk = cast[CLERKS[neighbour.community][0]]
    return submit(words_of(text, neighbour, wanted_by), neighbour, cast, clerk, spoke, now)


def _publish(cast: Cast, wish: Wish, neighbour: Neighbour, now: datetime) -> None:
    reviewing.publish(wish, neighbour.alias, cast[CLERKS[neighbour.community][1]], now)


def _published(cast: Cast, text: Text, neighbour: Neighbour, today: date, minute: int) -> Steps:
    """To be claimed."""
    yield (now := clock.at(today - 2 * DAY, 10, minute))
    wish = _submit(cast, text, neighbour, now, today + 21 * DAY if minute == 0 else None)
    yield (now := clock.at(today - DAY, 15, minute))
    _publish(cast, wish, neighbour, now)


def _waiting(cast: Cast, today: date) -> Steps:
    """To be reviewed: one that 陈静 wrote down, so that she may not review it, and one by 刘奶奶."""
    yield (now := clock.at(today - DAY, 16, 5))
    _submit(cast, BY_PROXY, ZHANG, now)
    yield (now := clock.at(today - DAY, 19, 40))
    _submit(cast, BY_RESIDENT, LIU, now)


def _claimed(cast: Cast, today: date) -> Steps:
    """In 王芳's hands: she rang, and has yet to go."""
    yield (now := clock.at(today - 4 * DAY, 9, 20))
    wish = _submit(cast, CLAIMED, MA, now)
    yield (now := clock.at(today - 3 * DAY, 10, 30))
    _publish(cast, wish, MA, now)
    yield (now := clock.at(today - 2 * DAY, 20, 15))
    claiming.claim(wish, cast["王芳"], now)
    yield (now := clock.at(today - DAY, 12, 30))
    claiming.contacted(wish, "这几天下班以后，社区陪着上门", cast["王芳"], now)


def _delivered(cast: Cast, today: date) -> Steps:
    """Done by 李强 yesterday evening; 刘奶奶 has only to tap."""
    yield (now := clock.at(today - 6 * DAY, 9, 10))
    wish = _submit(cast, DELIVERED, LIU, now)
    yield (now := clock.at(today - 5 * DAY, 11))
    _publish(cast, wish, LIU, now)
    yield (now := clock.at(today - 4 * DAY, 20, 30))
    claiming.claim(wish, cast["李强"], now)
    yield (now := clock.at(today - DAY, 20, 10))
    began, ended = clock.at(today - DAY, 18, 30), clock.at(today - DAY, 19, 46)
    delivering.deliver(wish, began, ended, DELIVERED.ending, cast["李强"], now)
