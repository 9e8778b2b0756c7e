"""The ways signing in says no."""

from volunteer.base.refusal import Refusal


class CannotSignIn(Refusal):
    """One sentence for every failure, so that it tells nobody which phones have an account."""

    message = "手机号或密码不对，或者试的次数太多了。您可以改用短信验证码登录"
    status = 422
    field = "password"


class WrongCode(Refusal):
    """Wrong, old, used or tried too often."""

    message = "验证码不对，或者已经过期。请核对短信里的 6 位数字，或再要一次"
    status = 422
    field = "digits"


class TooManyCodes(Refusal):
    """Asked for too many messages."""

    message = "要验证码的次数太多了，请过一小时再试，或请社区帮忙"
    status = 429
    field = "phone"


class PhoneTaken(Refusal):
    """There is an account with this phone."""

    message = "这个手机号已经登记过了"
    status = 422
    field = "phone"


class WeakPassword(Refusal):
    """Too short or too common."""

    message = "密码至少 10 个字，不能全是数字，也不能是常见的密码"
    status = 422
    field = "password"


class VerifyFirst(Refusal):
    """Registering needs a phone that was just verified."""

    message = "请先用短信验证码验证手机号"
    status = 422
