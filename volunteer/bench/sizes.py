"""How much of everything is made and measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """The sizes of one run."""

    people: int  # who check in, each once a round
    rounds: int  # of floor and product in turn, at least; more when somebody else was at the machine
    most_rounds: int
    few_rows: int  # a list that is short
    list_rows: int  # and one that is long
    deep: int  # rows before the deep page
    ledger_rows: tuple[int, ...]
    sheet_rows: int  # of the workbook that the worker writes
    roster_rows: int  # of an imported file
    requests: int = 30  # of one page of a list: their median is quoted
    reports: int = 5  # of one report
    is_at_once: bool = False  # both databases and the files, but for the rounds and the lists, at the same time
    connections: int = 16  # open at the same time


FULL = Sizes(
    people=6_000,
    rounds=3,
    most_rounds=5,
    few_rows=1_000,
    list_rows=200_000,
    deep=5_000,
    ledger_rows=(10_000, 1_000_000),
    sheet_rows=100_000,
    roster_rows=5_000,
)
QUICK = Sizes(
    people=1_000,
    rounds=3,
    most_rounds=3,
    few_rows=1_000,
    list_rows=20_000,
    deep=5_000,
    ledger_rows=(10_000, 100_000),
    sheet_rows=2_000,
    roster_rows=1_000,
    reports=3,
    is_at_once=True,
)
