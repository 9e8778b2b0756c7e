"""Organisations, people and roles."""

from typing import Any

from wtforms.validators import StopValidation

from volunteer.forms.fields import Choice, Form, Line, Name, Phone, Prose, Telephone, at_most, one_of, required
from volunteer.organisations.founding import CODE
from volunteer.organisations.models import Kind


class OrganisationForm(Form):
    """An organisation."""

    code = Line("代码", [required("请写代码")])
    name = Line("全称", [required("请写全称"), at_most(60)])
    short_name = Line("简称", [at_most(20)])
    kind = Choice("是哪一种", one_of(Kind), [required("请选一种")])
    parent = Line("上级（块：区、街道、社区）的代码")
    party_parent = Line("上级党组织（条）的代码")
    office_phone = Telephone("办公电话")
    office_place = Line("办公地点", [at_most(60)])

    def validate_code(self, field: Any) -> None:
        """Codes are capital letters and digits."""
        field.data = field.data.upper()
        if not CODE.fullmatch(field.data):
            raise StopValidation("代码用大写字母开头，只用字母和数字，2 到 24 个")


class PersonForm(Form):
    """Add a person, or find one by phone."""

    name = Name("姓名", [required("请写姓名")])
    phone = Phone("手机号", [required("请写手机号")])


class GrantForm(Form):
    """Grant a role."""

    name = Name("这个人的姓名", [required("请写姓名，和登记的一样")])
    phone = Phone("这个人的手机号", [required("请写手机号")])
    organisation = Choice("在哪个组织", [], [required("请选组织")])
    role = Choice("授予什么角色", [], [required("请选角色")])


class DisableForm(Form):
    """Close an account."""

    words = Prose("原因", [required("请写原因"), at_most(200)])
