"""The ways the door says no. Each has a way on."""

from volunteer.base.refusal import Refusal

TO_THE_EVENT = ("去活动页", "/events")  # a scan comes from the camera: there is no page to go back to


class StaleCode(Refusal):
    """Old, forged, changed, or used up."""

    message = "这个码已经过期，请再扫一次屏幕上的码。扫不了，可以在活动页上输入屏幕上的 6 位数字，或请负责人登记"
    status = 410
    way = TO_THE_EVENT


class UsedCode(StaleCode):
    """A grant is for one person and one scan."""

    message = "这个码已经用过，请再扫一次屏幕上的码。扫不了，可以在活动页上输入屏幕上的 6 位数字，或请负责人登记"


class WrongDigits(Refusal):
    """Not the digits that the screen shows."""

    message = "数字不对，或者已经换了。请看屏幕上现在的 6 位数字，再输一次"
    status = 422
    field = "digits"


class TooManyDigits(Refusal):
    """Guessed too often."""

    message = "试的次数太多了。请扫屏幕上的码，或请负责人登记"
    status = 429
    field = "digits"


class NotThisTime(Refusal):
    """The shift is not now."""

    message = "现在不是这一场的时间，签到从开始前 30 分钟到结束后 2 小时。请找负责人"
    way = TO_THE_EVENT


class NotRunning(Refusal):
    """Cancelled or postponed between scan and tap."""

    message = "这个活动已经取消或延期，没有记录。请看活动页上的通知，或问负责人"
    way = TO_THE_EVENT


class CheckInFirst(Refusal):
    """Going before coming."""

    message = "您还没有签到，不能签退。请先扫“签到”的码；如果早就到了，请负责人登记"


class NotOnTheList(Refusal):
    """Only its tutors come to a class that was ordered: who is cleared to meet minors was asked before."""

    message = "这堂课的名单上没有您，没有记录。要换人或加人，请队长在点单页上改"
    status = 403


class ListConfirmed(Refusal):
    """The list has been confirmed."""

    message = "这一场的名单已经确认。有出入请在“我的活动”里说明，或找负责人更正"


class MayNotLead(Refusal):
    """The door is the leader's."""

    message = "这一场要由活动负责人或主办单位来登记"
    status = 403


class NothingToUndo(Refusal):
    """There is no such mark."""

    message = "没有可以撤销的记录"


class CountFirst(Refusal):
    """The headcount comes before the list."""

    message = "请先数一数现场有多少人，再看名单"
    status = 422
    field = "headcount"


class AlreadyConfirmed(Refusal):
    """Two leaders at one time: one confirms."""

    message = "这份名单刚才已经有人确认了"


class CannotCorrect(Refusal):
    """These minutes cannot be asked for; the sentence says what to do instead."""

    status = 422
    field = "minutes"


class CorrectionEnded(Refusal):
    """Somebody else was faster."""

    message = "这条更正刚才已经有人处理了，请看名单上现在的时长"


class ListHasProblems(Refusal):
    """Somebody's minutes cannot be credited as they stand."""

    status = 422

    def __init__(self, problems: list[str]) -> None:
        super().__init__("还不能确认：" + "；".join(problems))
