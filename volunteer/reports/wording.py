"""The text that is drafted for a report: main work, problems, next steps, from the same figures and nothing else.

The tone is that of a work summary: what was done and how much, no adjective. A quiet month is said as plainly as a full
one. `numerals.numbers_not_in` looks afterwards whether an edited text still says what the records say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from volunteer.hours.models import Provenance
from volunteer.reports.lines import Row, rows_of, written_as
from volunteer.reports.periods import period_of
from volunteer.reports.small import for_superior
from volunteer.reports.writing import by_category

LONGEST = 1000  # characters of each of the three. Source: the form of the superior, block H
GOOD_RATE = 0.95  # of registration. Source: what the districts that publish one ask for
KINDS_NAMED = 3  # categories of events that the text names
_ORDINALS = "一二三四五六七八九"


@dataclass(frozen=True)
class Draft:
    """The three texts of block H."""

    main_work: str
    problems: str
    next_steps: str


class _Figures:
    """The figures of a report by key, as they are printed."""

    def __init__(self, written: dict[str, Any]) -> None:
        self.rows: dict[str, Row] = {row.key: row for row in rows_of(written)}

    def of(self, key: str) -> float:
        """Return the figure; 0 where there is none, or the reader is not told."""
        row = self.rows.get(key)
        return row.value if row and isinstance(row.value, int | float) else 0

    def said(self, key: str) -> str:
        """Return the figure as it is printed; 若干 where it is not told."""
        row = self.rows[key]
        return written_as(row) if row.is_told else "若干"


def draft_of(written: dict[str, Any]) -> Draft:
    """Return the three texts for a report, as `writing.as_json` wrote it.

    A superior reads them too, so they say no more than a superior is told.
    """
    figures = _Figures(for_superior(written))
    found = list(_problems(figures))
    return Draft(
        _main_work(written, figures),
        _listed("", [problem for problem, _step in found]) or "从本期记录看，没有需要专门说明的问题。",
        _listed("", [step for _problem, step in found])
        or "按现有安排继续做好报到、活动和微心愿服务，及时确认名单、如实记录。",
    )


def _main_work(written: dict[str, Any], figures: _Figures) -> str:
    label = period_of(written["period"]).label
    parts = [
        part
        for part in (
            _registration(figures),
            _agreements(figures),
            _activities(written, figures),
            _wishes(figures),
            _classes(figures),
            _hours(figures),
        )
        if part
    ]
    if not parts:
        return f"{label}，{written['name']}没有新增的报到、活动、微心愿和授课记录，也没有记入服务时长。"
    return _listed(f"{label}，{written['name']}的工作情况如下，数字均由记录汇总。\n", parts)


def _listed(opening: str, parts: list[str]) -> str:
    """Return the parts as 一是…二是…; one alone stands without a number."""
    if len(parts) == 1:
        return (opening + parts[0])[:LONGEST]
    return (opening + "\n".join(f"{_ORDINALS[at]}是{part}" for at, part in enumerate(parts)))[:LONGEST]


# ------------------------------------------------------------------------------ what was done


def _registration(f: _Figures) -> str:
    units, members = f.of("registration.units"), f.of("registration.members")
    if not units and not members and not f.of("registration.members_due"):
        return ""
    text = f"双报到。期末已报到单位{f.said('registration.units')}个、党员{f.said('registration.members')}人"
    if f.rows["registration.rate"].value is not None and f.rows["registration.rate"].is_told:
        text += f"，应报到党员{f.said('registration.members_due')}人，报到率{f.said('registration.rate')}"
    moves = [
        f"{word}{f.said(f'registration.{key}')}人次"
        for key, word in (("new", "新报到"), ("moved", "转走"), ("ended", "结束"))
        if f.of(f"registration.{key}")
    ]
    return text + (f"；本期{'、'.join(moves)}" if moves else "") + "。"


def _agreements(f: _Figures) -> str:
    if not f.of("agreements.in_force") and not f.of("agreements.ended"):
        return ""
    signed = f"，本期签署{f.said('agreements.signed')}份" if f.of("agreements.signed") else ""
    ended = f"，到期或终止{f.said('agreements.ended')}份" if f.of("agreements.ended") else ""
    return f"共建协议。期末有效{f.said('agreements.in_force')}份{signed}{ended}。"


def _activities(written: dict[str, Any], f: _Figures) -> str:
    held, joined = f.of("held.sessions"), f.of("joined.sessions")
    if not held and not joined:
        return ""
    parts = []
    if held:
        kinds = [one.label for one, _count in by_category(written)[:KINDS_NAMED]]
        parts.append(
            f"主办活动{f.said('held.events')}项、{f.said('held.sessions')}场，参加{f.said('held.attendances')}人次"
            f"、{f.said('held.persons')}人，服务{f.said('held.minutes')}小时，内容包括{'、'.join(kinds)}"
        )
    if joined:
        parts.append(
            f"成员参加别处的活动{f.said('joined.events')}项，{f.said('joined.attendances')}人次"
            f"、{f.said('joined.persons')}人，服务{f.said('joined.minutes')}小时"
        )
    return f"志愿服务活动。{'；'.join(parts)}。"


def _wishes(f: _Figures) -> str:
    done = [
        f"{word}{f.said(f'wishes.{key}')}个"
        for key, word in (
            ("collected", "征集"),
            ("published", "公开"),
            ("claimed", "认领"),
            ("fulfilled", "实现"),
            ("partly", "部分实现"),
        )
        if f.of(f"wishes.{key}")
    ]
    if not done:
        return ""
    text = f"微心愿。{'、'.join(done)}"
    if f.rows["wishes.fulfil_rate"].value is not None:
        text += f"，实现率{f.said('wishes.fulfil_rate')}"
    if f.rows["wishes.median_days"].value is not None:
        text += f"，办结天数中位数{f.said('wishes.median_days')}天"
    if f.of("wishes.followed_up"):
        text += f"；回访{f.said('wishes.followed_up')}个"
    if f.of("wishes.satisfaction"):
        text += f"；居民满意度{f.said('wishes.satisfaction')}分（{f.rows['wishes.satisfaction'].note}）"
    return text + "。"


def _classes(f: _Figures) -> str:
    if not f.of("orders.orders"):
        return ""
    trials = f"，其中模拟法庭{f.said('orders.mock_trials')}场" if f.of("orders.mock_trials") else ""
    where = [
        f"{word}{f.said(f'orders.{key}')}{unit}"
        for key, word, unit in (("schools", "学校", "所"), ("others", "社区等", "个"))
        if f.of(f"orders.{key}")
    ]
    return (
        f"上门授课。为{'、'.join(where)}上课{f.said('orders.orders')}场、{f.said('orders.class_periods')}课时{trials}"
        f"，听课{f.said('orders.students')}人次，授课老师{f.said('orders.tutors')}人。"
    )


def _hours(f: _Figures) -> str:
    if not f.of("hours.minutes"):
        return ""
    split = [f"{one.label}{f.said(key)}小时" for one in Provenance if f.of(key := f"hours.by_provenance.{one.value}")]
    return (
        f"服务时长。共记服务{f.said('hours.entries')}次、{f.said('hours.persons')}人、{f.said('hours.minutes')}小时"
        f"，其中{'、'.join(split)}。"
    )


# ------------------------------------------------------------------------------ what is wrong, and what follows


def _problems(f: _Figures) -> Iterator[tuple[str, str]]:
    """Yield what the figures say is wrong, each with the step that answers it."""
    rate = f.rows["registration.rate"]
    if isinstance(rate.value, float) and rate.value < GOOD_RATE:
        yield (
            f"党员报到率为{written_as(rate)}，还有应报到的党员没有报到。",
            "逐一核对名册，提醒没有报到的党员到居住地社区报到。",
        )
    if f.of("wishes.expired"):
        yield (
            f"有{f.said('wishes.expired')}个心愿到期无人认领。",
            "对到期无人认领的心愿重新分类，点对点联系有条件的单位和志愿者。",
        )
    if f.of("wishes.released"):
        yield (
            f"有{f.said('wishes.released')}个心愿认领后退回。",
            "认领前说清时间和要求，认领后及时联系，办不了的早退回、早转办。",
        )
    if f.of("wishes.could_not"):
        yield (
            f"有{f.said('wishes.could_not')}个心愿没能办成。",
            "没能办成的心愿向居民说明原因，需要部门解决的及时上报。",
        )
    if f.of("wishes.followed_up") < f.of("wishes.fulfilled") + f.of("wishes.partly"):
        yield "有的心愿办结以后还没有回访。", "办结的心愿逐个回访，听取居民意见。"
    if f.of("hours.by_provenance.backfill"):
        yield (
            f"有{f.said('hours.by_provenance.backfill')}小时服务时长是事后补录的。",
            "活动现场扫码签到、签退，当天确认名单，减少补录。",
        )
    if not f.of("held.sessions") and not f.of("joined.sessions"):
        yield "本期没有活动记录。", "结合居民需求安排活动，提前发布招募信息。"
    elif not f.of("wishes.claimed"):
        yield "本期没有认领微心愿的记录。", "做好微心愿的征集和公开，动员党员认领。"
