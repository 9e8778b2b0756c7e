"""A wish, and what is done with it."""

from typing import Any

from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from volunteer.base import clock
from volunteer.config import policy
from volunteer.forms.fields import (
    NO_RATING,
    STARS,
    Choice,
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
    sentences,
)
from volunteer.forms.times import Clock, Day
from volunteer.wishes import wording
from volunteer.wishes.models import (
    AgeBand,
    Agreed,
    Category,
    Evidence,
    Handover,
    Kind,
    Secret,
    Spoke,
    Way,
    Why,
    Witness,
)
from volunteer.wishes.posting import Resident, Words


class WishForm(Form):
    """A resident's own wish."""

    form_key = Key()
    title = Line("想要什么", [required("请写一句话，想要什么"), at_most(30), sentences(wording.problems)])
    description = Prose("为什么需要", [required("请写为什么需要"), at_most(200), sentences(wording.problems)])
    kind = Choice("是哪一种", one_of(Kind), [required("请选实物、服务或体验")])
    category = Choice("属于哪一类", one_of(Category), [required("请选属于哪一类")])
    value = Count("大约多少钱（元）", 1, policy.wish_max_value, "元")
    handover = Choice("在哪里交给您、和您见面", one_of(Handover), [required("请选在哪里")])
    wanted_by = Day("最好在哪天以前")
    alias = Line("公开时怎么称呼", [required("请写一个称呼，如 马爷爷"), at_most(8), sentences(wording.problems)])
    age_band = Choice("年龄段", one_of(AgeBand), [required("请选年龄段")])
    phone = Telephone("联系电话", [required("请写联系电话，社区要打电话核实")])
    address = Line("住址", [at_most(60)])
    is_open_to_contact = Tick("认领的人可以直接给我打电话")

    def validate_value(self, field: Any) -> None:
        """Goods have an estimate."""
        if self.kind.data is Kind.GOODS and field.data is None and not field.errors:
            raise StopValidation("实物请写大约多少钱，好让志愿者心里有数")

    def validate_wanted_by(self, field: Any) -> None:
        """A day that is still to come."""
        if field.data is not None and field.data < clock.local_day(clock.now()):
            raise StopValidation("这个日子已经过去了，请改一改")

    def validate_address(self, field: Any) -> None:
        """Needed where somebody comes."""
        if self.handover.data is Handover.AT_HOME and not field.data:
            raise StopValidation("要送上门，请写住址。只给社区看")

    def words(self) -> Words:
        """Return what is written on the wish."""
        return Words(
            title=self.title.data,
            description=self.description.data,
            alias=self.alias.data,
            age_band=self.age_band.data,
            kind=self.kind.data,
            category=self.category.data,
            value=self.value.data,
            handover=self.handover.data,
            wanted_by=self.wanted_by.data,
        )

    def resident(self, name: str, person_id: int | None) -> Resident:
        """Return the private half."""
        return Resident(
            name=name,
            phone=self.phone.data or None,
            address=self.address.data or None,
            is_open_to_contact=bool(self.is_open_to_contact.data and self.phone.data),
            person_id=person_id,
        )


class ProxyWishForm(WishForm):
    """A wish that a clerk writes down for somebody without a phone."""

    name = Name("居民姓名", [required("请写居民姓名。只给社区看")])
    phone = Telephone("居民或家属的电话")
    handover = Choice("在哪里交给居民、和居民见面", one_of(Handover), [required("请选在哪里")])
    is_open_to_contact = Tick("认领的人可以直接给居民打电话")
    spoke = Choice("谁说的", one_of(Spoke), [required("请选是谁说的")])
    agreed = Choice("怎么同意的", one_of(Agreed), [required("请选居民是怎么同意的")])
    account_phone = Phone("居民在平台登记的手机号")


class ProxyEditForm(ProxyWishForm):
    """A returned wish that a clerk wrote down: what is private is not shown again, and stays when left empty."""

    has_address = False
    name = Name("居民姓名")

    def validate_address(self, field: Any) -> None:
        """Needed where somebody comes, unless it is there already."""
        if not self.has_address:
            super().validate_address(field)


class ReviewForm(Form):
    """Publish, return or reject."""

    alias = Line("公开称呼", [at_most(8), sentences(wording.problems)])
    called = Tick("我已打电话核实")
    words = Prose("给居民的话", [at_most(200)])
    decision = Choice(
        "怎么办",
        [("publish", "通过并公开", "publish"), ("return", "退回修改", "return"), ("reject", "不予受理", "reject")],
        [required("请选怎么办")],
    )

    def validate_words(self, field: Any) -> None:
        """A no has a reason."""
        if self.decision.data in ("return", "reject") and len(field.data) < 4:
            raise StopValidation("退回或不予受理，请写清楚原因，居民看得到")

    def validate_called(self, field: Any) -> None:
        """A request is verified before it is published (志愿服务条例 art. 13)."""
        if self.decision.data == "publish" and not field.data:
            raise StopValidation("公开以前要核实。打过电话再勾选")

    def validate_alias(self, field: Any) -> None:
        """What is published has an alias."""
        if self.decision.data == "publish" and not field.data:
            raise StopValidation("请写公开称呼，如 马爷爷")


class ContactForm(Form):
    """We talked."""

    words = Line("约在什么时候", [at_most(60), sentences(wording.problems)])


class ReasonForm(Form):
    """A reason in words."""

    words = Prose("原因", [required("请写原因"), at_most(200), sentences(wording.problems)])


class DeliveryForm(Form):
    """It is done: when, what, and a picture."""

    day = Day("哪一天", [required("请选日期")])
    began = Clock("几点开始", [required("请写开始时间")])
    ended = Clock("几点结束", [required("请写结束时间")])
    words = Prose("做了什么", [required("请写做了什么"), at_most(300), sentences(wording.problems)])
    photo = FileField("照片")
    evidence = Choice("照片里是什么", one_of(Evidence))

    def validate_words(self, field: Any) -> None:
        """The legal record wants to know what was done (Order 67 art. 7)."""
        if len(field.data) < 10:
            raise StopValidation("请写 10 个字以上，这是服务记录的内容")


class ConfirmForm(Form):
    """The resident's word."""

    satisfaction = Choice("满意吗", [*STARS, NO_RATING])
    words = Prose("想说的话", [at_most(200), sentences(wording.problems)])


_FOR_THE_RESIDENT = one_of(Witness, only=(Witness.CLERK_PRESENT, Witness.SIGNED_SLIP, Witness.CLERK_ASKED))


class ClerkConfirmForm(ConfirmForm):
    """The community confirms for the resident."""

    witness = Choice("怎么知道的", _FOR_THE_RESIDENT, [required("请选您是怎么知道的")])
    is_partly = Tick("只办成了一部分")


class ClerkDeclineForm(Form):
    """The community says for the resident that it has not come."""

    witness = Choice("怎么知道的", _FOR_THE_RESIDENT, [required("请选您是怎么知道的")])
    words = Prose("原因", [required("请写原因"), at_most(200), sentences(wording.problems)])


class FollowUpForm(Form):
    """Asking again."""

    way = Choice("怎么回访的", one_of(Way), [required("请选怎么回访的")])
    satisfaction = Choice("居民满意吗", [*STARS, NO_RATING], [required("请选一项，不评价也可以")])
    still_needs_help = Tick("还需要别的帮助")
    words = Prose("居民说了什么", [at_most(300)])


class RevealForm(Form):
    """Why a clerk looks, and at what."""

    secret = Choice("看什么", one_of(Secret), [required("请选看什么")])
    why = Choice("为什么要看", one_of(Why), [required("请选为什么要看")])


class PhoneRevealForm(Form):
    """Why the claimant looks at the phone."""

    why = Choice("为什么要看", one_of(Why, only=(Why.APPOINTMENT, Why.CHANGE)), [required("请选为什么要看")])
