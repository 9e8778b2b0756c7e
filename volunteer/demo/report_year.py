"""What was reported upward in the demo: the months of 2021 and the year, by two units, a community and its street."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random

from volunteer.base import clock
from volunteer.base.clock import DAY, HOUR, MINUTE
from volunteer.demo.stage import Stage, Steps
from volunteer.organisations.standing import Principal
from volunteer.reports import filing
from volunteer.reports.filing import Words
from volunteer.reports.models import PeriodicReport
from volunteer.reports.periods import Period, period_of
from volunteer.reports.upward import due_on

# (who reports: writer, who answers for it, telephone, who accepts it above)
_WHO = {
    "SWB": ("李强", "祁建业", "0931-8460120", "周志远"),
    "SFJ": ("赵敏", "党维民", "0931-8460150", "周志远"),
    "QIAOMEN": ("陈静", "马秀英", "0931-8460012", "孙丽华"),
    "LINXIALU": ("孙丽华", "高振国", "0931-8460005", "韩雪梅"),
}
PERIODS = (*(f"2021-{month:02}" for month in range(1, 13)), "2021")
LATE = ("SFJ", "2021-07")
RETURNED = ("QIAOMEN", "2021-09")
_WORDS = "存在的问题写得太笼统，请写清是哪几个心愿、下一步谁来办"
_MENDED = "到期没有人认领的心愿，社区已逐个联系，下个月由网格员上门问清情况再公开。"


def lives(stage: Stage) -> Iterator[Steps]:
    """Return how each of these reports went, with dice of its own."""
    own = replace(stage, dice=Random(5))
    for word in PERIODS:
        for number, code in enumerate(_WHO):
            yield _life(own, code, period_of(word), number)


def _life(stage: Stage, code: str, period: Period, number: int) -> Steps:
    writer, head, telephone, receiver = _WHO[code]
    organisation, by, above = stage.cast.place(code), stage.cast[writer], stage.cast[receiver]
    begins, is_late = period.last + DAY, (code, period.word) == LATE
    now = stage.office(begins + (9 if is_late else stage.dice.randint(1, 2)) * DAY) + number * MINUTE
    if not is_late and clock.local_day(now) > due_on(period):
        now = clock.at(due_on(period) - DAY, 20, number)  # over the holidays somebody does it at home
    yield now
    filed = filing.draft(organisation, period, by, now)
    _write(filed, by, head, telephone, now)
    yield (now := now + 30 * MINUTE)
    filing.submit(filed, filed.edits, by, now)
    yield (now := max(now + HOUR, stage.office(begins + 6 * DAY)))
    if (code, period.word) == RETURNED:
        filing.send_back(filed, _WORDS, above, now)
        yield (now := max(now + HOUR, stage.office(begins + 7 * DAY)))
        filing.redraft(filed, filed.edits, by, now)
        _write(filed, by, head, telephone, now, difficulties=_MENDED)
        filing.submit(filed, filed.edits, by, now + 10 * MINUTE)
        yield (now := max(now + HOUR, stage.office(begins + 9 * DAY)))
    filing.accept(filed, "", above, now)


def _write(filed: PeriodicReport, by: Principal, head: str, telephone: str, now: datetime, **changed: str) -> None:
    words = {
        **{"main_work": filed.main_work, "difficulties": filed.difficulties, "next_steps": filed.next_steps},
        **{"head": head, "filler": by.name, "telephone": telephone},
    }
    filing.revise(filed, Words(**{**words, **changed}), filed.edits, by, now)
