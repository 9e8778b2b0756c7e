"""The classes of 2021: what was ordered for whom, who taught, how many came, and what the school said of it.

A line is the day and hour, the client, the topic, the audience, the class, how many were expected and came, who
taught, the first of them leading, the marks for content, manner, gains and punctuality (`-` for one left out, `none`
where nobody reviewed it), and what came in between.
"""

from dataclasses import dataclass
from datetime import date, datetime

from volunteer.base import clock
from volunteer.orders.models import Audience, Topic
from volunteer.orders.reviewing import Marks

TWISTS = ("returned", "declined", "postponed", "cancelled", "link")


@dataclass(frozen=True)
class OrderText:
    """An order of 2021 in words."""

    starts_at: datetime
    client: str
    topic: Topic
    audience: Audience
    class_name: str
    people: int
    came: int
    tutors: tuple[str, ...]
    marks: Marks | None
    twist: str

    @property
    def problems(self) -> str | None:
        """What was found and should be looked after."""
        return PROBLEMS.get(clock.local_day(self.starts_at))


def read(text: str) -> list[OrderText]:
    """Return the orders of a text, one for each line. Raises: ValueError for a word that is none."""
    return [_read(line) for line in text.strip().split("\n")]


def _read(line: str) -> OrderText:
    day, hour, client, topic, audience, class_name, people, tutors, marks, *twist = line.split()
    if not set(twist) <= set(TWISTS):
        raise ValueError(f"a word that is none: {twist}")
    month, _, number = day.partition("-")
    hours, _, minutes = hour.partition(":")
    expected, _, came = people.partition("/")
    return OrderText(
        starts_at=clock.at(date(2021, int(month), int(number)), int(hours), int(minutes)),
        client=client,
        topic=Topic(topic),
        audience=Audience(audience),
        class_name=class_name,
        people=int(expected),
        came=int(came),
        tutors=tuple(tutors.split(",")),
        marks=None if marks == "none" else _marks(marks, WORDS.get((int(month), int(number)))),
        twist=twist[0] if twist else "",
    )


def _marks(text: str, words: str | None) -> Marks:
    content, manner, gains, punctuality = (None if mark == "-" else int(mark) for mark in text)
    return Marks(content, manner, gains, punctuality, words)


# What was said besides the marks, by day.
WORDS = {
    (3, 24): "学生第一次坐上审判席，回来还在争。希望下学期再来。",
    (4, 14): "模型很直观，孩子们记得住。",
    (6, 2): "案例贴近学生，时间稍紧。",
    (7, 14): "孩子们抢着当法官，家长也来看了。",
    (9, 15): "班规是学生自己立的，已经贴在墙上。",
    (11, 3): "角色分得细，每个人都有事做。",
}
# What the tutors found, by day. Nobody is named: the client knows who it is.
PROBLEMS = {
    date(2021, 5, 12): "有学生收到陌生人的“兼职”邀请，已告诉班主任，请学校提醒家长。",
    date(2021, 7, 28): "有孩子每天看手机到半夜，已告诉社区，请社区和家长谈一谈。",
}

ORDERS_OF_2021 = read("""
3-24 14:30 SCHOOL32 mock_trial junior 初二（1）班 46/44 孙志华,吴丹,方正,陆雨桐 5545
3-31 10:10 SCHOOL32 fraud junior 初三（2）班 52/50 吴丹,陆雨桐 54-5
4-7 14:30 SCHOOL32 crime junior 初一（3）班 48/48 石磊,贾文斌 none
4-14 10:10 SCHOOL32 drugs junior 初二（2）班 45/45 石磊,许娟 5555 link
4-21 14:30 SCHOOL32 constitution junior 初一年级 96/93 方正,吴丹 4-45
4-20 15:00 QIAOMEN legal_aid residents 桥门社区居民 30/26 方正,陆雨桐 5-55
4-28 10:10 SCHOOL32 bullying junior 初一（1）班 47/47 孙志华,许娟 5545 declined
5-12 14:30 SCHOOL32 network junior 初二（3）班 46/45 吴丹,陆雨桐 none
5-19 14:30 SCHOOL32 mock_trial junior 初二（4）班 45/45 孙志华,吴丹,许娟,方正 555- link
5-26 10:10 SCHOOL32 security junior 初三年级 88/85 方正,陆雨桐 4445
6-2 14:30 SCHOOL32 fraud senior 高一（2）班 55/54 吴丹,许娟 5443 returned
6-9 10:10 SCHOOL32 reasoning senior 高二（1）班 48/48 方正,陆雨桐 55-5
6-16 14:30 SCHOOL32 evidence senior 高一（1）班 46/46 陆雨桐,方正 none
6-24 15:00 QIAOMEN admissions parents 桥门社区的考生家长 40/37 陈雪梅,徐静 5--5
6-29 15:00 QIAOMEN party_lesson members 桥门社区党员 60/58 梁艳,方正 5555
7-14 09:30 QIAOMEN mock_trial holiday 四点半课堂暑假班 32/30 孙志华,梁艳,方正,陆雨桐 5555 link
7-21 09:30 QIAOMEN drugs holiday 四点半课堂暑假班 32/31 石磊,贾文斌 5-5-
7-28 09:30 QIAOMEN addiction holiday 四点半课堂暑假班 32/28 梁艳,吴丹 none
8-4 09:30 QIAOMEN fraud holiday 四点半课堂暑假班 30/29 吴丹,陆雨桐 5455
8-11 09:30 QIAOMEN evidence holiday 四点半课堂暑假班 30/27 方正,贾文斌 none
8-18 09:30 QIAOMEN crime holiday 四点半课堂暑假班 30/26 孙志华,梁艳 4545 postponed
9-15 10:10 SCHOOL32 class_rules junior 初一（2）班 50/50 孙志华,许娟 5555
9-22 14:30 SCHOOL32 bullying junior 初一（4）班 49/49 吴丹,许娟 none
10-13 10:10 SCHOOL32 network junior 初二（1）班 46/46 陆雨桐,吴丹 4454 declined
10-20 14:30 SCHOOL32 mock_trial junior 初三（1）班 48/47 孙志华,吴丹,方正,陆雨桐 5555
10-27 14:30 SCHOOL32 drugs senior 高一年级 78/76 石磊,贾文斌 55-- link
11-3 14:30 SCHOOL32 mock_trial junior 初三（3）班 47/46 孙志华,许娟,方正,吴丹 5555
11-10 10:10 SCHOOL32 civil_code senior 高二年级 92/90 方正,陆雨桐 4-4-
11-17 14:30 SCHOOL32 fraud junior 初一（1）班 47/47 吴丹,许娟 none cancelled
11-24 14:30 SCHOOL32 hearing junior 初二（2）班 45/44 方正,孙志华 5545
12-1 10:10 SCHOOL32 crime junior 初二（5）班 44/44 石磊,许娟 none
12-3 14:30 SCHOOL32 constitution junior 初二年级 95/94 陆雨桐,方正 5555
""")
