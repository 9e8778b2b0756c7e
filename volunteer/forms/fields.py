"""The fields of this house: cleaned text, numbers, choices as rows, each with a Chinese message."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from volunteer.base import codes, text
from volunteer.base.labelled import Labelled
from volunteer.base.refusal import Refusal

Check = Callable[[Any, Any], None]


class Form(FlaskForm):
    """A form that can take in a rule's refusal beside its field, and knows what to list at the top."""

    class Meta(FlaskForm.Meta):
        """The token of a form is looked at before any view: the forms have no field for it."""

        csrf = False

    def refuse(self, refusal: Refusal) -> None:
        """Show a rule's sentence beside the field it belongs to, or at the top."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) of everything that is wrong, in the order of the page."""
        found = [("", message) for message in self.form_errors]
        for field in self:
            found += [(field.id, str(message)) for message in field.errors]
        return found

    def body(self) -> dict[str, object]:
        """Return what was typed, for comparing two sendings of one form. A picture counts by its size."""
        return {field.name: _comparable(field.data) for field in self if field.name != "form_key"}


def _comparable(value: object) -> object:
    if isinstance(value, tuple):
        return [_comparable(one) for one in value]
    return getattr(value, "filename", None) or (value.value if isinstance(value, Labelled) else value)


def required(message: str) -> Check:
    """Refuse what is empty after cleaning."""

    def check(_form: Any, field: Any) -> None:
        if field.errors:  # what was typed could not be read: that has been said already
            raise StopValidation
        if field.data is None or field.data is False or field.data in ("", ()):
            raise StopValidation(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def at_most(count: int) -> Check:
    """Refuse more than so many characters, counted as people count them."""

    def check(_form: Any, field: Any) -> None:
        if field.data and len(field.data) > count:
            raise StopValidation(f"最多 {count} 个字，您写了 {len(field.data)} 个字，请写短一些")

    return check


def sentences(check_text: Callable[[str], list[str]]) -> Check:
    """Refuse text that has something in it which may not be there; every problem is said."""

    def check(_form: Any, field: Any) -> None:
        found = check_text(field.data or "")
        if found:
            field.errors = list(found[:-1])
            raise StopValidation(found[-1])

    return check


def legible(_form: Any, field: Any) -> None:
    """Refuse bytes that were no text: a mark stands in their place, and what was meant is gone."""
    if "\ufffd" in (field.data or ""):
        raise StopValidation("有几个字没有传对，变成了“\ufffd”，请把它们重新写一遍")


class Line(StringField):
    """One line of cleaned text."""

    def __init__(self, label: str, checks: Sequence[Check] = (), **kwargs: Any) -> None:
        cleaned = [lambda value: text.line(value or "")]
        super().__init__(label, validators=[*checks, legible], filters=cleaned, **kwargs)


class Prose(TextAreaField):
    """Several lines of cleaned text."""

    def __init__(self, label: str, checks: Sequence[Check] = (), **kwargs: Any) -> None:
        cleaned = [lambda value: text.clean(value or "")]
        super().__init__(label, validators=[*checks, legible], filters=cleaned, **kwargs)


class Name(Line):
    """A person's name. Rare characters are fine."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = text.person_name(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if self.data and not text.is_name(self.data):
            raise StopValidation("姓名写 2 到 30 个字，不带数字和符号")


class Phone(Line):
    """A mobile number; spaces, hyphens and +86 may be typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = text.mobile(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if self.data and not text.is_mobile(self.data):
            raise StopValidation("请写 11 位手机号，如 138 0000 0000")


class Telephone(Line):
    """A mobile or a landline number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = text.telephone(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if self.data and not text.is_telephone(self.data):
            raise StopValidation("请写手机号，或带区号的固定电话，如 0931-8460012")


class Digits(Line):
    """The six digits of a message."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = re.sub(r"\s", "", text.narrow(valuelist[0])) if valuelist else ""


class Count(Field):
    """A whole number in a range."""

    data: Any

    def __init__(
        self, label: str, least: int, most: int, unit: str, checks: Sequence[Check] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators=list(checks), **kwargs)
        self.least, self.most, self.unit = least, most, unit
        self.typed = ""

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else str(self.data))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = text.narrow(text.line(valuelist[0])) if valuelist else ""
        self.data = None
        if not self.typed:
            return
        if not re.fullmatch(r"\d{1,9}", self.typed):
            raise ValueError(f"请写整数，只写数字，不写“{self.unit}”")
        self.data = int(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if self.data > self.most:
            raise StopValidation(f"最多 {self.most} {self.unit}，您写的是 {self.data} {self.unit}。请改小")
        if self.data < self.least:
            raise StopValidation(f"最少 {self.least} {self.unit}，请改大")


class Choice(Field):
    """One of some values, drawn as rows to press. Nothing is chosen beforehand unless a default says so."""

    data: Any

    def __init__(
        self, label: str, options: Iterable[tuple[str, str, Any]], checks: Sequence[Check] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators=list(checks), **kwargs)
        self.options = list(options)  # (word in the form, label, value)

    @property
    def rows(self) -> list[tuple[str, str, bool]]:
        """Return (word, label, whether it is chosen)."""
        return [(word, label, self.data is not None and value == self.data) for word, label, value in self.options]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0]:
            return
        for word, _label, value in self.options:
            if word == valuelist[0]:
                self.data = value
                return
        raise ValueError("请从列出的里面选一个")


class Choices(Field):
    """Any number of some values, drawn as rows to tick."""

    data: Any

    def __init__(
        self, label: str, options: Iterable[tuple[str, str, Any]], checks: Sequence[Check] = (), **kwargs: Any
    ):
        super().__init__(label, validators=list(checks), **kwargs)
        self.options = list(options)  # (word in the form, label, value)
        self.barred: frozenset[Any] = frozenset()  # values that stand there and cannot be ticked

    def is_barred(self, word: str) -> bool:
        """Say whether this row cannot be ticked; one that is ticked already can be taken out."""
        return any(word == one and value in self.barred - {*(self.data or ())} for one, _label, value in self.options)

    @property
    def rows(self) -> list[tuple[str, str, bool]]:
        """Return (word, label, whether it is ticked)."""
        return [(word, label, value in (self.data or ())) for word, label, value in self.options]

    def process_formdata(self, valuelist: list[str]) -> None:
        known = {word: value for word, _label, value in self.options}
        if set(valuelist) - set(known):
            self.data = ()
            raise ValueError("请从列出的里面选")
        self.data = tuple(value for word, _label, value in self.options if word in valuelist)


def one_of(kind: type[Labelled], *, only: Iterable[Labelled] | None = None) -> list[tuple[str, str, Labelled]]:
    """Return the options of an enum, or of some of its members."""
    return [(str(member.value), member.label, member) for member in (only or kind)]


STARS: list[tuple[str, str, int]] = [
    ("5", "5 分，很满意", 5),
    ("4", "4 分，满意", 4),
    ("3", "3 分，一般", 3),
    ("2", "2 分，不太满意", 2),
    ("1", "1 分，不满意", 1),
]
NO_RATING = ("0", "不评价", 0)


class Key(HiddenField):
    """The key by which a form that is sent twice is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=codes.bearer, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        # What no form of ours has sent is no key: the fresh one stays.
        if valuelist and re.fullmatch(r"[\w-]{20,40}", valuelist[0], re.ASCII):
            self.data = valuelist[0]

    def renew(self) -> None:
        """Give the form a new key: the next sending is a new submission."""
        self.data = codes.bearer()


class Tick(BooleanField):
    """A box to tick."""
