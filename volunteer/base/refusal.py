"""How a rule says no: an exception whose message is the sentence the person reads."""


class Refusal(Exception):
    """A rule declines. `message` is for people; `field` names the form field it belongs to, if any.

    `way` is where one goes on, words and path, when the page one came from is no help.
    """

    message = "现在不能这样做"
    status = 409
    way: tuple[str, str] | None = None
    field: str | None = None

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        self.message = message or type(self).message
        self.field = field or type(self).field
        super().__init__(self.message)


class NotYours(Refusal):
    """The person may not do this with this thing."""

    message = "这一步要由别的人来办"
    status = 403


class SignedOut(Refusal):
    """The session ended while the form was being filled in."""

    message = "您已经退出登录，请重新登录后再试"
    status = 401


class SameHands(Refusal):
    """Nobody approves what they submitted."""

    message = "自己提交的，要请另一位来审核"
    status = 403
