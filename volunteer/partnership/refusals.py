"""The ways partnership says no."""

from datetime import date

from volunteer.base import clock
from volunteer.base.refusal import Refusal


class ProgrammeCodeTaken(Refusal):
    """A programme's code stands in addresses and exports: once given, it stays."""

    message = "这个项目代码已经有了，请换一个"
    field = "code"


class MayNotDraft(Refusal):
    """Agreements are drawn up for the organisation one works for."""

    message = "您不能替这个单位起草协议。请由它的联络员或社区专干来办"
    status = 403


class MayNotSign(Refusal):
    """A party's signature is put in by its own people, or by who keeps the paper."""

    message = "您不能登记这一方的签署。请由这一方的联络人，或起草单位来办"
    status = 403


class TooFewParties(Refusal):
    """An agreement is between two or more."""

    message = "协议至少有甲、乙两方，请再选一方"
    status = 422
    field = "party2"


class SamePartyTwice(Refusal):
    """An organisation stands in an agreement once."""

    message = "同一个单位只能作为一方，请换成别的单位"
    status = 422


class EndsBeforeItBegins(Refusal):
    """A term has a length."""

    message = "结束日期要晚于开始日期，请改一改"
    status = 422
    field = "ends_on"


class AlreadyOver(Refusal):
    """Nobody signs for a time that has passed."""

    message = "结束日期已经过了，请先把协议期限改到以后"
    status = 422
    field = "ends_on"


class NothingAgreed(Refusal):
    """An agreement says what the parties do together, and what each of them does."""

    status = 422

    def __init__(self, missing: list[str] | None = None) -> None:
        super().__init__("送去签署以前还要写清楚：" + "、".join(missing or ["合作事项"]))


class SignedAlready(Refusal):
    """A party signs once."""

    def __init__(self, name: str = "这一方", signed_on: date | None = None) -> None:
        when = f"{clock.said(signed_on)}" if signed_on else "已经"
        super().__init__(f"{name}{when}签过了，一方只签一次。写错了请联系起草单位，重新起草一份")


class SignedAtAnImpossibleTime(Refusal):
    """A signature has a day, and it is not to come."""

    message = "签署日期不能晚于今天，也不能晚于协议的结束日期，请照纸上的日期写"
    status = 422
    field = "signed_on"


class RenewedAlready(Refusal):
    """One agreement follows another."""

    message = "这份协议已经有续签的一份了，请去看那一份"


class MayNotAppoint(Refusal):
    """Appointments are made for a programme by who manages it."""

    message = "您不能替这个项目聘任。请由项目管理员来办"
    status = 403


class AppointedAlready(Refusal):
    """One letter at a time for one post at one place."""

    def __init__(self, until: date | None = None) -> None:
        said = f"，聘期到{clock.said(until)}" if until else ""
        super().__init__(f"这个人在这里已经受聘{said}。要续聘，请从聘期结束的第二天起", field="starts_on")


class TermTooLong(Refusal):
    """A term has its length."""

    def __init__(self, years: int = 5) -> None:
        super().__init__(f"一次最多聘 {years} 年，请把结束日期改早", field="ends_on")


class OnlyAtASchool(Refusal):
    """A vice-principal is a school's."""

    message = "法治副校长只能聘到学校，请选一所学校，或改聘为法治辅导员"
    status = 422
    field = "organisation"


class TooManySchools(Refusal):
    """Source: Ministry of Education Order 52, one person at most two schools."""

    def __init__(self, schools: int = 2) -> None:
        super().__init__(f"一个人最多同时担任 {schools} 所学校的法治副校长，请换一个人", field="person")


class MayNotClear(Refusal):
    """A clearance is recorded by who manages the people, and never by oneself."""

    message = "您不能登记这个人的查询结果。自己的，请由另一位管理员登记"
    status = 403


class ClearanceTooLong(Refusal):
    """Source: Law on the Protection of Minors art. 62, every year."""

    message = "查询结果最长一年有效，每年要重新查。请把日期改到一年以内"
    status = 422
    field = "until_on"


class ClearanceOver(Refusal):
    """What is over clears nobody."""

    message = "有效期要到今天或以后，请照查询结果写"
    status = 422
    field = "until_on"


class NothingToWithdraw(Refusal):
    """Nothing there that counts."""

    message = "这个人现在没有有效的查询结果，不用撤销"
