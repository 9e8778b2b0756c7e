"""What a recruitment notice must say before it is published.

Source: 《志愿服务条例》 art. 12 (true, exact, complete, and the possible risks), GB/T 40143-2021 6.1 (the fields),
art. 17 of the regulation (insurance before a service that may endanger the body).
"""

from volunteer.events.models import Event, Risk

FIELDS = {
    "title": "活动名称",
    "content": "服务内容",
    "place": "详细地点",
    "conditions": "报名条件",
    "signing_up": "报名方式",
    "risks": "可能的风险",
    "provided": "提供的保障",
    "contact": "联系电话",
}


def missing(event: Event) -> list[str]:
    """Return what the notice still lacks, in words; an empty list when it is complete."""
    lacking = [label for name, label in FIELDS.items() if not getattr(event, name)]
    if event.risk is not Risk.LOW and not event.insurance:
        lacking.append("人身意外保险（中高风险必须先买）")
    if not event.shifts:
        lacking.append("时间")
    if any(not shift.posts for shift in event.shifts):
        lacking.append("岗位和人数")
    return lacking
