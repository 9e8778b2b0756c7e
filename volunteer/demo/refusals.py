"""The way the demo says no."""

from volunteer.base.refusal import Refusal


class NotTheDemo(Refusal):
    """Invented people never come into a real installation."""

    message = (
        "这个数据库里已经有人员或组织，不是演示用的，演示数据不会写进去。"
        "请另给演示一个空的数据库：换一个 VOLUNTEER_DATA 或 DATABASE_URL"
    )
