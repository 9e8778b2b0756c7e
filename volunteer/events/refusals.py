"""The ways events say no."""

from datetime import datetime

from volunteer.accounts.models import Skill
from volunteer.base import clock
from volunteer.base.refusal import Refusal


class IsAClass(Refusal):
    """A class that was ordered changes with its order, or the two would say different things."""

    message = "这是点单的一堂课。改期、换老师、取消，请到这份点单里办"


class MayNotArrange(Refusal):
    """Events are arranged for the organisation one works for."""

    message = "您不能替这个单位办活动"
    status = 403


class NoticeIncomplete(Refusal):
    """A recruitment notice must be true, exact and complete (志愿服务条例 art. 12)."""

    status = 422

    def __init__(self, missing: list[str]) -> None:
        super().__init__("发布以前还要写清楚：" + "、".join(missing))


class TooLateToPublish(Refusal):
    """Never after it began."""

    message = "活动已经开始，不能再发布。请改时间，或把记录作为补录"
    status = 422


class NotOpen(Refusal):
    """The event is not open for signing up."""

    message = "这个活动现在不能报名，可能刚延期、取消或结束了。请看活动页上的通知，或看看近期别的活动"


class NotYetOpen(Refusal):
    """Signing up opens later."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"还没有开放报名，{clock.local(opens_at):%-m月%-d日 %H:%M} 开始。到时候请再来")


class Closed(Refusal):
    """Signing up is over."""

    message = "报名已经截止。想来可以打活动页上的电话问一问，也可以看看别的活动"


class NeedsSkill(Refusal):
    """The post asks for something that the person does not say he can do."""

    def __init__(self, skill: Skill) -> None:
        super().__init__(f"需要资格：这个岗位要会“{skill.label}”。您会的话，请先在“我的—我会什么”里写上，再来报名")


class Started(Refusal):
    """The shift began."""

    message = "这一场已经开始，不能再报名。可以直接去现场，请负责人登记"


class AlreadySignedUp(Refusal):
    """One place for one person."""

    message = "您已经报过这一场了"


class TimesOverlap(Refusal):
    """Nobody is in two places at one time."""

    def __init__(self, title: str, starts_at: datetime) -> None:
        when = clock.local(starts_at).strftime("%-m月%-d日 %H:%M")
        super().__init__(f"您已经报了“{title}”（{when}），时间冲突。请先退出那一场")


class NothingToWithdraw(Refusal):
    """The sign-up has ended."""

    message = "您没有报这一场，或者已经退出了"


class FewerThanTaken(Refusal):
    """Lowering the places would put somebody out; nobody is, until the leader decides."""

    def __init__(self, places: int, taken: int, over: list[str]) -> None:
        super().__init__(
            f"已有 {taken} 人报上名，改成 {places} 个会多出 {taken - places} 人：{'、'.join(over)}。"
            "没有改动，请先和他们商量，由本人退出",
            field="places",
        )


class NoPlaceFree(Refusal):
    """There is no place to give."""

    message = "现在没有空的名额"
