"""The ways wishes say no."""

from datetime import date

from volunteer.base.refusal import Refusal
from volunteer.config import policy


class OwnWish(Refusal):
    """One does not answer one's own wish."""

    message = "这是您自己的心愿，要由别的人来认领"


class ClaimsUsedUp(Refusal):
    """At the most so many at a time."""

    def __init__(self) -> None:
        super().__init__(f"您已经在办 {policy.wish_max_active_claims} 个心愿，办好一个再来认领下一个")


class ReviewedByOneself(Refusal):
    """Nobody reviews what they wrote down."""

    message = "自己提的或代填的心愿，请另一位专干来审"
    status = 403


class ConfirmedByOneself(Refusal):
    """Nobody confirms what they delivered."""

    message = "自己办的心愿，请居民本人或另一位专干来确认"
    status = 403


class SlipIsNotYours(Refusal):
    """Nobody holds the paper by which their own work is confirmed."""

    message = "您自己认领的心愿，请另一位专干打印回执单"
    status = 403


class FollowedUpByOneself(Refusal):
    """The claimant does not ask how it was."""

    message = "认领人不能回访自己办的心愿，请另一位来回访"
    status = 403


class AlreadyFollowedUp(Refusal):
    """Once is enough."""

    message = "这个心愿已经回访过了"


class NothingToFollowUp(Refusal):
    """Only what reached somebody is asked about."""

    message = "办成或部分办成的心愿才要回访"


class Expired(Refusal):
    """The time in which it could be claimed is over."""

    def __init__(self, day: date) -> None:
        super().__init__(f"这个心愿 {day.month}月{day.day}日 截止认领，已经过期")


class BadVisit(Refusal):
    """The visit's times cannot be right."""

    status = 422
    field = "began"


class MayNotSee(Refusal):
    """The phone or address is not open to this person now."""

    message = "现在不能看这位居民的联系方式。请打联络人的办公电话"
    status = 403


class AnswerFirst(Refusal):
    """A visit that was reported is answered, not forgotten."""

    message = "志愿者说已经办好了，现在不能撤回。收到了请点“收到了”；还没有办好，请先点“还没有，或不是这样”，再撤回"


class NothingToSettle(Refusal):
    """The minutes of this wish are not waiting for anybody."""

    message = "这个心愿的时长不用再核对了"
