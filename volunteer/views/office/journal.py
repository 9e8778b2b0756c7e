"""操作记录: who did what, when."""

from flask import Blueprint

from volunteer.accounts.queries import people_of
from volunteer.journal.models import Line
from volunteer.journal.queries import page as journal_page
from volunteer.organisations.permissions import CLERKS
from volunteer.organisations.queries import below
from volunteer.views.answers import Answer, after, page
from volunteer.views.guards import OFFICE, acting, myself, open_to
from volunteer.wishes.queries import titles_of

bp = Blueprint("office_journal", __name__)

ACTIONS = {
    "wishes.submitted": "交来一个心愿",
    "wishes.published": "审核通过，公开心愿",
    "wishes.returned": "退回修改",
    "wishes.claimed": "认领",
    "wishes.delivered": "说办好了",
    "wishes.closed": "办结",
    "wishes.revealed": "看了电话或住址",
    "wishes.slip": "打印回执单",
    "wishes.followed_up": "回访",
    "claim.contacted": "联系上了",
    "events.drafted": "写活动草稿",
    "events.revised": "修改活动草稿",
    "events.published": "发布活动",
    "events.postponed": "活动延期",
    "events.ended": "活动结束",
    "events.settled": "活动名单全部确认",
    "events.cancelled": "取消活动",
    "posts.changed": "改名额",
    "sign_ups.made": "报名",
    "sign_ups.promoted": "候补转为报名",
    "sign_ups.withdrawn": "退出报名",
    "sign_ups.released_by_host": "主办方取消名额",
    "sign_ups.answered": "对名单说明",
    "attendance.marked_in": "负责人登记签到",
    "attendance.marked_out": "负责人登记签退",
    "attendance.undone_in": "撤销签到",
    "attendance.undone_out": "撤销签退",
    "attendance.counted": "数人数",
    "attendance.confirmed": "确认名单",
    "attendance.correction_asked": "要求更正时长",
    "attendance.corrected": "更正时长",
    "attendance.correction_dropped": "不更正时长",
    "hours.credited": "记入时长",
    "hours.reversed": "冲正时长",
    "reports.exported": "存下服务时长的明细",
    "role.granted": "授予角色",
    "role.ended": "收回角色",
    "organisation.founded": "建立组织",
    "organisation.changed": "更改组织",
    "unit_registrations.submitted": "单位交来报到单",
    "unit_registrations.accepted": "接收单位报到",
    "unit_registrations.returned": "退回单位报到",
    "unit_registrations.ended": "单位报到结束",
    "unit_registrations.renewed": "单位续报",
    "member_registrations.submitted": "党员交来报到表",
    "member_registrations.accepted": "接收党员报到",
    "member_registrations.returned": "退回党员报到",
    "member_registrations.ended": "党员报到结束",
    "member_registrations.renewed": "党员续报",
    "badge.shown": "亮身份",
    "badge.hidden": "收起身份",
    "periodic_reports.drafted": "起草报表",
    "periodic_reports.submitted": "上报报表",
    "periodic_reports.returned": "退回报表",
    "periodic_reports.accepted": "接收报表",
    "roster.added": "加进名册",
    "roster.removed": "移出名册",
    "roster_imports.previewed": "名册核对好了",
    "roster_imports.applying": "导入名册",
    "roster_imports.applied": "名册导入了",
    "roster_imports.undone": "撤销一次导入",
    "roster_imports.dropped": "没有导入，删去读到的内容",
    "registration.target": "定应报到数",
    "orders.placed": "点单",
    "orders.returned": "退回点单",
    "orders.invited": "派单",
    "orders.invited_more": "又派了一些",
    "orders.taken": "接单",
    "orders.staffed": "换老师",
    "orders.prepared": "备课",
    "orders.postponed": "上课改期",
    "orders.served": "记录上课情况",
    "orders.review_link": "打印评单的链接",
    "orders.reviewed": "评单",
    "orders.closed": "点单办结",
    "offerings.added": "放上清单",
    "offerings.revised": "修改清单条目",
    "offerings.closed": "停止点单",
    "agreements.drafted": "起草协议",
    "agreements.revised": "修改协议草稿",
    "agreements.draft": "收回协议",
    "agreements.signing": "协议送去签署",
    "agreements.signed": "登记签署",
    "agreements.active": "协议生效",
    "agreements.ended": "协议结束",
    "agreements.not_renewed": "没有续签",
    "appointments.active": "聘任",
    "appointments.ended": "聘任结束",
    "clearances.recorded": "登记未成年人查询",
    "clearances.withdrawn": "撤销未成年人查询",
    "programmes.founded": "建立项目",
    "membership.unit": "登记工作单位",
    "membership.community": "登记居住社区",
}
# The same state can be reached from another side, and that is another act.
CAME_FROM = {
    ("wishes.published", "claimed"): "退回，重新等人认领",
    ("wishes.claimed", "delivered"): "说还没有办好，请志愿者再办",
    ("wishes.submitted", "returned"): "改好再交",
    ("periodic_reports.submitted", "returned"): "改好报表再报",
    ("orders.placed", "returned"): "改好点单再交",
    ("orders.placed", "invited"): "派单都没有成，收回",
}
SUBJECTS = {
    "wishes": "心愿",
    "events": "活动",
    "people": "人员",
    "organisations": "组织",
    "hour_entries": "时长",
    "unit_registrations": "单位报到",
    "member_registrations": "党员报到",
    "roster_entries": "名册",
    "roster_imports": "名册",
    "registration_targets": "应报到数",
    "orders": "点单",
    "offerings": "服务清单",
    "agreements": "共建协议",
    "appointments": "聘任",
    "clearances": "未成年人查询",
    "programmes": "项目",
    "periodic_reports": "报表",
}


def _said(line: Line) -> str:
    """Return what was done, in words."""
    otherwise = ACTIONS.get(line.action, line.action)
    return CAME_FROM.get((line.action, str(line.detail.get("came"))), otherwise)


@bp.get("/office/journal")
@open_to(OFFICE)
def journal() -> Answer:
    """Show the newest lines about the organisation one acts for."""
    lines = journal_page(below(acting().organisation_id), after=after(), limit=51)
    shown = lines[:50]
    return page(
        "office/journal.html",
        lines=shown,
        more=shown[-1].id if len(lines) > 50 else None,
        people=people_of({one.actor_id for one in shown if one.actor_id is not None}),
        titles=titles_of(
            {one.subject_id for one in shown if one.subject == "wishes"}, published_only=not myself().acts_as(*CLERKS)
        ),
        said={one.id: _said(one) for one in shown},
        subjects=SUBJECTS,
        full=myself().acts_as(*CLERKS),
    )
