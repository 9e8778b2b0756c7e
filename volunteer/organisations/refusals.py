"""The ways organisations and roles say no."""

from volunteer.base.refusal import Refusal


class CodeTaken(Refusal):
    """Codes name organisations for ever."""

    message = "这个代码已经有组织在用，请换一个"
    status = 422
    field = "code"


class Circle(Refusal):
    """An organisation cannot stand under itself."""

    message = "上级不能是它自己，也不能是它的下级"
    status = 422
    field = "parent"


class NoSuchCode(Refusal):
    """Nothing has this code."""

    status = 422

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"没有代码是 {code} 的组织", field=field)


class AlreadyGranted(Refusal):
    """The person holds this role here."""

    message = "这个人在这里已经有这个角色了"
    field = "role"


class MayNotGrant(Refusal):
    """Roles are granted from above, and nobody grants to themselves."""

    message = "您不能给这个人授予这个角色"
    status = 403
    field = "role"
