"""The demo's three doors: it is made, its accounts are listed, and a visitor is welcomed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypedDict

import sqlalchemy as sa

from volunteer.accounts import passwords
from volunteer.accounts.models import Person
from volunteer.accounts.queries import person_of_phone
from volunteer.base.db import db, write
from volunteer.base.images import Picture
from volunteer.demo import drawings, partners, registration_year, week, year
from volunteer.demo.people import ACCOUNTS, PASSWORD, Cast
from volunteer.demo.places import MARK
from volunteer.demo.refusals import NotTheDemo
from volunteer.events import timers as event_timers
from volunteer.orders import timers as order_timers
from volunteer.organisations.models import Organisation
from volunteer.organisations.queries import grants_of, memberships_of, organisation_of_code
from volunteer.partnership import timers as partnership_timers
from volunteer.registration import timers as registration_timers
from volunteer.reports import timers as report_timers
from volunteer.wishes import timers as wish_timers

# Who a visitor may be, in the order of the walk: (what they are, name, what to do first).
_WALK = (
    ("居民", "刘桂兰", "“我的”→“我的心愿”，点一下“收到了”，李强的时长就记上了"),
    ("党员", "王芳", "在“心愿”里认领一个；“我的心愿”里那个，约好了就去办"),
    ("社区专干", "陈静", "审核刘奶奶的新心愿（自己代填的那个，她审不了）"),
    ("另一位专干", "何建平", "审核陈静代填的心愿；刘奶奶点过以后，做回访"),
    ("单位联络员", "李强", "打开 /reports/SWB/2021：本单位的一年，点数字看记录；上个月的报表在工作台等着上报"),
    ("项目管理员", "段红霞", "打开 /agreements 看谁签了、谁快到期；/office/clearances 里有一位查询过期"),
    ("学校联络人", "温玉梅", "打开 /agreements，有一份协议等学校登记签署"),
    ("街道", "孙丽华", "打开 /reports/LINXIALU/2021：一个街道的一年；/office/filing 看谁还没报，提醒一下"),
    ("机关工委", "周志远", "打开 /reports/SZGW/2021：市直机关各单位的一年"),
    ("管理员", "管理员", "看组织、人员、角色和审计"),
)
# What to try at the door: an event is running at every start.
_DOOR = (
    "  门口试一试：陈静打开 /office/events，点进正在进行的活动，“签到码”放到大屏幕上；",
    "    王芳用手机扫一扫（LAN=1 启动，手机才打得开），或者在活动页输入屏幕上的 6 位数字。已有三人签到。",
    "    昨天那一场在 /office/events 最上面等着：先数一数来了几个人，再确认名单，时长就记上了。",
    "    王芳再到 /events 报明天的名；三天后的那一场满了，可以候补。",
)


class Account(TypedDict):
    """Somebody one can sign in as."""

    phone: str
    password: str
    name: str
    roles: list[str]
    organisation: str


def make(now: datetime, *, seal: Callable[[datetime], None]) -> None:
    """Let the demo be there: at first its place, its year and this week, later only what a new week or day adds.

    It takes one transaction, all or nothing; then the timers do what has been due since 2021, and all is sealed.
    Raises: NotTheDemo for a database with other people or organisations in it.
    """
    if _is_made():
        write(lambda _now: week.add(now))
    else:
        password_hash, pictures = passwords.hashed(PASSWORD), drawings.drawn()
        write(lambda _now: _build(password_hash, pictures, now))
        wish_timers.run(now)
        event_timers.run(now)
        registration_timers.run(now)
        partnership_timers.run(now)
        order_timers.run(now)
        report_timers.run(now)
    seal(now)


def accounts() -> list[Account]:
    """Return who one can sign in as: phone, password, name, roles held now, and the organisation's code or "".

    The organisation is the first role's, else the unit, else the community. Nobody, when the demo is not there.
    """
    if not _is_made():
        return []
    people = [person for one in ACCOUNTS if (person := person_of_phone(one.phone)) and person.disabled_at is None]
    memberships = memberships_of(person.id for person in people)
    listed: list[Account] = []
    for person in people:
        grants = grants_of(person.id)
        belongs = sorted(memberships[person.id], key=lambda one: one.belonging.value, reverse=True)  # unit, community
        at = [grant.organisation.code for grant in grants] + [one.organisation.code for one in belongs]
        listed.append(
            {
                "phone": person.phone or "",
                "password": PASSWORD,
                "name": person.name,
                "roles": [grant.role.value for grant in grants],
                "organisation": at[0] if at else "",
            }
        )
    return listed


def welcome(origin: str) -> str:
    """Return what the terminal shows when the demo has started."""
    phones = {one.name: one.phone for one in ACCOUNTS}
    rows = [f"  {what:　<5}  {name:　<3}  {phones[name]}  {PASSWORD}  {first}" for what, name, first in _WALK]
    return "\n".join(
        (
            "",
            f"演示已就绪：{origin}    （人物都是虚构的，Ctrl+C 停止）",
            "",
            f"  {'身份':　<5}  {'姓名':　<3}  手机号       密码          先试试",
            *rows,
            "",
            *_DOOR,
            "",
        )
    )


def _is_made() -> bool:
    """Say whether the demo's community and its first clerk are there."""
    return organisation_of_code(MARK) is not None and person_of_phone(ACCOUNTS[0].phone) is not None


def _build(password_hash: str, pictures: Mapping[str, Picture], now: datetime) -> None:
    if _is_made():  # another start was faster
        return
    if db.session.scalar(sa.select(Person.id).limit(1)) or db.session.scalar(sa.select(Organisation.id).limit(1)):
        raise NotTheDemo
    year.make(password_hash, pictures)
    registration_year.renew_until(Cast(), now)
    registration_year.waits_today(Cast(), now)
    partners.until_today(Cast(), pictures["page"], now)
    week.add(now, is_new=True)
