"""The ways the catalogue and orders say no."""

from datetime import date, datetime

from volunteer.base import clock
from volunteer.base.refusal import Refusal


class MayNotKeep(Refusal):
    """Offerings are kept by who answers the orders for them."""

    message = "您不能替这个单位改服务清单"
    status = 403


class OfferingClosed(Refusal):
    """It is no longer on the menu."""

    message = "这一项已经停止点单。请在服务清单里另选一项"


class NotItsProgramme(Refusal):
    """A programme is offered by its owner and by who stands under it."""

    message = "这个项目不归本单位办，请另选项目，或不选"
    status = 422
    field = "programme"


class TooFewTutors(Refusal):
    """Never one adult alone with minors."""

    message = "有未成年人参加的课，至少要 2 位老师到场，请改大"
    status = 422
    field = "tutors"


class CapacityFull(Refusal):
    """All classes of this month, or of this term, are taken."""

    def __init__(self, title: str, period: str, most: int) -> None:
        super().__init__(f"“{title}”{period}的 {most} 场已经排满。可以改到别的月份，或等有人取消")


# ------------------------------------------------------------------------------ orders


class MayNotPlace(Refusal):
    """Orders are placed by schools and communities."""

    message = "点单由学校联络人或社区专干来点。请换到那个身份，或请他们来点"
    status = 403


class BadDate(Refusal):
    """No class can be held then; the sentence says why."""

    status = 422


class TooManyOpen(Refusal):
    """So many classes at one time are enough for one client."""

    def __init__(self, most: int) -> None:
        super().__init__(f"贵单位还有 {most} 个没有上完的点单，请等上完一些，或取消不要的，再来点")


class SameDates(Refusal):
    """Two wishes for one time are one wish."""

    message = "几个期望时间不能一样，请改一个"
    status = 422
    field = "second"


class NotForThem(Refusal):
    """The offering does not suit this audience."""

    status = 422
    field = "audience"

    def __init__(self, title: str, audiences: list[str]) -> None:
        super().__init__(f"“{title}”适合{'、'.join(audiences)}，请改选")


class TooManyPeople(Refusal):
    """A class has room for so many."""

    status = 422
    field = "people"

    def __init__(self, most: int, people: int) -> None:
        super().__init__(f"这一项一次最多 {most} 人，您写的是 {people} 人。请改小，或分成两次点单")


class NobodyInvited(Refusal):
    """There is nobody to invite."""

    message = "请至少选一支队伍或一位老师"
    status = 422
    field = "teams"


class NotInvited(Refusal):
    """Only who was invited, or who answers the order, takes it."""

    message = "这份点单现在没有派给您或您的队伍。可能已经撤回，或由别的队伍接了"
    status = 403


class InvitationOver(Refusal):
    """It was answered, came back, or was called back."""

    message = "这次派单已经有了结果，不用再回复了"


class NotAWishedDate(Refusal):
    """The client has said when."""

    message = "请从对方期望的时间里选一个。都不合适，请打电话商量，由对方改时间"
    status = 422
    field = "starts"


class TooFewComing(Refusal):
    """An offering needs so many tutors; never one adult alone with minors."""

    status = 422
    field = "tutors"

    def __init__(self, needed: int, chosen: int, *, with_minors: bool) -> None:
        why = "有未成年人的课不能只有一位成年人。" if with_minors and chosen < 2 else ""
        super().__init__(f"{why}这堂课至少要 {needed} 位老师，现在选了 {chosen} 位。请再选")


class NotCleared(Refusal):
    """Who meets minors has a clearance for that day."""

    status = 422
    field = "tutors"

    def __init__(self, name: str, until: date | None) -> None:
        had = f"的未成年人查询到{clock.said(until)}为止，上课那天已经过期" if until else "还没有做未成年人查询"
        super().__init__(f"{name}{had}。请换一位，或先请单位查询登记")


class NotAppointed(Refusal):
    """A tutor of a programme holds its letter of appointment on that day."""

    status = 422
    field = "tutors"

    def __init__(self, name: str, programme: str) -> None:
        super().__init__(f"{name}上课那天不在“{programme}”的聘期内。请换一位，或先续发聘书")


class NotOfTheTeam(Refusal):
    """Where no programme appoints tutors, a team sends its own people."""

    status = 422
    field = "tutors"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}不是这支队伍的人。请选自己队伍的人")


class TutorIsTaken(Refusal):
    """Nobody is in two places at one time."""

    status = 409
    field = "tutors"

    def __init__(self, name: str, title: str, starts_at: datetime) -> None:
        when = f"{clock.said(starts_at)} {clock.local(starts_at):%H:%M}"
        super().__init__(f"{name}那个时间已有“{title}”（{when}）。请换一位，或换个时间")


class ClassBegun(Refusal):
    """What has begun is not changed any more."""

    message = "课已经开始，不能再改。没有上成的，请取消并写明原因"


class NotHeldYet(Refusal):
    """A class is recorded after it began."""

    message = "课还没有上，上完再来填"


class ListIsConfirmed(Refusal):
    """People have been credited for it: it took place."""

    message = "这堂课的到场名单已经确认，不能再取消。请填写上课情况"


class SomebodyCame(Refusal):
    """A class to which a tutor came is recorded, or the door says first that they did not."""

    message = "这堂课已经有老师签到，不能取消。上了的请填写上课情况；没有上成的，请负责人先在签到台撤销签到"


class OldLink(Refusal):
    """The link for reviewing is void."""

    message = "这个评单链接已经失效。要评价请打下面的电话，或请学校联络人登录来评"
    status = 410


class ReviewedBefore(Refusal):
    """One review of one class."""

    message = "这堂课已经评过了，谢谢您。每堂课评一次"


class ReviewedByOneself(Refusal):
    """Nobody reviews their own class."""

    message = "自己上的课，请学校或社区的另一位来评"
    status = 403
