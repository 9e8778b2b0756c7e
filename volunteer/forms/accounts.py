"""Signing in, registering, my own data."""

from typing import Any

from wtforms import PasswordField
from wtforms.validators import StopValidation

from volunteer.accounts import passwords
from volunteer.accounts.models import Skill
from volunteer.accounts.refusals import WeakPassword
from volunteer.forms.fields import Choice, Choices, Digits, Form, Name, Phone, Tick, at_most, one_of, required


class PhoneForm(Form):
    """Ask for a code."""

    phone = Phone("手机号", [required("请写手机号")])
    is_shared = Tick("这部手机几个人用")


class CodeForm(PhoneForm):
    """Sign in with the code."""

    digits = Digits("短信里的 6 位数字", [required("请写短信里的 6 位数字")])


class PasswordForm(PhoneForm):
    """Sign in with a password. It is never trimmed."""

    password = PasswordField("密码", [required("请写密码"), at_most(200)])


class RegisterForm(Form):
    """The first time: a name, and agreeing to the terms."""

    name = Name("您的姓名", [required("请写真实姓名，服务时长要记在这个名字上")])
    community = Choice("您住在哪个社区", [])
    agree = Tick("我已看过并同意隐私说明", [required("要同意隐私说明才能登记")])


class NameForm(Form):
    """Change the name."""

    name = Name("姓名", [required("请写真实姓名")])


class NewPasswordForm(Form):
    """Set a password. Who has one already writes it first; phone and name may not stand in the new one."""

    phone = ""
    name = ""

    now = PasswordField("现在的密码", [at_most(200)])
    password = PasswordField("新密码", [required("请写新密码"), at_most(200)])
    again = PasswordField("再写一遍", [required("请再写一遍")])

    def validate_password(self, field: Any) -> None:
        """Refuse what is guessed first."""
        try:
            passwords.check(field.data, self.phone, self.name)
        except WeakPassword as refusal:
            raise StopValidation(refusal.message) from None

    def validate_again(self, field: Any) -> None:
        """Both are the same."""
        if field.data != self.password.data:
            raise StopValidation("两次写的不一样")


class SkillsForm(Form):
    """Say what one can do."""

    skills = Choices("我会", one_of(Skill))


class CommunityForm(Form):
    """Say where one lives."""

    community = Choice("您住在哪个社区", [], [required("请选一个社区")])
