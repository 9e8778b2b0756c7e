"""What each row of a brought table says, in words, and what would be done with it.

People are told apart by their phones alone. Two rows with one name and two phones are two people; one phone with two
names is asked about.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from volunteer.base import text
from volunteer.base.labelled import Labelled
from volunteer.base.secrets import blind
from volunteer.base.tables import Table
from volunteer.registration.refusals import NoHeader, NothingInIt
from volunteer.registration.rosters import Known

LONGEST_BRANCH = 40
HEADS = {
    "name": ("姓名", "党员姓名", "名字", "name"),
    "phone": ("手机号", "手机号码", "手机", "联系电话", "电话", "联系方式", "移动电话", "phone"),
    "branch": ("支部", "党支部", "所在支部", "所在党支部", "党支部名称", "branch"),
    "in_service": ("是否在职", "在职", "在职情况", "人员状态", "in_service"),
}
_YES = {"是", "在职", "在岗", "1", "y", "yes", "√", "✓", "对"}
_NO = {"否", "退休", "离退休", "不在职", "离职", "0", "n", "no", "×"}
_POWER = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")


class Verdict(Labelled):
    """What would be done with a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "更新"
    SAME = "same", "没有变化"
    BAD = "bad", "请改"


@dataclass(frozen=True)
class Row:
    """A row of the table as it was read: its number in the file, the four values, and what is wrong already."""

    number: int
    name: str
    phone: str
    branch: str
    in_service: str
    notes: tuple[str, ...] = ()  # what was mended
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A row with its verdict in words."""

    number: int
    name: str
    phone: str
    branch: str
    is_in_service: bool
    verdict: Verdict
    words: str

    def packed(self) -> list[object]:
        """Return it as it is kept with the import."""
        return [self.number, self.name, self.phone, self.branch, self.is_in_service, self.verdict.value, self.words]

    @classmethod
    def unpacked(cls, kept: list[object]) -> "Judged":
        """Return it again."""
        number, name, phone, branch, is_in_service, verdict, words = kept
        return cls(
            int(str(number)), str(name), str(phone), str(branch), bool(is_in_service), Verdict(str(verdict)), str(words)
        )


# ------------------------------------------------------------------------------ the table becomes rows


@dataclass(frozen=True)
class Read:
    """The rows of a table, and the heads of columns that nobody looked at."""

    rows: list[Row]
    unused: list[str]


def rows_of(table: Table) -> Read:
    """Return the rows below the head, which may be two rows high, a title above it. Raises: NoHeader, NothingInIt."""
    first, columns, heads = _head(table)
    unused = [said for column, said in enumerate(heads) if said and column not in columns.values()]
    rows = []
    for number in range(first, len(table.rows)):
        cells = table.rows[number]
        if not any(cells) or _is_head(cells, columns):
            continue
        row = _row(table, number, columns)
        if row.name or row.phone or row.wrong:  # a row of something else: a sum, a line for the date
            rows.append(row)
    if not rows:
        raise NothingInIt
    return Read(rows, unused)


def _head(table: Table) -> tuple[int, dict[str, int], list[str]]:
    """Return where the people begin, which column is what, and the words of the head."""
    for number in range(min(len(table.rows), 12)):
        upper = table.rows[number]
        lower = table.rows[number + 1] if number + 1 < len(table.rows) else []
        columns = _named(upper)
        if _is_person(lower, columns):
            lower = []
        if _known(upper) == 0:
            continue
        both = {**columns, **_named(lower)}  # the lower row is the closer one: 联系方式 / 手机
        if {"name", "phone"} <= both.keys():
            is_two = bool(lower) and _known(lower) > 0
            first = number + (2 if is_two else 1)
            heads = [
                (lower[one] if is_two and one < len(lower) and lower[one] else upper[one] if one < len(upper) else "")
                for one in range(max(len(upper), len(lower)))
            ]
            return first, both, heads
    raise NoHeader


def _named(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        for word, heads in HEADS.items():
            if _bare(cell) in heads:
                found.setdefault(word, column)
    return found


def _known(cells: list[str]) -> int:
    return len(_named(cells))


def _bare(cell: str) -> str:
    return re.sub(r"[\s*:：]|[(（].*?[)）]", "", text.narrow(cell)).lower()


def _is_head(cells: list[str], columns: Mapping[str, int]) -> bool:
    """Say whether the head comes again, as on the second page of a print."""
    return {"name", "phone"} <= _named(cells).keys() and not _is_person(cells, columns)


def _is_person(cells: list[str], columns: Mapping[str, int]) -> bool:
    column = columns.get("phone")
    return column is not None and column < len(cells) and text.is_mobile(_phone(cells[column])[0])


def _row(table: Table, number: int, columns: Mapping[str, int]) -> Row:
    cells, wrong, values = table.rows[number], [], {}
    for word, column in columns.items():
        top = table.top_of(number, column)
        if top is not None and top != (number, column):
            if word in ("name", "phone"):
                wrong.append("姓名或手机号在合并的单元格里，请拆开，每人一行")
            values[word] = table.rows[top[0]][column] if word in ("branch", "in_service") and top[1] == column else ""
            continue
        if (number, column) in table.formulas:
            wrong.append(f"“{HEADS[word][0]}”是公式，请复制后粘贴成数值")
            values[word] = ""
            continue
        values[word] = cells[column] if column < len(cells) else ""
    phone, notes, bad = _mended(values.get("phone", ""))
    return Row(
        number=number + 1,
        name=text.person_name(values.get("name", ""))[:60],
        phone=phone[:40],
        branch=values.get("branch", "")[:80],
        in_service=values.get("in_service", "")[:40],
        notes=notes,
        wrong=tuple(dict.fromkeys([*wrong, *bad])),
    )


# ------------------------------------------------------------------------------ phones


def _phone(cell: str) -> tuple[str, bool]:
    """Return the number in a cell, and whether a sheet had made a number of it."""
    word = text.narrow(cell).strip().lstrip("'’`")
    if re.fullmatch(r"[0-9]{11}\.0+", word):
        return word.split(".", 1)[0], True
    if _POWER.fullmatch(word):
        try:
            number = Decimal(word)
        except InvalidOperation:
            return word, False
        digits = re.sub(r"\D", "", word.lower().split("e")[0])
        if number < 10**12 and number == number.to_integral_value() and len(digits) >= 11:
            return str(int(number)), True
        return word, False
    return text.mobile(word), False


def _mended(cell: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    phone, was_number = _phone(cell)
    if _POWER.fullmatch(phone):
        said = "手机号被表格改成了科学计数，后几位已经丢了。请把这一列设成“文本”，重新填"
        return phone, (), (said,)
    if text.is_mobile(phone) and (was_number or phone != cell):
        return phone, ("手机号已整理成 11 位",), ()
    return phone, (), ()


# ------------------------------------------------------------------------------ the rows are judged


class Judge:
    """Looks at one row after the other; what was seen before in this file counts."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = known
        self._names = {one.name for one in known.values()}
        self._seen: dict[str, Row] = {}

    def judge(self, rows: Iterable[Row]) -> list[Judged]:
        """Return the rows with their verdicts."""
        return [self._one(row) for row in rows]

    def _one(self, row: Row) -> Judged:
        wrong, is_in_service = list(row.wrong), _in_service(row.in_service)
        if not row.name:
            wrong.append("没有姓名")
        elif not text.is_name(row.name):
            wrong.append("姓名写 2 到 30 个字，不带数字和符号")
        if not row.phone:
            wrong.append("没有手机号。同名的人靠手机号分开，请补上")
        elif not row.wrong and not text.is_mobile(row.phone):
            wrong.append("手机号不是 11 位手机号，请核对")
        if said := branch_problem(row.branch):
            wrong.append(said)
        if is_in_service is None:
            wrong.append("“是否在职”写“是”或“否”")
        if wrong:
            return self._said(row, True, Verdict.BAD, "；".join(dict.fromkeys(wrong)))
        return self._compared(row, bool(is_in_service))

    def _compared(self, row: Row, is_in_service: bool) -> Judged:
        index = blind(row.phone)
        before = self._seen.get(index)
        if before is not None:
            if before.name == row.name:
                return self._said(row, is_in_service, Verdict.SAME, f"和第 {before.number} 行是同一个人，只算一次")
            said = f"第 {before.number} 行也是这个手机号，姓名不一样，请核对"
            return self._said(row, is_in_service, Verdict.BAD, said)
        self._seen[index] = row
        known = self._known.get(index)
        notes = list(row.notes)
        if known is None:
            if row.name in self._names:
                notes.append("名册里有同名的人，手机号不同，当作另一个人")
            self._names.add(row.name)
            return self._said(row, is_in_service, Verdict.NEW, "；".join(notes) or "可以导入")
        if known.name != row.name:
            said = "名册里这个手机号是另一个姓名，请核对；确实改名的，先把原来那一行移出"
            return self._said(row, is_in_service, Verdict.BAD, said)
        changes = []
        if known.branch != row.branch:
            changes.append(f"支部由“{known.branch or '空'}”改为“{row.branch or '空'}”")
        if known.is_in_service != is_in_service:
            changes.append("改为在职" if is_in_service else "改为不在职")
        if not changes:
            return self._said(row, is_in_service, Verdict.SAME, "名册里已有，没有变化")
        return self._said(row, is_in_service, Verdict.CHANGED, "；".join([*changes, *notes]))

    def _said(self, row: Row, is_in_service: bool, verdict: Verdict, words: str) -> Judged:
        return Judged(row.number, row.name, row.phone, row.branch, is_in_service, verdict, words)


def branch_problem(branch: str) -> str | None:
    """Say what is wrong with the name of a branch, None if it is fine. What a sheet would run is no name."""
    if branch.startswith(("=", "@", "+")):
        return "支部名称不能用符号开头"
    return f"支部名称最多 {LONGEST_BRANCH} 个字，请写短一些" if len(branch) > LONGEST_BRANCH else None


def _in_service(word: str) -> bool | None:
    said = text.narrow(word).strip().lower()
    if not said or said in _YES:
        return True
    return False if said in _NO else None
