"""操作记录: who did what, when."""

from flask import Blueprint

from volunteer.accounts.queries import people_of
from volunteer.journal.queries import page as journal_page
from volunteer.organisations.queries import below
from volunteer.views.answers import Answer, after, page
from volunteer.views.guards import OFFICE, myself, open_to

bp = Blueprint("office_journal", __name__)

ACTIONS = {
    "wishes.submitted": "交来一个心愿",
    "wishes.published": "公开了心愿，或心愿退回待认领",
    "wishes.returned": "退回修改",
    "wishes.claimed": "认领，或退回再办",
    "wishes.delivered": "说办好了",
    "wishes.closed": "办结",
    "wishes.revealed": "看了电话或住址",
    "wishes.followed_up": "回访",
    "claim.contacted": "联系上了",
    "hours.credited": "记入时长",
    "hours.reversed": "冲正时长",
    "role.granted": "授予角色",
    "role.ended": "收回角色",
    "organisation.founded": "建立组织",
    "organisation.changed": "更改组织",
    "membership.unit": "登记工作单位",
    "membership.community": "登记居住社区",
}
SUBJECTS = {"wishes": "心愿", "people": "人员", "organisations": "组织", "hour_entries": "时长"}


@bp.get("/office/journal")
@open_to(OFFICE)
def journal() -> Answer:
    """Show the newest lines about the organisation one acts for."""
    acting = myself().acting
    assert acting is not None
    lines = journal_page(below(acting.organisation_id), after=after(), limit=51)
    shown = lines[:50]
    return page(
        "office/journal.html",
        lines=shown,
        more=shown[-1].id if len(lines) > 50 else None,
        people=people_of({one.actor_id for one in shown if one.actor_id is not None}),
        actions=ACTIONS,
        subjects=SUBJECTS,
    )
