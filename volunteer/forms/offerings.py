"""What stands on the menu."""

from typing import Any

from wtforms.validators import StopValidation

from volunteer.forms.fields import Choice, Choices, Count, Form, Key, Line, Prose, at_most, one_of, required
from volunteer.orders.models import Audience, Mode, Season, Topic
from volunteer.orders.offering import Words

MOST_MATERIALS = 12
LONGEST_MATERIAL = 30  # characters
NO_PROGRAMME = ("-", "不属于哪个项目", 0)


class OfferingForm(Form):
    """An offering, as the school will read it."""

    form_key = Key()
    title = Line("课名", [required("请写课名"), at_most(30)])
    topic = Choice("主题", one_of(Topic), [required("请选主题")])
    programme = Choice("项目", [NO_PROGRAMME])
    audiences = Choices("给谁上", one_of(Audience), [required("请选给谁上，可以多选")])
    summary = Line("一句话", [required("请写一句话，让学校一看就懂"), at_most(40)])
    content = Prose("上什么", [required("请写上什么、怎么上"), at_most(600)])
    modes = Choices("方式", one_of(Mode), [required("请选方式，可以多选")])
    class_periods = Count("课时", 1, 8, "课时", [required("请写几个课时")])
    minutes = Count("一共多少分钟", 20, 480, "分钟", [required("请写一共多少分钟，课间休息也算")])
    most_people = Count("一次最多多少人", 1, 2000, "人", [required("请写一次最多多少人")])
    tutors = Count("至少几位老师", 1, 30, "位", [required("请写至少几位老师")])
    qualification = Line("老师要有什么资格", [at_most(60)])
    place_needs = Line("场地", [at_most(80)])
    equipment = Line("设备", [at_most(80)])
    materials = Prose("我们带去的东西", [at_most(400)])
    preparation_days = Count("要提前几天", 0, 60, "天", [required("请写要提前几天点")])
    season = Choice("什么时候可以点", one_of(Season), [required("请选什么时候可以点")], default=Season.ALL_YEAR)
    per_month = Count("一个月最多几场", 1, 200, "场")
    per_term = Count("一学期最多几场", 1, 1000, "场")

    def validate_materials(self, field: Any) -> None:
        """One thing to a line; each is ticked off while preparing."""
        things = self.things()
        if len(things) > MOST_MATERIALS:
            raise StopValidation(f"最多写 {MOST_MATERIALS} 样，您写了 {len(things)} 样，请合并一些")
        if any(len(one) > LONGEST_MATERIAL for one in things):
            raise StopValidation(f"一行写一样，每样最多 {LONGEST_MATERIAL} 个字")

    def things(self) -> tuple[str, ...]:
        """Return the materials, one for each line that has something on it, each once."""
        lines = [" ".join(line.split()) for line in (self.materials.data or "").splitlines()]
        return tuple(dict.fromkeys(line for line in lines if line))

    def words(self) -> Words:
        """Return what stands on the menu."""
        return Words(
            title=self.title.data,
            topic=self.topic.data,
            audiences=self.audiences.data,
            summary=self.summary.data,
            content=self.content.data,
            modes=self.modes.data,
            class_periods=self.class_periods.data,
            minutes=self.minutes.data,
            most_people=self.most_people.data,
            tutors=self.tutors.data,
            qualification=self.qualification.data or None,
            place_needs=self.place_needs.data or None,
            equipment=self.equipment.data or None,
            materials=self.things(),
            preparation_days=self.preparation_days.data,
            season=self.season.data,
            per_month=self.per_month.data,
            per_term=self.per_term.data,
        )
