"""What a recruitment notice says, and how that is written down here.

A text is three lines with an empty line after it: a head, what volunteers do, and the exact place. The head has the
title, the category, the host, the community where it is (CITY for none of them), the setting, which says what can go
wrong and what is provided, and one word for each post with its places: `写字3（会写毛笔字）`. An event of 2021 also has
its day and its hours, `4-10 09:00-11:00,15:00-17:00`; one put off by so many days, `+7`, or `cancelled` has a fourth
line that says why. `minors` may come, too; `medium` is the risk.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from volunteer.accounts.models import Skill
from volunteer.base import clock
from volunteer.events.arranging import Slot, Words
from volunteer.events.models import Category, Risk

Span = tuple[datetime, datetime]

CONTACTS = {
    "QIAOMEN": "0931-8460012",
    "SHENGOUQIAO": "0931-8460031",
    "SWB": "0931-8460023",
    "SWB1": "0931-8460023",
    "SWB2": "0931-8460023",
    "SFJ": "0931-8460025",
}
INSURED = "已为报名的志愿者买好当天的人身意外保险"
_POST = re.compile(r"([^\d+（]+)(\d+)(?:（(.+)）)?")


@dataclass(frozen=True)
class _Setting:
    """What a kind of place asks for, what can go wrong there, and what is provided."""

    conditions: str
    risks: str
    provided: str


_SETTINGS = {
    "indoor": _Setting("身体健康，有耐心，准时到场", "室内人多，当心地面湿滑和桌角", "饮水、红马甲、现场有急救包"),
    "outdoor": _Setting(
        "18 岁以上，身体健康，能站能走两小时", "日晒风吹，弯腰久了容易累，随时可以歇", "手套、工具、饮水、红马甲"
    ),
    "street": _Setting(
        "18 岁以上，说话和气，听从现场安排", "路边有车，只站人行道和安全岛，不追、不拦", "反光马甲、小旗、饮水、遮阳帽"
    ),
    "home": _Setting(
        "18 岁以上，两人一组，由社区陪着入户", "上下楼当心脚下，不登高、不动电和气", "工作证、手套、鞋套、饮水"
    ),
    "river": _Setting(
        "18 岁以上，穿防滑的鞋，不下水", "河边台阶湿滑，离水边两米以外，三人一组", "手套、长夹子、救生衣、饮水"
    ),
    "snow": _Setting(
        "18 至 60 岁，身体健康，穿防滑的鞋",
        "冰面容易滑倒，使铁锹当心身边的人，不上房顶",
        "铁锹、扫帚、防滑鞋套、热姜茶",
    ),
    "health": _Setting(
        "18 岁以上，没有发热咳嗽，全程戴好口罩",
        "人员密集，保持一米距离，不接触别人的口鼻",
        "口罩、面屏、手消毒液、饮水",
    ),
}


@dataclass(frozen=True)
class EventText:
    """An event in words. `on` and `hours` are those of 2021; an event of this week gets them from the calendar."""

    title: str
    category: Category
    host: str
    community: str | None
    setting: str
    posts: tuple[tuple[str, int, str | None], ...]
    content: str
    place: str
    risk: Risk
    is_open_to_minors: bool
    on: date | None
    hours: tuple[tuple[time, time], ...]
    later_days: int
    is_cancelled: bool
    needs: Skill | None  # of the first post
    why: str

    @property
    def places(self) -> int:
        """How many are needed in one shift."""
        return sum(places for _, places, _ in self.posts)

    @property
    def day(self) -> date:
        """Its day in 2021."""
        assert self.on is not None, f"{self.title} has no day"
        return self.on

    def spans(self, day: date) -> list[Span]:
        """Return the shifts of its own hours on a day."""
        return [(_moment(day, begins), _moment(day, ends)) for begins, ends in self.hours]

    def words(self) -> Words:
        """Return the whole notice."""
        setting = _SETTINGS[self.setting]
        return Words(
            title=self.title,
            category=self.category,
            content=self.content,
            place=self.place,
            conditions="12 岁以上，未成年人要有家长陪着" if self.is_open_to_minors else setting.conditions,
            signing_up="在本页报名，或打联系电话",
            risks=setting.risks,
            risk=self.risk,
            insurance=None if self.risk is Risk.LOW else INSURED,
            provided=setting.provided,
            contact=CONTACTS[self.host],
            is_open_to_minors=self.is_open_to_minors,
            has_photos=self.category is Category.CULTURE,
        )

    def slots(self, spans: list[Span], break_minutes: int = 0) -> list[Slot]:
        """Return every post of these shifts."""
        return [
            Slot(begins, ends, break_minutes, name, requirement, places, None if number else self.needs)
            for begins, ends in spans
            for number, (name, places, requirement) in enumerate(self.posts)
        ]


def read(block: str) -> tuple[EventText, ...]:
    """Return the texts of a block. Raises: ValueError for a head with a word that is none."""
    return tuple(_text(*part.splitlines()) for part in block.strip().split("\n\n"))


def _text(head: str, content: str, place: str, why: str = "") -> EventText:
    title, category, host, community, setting, *more = head.split()
    if setting not in _SETTINGS:
        raise ValueError(f"no setting {setting}")
    words = {word for word in more if word in ("minors", "medium", "cancelled")}
    days = [word for word in more if re.fullmatch(r"\d+-\d+", word)]
    hours = [word for word in more if ":" in word]
    later = [word for word in more if word.startswith("+")]
    needs = [word for word in more if word.startswith("*")]
    posts = [found for word in more if (found := _POST.fullmatch(word))]
    if len(words) + len(days) + len(hours) + len(later) + len(needs) + len(posts) != len(more) or not posts:
        raise ValueError(f"a word that is none: {head}")
    return EventText(
        title=title,
        category=Category(category),
        host=host,
        community=None if community == "CITY" else community,
        setting=setting,
        posts=tuple((found[1], int(found[2]), found[3]) for found in posts),
        content=content,
        place=place,
        risk=Risk.MEDIUM if "medium" in words else Risk.LOW,
        is_open_to_minors="minors" in words,
        on=_day(days[0]) if days else None,
        hours=tuple(_hours(part) for part in hours[0].split(",")) if hours else (),
        later_days=int(later[0]) if later else 0,
        is_cancelled="cancelled" in words,
        needs=Skill(needs[0][1:]) if needs else None,
        why=why,
    )


def _day(word: str) -> date:
    month, day = word.split("-")
    return date(2021, int(month), int(day))


def _hours(word: str) -> tuple[time, time]:
    begins, _, ends = word.partition("-")
    return time.fromisoformat(begins), time.fromisoformat(ends)


def _moment(day: date, at: time) -> datetime:
    return clock.at(day, at.hour, at.minute)
