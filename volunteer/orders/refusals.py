"""The ways the catalogue and orders say no."""

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
