"""The ways a report says no."""

from volunteer.base import clock
from volunteer.base.refusal import Refusal
from volunteer.reports.periods import Period


class NotBegun(Refusal):
    """The period lies in the future."""

    message = "这一期还没有开始，到时候再起草"


class NotFounded(Refusal):
    """The organisation came later than the period."""

    message = "这一期本组织还没有建立，没有要报的"


class NotOver(Refusal):
    """A period is reported when it is over."""

    def __init__(self, period: Period) -> None:
        after = clock.said(clock.local_day(period.ends_at))
        super().__init__(f"{period.label}还没有结束，{after}起才能上报。文字可以先写好存着")


class NotAsked(Refusal):
    """Nobody is reminded of what nobody waits for, nor of what is long over."""

    def __init__(self, period: Period, *, is_owed: bool) -> None:
        if is_owed:
            super().__init__(f"{period.label}结束一年多了，不再提醒。要补报的，请打电话商量")
        else:
            super().__init__(
                f"{period.label}的报表不是非报不可的，不提醒。要看这一期，请对方自己起草；月报和年报可以提醒"
            )


class Edited(Refusal):
    """Somebody wrote the report meanwhile, or the page is old."""

    message = "这份报表在别的页面上改过了。您写的都在下面，请对照现在的内容改好再存"


class LookAgain(Refusal):
    """What would be sent is not what the page showed."""

    message = "文字刚刚改过，和您看到的不一样。请刷新看一遍再上报"


class SentAnew(Refusal):
    """What would be answered is not what the page showed."""

    message = "这份报表退回以后又报来了，和您刚才看的不是同一份。现在页面上的是新的，请看过再接收或退回"


class Unsigned(Refusal):
    """A report says who answers for it."""

    message = "请先填好主要工作、负责人、填表人和联系电话，再上报"


class WordsNeeded(Refusal):
    """Who returns a report says why."""

    message = "请写退回的原因，对方看得到"
    status = 422
    field = "words"


class NothingChanged(Refusal):
    """A new version is for what the records say now and did not say then."""

    message = "记录算出来的数字和这一版一样，不用出新的一版"


class NoReport(Refusal):
    """This kind of organisation is in the report of what is above it."""

    message = "这里不单独上报，数字算在上级的报表里"


class WritesAlready(Refusal):
    """The next version is open."""

    message = "新的一版已经在写了，请接着写那一版"


class TooManyRecords(Refusal):
    """A table of so many rows is of no use to anybody."""

    message = "这一期的记录太多，一张表放不下。请选短一些的一期，一期一期地存"


class OneInHand(Refusal):
    """The worker writes one workbook at a time for each person."""

    message = "您要的上一张表还在写，写好了会通知您。请等它好了，再存这一张"
