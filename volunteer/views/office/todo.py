"""What waits for somebody in the office: how many of each kind, and the most urgent of them by their day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from volunteer.attendance.confirming import due_on
from volunteer.base import clock, workdays
from volunteer.config import policy
from volunteer.events.models import Shift
from volunteer.organisations.standing import Principal
from volunteer.reports.filed import Waiting
from volunteer.reports.periods import period_of
from volunteer.wishes.queues import QUEUES, Queue, Tally, longest_waiting, tallies

# The lists of wishes that wait for the office, and what is done to a wish in each.
VERBS = {"submitted": "审核", "delivered": "确认", "follow-up": "回访", "hours": "核对时长"}
SHOWN = 12


@dataclass(frozen=True)
class Todo:
    """One thing to do: until when, what, whose, and the page on which it is done."""

    left: int  # working days, negative once it is late
    due: date
    what: str
    whose: str
    href: str
    verb: str

    def urgency(self) -> tuple[int, date, str]:
        """Return the key by which the most urgent comes first."""
        return (self.left, self.due, self.href)


def wish_tallies(places: sa.Select[int], by: Principal, today: date) -> dict[str, Tally]:
    """Return, for each list in which wishes wait for the office, how many wait for this person."""
    late = {queue.word: _late_before(queue.word, today) for queue in _queues()}
    return tallies(_queues(), places, late, by.person_id)


def wish_todos(places: sa.Select[int], by: Principal, today: date) -> list[Todo]:
    """Return the wishes that wait longest in each list; one's own entry is reviewed by another."""
    found = []
    for queue in _queues():
        verb = VERBS[queue.word]
        for wish in longest_waiting(queue, places, by.person_id, limit=SHOWN):
            due = _due(queue.word, clock.local_day(wish.state_since))
            whose = f"{wish.alias}，社区代填" if wish.is_proxy else wish.alias
            left = workdays.left(today, due)
            found.append(
                Todo(left, due, f"{verb}心愿：{wish.title}", whose, f"/office/wishes/{wish.code}", f"去{verb}")
            )
    return found


def list_todos(shifts: list[Shift], today: date) -> list[Todo]:
    """Return the lists of ended shifts that wait to be confirmed."""
    return [
        Todo(
            workdays.left(today, due_on(shift)),
            due_on(shift),
            f"确认名单：{shift.event.title}，{clock.local_day(shift.starts_at):%-m月%-d日}",
            shift.event.leader.name,
            f"/door/{shift.code}/confirm",
            "去确认",
        )
        for shift in shifts
    ]


def report_todos(waiting: Waiting, today: date) -> list[Todo]:
    """Return the reports to look through and send, and those that came in to be accepted."""
    found = []
    for one in waiting.drafts:
        period = period_of(one.period).label
        left, href = workdays.left(today, one.due_on), f"/reports/{one.organisation.code}/{one.period}/filing"
        what = f"改好{period}报表再报" if one.returned_at else f"看一遍{period}报表，上报"
        found.append(Todo(left, one.due_on, what, one.organisation.short_name, href, "去上报"))
    for one in waiting.received:
        assert one.submitted_at is not None
        due = workdays.after(clock.local_day(one.submitted_at), policy.report_accept_days)
        what, href = f"接收{period_of(one.period).label}报表", f"/reports/{one.organisation.code}/{one.period}/filing"
        found.append(Todo(workdays.left(today, due), due, what, one.organisation.short_name, href, "去接收"))
    return found


def _queues() -> list[Queue]:
    return [queue for queue in QUEUES if queue.word in VERBS]


def _due(word: str, since: date) -> date:
    """Return the local day by which a wish that came into its state on `since` is to be dealt with."""
    if word == "submitted":
        return workdays.after(since, policy.wish_review_days)
    days = policy.wish_followup_days if word == "follow-up" else policy.wish_confirm_days
    return since + timedelta(days=days)


def _late_before(word: str, today: date) -> datetime:
    """Return the moment before which a wish that is late today came into its state."""
    since = today
    while workdays.left(today, _due(word, since)) >= 0:
        since -= timedelta(days=1)
    return clock.at(since + timedelta(days=1))
