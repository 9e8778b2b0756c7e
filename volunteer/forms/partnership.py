"""An agreement, a signature, an appointment, a clearance."""

from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from volunteer.forms.fields import Choice, Form, Key, Line, Name, Prose, at_most, one_of, required
from volunteer.forms.times import Day
from volunteer.partnership.drafting import Side, Terms
from volunteer.partnership.models import Agreement, Kind, Post, Theme

PARTIES = (1, 2, 3, 4, 5)
# What stands in a new form; whoever draws it up changes it as it was agreed on.
MINORS = (
    "各方对合作中知道的个人信息保密。不收集学生名单，只记人数；不让一个成年人单独面对一名学生；"
    "不公开认得出学生的照片；来上课的人每年查询一次，合格才能进课堂；发现学生受到侵害，马上报告。"
)
ENDING = "任何一方要提前结束，提前三十天书面告诉其他各方。"


class AgreementForm(Form):
    """What an agreement says. The first party is 甲方."""

    form_key = Key()
    title = Line("协议名称", [required("请写协议名称"), at_most(60)])
    kind = Choice("种类", one_of(Kind), [required("请选种类")], default=Kind.CO_BUILDING)
    programme = Choice("属于哪个项目", [])
    purpose = Prose("为了什么", [required("请写为了什么"), at_most(500)])
    starts_on = Day("从哪天起", [required("请写从哪天起")])
    ends_on = Day("到哪天止", [required("请写到哪天止")])
    party1 = Choice("甲方", [], [required("请选甲方")])
    duties1 = Prose("甲方做什么", [at_most(500)])
    contact1 = Line("甲方联系处", [at_most(60)])
    party2 = Choice("乙方", [], [required("请选乙方")])
    duties2 = Prose("乙方做什么", [at_most(500)])
    contact2 = Line("乙方联系处", [at_most(60)])
    party3 = Choice("丙方", [])
    duties3 = Prose("丙方做什么", [at_most(500)])
    contact3 = Line("丙方联系处", [at_most(60)])
    party4 = Choice("丁方", [])
    duties4 = Prose("丁方做什么", [at_most(500)])
    contact4 = Line("丁方联系处", [at_most(60)])
    party5 = Choice("戊方", [])
    duties5 = Prose("戊方做什么", [at_most(500)])
    contact5 = Line("戊方联系处", [at_most(60)])
    party_work = Prose(Theme.PARTY_WORK.label, [at_most(500)])
    organisation = Prose(Theme.ORGANISATION.label, [at_most(500)])
    publicity = Prose(Theme.PUBLICITY.label, [at_most(500)])
    great_tasks = Prose(Theme.GREAT_TASKS.label, [at_most(500)])
    volunteering = Prose(Theme.VOLUNTEERING.label, [at_most(500)])
    environment = Prose(Theme.ENVIRONMENT.label, [at_most(500)])
    culture = Prose(Theme.CULTURE.label, [at_most(500)])
    minors_words = Prose("保密和未成年人保护", [at_most(500)])
    ending_words = Prose("怎么提前结束", [at_most(300)])

    def validate_ends_on(self, field: Any) -> None:
        """A term has a length."""
        if field.data and self.starts_on.data and field.data <= self.starts_on.data:
            raise StopValidation("结束日期要晚于开始日期，请改一改")

    def terms(self) -> Terms:
        """Return what stands above the parties."""
        return Terms(
            title=self.title.data,
            kind=self.kind.data,
            programme_id=self.programme.data,
            purpose=self.purpose.data,
            minors_words=self.minors_words.data or None,
            ending_words=self.ending_words.data or None,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )

    def sides(self) -> list[Side]:
        """Return the parties in their order."""
        return [
            Side(self[f"party{one}"].data, self[f"duties{one}"].data, self[f"contact{one}"].data or None)
            for one in PARTIES
            if self[f"party{one}"].data is not None
        ]

    def items(self) -> list[tuple[Theme, str]]:
        """Return what the parties do together."""
        return [(theme, self[theme.value].data) for theme in Theme if self[theme.value].data]


def values_of(agreement: Agreement) -> dict[str, object]:
    """Return what the form holds of an agreement: parties by number, items by theme."""
    values: dict[str, object] = {"programme": agreement.programme_id}
    for number, one in enumerate(agreement.parties, start=1):
        values |= {
            f"party{number}": one.organisation_id,
            f"duties{number}": one.duties,
            f"contact{number}": one.contact or "",
        }
    return values | {one.theme.value: one.words for one in agreement.items}


class SignatureForm(Form):
    """A signature as it stands on paper."""

    signatory = Name("谁签的字", [required("请写签字人的姓名")])
    signatory_title = Line("职务", [required("请写签字人的职务"), at_most(30)])
    signed_on = Day("纸上的日期", [required("请写纸上的日期")])
    photo = FileField("签字盖章页的照片")


class AppointmentForm(Form):
    """Who is appointed, as what, where, for how long."""

    form_key = Key()
    programme = Choice("项目", [], [required("请选项目")])
    person = Choice("聘谁", [], [required("请选一个人")])
    post = Choice("聘为", one_of(Post), [required("请选聘为什么")], default=Post.TUTOR)
    organisation = Choice("在哪里", [], [required("请选学校或社区")])
    starts_on = Day("从哪天起", [required("请写从哪天起")])
    ends_on = Day("到哪天止")

    def until(self) -> date | None:
        """Return the last day, None for a whole term."""
        found: date | None = self.ends_on.data
        return found


class ClearanceForm(Form):
    """Yes, and until when. Nothing else is asked, and nothing else is kept."""

    until_on = Day("有效到哪天", [required("请写有效到哪天")])
