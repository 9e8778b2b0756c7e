"""What a reader who may not see persons is not told: how many, where there are few of them.

Who works with people by name sees every figure. A superior sees figures, not persons: a count of persons from 1 to 4
is not told, nor what would give it away: the other cells of the same sum, the rate made of it, the times and the mean
marks of so few.
"""

import copy
from typing import Any

from volunteer.registration.queries import FEW
from volunteer.reports.records import OF_PROVENANCE
from volunteer.reports.registered import OF_MEMBERS

SMALL = "<5"
WITHHELD = "withheld"  # it is told nowhere, because with it one that is small could be worked out

# Counts of persons, and of times that persons came: one time is one person.
_TIED = (  # each row of cells that could be worked out from one another
    ("registration", ("new", "moved", "ended")),  # with the members of two periods their sum is known
    ("activities", ("persons", "attendances")),
    ("joined", ("persons", "attendances")),
    ("hours", ("persons", "entries")),
)
_ALONE = (
    ("registration", "members"),
    ("registration", "members_due"),
    ("wishes", "satisfaction_answers"),
)


def for_superior(written: dict[str, Any]) -> dict[str, Any]:
    """Return the report as a reader sees it who may not see persons; the one given stays as it is."""
    told = copy.deepcopy(written)
    for block, key in _ALONE:
        if is_small(told[block][key]):
            told[block][key] = SMALL
    told["orders"] = orders_for_superior(told["orders"])
    for block, keys in _TIED:
        cells = told[block]
        if cells is None or not any(is_small(cells[key]) for key in keys):
            continue
        for key in keys:
            if is_small(cells[key]):
                cells[key] = SMALL
            elif block == "registration" or not cells[key]:
                # Were only the zeros withheld, a zero would be known by it, and the small cell beside it by the sum.
                cells[key] = WITHHELD
    _rates(told)
    _parts(told, written)
    return told


def orders_for_superior(orders: dict[str, Any]) -> dict[str, Any]:
    """Return block E, as `writing.order_json` wrote it, as a reader sees it who may not see persons."""
    return {**orders, **{key: SMALL for key in ("tutors", "students") if is_small(orders[key])}}


def is_small(value: float | str | None) -> bool:
    """Say whether a count of persons is one that is not told."""
    return isinstance(value, int) and 0 < value < FEW


def closed(told: dict[str, Any]) -> set[str]:
    """Return the figures whose records would show how few there are: one line is one person, or one time."""
    lists = (
        ("activities", "attendances", ("held-attendances",)),
        ("joined", "attendances", ("joined-attendances",)),
        ("hours", "entries", ("hours",)),
    )
    shut = OF_MEMBERS | OF_PROVENANCE  # how often by each is told nowhere, and the rows would say it
    for block, times, figures in lists:
        if told[block] and not all(isinstance(told[block][key], int) for key in ("persons", times)):
            shut.update(figures)
    if not isinstance(told["wishes"]["satisfaction_answers"], int):
        shut.add("rated")
    return shut


def _rates(told: dict[str, Any]) -> None:
    """Withhold what is made of a cell that is not told."""
    registration, wishes = told["registration"], told["wishes"]
    if SMALL in (registration["members"], registration["members_due"]) and registration["rate"] is not None:
        registration["rate"] = WITHHELD
    if wishes["satisfaction_answers"] == SMALL:
        wishes["satisfaction"] = WITHHELD


def _parts(told: dict[str, Any], written: dict[str, Any]) -> None:
    """Withhold who served in all, where without those of one block few would be left for the other."""
    blocks = [one for one in (told["activities"], told["joined"]) if one is not None]
    if not any(one["persons"] == SMALL for one in blocks):
        return
    hours = written["hours"]
    shown = [one for one in blocks if isinstance(one["persons"], int)]
    for key, part in (("persons", "persons"), ("entries", "attendances")):
        rest = hours[key] - sum(one[part] for one in shown if isinstance(one[part], int))
        if told["hours"][key] not in (SMALL, WITHHELD) and 0 < rest < 2 * FEW:
            told["hours"][key] = WITHHELD
