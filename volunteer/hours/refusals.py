"""The ways the ledger says no."""

from volunteer.base import clock
from volunteer.base.refusal import Refusal
from volunteer.hours.models import HourEntry


class Overlaps(Refusal):
    """Nobody serves in two places at one time."""

    field = "began"

    def __init__(self, other: HourEntry) -> None:
        span = f"{clock.local(other.started_at):%-m月%-d日 %H:%M}–{clock.local(other.ended_at):%H:%M}"
        super().__init__(f"这段时间与“{other.name}”（{span}）重叠，同一时间只能记一次")


class OverDailyCap(Refusal):
    """More than the cap in one day needs a second approver."""

    def __init__(self, already: int, cap: int) -> None:
        super().__init__(f"这一天已记 {already / 60:.1f} 小时，加上这一次超过 {cap / 60:.0f} 小时，要由社区核对后再记")


class AlreadyReversed(Refusal):
    """A posting is reversed once."""

    message = "这一笔已经冲正过了"
