"""`volunteer bench` in sizes of a second: the keys are there, and what is counted is right. Nothing here is timed."""

import contextvars
import os
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import BACKENDS, RUN_FOLDER, server_or_skip
from volunteer.app import create_app
from volunteer.bench import apart, cpu, databases, door, serving, telling, whole
from volunteer.bench.sizes import Sizes
from volunteer.config import Settings

TINY = Sizes(
    people=80,  # the CPU of a server is counted in hundredths of a second
    rounds=1,
    most_rounds=1,
    few_rows=50,
    list_rows=300,
    deep=100,
    ledger_rows=(60, 300),
    sheet_rows=501,  # fewer the worker does not write
    roster_rows=501,
    requests=2,
    connections=4,
)
LISTS = ("wishes", "events", "office-wishes", "office-people", "journal", "hours")


def made(settings: Settings) -> Flask:
    """All applications of a process share their keys."""
    return create_app(replace(settings, keys=Path(os.environ[RUN_FOLDER]) / "keys.json"))


@pytest.mark.parametrize("name", BACKENDS)
def test_a_run_says_every_figure_under_its_key(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "postgresql":
        monkeypatch.setenv(databases.SERVER, server_or_skip().render_as_string(hide_password=False))

    # The servers have the true time, so this process has it too.
    sizes = replace(TINY, is_at_once=name == "postgresql")  # once as the quick run goes, once as the whole one
    found = contextvars.Context().run(whole.figures, made, sizes, lambda _what: None, kinds=(name,))

    door_cost = found["check_in"][name]
    assert {"cpu_ms", "floor_cpu_ms", "ratio", "ratio_with_page"} <= set(door_cost)
    assert door_cost["statements"] == {"sqlite": 6, "postgresql": 6}[name]  # without the locks
    assert set(found["lists"]) == {*LISTS, *(f"{one}-deep" for one in LISTS)}
    assert all(one["ratio"] > 0 for one in found["lists"].values())
    assert {rows: one[name]["is_exact"] for rows, one in found["reports"].items()} == {"60": True, "300": True}
    assert all(one["cpu_ms"] > 0 for one in found["reports"].values())
    assert (found["sheet"]["rows"], found["roster"][name]["rows"]) == (501, 501)
    assert len(list(telling.lines(found))) == 4 + len(found["lists"]) + 2 + 1 + 2


def test_without_a_server_it_is_said_what_was_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(databases.SERVER, "postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(databases.NoServer, match="does not answer"), databases.postgresql(tmp_path):
        pass


def test_a_round_with_others_at_the_machine_does_not_count_as_long_as_one_is_clean() -> None:
    clean = door.Round(floor=1, post=3, page=1, others=0.01)
    busy = door.Round(floor=1, post=9, page=9, others=0.5)
    worse = door.Round(floor=1, post=8, page=8, others=0.9)

    quoted = [door.Cost.of(rounds, statements=9) for rounds in ([clean, busy, clean], [worse, busy])]

    assert [(one.post, one.clean_rounds, one.rounds) for one in quoted] == [(3000, 2, 3), (9000, 0, 2)]
    assert "NO ROUND WAS CLEAN" in "".join(telling.lines({**_empty(), "check_in": {"sqlite": quoted[1].as_json()}}))


def test_the_work_of_this_process_is_not_anybody_elses() -> None:
    watch = cpu.Watch.begin()
    before = cpu.of_process(os.getpid())
    while cpu.of_process(os.getpid()) - before < 0.2:
        pass

    assert watch.ours + 0.1 <= cpu.of_trees(os.getpid())
    assert 0 <= watch.others() <= 1


def test_what_is_measured_at_the_same_time_is_measured_in_processes_of_its_own() -> None:
    found = apart.done([lambda: {"first": os.getpid()}, lambda: {"second": os.getpid()}])

    assert [list(one) for one in found] == [["first"], ["second"]]
    assert len({os.getpid(), found[0]["first"], found[1]["second"]}) == 3


def test_what_failed_in_another_process_fails_here_with_its_words() -> None:
    def fail() -> dict[str, int]:
        raise RuntimeError("a page was answered 500")

    with pytest.raises(RuntimeError, match="a page was answered 500"):
        apart.done([dict, fail])


def test_the_floor_is_the_one_that_everybody_is_measured_by() -> None:
    said = serving.FLOOR.read_text("utf-8")

    assert said.startswith('"""The floor under a check-in')


def _empty() -> whole.Figures:
    sheet = {"rows": 1, "cpu_s": 1, "peak_mb": 1}
    return {"check_in": {}, "lists": {}, "reports": {}, "roster": {}, "sheet": sheet}
