"""An event's notice, and what is done at the door."""

from datetime import date, datetime
from typing import Any

from wtforms.validators import StopValidation

from volunteer.accounts.models import Skill
from volunteer.base import clock
from volunteer.base.clock import DAY
from volunteer.events.arranging import Slot, Words
from volunteer.events.models import Category, Risk
from volunteer.forms.fields import (
    Choice,
    Count,
    Digits,
    Form,
    Key,
    Line,
    Name,
    Phone,
    Prose,
    Telephone,
    Tick,
    at_most,
    one_of,
    required,
)
from volunteer.forms.times import Clock, Day, moment_of

SHIFTS = (1, 2, 3)
POSTS = (1, 2, 3)


class EventForm(Form):
    """The recruitment notice. A draft needs its name and time; publishing needs the rest."""

    form_key = Key()
    title = Line("活动名称", [required("请写活动名称"), at_most(40)])
    category = Choice("类别", one_of(Category), [required("请选类别")])
    content = Prose("志愿者做什么", [required("请写志愿者要做什么"), at_most(500)])
    place = Line("详细地点", [required("请写详细地点，让人找得到"), at_most(80)])
    day1 = Day("日期", [required("请选日期")])
    start1 = Clock("开始", [required("请写开始时间")])
    end1 = Clock("结束", [required("请写结束时间")])
    day2 = Day("第二场日期")
    start2 = Clock("开始")
    end2 = Clock("结束")
    day3 = Day("第三场日期")
    start3 = Clock("开始")
    end3 = Clock("结束")
    break_minutes = Count("中间休息（分钟）", 0, 240, "分钟")
    post1 = Line("岗位", [required("请写岗位，如 秩序引导"), at_most(20)])
    places1 = Count("人数", 1, 2000, "人", [required("请写需要几个人")])
    requirement1 = Line("要求", [at_most(60)])
    skill1 = Choice("要会什么（可不选）", one_of(Skill))
    post2 = Line("第二个岗位", [at_most(20)])
    places2 = Count("人数", 1, 2000, "人")
    requirement2 = Line("要求", [at_most(60)])
    skill2 = Choice("要会什么（可不选）", one_of(Skill))
    post3 = Line("第三个岗位", [at_most(20)])
    places3 = Count("人数", 1, 2000, "人")
    requirement3 = Line("要求", [at_most(60)])
    skill3 = Choice("要会什么（可不选）", one_of(Skill))
    conditions = Line("报名条件", [at_most(120)])
    signing_up = Line("报名方式", [at_most(120)], default="在本页报名，或打联系电话")
    opens = Day("报名从哪天开始")
    closes = Day("报名到哪天为止")
    risk = Choice("风险", one_of(Risk), [required("请选风险高低")], default=Risk.LOW)
    risks = Line("可能的风险", [at_most(200)])
    insurance = Line("保险", [at_most(120)])
    provided = Line("提供什么", [at_most(200)])
    contact = Telephone("联系电话")
    leader = Choice("活动负责人", [], [required("请选负责人")])
    is_open_to_minors = Tick("未成年人可以参加（要有监护人同意）")
    has_photos = Tick("现场会拍照（不拍不愿意的人）")

    def validate_end1(self, field: Any) -> None:
        """Ends after it begins."""
        self._later(1)

    def validate_end2(self, field: Any) -> None:
        """As the first."""
        self._later(2)

    def validate_end3(self, field: Any) -> None:
        """As the first."""
        self._later(3)

    def validate_places2(self, field: Any) -> None:
        """A post has places."""
        if self.post2.data and field.data is None and not field.errors:
            raise StopValidation("请写这个岗位需要几个人")

    def validate_places3(self, field: Any) -> None:
        """A post has places."""
        if self.post3.data and field.data is None and not field.errors:
            raise StopValidation("请写这个岗位需要几个人")

    def validate_opens(self, field: Any) -> None:
        """Signing up opens before the event."""
        if field.data is not None and self.day1.data is not None and field.data > self.day1.data:
            raise StopValidation("开始报名的日子要在活动以前，请改早一些")

    def validate_closes(self, field: Any) -> None:
        """And closes after it opened."""
        if field.data is not None and self.opens.data is not None and field.data < self.opens.data:
            raise StopValidation("报名截止的日子不能早于开始报名的日子")

    def _later(self, number: int) -> None:
        day, start, end = (self[f"{name}{number}"].data for name in ("day", "start", "end"))
        if day is not None and (start is None or end is None):
            raise StopValidation("请写这一场的开始和结束时间")
        if start is not None and end is not None and end <= start:
            raise StopValidation("结束时间要晚于开始时间；跨到第二天的请分成两场")

    def words(self) -> Words:
        """Return what the notice says."""
        return Words(
            title=self.title.data,
            category=self.category.data,
            content=self.content.data,
            place=self.place.data,
            conditions=self.conditions.data,
            signing_up=self.signing_up.data,
            risks=self.risks.data,
            risk=self.risk.data,
            insurance=self.insurance.data or None,
            provided=self.provided.data,
            contact=self.contact.data,
            is_open_to_minors=self.is_open_to_minors.data,
            has_photos=self.has_photos.data,
            opens_at=clock.at(self.opens.data) if self.opens.data else None,
            closes_at=clock.at(self.closes.data + DAY) if self.closes.data else None,  # the whole of that day
        )

    def slots(self) -> list[Slot]:
        """Return every post of every shift."""
        return [
            Slot(
                moment_of(self[f"day{shift}"].data, self[f"start{shift}"].data),
                moment_of(self[f"day{shift}"].data, self[f"end{shift}"].data),
                self.break_minutes.data or 0,
                self[f"post{post}"].data,
                self[f"requirement{post}"].data or None,
                self[f"places{post}"].data,
                self[f"skill{post}"].data,
            )
            for shift in SHIFTS
            if self[f"day{shift}"].data is not None
            for post in POSTS
            if self[f"post{post}"].data
        ]


class CopyForm(Form):
    """The same again, on other days."""

    form_key = Key()
    day = Day("新的日期", [required("请选新的日期")])
    day2 = Day("再一个日期")
    day3 = Day("再一个日期")
    day4 = Day("再一个日期")
    day5 = Day("再一个日期")

    @property
    def days(self) -> list[date]:
        """The days that were chosen, in the order of the form."""
        return [field.data for field in (self.day, self.day2, self.day3, self.day4, self.day5) if field.data]

    def validate_day5(self, field: Any) -> None:
        """No day stands there twice."""
        twice = next((day for day in self.days if self.days.count(day) > 1), None)
        if twice is not None:
            raise StopValidation(f"{twice.month}月{twice.day}日写了两遍，请改一个")


class RescheduleForm(Form):
    """The new time of a postponed event."""

    day = Day("新的日期", [required("请选新的日期")])
    start = Clock("开始", [required("请写开始时间")])

    def moment(self) -> datetime:
        """Return when the first shift begins."""
        return moment_of(self.day.data, self.start.data)


class PlacesForm(Form):
    """More or fewer places."""

    places = Count("名额", 1, 2000, "人", [required("请写名额")])


class WithdrawForm(Form):
    """Why not, if one likes to say."""

    words = Line("原因", [at_most(60)])


class DigitsForm(Form):
    """The six digits on the screen."""

    digits = Digits("屏幕上的 6 位数字", [required("请写屏幕上的 6 位数字")])


class WalkInForm(Form):
    """Somebody who came without signing up, or without a phone."""

    name = Name("姓名", [required("请写姓名")])
    phone = Phone("手机号", [required("请写手机号，时长记在这个号码名下；没有手机的写家人的")])


class HeadcountForm(Form):
    """How many people are there."""

    headcount = Count("现场一共多少志愿者", 0, 20000, "人", [required("请数一数，写数字")])


class CorrectionForm(Form):
    """Other minutes for one person of a confirmed list."""

    minutes = Count("时长（分钟）", 0, 1440, "分钟", [required("请写更正以后的分钟数，不计就写 0")])
    reason = Line("原因", [required("请写为什么要更正，本人会看到"), at_most(100)])


class AnswerForm(Form):
    """What one says to the list."""

    words = Prose("您要说明什么", [required("请写一写"), at_most(200)])
