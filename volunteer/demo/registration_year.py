"""双报到 in the demo: early in 2021 two units and all their members register, and renew every year since."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date, datetime
from random import Random

from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR
from volunteer.base.db import db
from volunteer.demo.people import CLERKS, EVERYBODY, Cast, Somebody
from volunteer.demo.stage import Stage, Steps
from volunteer.organisations.models import Organisation
from volunteer.registration import accepting, badge, ending, importing, submitting, targets
from volunteer.registration.models import (
    Duty,
    Free,
    Interest,
    MemberRegistration,
    ResourceKind,
    UnitRegistration,
)
from volunteer.registration.permissions import Registration
from volunteer.registration.queries import due_for_renewal, grids_of
from volunteer.registration.submitting import MemberWords, UnitWords
from volunteer.registration.verdicts import Read, Row

BEGUN_ON = date(2021, 1, 18)  # the units; their members in the three weeks after it
_UNITS = {
    "SWB": (
        "李强",
        "QIAOMEN",
        UnitWords(
            party_organisation="中共兰州市委办公室机关委员会",
            secretary="祁建业",
            liaison="李强",
            office_phone="0931-8460120",
            address="城关区南滨河东路 735 号",
            members=58,
            in_service=45,
            resources=(
                (ResourceKind.PEOPLE, "两个党支部轮流来，每月至少一次"),
                (ResourceKind.PLACE, "一楼会议室，周末可用"),
                (ResourceKind.EQUIPMENT, "投影仪、音响各一套"),
            ),
        ),
    ),
    "SFJ": (
        "赵敏",
        "SHENGOUQIAO",
        UnitWords(
            party_organisation="中共兰州市司法局机关委员会",
            secretary="党维民",
            liaison="赵敏",
            office_phone="0931-8460150",
            address="城关区南昌路 6 号",
            members=92,
            in_service=76,
            resources=(
                (ResourceKind.SKILLS, "法律咨询，每月第一个周六"),
                (ResourceKind.PEOPLE, "律师和戒毒所民警，能讲课"),
            ),
        ),
    ),
}
_COMPOUNDS = {
    "QIAOMEN": ("桥门巷 3 号院", "桥门巷 4 号院", "桥门家属院"),
    "SHENGOUQIAO": ("铁路小区", "深沟桥家属院"),
}
_SKILLS = ("会修家电", "会理发", "会写春联", "懂法律", "会开锁", "会教孩子英语", None, None)
_PROMISES = ("每月至少来一次。", "邻居有事，随叫随到。", "把专业带到身边。", None)
_BRANCHES = {
    "SWB1": "市委办第一党支部",
    "SWB2": "市委办第二党支部",
    "SFJ2": "司法局第二党支部",
    "SFJJDS": "戒毒所党总支",
    "LEINUO": "雷诺所党支部",
}
_NOT_YET = ("梁艳", "许娟")  # on the roster, and have not come so far


def lives(stage: Stage) -> Iterator[Steps]:
    """Return how each unit and each member registers, with dice of its own."""
    own = replace(stage, dice=Random(18))
    for number, code in enumerate(_UNITS):
        yield _unit(own, code, BEGUN_ON + number * DAY)
    for number, one in enumerate(_members()):
        yield _member(own, one, BEGUN_ON + (4 + number // 2) * DAY)


def renew_until(cast: Cast, now: datetime) -> None:
    """Let everybody who registered renew, a week before each due day, so that it still stands today."""
    today = clock.local_day(now)
    while True:
        units, members = due_for_renewal(today)
        due: list[Registration] = []
        due += [db.session.get_one(UnitRegistration, id_) for id_ in units]
        due += [db.session.get_one(MemberRegistration, id_) for id_ in members]
        if not due:
            return
        for registration in sorted(due, key=lambda one: one.renew_on or today):  # one round is one year
            if isinstance(registration, UnitRegistration):
                name = _UNITS[registration.unit.code][0]
            else:
                name = registration.person.name
            ending.renew(registration, cast[name], clock.at((registration.renew_on or today) - 7 * DAY, 20))


def waits_today(cast: Cast, now: datetime) -> None:
    """Let one member have registered yesterday evening, so that the clerk has something to accept."""
    one = next(other for other in EVERYBODY if other.name == _NOT_YET[1])
    words = MemberWords(_BRANCHES[one.unit], _COMPOUNDS[one.community][0], (Duty.SAFETY,), (Free.WEEKEND_DAYS,))
    evening = clock.at(clock.local_day(now) - DAY, 20, 12)
    submitting.register_member(cast.place(one.community), words, cast[one.name], evening)


def _members() -> list[Somebody]:
    return [one for one in EVERYBODY if one.unit and one.name not in _NOT_YET]


def _unit(stage: Stage, code: str, day: date) -> Steps:
    liaison, community, words = _UNITS[code]
    by, place, unit = stage.cast[liaison], stage.cast.place(community), stage.cast.place(code)
    now = yield from _office(stage, day)
    _roster(stage, code, now)
    sent = submitting.register_unit(unit, place, words, by, now)
    now = yield from _office(stage, day + DAY)
    accepting.accept_unit(sent, "同意接收，欢迎", stage.cast[CLERKS[community][0]], now)


def _roster(stage: Stage, code: str, now: datetime) -> None:
    """Bring the roster: everybody of the unit and its branches."""
    unit = stage.cast.place(code)
    ours = [one for one in EVERYBODY if one.unit.startswith(code) or (code == "SFJ" and one.unit == "LEINUO")]
    rows = [Row(number, one.name, one.phone, _BRANCHES[one.unit], "是") for number, one in enumerate(ours, start=2)]
    by = stage.cast[_UNITS[code][0]]
    brought = importing.bring(unit.id, Read(rows, []), by, now)
    importing.apply(brought, by, now, only_good=False)


def _member(stage: Stage, one: Somebody, day: date) -> Steps:
    person, dice = stage.cast[one.name], stage.dice
    words = MemberWords(
        branch=_BRANCHES[one.unit],
        compound=dice.choice(_COMPOUNDS[one.community]),
        duties=tuple(dice.sample([duty for duty in Duty if duty is not Duty.OTHER], dice.randint(1, 2))),
        free=tuple(dice.sample(list(Free), dice.randint(1, 2))),
        interests=tuple(dice.sample(list(Interest), dice.randint(0, 2))),
        specialities=dice.choice(_SKILLS),
        promise=dice.choice(_PROMISES),
    )
    place: Organisation = stage.cast.place(one.community)
    yield (evening := stage.evening(day))
    sent = submitting.register_member(place, words, person, evening)
    now = yield from _office(stage, day + DAY)
    grids = grids_of(place.id)
    grid = dice.choice(grids) if grids else None
    accepting.accept_member(sent, grid, stage.cast[CLERKS[one.community][1]], now)
    if one.name in ("王芳", "李强", "方正"):
        badge.show(sent, person, now + HOUR)


def _office(stage: Stage, day: date) -> Generator[datetime, None, datetime]:
    now = stage.office(day)
    yield now
    return now


def set_targets(cast: Cast) -> None:
    """Let the street say what is due in its community; the other street has not done so yet."""
    targets.set_due(cast.place("QIAOMEN"), 1, 30, cast["孙丽华"], clock.at(BEGUN_ON - DAY, 10))
