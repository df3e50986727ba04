"""Numerals of several parts: 三分之二, 一点二万, 二、五八二、七六四, 三十至四十, 六、七百."""
from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from kg.text.lang.zh.numerals import DIGIT, UNIT, cardinal, parse
from kg.text.lang.zh.words import Words
from kg.text.numeral import BETWEEN, EXACT, FRACTION, GROUPED, MAGNITUDE, MORE_THAN, MULTIPLE, PERCENT, RANGE, VAGUE, plain, quotient

_REST = "零〇一二两三四五六七八九十百千万亿廿卅卌壹贰叁肆伍陆柒捌玖拾佰仟0-9几余多数"
# Formal digits are numerals before a formal unit alone: 队伍, 大陆 and 收拾 hold none.
RUN = re.compile(rf"[零〇一二两三四五六七八九十百千万亿廿卅卌几数半0-9][{_REST}]{{0,40}}"
                 rf"|(?<![队入退落大登着水海])[壹贰叁肆伍陆柒捌玖](?=[拾佰仟百千万亿])[{_REST}]{{1,40}}"
                 rf"|(?<!收)拾(?=[壹贰叁肆伍陆柒捌玖一二三四五六七八九余多]|[人名枝支挺门辆架个艘座发匹处部里斤])[{_REST}]{{0,40}}|[①-⑳㈠-㈩]"
                 r"|(?<=\()[甲乙丙丁戊己庚辛壬癸](?=\))")
STEMS = "甲乙丙丁戊己庚辛壬癸"
SIGNS = frozenset((*STEMS, *(chr(point) for block in (range(0x2460, 0x2474), range(0x3220, 0x322A)) for point in block)))
JOINS = frozenset("点·.,、%‰成倍")

_DECIMAL = re.compile(r"(?:[点·]([零〇一二三四五六七八九]{1,12}|[0-9]{1,12})(?![十点分刻])|\.([0-9]{1,12}))([百千万亿]*)([余多]?)")
_THOUSANDS = re.compile(r"(?:,[0-9]{3}){1,8}(?![0-9])(?:\.[0-9]{1,8})?([百千万亿]*)([余多]?)")
GROUPS = re.compile(r"(?:[、,][零〇一二三四五六七八九]{3}){1,5}(?![零〇一二三四五六七八九十百千0-9])([万亿]*)([余多]?)")
_TENTHS = re.compile(r"成(?=以|左|多|的|、|,|。|;|半|上|兵|是|为|被|\s|$)")
_NEXT_DIGIT = re.compile(r"、([二三四五六七八九])([十百千万亿]*)([余多]?)(?![、零〇一二两三四五六七八九十百千万亿廿卅0-9])")
_TO = frozenset("至到—-~–")
_ARRIVAL = frozenset("至到")
_UNTOLD = frozenset("几数")
_GOES_ON = JOINS | _TO | {"分"}


class Reach(NamedTuple):
    """A numeral with all its parts, up to ``end``."""

    value: Decimal | None
    upper: Decimal | None
    qualifier: str
    form: str
    end: int


def reach(text: str, start: int, run: str, words: Words) -> Reach:
    """The numeral that begins at ``start``, where ``run`` is what RUN found there."""
    parsed = parse(run)
    end = start + parsed.length
    if text[end:end + 1] not in _GOES_ON and _ARRIVAL.isdisjoint(text[end + 1:end + 3]):
        return Reach(parsed.value, parsed.upper, parsed.qualifier, parsed.form, end)     # most numerals, at a glance
    one = _single(text, start, run, words)
    return _ranged(text, start, one, words) if one.value is not None else one


def _ranged(text: str, start: int, one: Reach, words: Words) -> Reach:
    """The numeral with the high end of its range, where one follows."""
    sign = text[one.end:one.end + 1]
    if sign in _TO:
        return _between(text, one, one.end + 1, words) or one
    if sign == "、" and one.qualifier == EXACT:
        return _adjacent(text, start, one, words) or one
    if not _ARRIVAL.isdisjoint(text[one.end + 1:one.end + 3]):
        return _between_counted(text, one, words) or one
    return one


def _single(text: str, start: int, run: str, words: Words) -> Reach:
    """The numeral with its decimals, groups or sign, or as the lower part of a fraction with the upper; no range."""
    one = _plain(text, start, run, words)
    return _fraction(text, one, words) or one if text.startswith("分之", one.end) else one


def _plain(text: str, start: int, run: str, words: Words) -> Reach:
    parsed = parse(run)
    end = start + parsed.length
    one = Reach(parsed.value, parsed.upper, parsed.qualifier, parsed.form, end)
    sign = text[end:end + 1]
    if sign not in JOINS or one.value is None:
        return one
    if sign in "点·.":
        return _decimal(text, one) or one
    if sign in ",、":
        return _grouped(text, start, one, words) or one
    if sign in "%‰":
        return _share(one, Decimal(100 if sign == "%" else 1000), PERCENT, one.end + 1)
    if sign == "成" and one.value <= 10 and _TENTHS.match(text, one.end):
        return _share(one, Decimal(10), PERCENT, one.end + 1)
    return one._replace(form=MULTIPLE) if sign == "倍" else one


def _share(one: Reach, whole: Decimal, form: str, end: int) -> Reach:
    if one.value is None:
        return one
    return Reach(quotient(one.value, whole), None if one.upper is None else quotient(one.upper, whole), one.qualifier, form, end)


def _fraction(text: str, one: Reach, words: Words) -> Reach | None:
    start = one.end + 2
    if text[start:start + 1] in _UNTOLD:
        return Reach(None, None, VAGUE, MAGNITUDE, start + parse(_run(text, start)).length)
    run = _run(text, start)
    if not run or not one.value:
        return None
    above = _ranged(text, start, _plain(text, start, run, words), words)
    if above.value is None:
        return None
    return _share(above, one.value, PERCENT if one.value in (100, 1000, 10_000) else FRACTION, above.end)


def _run(text: str, start: int) -> str:
    """The run of numeral characters at a place that can be a number's second part; empty where there is none."""
    run = RUN.match(text, start)
    return run.group() if run and run.group() not in SIGNS and run.group()[0] != "半" else ""


def _number(digits: str) -> str:
    return "".join(str(DIGIT.get(ch, ch)) for ch in digits)


def _more(word: str) -> str:
    return MORE_THAN if word else EXACT


def _scaled(value: Decimal, units: str) -> Decimal:
    for unit in units:
        value *= UNIT[unit]
    return plain(value)


def _decimal(text: str, one: Reach) -> Reach | None:
    found = _DECIMAL.match(text, one.end)
    if not found or one.qualifier != EXACT:
        return None
    value = Decimal(f"{one.value}.{_number(found.group(1) or found.group(2))}")
    whole = Reach(_scaled(value, found.group(3)), None, _more(found.group(4)), one.form, found.end())
    sign = text[whole.end:whole.end + 1]
    return _share(whole, Decimal(100), PERCENT, whole.end + 1) if sign == "%" else whole


def _grouped(text: str, start: int, one: Reach, words: Words) -> Reach | None:
    """1,628; and 二、五八二、七六四, unless the groups are designations in a row."""
    head = text[start:one.end]
    if len(head) > 3:
        return None
    if head.isascii():
        found = _THOUSANDS.match(text, one.end)
        if not found:
            return None
        digits = text[start:found.start(1)].replace(",", "")
        whole = Reach(_scaled(Decimal(digits), found.group(1)), None, _more(found.group(2)), GROUPED, found.end())
        return _share(whole, Decimal(100), PERCENT, whole.end + 1) if text.startswith("%", whole.end) else whole
    found = GROUPS.match(text, one.end)
    if not found or any(ch not in DIGIT for ch in head) or words.designates(text, found.end()):
        return None
    digits = _number(re.sub("[、,]", "", text[start:found.start(1)]))
    return Reach(_scaled(Decimal(digits), found.group(1)), None, _more(found.group(2)), GROUPED, found.end())


def _between(text: str, low: Reach, start: int, words: Words) -> Reach | None:
    """三十至四十; the low end may leave its unit to the high end: 二至三万."""
    run = _run(text, start)
    if not run or run[0] in _UNTOLD or low.upper is not None:
        return None
    high = _single(text, start, run, words)
    if high.value is None or low.value is None:
        return None
    value = low.value if low.form == PERCENT else _lent(text[low.end - 1], low.value, run, high.value)
    top = high.upper or high.value
    return Reach(value, top, BETWEEN, PERCENT if high.form == PERCENT else RANGE, high.end) if value < top else None


def _lent(last: str, low: Decimal, run: str, high: Decimal) -> Decimal:
    """The low end of a range in the unit of the high end, where it has none of its own."""
    units = [ch for ch in run if ch in "百千万亿"]
    if not units or last in "百千万亿":
        return low
    scale = UNIT[units[-1]]
    return low * scale if low * scale < high and (scale >= 10_000 or low < 10) else low


def _between_counted(text: str, low: Reach, words: Words) -> Reach | None:
    """三十人至四十人: the same counter after both."""
    counter = words.counter(text, low.end)
    if not counter or text[low.end + len(counter):low.end + len(counter) + 1] not in ("至", "到"):
        return None
    high = _between(text, low, low.end + len(counter) + 1, words)
    return high if high and text.startswith(counter, high.end) else None


def _adjacent(text: str, start: int, one: Reach, words: Words) -> Reach | None:
    """六、七百 and 五、六架; no days (十六、十五两日), no designations, no list."""
    found = _NEXT_DIGIT.match(text, one.end)
    first = text[one.end - 1]
    before = text[start - 1:start]
    if not found or first not in DIGIT or before in ("第", "、") or (start + 1 < one.end and text[one.end - 2] not in UNIT):
        return None
    low, high = DIGIT[first], DIGIT[found.group(1)]
    units = found.group(2)
    if not (high == low + 1 or (low, high) == (3, 5)) or not (units or words.counted(text, found.end())):
        return None
    if not units and ((start + 1 == one.end and before in ("\n", " ", "")) or words.designates(text, found.end())):
        return None
    head = text[start:one.end - 1]
    return Reach(Decimal(cardinal(f"{head}{first}{units}")), Decimal(cardinal(f"{head}{found.group(1)}{units}")), BETWEEN, RANGE, found.end())


