"""An order, and what is done with it."""

import re
from collections.abc import Iterable
from typing import Any

from wtforms.validators import StopValidation

from volunteer.base import clock, text
from volunteer.forms.fields import (
    NO_RATING,
    STARS,
    Check,
    Choice,
    Choices,
    Count,
    Form,
    Key,
    Line,
    Prose,
    Tick,
    at_most,
    one_of,
    required,
    sentences,
)
from volunteer.forms.times import When
from volunteer.orders import wording
from volunteer.orders.models import Audience, Offering, Order, PhotoRule
from volunteer.orders.placing import Words
from volunteer.orders.reviewing import Marks

_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")
MOST_PEOPLE = 2000  # where no offering says so
NAMES = [sentences(wording.problems)]


def some(message: str) -> Check:
    """Refuse that nothing is ticked."""

    def check(_form: Any, field: Any) -> None:
        if not field.data and not field.errors:
            raise StopValidation(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


class NamesForm(Form):
    """A form in whose texts no pupil is named: a roster is refused, a few names are asked about."""

    sure = Tick("上面没有学生的姓名")
    texts: tuple[str, ...] = ()
    is_doubted = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask about names once; who ticks that they are no pupils' goes on."""
        is_fine = bool(super().validate(extra_validators))
        if self.sure.data:
            self.is_doubted = True
            return is_fine
        for name in self.texts:
            question = wording.doubt(self[name].data or "")
            if question and not self[name].errors:
                self[name].errors = [question]
                self.is_doubted = True
        return is_fine and not self.is_doubted


class OrderForm(NamesForm):
    """What a school or a community asks for: eight things, and some that may be left out."""

    texts = ("class_name", "place", "needs", "request")

    form_key = Key()
    request = Prose("想上什么课", [at_most(200), *NAMES])
    first = When("最希望的时间", [required("请选一个时间")])
    second = When("第二个时间", [required("请再选一个时间，好让老师错开")])
    audience = Choice("给谁上", one_of(Audience), [required("请选给谁上")])
    class_name = Line("班级", [required("请写班级，如 初二（3）班；不是班级的，写哪些人"), at_most(30), *NAMES])
    people = Count("人数", 1, MOST_PEOPLE, "人", [required("请写大约多少人")])
    place = Line("在哪里上", [required("请写在哪里上，如 教学楼 301"), at_most(60), *NAMES])
    safety_person = Line("安全负责人和电话", [required("请写一位负责人的姓名和电话"), at_most(40)])
    third = When("第三个时间")
    photo_rule = Choice("拍照", one_of(PhotoRule), [required("请选能不能拍照")], default=PhotoRule.NONE)
    needs = Line("特殊需要", [at_most(200), *NAMES])
    is_free = False
    is_school = True

    def validate_request(self, field: Any) -> None:
        """Needed where nothing was chosen from the menu."""
        if self.is_free and not field.data:
            raise StopValidation("请写想上什么课")

    def validate_safety_person(self, field: Any) -> None:
        """An adult who can be rung."""
        if not _PHONE.search(re.sub(r"[\s()（）-]", "", text.narrow(field.data or ""))):
            raise StopValidation("请写上电话，如 高老师 138 0000 0000")

    def suit(self, offering: Offering | None, *, is_school: bool) -> None:
        """Offer the audiences of the offering; one alone is chosen already. A community asks for no school class."""
        self.is_free, self.is_school = offering is None, is_school
        if not is_school:
            self.class_name.label.text = "哪些人"
        if offering is None:
            self.request.flags.required = True
        else:
            suits = [one.audience for one in offering.audiences]
            self.audience.options = one_of(Audience, only=suits)
            if len(suits) == 1:
                self.audience.data = suits[0]

    def words(self) -> Words:
        """Return what is written on the order."""
        return Words(
            request=(self.request.data or None) if self.is_free else None,
            audience=self.audience.data,
            class_name=self.class_name.data,
            people=self.people.data,
            place=self.place.data,
            safety_person=self.safety_person.data,
            photo_rule=self.photo_rule.data,
            needs=self.needs.data or None,
        )

    def wished(self) -> list[Any]:
        """Return the moments wished for, the best first."""
        return [one.data for one in (self.first, self.second, self.third) if one.data is not None]


class InviteForm(Form):
    """Whom to ask."""

    teams = Choices("队伍", [])
    people = Choices("老师", [])


class WordsForm(Form):
    """A reason that others read."""

    words = Line("原因", [required("请写原因，对方看得到"), at_most(120), *NAMES])


class PostponeForm(Form):
    """Another time, and why."""

    starts = When("新的时间", [required("请选新的时间")])
    words = Line("原因", [required("请写原因，对方看得到"), at_most(120), *NAMES])


class CrewForm(Form):
    """Who teaches."""

    tutors = Choices("谁去上", [], [some("请选谁去上")])

    def offer(self, tutors: Iterable[tuple[str, str, int]]) -> None:
        """Offer these people: word, label, id."""
        self.tutors.options = list(tutors)


class TakeForm(CrewForm):
    """One of the days wished for, and who teaches."""

    starts = Choice("哪一天", [], [required("请选一个时间")])
    tutors = Choices("谁去上", [], [some("请选谁去上")])  # once more, to stand below the day

    def days(self, order: Order) -> None:
        """Offer the days that the client wished for."""
        self.starts.options = [
            (str(one.rank), f"{clock.said(one.starts_at)} {clock.local(one.starts_at):%H:%M}", one.starts_at)
            for one in order.wished
        ]


class PrepareForm(NamesForm):
    """Plan and materials."""

    texts = ("plan",)

    plan = Prose("教案", [at_most(4000), *NAMES])
    ready = Choices("备好的材料", [])
    more = Line("还要带什么", [at_most(40)])


class ServeForm(NamesForm):
    """How it was: counts, what was taught, what was found."""

    texts = ("record", "problems_found")

    people = Count("实到人数", 1, MOST_PEOPLE, "人", [required("请写实到多少人")])
    periods = Count("上了几课时", 1, 20, "课时", [required("请写上了几课时")])
    record = Prose("上课情况", [required("请写几句，上了什么、怎么样"), at_most(600), *NAMES])
    problems_found = Prose("发现的问题", [at_most(300), *NAMES])


class ReviewForm(NamesForm):
    """A word on the class. Nothing is chosen beforehand, and everything may be left out."""

    texts = ("words",)

    content = Choice("内容", [*STARS, NO_RATING])
    manner = Choice("方式", [*STARS, NO_RATING])
    gains = Choice("收获", [*STARS, NO_RATING])
    punctuality = Choice("守时", [*STARS, NO_RATING])
    words = Prose("想说的话", [at_most(200), *NAMES])

    def marks(self) -> Marks:
        """Return the marks; 不评价 and nothing chosen are the same."""
        return Marks(
            content=self.content.data or None,
            manner=self.manner.data or None,
            gains=self.gains.data or None,
            punctuality=self.punctuality.data or None,
            words=self.words.data or None,
        )
