"""Numbers in a text that the records do not say: Arabic and Chinese numerals, percentages, thousands, 50余.

Dates, ordinals and the numbers of a list are no figures and are passed over. A sum that somebody made up himself is
marked too: a figure of the report can be checked, a sum of two of them often counts somebody twice.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from volunteer.base.text import narrow
from volunteer.reports.lines import rows_of
from volunteer.reports.periods import period_of

_DIGITS = {**{sign: value for value, sign in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_HAN = "零〇一二两三四五六七八九十百千万亿"
_MEASURES = (
    "个|人|名|位|次|场|项|份|件|户|家|条|所|节|课时|小时|分钟|天|分|篇|批|支|岁|元|万元|岗|组|台|套|本|张|余|多|成"
)
_NUMBER = re.compile(
    r"(?P<list>(?m:^)\s*[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]\s*(?![0-9]))"
    rf"|(?P<date>[0-9{_HAN}]{{4}}年|(?<![个])[0-9{_HAN}]{{1,3}}月(?!份额)|[0-9{_HAN}]{{1,3}}[日号]|[0-9]{{1,2}}[::][0-9]{{2}})"
    rf"|(?P<ordinal>第[0-9{_HAN}]+|[{_HAN}]是)"
    rf"|(?P<percent_han>百分之[{_HAN}]+(?:点[{_HAN}]+)?)"
    r"|(?P<arabic>(?<![A-Za-z0-9])[0-9]+(?:[,，][0-9]{3})*(?![0-9])(?:\.[0-9]+)?)(?P<large>[百千万亿]?)(?P<percent>\s*[%％])?"
    rf"|(?P<han>(?<![每同某任这那哪进唯统])[{_HAN}]+(?:点[{_HAN}]+)?(?={_MEASURES}))"
)


@dataclass(frozen=True)
class _Found:
    words: str
    value: float
    is_percent: bool
    is_vague: bool  # 50余, 四百多: that many and somewhat more


def numbers_not_in(text: str, written: dict[str, Any]) -> list[str]:
    """Return the numbers of a text that a report, as `writing.as_json` wrote it, does not say; each once, in order."""
    plain, percent = _said(written)
    strange = [one.words for one in _numbers(text) if not _is_said(one, percent if one.is_percent else plain)]
    return list(dict.fromkeys(strange))


def _is_said(one: _Found, said: set[float]) -> bool:
    if math.isinf(one.value):
        return False
    if one.is_vague:
        step = 10 ** (len(str(int(one.value))) - len(str(int(one.value)).rstrip("0")))
        return any(one.value <= value < one.value + step for value in said)
    return round(one.value, 2) in said


def _said(written: dict[str, Any]) -> tuple[set[float], set[float]]:
    """Return what the report says: plain numbers, and percentages; each also rounded as one writes it."""
    period = period_of(written["period"])
    plain: set[float] = {float(period.first.year)}
    percent: set[float] = set()
    values = [(row.kind, row.value) for row in rows_of(written)]
    values += [("count", count) for count in written["activities"]["by_category"].values()]
    values += [("count", written["wishes"]["satisfaction_answers"]), ("count", written["orders"]["reviews"]["count"])]
    values += [("rate", written["orders"]["reviews"]["coverage"])]
    for kind, value in values:
        if not isinstance(value, int | float):
            continue
        if kind == "rate":
            percent |= {round(value * 100, digits) for digits in range(3)}
        else:
            shown = value / 60 if kind == "hours" else value
            plain |= {round(float(shown), digits) for digits in range(3)} | {round(float(value), 2)}
    return plain, percent


def _numbers(text: str) -> Iterator[_Found]:
    plain = narrow(text)  # character for character, so that a place in the one is a place in the other
    for match in _NUMBER.finditer(plain):
        words = text[match.start() : match.end()].strip()
        is_vague = plain[match.end() : match.end() + 1] in ("余", "多")
        if match["percent_han"]:
            yield _Found(words, _han(match["percent_han"].removeprefix("百分之")), True, is_vague)
        elif match["arabic"]:
            value = float(match["arabic"].replace(",", "").replace("，", ""))
            value *= {**_TENS, **_LARGE}.get(match["large"], 1)
            yield _Found(words, value, bool(match["percent"]), is_vague)
        elif match["han"] and plain[match.end() : match.end() + 1] == "成":  # 八成: from 80 % to under 90 %
            yield _Found(words + "成", _han(match["han"]) * 10, True, True)
        elif match["han"] and not set(match["han"]) <= set("万亿千百"):
            yield _Found(words, _han(match["han"]), False, is_vague)


def _han(words: str) -> float:
    """Return 四百六十二 as 462, 八十八点三 as 88.3, 二〇二一 as 2021."""
    whole, _, part = words.partition("点")
    behind = float("0." + "".join(str(_DIGITS.get(sign, 0)) for sign in part)) if part else 0.0
    if not set(whole) & (set(_TENS) | set(_LARGE)):
        return float("".join(str(_DIGITS[sign]) for sign in whole) or 0) + behind
    total = section = digit = 0
    for sign in whole:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[sign]
            section = digit = 0
    return _float(total + section + digit) + behind


def _float(number: int) -> float:
    """Return a whole number as a float; one beyond all measure, as somebody may type it, is infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf
