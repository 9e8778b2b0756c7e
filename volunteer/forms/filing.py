"""What people write of a report, and the answer of who receives it."""

from wtforms import HiddenField

from volunteer.forms.fields import Form, Line, Name, Prose, Telephone, at_most, required
from volunteer.reports.filing import Words
from volunteer.reports.models import LONGEST


class Edits(HiddenField):
    """How often the report had been written when this form was made: an old form is known by it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = edits_of(valuelist[0] if valuelist else "")


class ReportForm(Form):
    """The words of a report and who signs it."""

    edits = Edits()
    main_work = Prose("主要工作", [required("请写主要工作"), at_most(LONGEST)])
    difficulties = Prose("存在的问题", [at_most(LONGEST)])
    next_steps = Prose("下一步打算", [at_most(LONGEST)])
    head = Name("负责人", [required("请写负责人的姓名")])
    filler = Name("填表人", [required("请写填表人的姓名")])
    telephone = Telephone("联系电话", [required("请写联系电话")])

    def body(self) -> dict[str, object]:
        """Return what was typed."""
        return {name: value for name, value in super().body().items() if name != "edits"}

    def words(self) -> Words:
        """Return what was written."""
        return Words(**{name: str(value or "") for name, value in self.body().items()})


class AnswerForm(Form):
    """Why a report is returned, or a word with its acceptance."""

    words = Line("意见", [at_most(200)])


def edits_of(text: str) -> int:
    """Return the number that a form carried; one that no form of ours carries is older than all."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
