"""The figures as text, each beside its goal."""

from collections.abc import Iterator
from typing import Any

POST, WITH_PAGE, LIST = 4.0, 6.0, 1.3  # times the floor, times the floor, times the short list
MONTH_MS, SHEET_S, SHEET_MB, ROSTER_S = 300.0, 15.0, 250.0, 5.0


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Return the figures line by line."""
    for name, one in found["check_in"].items():
        costs = f"{one['cpu_ms']} ms of CPU, its page {one['page_cpu_ms']} ms, the floor {one['floor_cpu_ms']} ms"
        yield f"check-in on {name}: {costs}"
        yield _beside("  the POST", one["ratio"], POST, "× the floor")
        yield _beside("  with its page", one["ratio_with_page"], WITH_PAGE, "× the floor")
        yield f"  {one['statements']} statements; {_rounds(one)}"
    for name, one in found["lists"].items():
        each = ", ".join(
            f"{key} {value['few_ms']} → {value['many_ms']} ms" for key, value in one.items() if key != "ratio"
        )
        yield _beside(f"list {name}", one["ratio"], LIST, f"× the short one ({each})")
    for rows, one in found["reports"].items():
        for name, each in one.items():
            if name != "cpu_ms":
                exact = "exact" if each["is_exact"] else "NOT EXACT"
                said = f"ms of CPU on {name}, the whole page {each['page_cpu_ms']} ms, {exact}"
                yield _beside(f"a street's month over {rows} rows", each["cpu_ms"], MONTH_MS, said)
    for name, one in found["roster"].items():
        yield _beside(f"a roster of {one['rows']} rows on {name}", one["cpu_s"], ROSTER_S, "s of CPU")
    sheet = found["sheet"]
    yield _beside(f"a workbook of {sheet['rows']} records", sheet["cpu_s"], SHEET_S, "s of CPU")
    yield _beside("  at its highest", sheet["peak_mb"], SHEET_MB, "MB of memory")
    for name, reason in found.get("left_out", {}).items():
        yield f"left out: {name}: {reason}"


def _beside(what: str, value: float, goal: float, unit: str) -> str:
    mark = "" if value <= goal else f"   OVER the goal of {goal:g}"
    return f"{what}: {value} {unit}{mark}"


def _rounds(one: dict[str, Any]) -> str:
    others = f"other programs took {one['others_percent']} %"
    if one["clean_rounds"]:
        return f"{one['clean_rounds']} of {one['rounds']} rounds counted, {others} at most"
    return f"NO ROUND WAS CLEAN: the best of {one['rounds']} is quoted, {others}"
