"""Who below has reported a period and who has not, with a reminder by one tap."""

from flask import Blueprint, abort, request

from volunteer.base import clock
from volunteer.base.db import db, write
from volunteer.organisations.models import Organisation
from volunteer.organisations.permissions import may_see
from volunteer.organisations.queries import organisation_of_code
from volunteer.reports import reminding
from volunteer.reports.filed import Standing, latest_of, standings
from volunteer.reports.models import State
from volunteer.reports.periods import BadPeriod, Period, period_of
from volunteer.reports.permissions import WRITERS, reports_of_its_own
from volunteer.reports.upward import due_on, is_owed
from volunteer.views.answers import Answer, onward, page
from volunteer.views.filed import SHAPES
from volunteer.views.guards import acting, myself, open_to

bp = Blueprint("office_filing", __name__)

LISTS = {
    "all": "全部",
    "missing": "还没有报",
    "issued": "报了",
    "submitted": "待接收",
    "returned": "退回修改",
    "accepted": "已接收",
}
MONTHS = 12


def _here() -> Organisation:
    return db.session.get_one(Organisation, acting().organisation_id)


def _node() -> Organisation:
    """Return the node whose tree is asked for, else where one acts; what is out of scope is as if it were not there."""
    code = request.args.get("of", "")
    found = organisation_of_code(code) if code else _here()
    if found is None or not may_see(myself(), found):
        abort(404)
    return found


def _period(word: str) -> Period:
    today = clock.local_day(clock.now())
    try:
        period = period_of(word) if word else period_of(f"{today:%Y-%m}").before()
    except BadPeriod:
        abort(404)
    if period.first > today:
        abort(404)
    return period


def _in_list(one: Standing, word: str) -> bool:
    if word == "missing":
        return one.is_missing
    if word == "issued":
        return not one.is_missing
    return word == "all" or (one.filed is not None and one.filed.state is State(word))


def _choices(period: Period) -> list[Period]:
    """Return the periods that the page offers: the last twelve months, their years, and the one that is shown."""
    today = clock.local_day(clock.now())
    months = [period_of(f"{today:%Y-%m}").before()]
    while len(months) < MONTHS:
        months.append(months[-1].before())
    years = dict.fromkeys([months[0].year().word, months[-1].year().word])
    offered = {one.word: one for one in [*months, *(period_of(word) for word in years), period]}
    return list(offered.values())


@bp.get("/office/filing")
@open_to(*WRITERS)
def tree() -> Answer:
    """Show where everybody below stands with the report of a period. Only who is above them reminds."""
    period, word = _period(request.args.get("period", "")), request.args.get("list", "all")
    if word not in LISTS:
        abort(404)
    today, here = clock.local_day(clock.now()), _node()
    rows = standings(here, period)
    return page(
        "office/filing/tree.html",
        node=here,
        of=request.args.get("of", ""),
        own=latest_of(here.id, period.word) if reports_of_its_own(here) else None,
        own_path=f"/reports/{here.code}/{period.word}/filing" if reports_of_its_own(here) else None,
        period=period,
        periods=_choices(period),
        rows=[one for one in rows if _in_list(one, word)],
        counts={name: sum(_in_list(one, name) for one in rows) for name in LISTS},
        lists=LISTS,
        word=word,
        due=due_on(period),
        is_over=period.last < today,
        is_owed=is_owed(period),
        reminds=here.id == acting().organisation_id and reminding.is_asked(period, today),
        today=today,
        shapes=SHAPES,
    )


@bp.post("/office/filing/remind")
@open_to(*WRITERS)
def remind() -> Answer:
    """Remind everybody who has not reported, or one of them."""
    period, only = _period(request.form.get("period", "")), request.form.get("only") or None
    names = write(
        lambda now: [one.organisation.short_name for one in reminding.remind(_here(), period, myself(), now, only=only)]
    )
    if not names:
        said = "没有要提醒的：都报来了，或者今天已经提醒过，明天可以再提醒"
    else:
        said = f"提醒了{names[0]}" if len(names) == 1 else f"提醒了 {len(names)} 个：{'、'.join(names[:6])}"
    return onward(f"/office/filing?period={period.word}", said)
