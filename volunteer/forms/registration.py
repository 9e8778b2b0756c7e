"""双报到: F1, F2, what the community answers, the roster."""

import re
from typing import Any

from wtforms import FileField
from wtforms.validators import StopValidation

from volunteer.forms.fields import (
    Choice,
    Choices,
    Count,
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
from volunteer.registration.models import Duty, Free, Interest, MemberRegistration, ResourceKind, UnitRegistration
from volunteer.registration.submitting import MemberWords, UnitWords
from volunteer.registration.verdicts import LONGEST_BRANCH, branch_problem

# A compound is wanted, never the door.
_DOOR = re.compile(r"[0-9一二三四五六七八九十]+\s*(单元|室|门\s*[0-9])|[0-9]{3,4}\s*$")


class UnitForm(Form):
    """F1: a unit's party organisation registers."""

    party_organisation = Line("党组织全称", [required("请写党组织全称"), at_most(60)])
    secretary = Name("书记", [required("请写书记姓名")])
    liaison = Name("联络员", [required("请写联络员姓名")])
    office_phone = Telephone("办公电话", [required("请写办公电话，社区好联系")])
    address = Line("单位地址", [required("请写单位地址"), at_most(80)])
    members = Count("党员人数", 1, 99999, "名", [required("请写党员人数")])
    in_service = Count("其中在职党员", 0, 99999, "名", [required("请写在职党员人数")])
    place = Line(ResourceKind.PLACE.label, [at_most(80)])
    people = Line(ResourceKind.PEOPLE.label, [at_most(80)])
    skills = Line(ResourceKind.SKILLS.label, [at_most(80)])
    equipment = Line(ResourceKind.EQUIPMENT.label, [at_most(80)])
    materials = Line(ResourceKind.MATERIALS.label, [at_most(80)])

    def validate_in_service(self, field: Any) -> None:
        """Those in service are a part of the members."""
        if field.data is not None and self.members.data is not None and field.data > self.members.data:
            raise StopValidation(f"在职党员不会多于党员总数 {self.members.data} 名，请核对")

    def write(self, registration: UnitRegistration) -> None:
        """Fill the form with what was written before."""
        for name in ("party_organisation", "secretary", "liaison", "office_phone", "address", "members", "in_service"):
            self[name].data = getattr(registration, name)
        for one in registration.resources:
            self[one.kind.value].data = one.words

    def words(self) -> UnitWords:
        """Return what was written."""
        return UnitWords(
            party_organisation=self.party_organisation.data,
            secretary=self.secretary.data,
            liaison=self.liaison.data,
            office_phone=self.office_phone.data,
            address=self.address.data,
            members=self.members.data,
            in_service=self.in_service.data,
            resources=tuple((kind, self[kind.value].data) for kind in ResourceKind if self[kind.value].data),
        )


class MemberForm(Form):
    """F2: a member registers where they live. A minute on a phone."""

    branch = Line("所在党支部", [required("请写所在党支部，如 第二党支部"), at_most(LONGEST_BRANCH)])
    compound = Line("住在哪个小区", [required("请写小区或院的名字"), at_most(40)])
    duties = Choices("认领岗位", one_of(Duty), [required("请至少认领一个岗位，不知道选什么就选“其他”")])
    free = Choices("什么时候有空", one_of(Free))
    interests = Choices("愿意做什么", one_of(Interest))
    specialities = Line("特长", [at_most(60)])
    promise = Prose("一句承诺", [at_most(100)])
    consent = Tick("我同意以党员身份登记", [required("要同意才能以党员身份报到。不同意也可以做志愿者，不用在这里报到")])

    def validate_compound(self, field: Any) -> None:
        """The door number stays at home."""
        if _DOOR.search(field.data or ""):
            raise StopValidation("只写小区或院的名字，不写单元和门牌号")

    def write(self, registration: MemberRegistration) -> None:
        """Fill the form with what was written before."""
        self.branch.data, self.compound.data = registration.branch, registration.compound
        self.specialities.data, self.promise.data = registration.specialities or "", registration.promise or ""
        self.duties.data = [one.duty for one in registration.duties]
        self.free.data = [one for one in Free if one.value in registration.free]
        self.interests.data = [one for one in Interest if one.value in registration.interests]
        self.consent.data = True

    def words(self) -> MemberWords:
        """Return what was written."""
        return MemberWords(
            branch=self.branch.data,
            compound=self.compound.data,
            duties=tuple(self.duties.data),
            free=tuple(self.free.data or ()),
            interests=tuple(self.interests.data or ()),
            specialities=self.specialities.data or None,
            promise=self.promise.data or None,
        )


class SignedMemberForm(MemberForm):
    """F2 of a member without a phone, written down by a clerk from the signed paper."""

    consent = Tick("本人在纸表上签了字，同意以党员身份登记", [required("没有签字同意，不能以党员身份登记")])


class ProxyMemberForm(SignedMemberForm):
    """The same for the first time: with the name, which stays when it comes back."""

    form_key = Key()
    name = Name("姓名", [required("请写姓名")])


class UnitAnswerForm(Form):
    """The community's answer to a unit."""

    words = Prose("社区意见", [at_most(200)])


class MemberAnswerForm(Form):
    """The community's answer to a member."""

    grid = Choice("编入哪个网格", [])
    words = Prose("退回的原因", [at_most(200)])


class EndForm(Form):
    """The community ends what stands."""

    words = Prose("原因", [required("请写原因，对方看得到"), at_most(200)])


class TargetForm(Form):
    """What the level above expects."""

    units = Count("应报到单位", 0, 9999, "家", [required("请写应报到单位数，没有就写 0")])
    members = Count("应报到党员", 0, 99999, "名", [required("请写应报到党员数，没有就写 0")])


class EntryForm(Form):
    """One person for the roster."""

    name = Name("姓名", [required("请写姓名")])
    phone = Phone("手机号", [required("请写手机号")])
    branch = Line("党支部")
    is_in_service = Tick("在职")

    def validate_branch(self, field: Any) -> None:
        """The same words as for a row of a file."""
        if said := branch_problem(field.data):
            raise StopValidation(said)


class RosterFileForm(Form):
    """A file with a roster."""

    file = FileField("名册文件")
