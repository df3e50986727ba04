"""What a run of Chinese numeral characters comes to: 五千零七十, 二一〇, 二百五十余万, 七八百, 几十."""
from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from kg.text.numeral import BETWEEN, CARDINAL, DIGITS, EXACT, INDEFINITE, MAGNITUDE, MORE_THAN, POSITIONAL, RANGE, VAGUE, Parsed

DIGIT = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
         "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})

_PLAIN = "".join(ch for ch in DIGIT if ch != "两")
_UNITS = "".join(UNIT)
_ROUND = frozenset(_UNITS + "廿卅卌")
_OPEN = "几数千百"

# 两 after another numeral belongs to what follows (十六、十五两日), unless a unit makes it a digit (一万两千) or it is 一两.
_HEAD = re.compile(rf"(?:[{_PLAIN}{_UNITS}廿卅卌0-9]|(?<![{_PLAIN}{_UNITS}廿卅卌0-9])两|两(?=[百佰千仟万亿])|(?<=一)两)+")
_MORE = re.compile(r"(?:[几数][十百千]|[多余几数])([百千万亿]*)")
_MAGNITUDE = re.compile(r"(?:[几数](?:[十百千万亿]+)|百数十|千百)[几十百千万亿]*[余多]?")
_DIGITS_IN_A_ROW = re.compile(rf"([{_PLAIN}0-9]{{2,}})([百千万亿]*)")
_PAIR = re.compile(rf"(.*?)([一二两三四五六七八九])([一二两三四五六七八九])([{_UNITS}]*)")
_TOKEN = re.compile(r"[0-9]+|.")


@lru_cache(1 << 13)
def parse(run: str) -> Parsed:
    """The numeral at the head of a run of numeral characters. One that begins with 几 or 数 is a magnitude without a value."""
    if run[0] in _OPEN and (vague := _vague(run)):
        return vague
    head = match.group() if (match := _HEAD.match(run)) else run[0]
    low, high, form = _value(head)
    more = _MORE.match(run, len(head))
    if not more:
        return Parsed(low, high, EXACT if high is None else BETWEEN, form, len(head))
    if high is None and _may_be_more(head, more.group()):
        value = Decimal(cardinal(head.translate(_TENS) + more.group(1))) if form == CARDINAL else low * _scale(more.group(1))
        return Parsed(value, None, MORE_THAN, form, more.end())      # 七亿六千九百余万: the unit is that of the part after 亿
    if high is not None and head[-1] in _ROUND:
        scale = _scale(more.group(1))
        return Parsed(low * scale, high * scale, BETWEEN, RANGE, more.end())
    return Parsed(low, high, EXACT if high is None else BETWEEN, form, len(head))


def _vague(run: str) -> Parsed | None:
    found = _MAGNITUDE.match(run)
    if found:
        return Parsed(None, None, VAGUE, MAGNITUDE, found.end())
    return Parsed(None, None, VAGUE, INDEFINITE, 1) if run[0] in "几数" else None


def _may_be_more(head: str, word: str) -> bool:
    """三十余 and 二五〇余 say that there are more, 耕三余一 does not; 十几 and 十数 do, 五几 does not."""
    if head[-1] in _ROUND:
        return True
    return word[0] not in "几数" and len(head) > 1 and all(ch in DIGIT or ch.isdigit() for ch in head)


def _scale(units: str) -> int:
    product = 1
    for unit in units:
        product *= UNIT[unit]
    return product


def _value(head: str) -> tuple[Decimal, Decimal | None, str]:
    """Low value, high value of a range or None, and how it is written."""
    if head.isascii():
        return Decimal(head), None, DIGITS
    head = head.translate(_TENS)
    pair = _PAIR.fullmatch(head)
    if pair and _neighbours(*pair.groups()):
        before, first, second, units = pair.groups()
        return Decimal(cardinal(before + first + units)), Decimal(cardinal(before + second + units)), RANGE
    row = _DIGITS_IN_A_ROW.fullmatch(head)
    if row and not row.group(1).isascii():
        return Decimal(int("".join(str(DIGIT.get(ch, ch)) for ch in row.group(1))) * _scale(row.group(2))), None, POSITIONAL
    return Decimal(cardinal(head)), None, CARDINAL


def _neighbours(before: str, first: str, second: str, units: str) -> bool:
    """五六, 二三百, 十七八 and 三五百 are ranges; 四六 is forty-six, and 一二六 are digits in a row."""
    low, high = DIGIT[first], DIGIT[second]
    return (high == low + 1 or ((low, high) == (3, 5) and bool(units))) and (not before or before[-1] in UNIT)


def cardinal(text: str) -> int:
    """The value of digits and units in their usual order: 二十一万三千, 四万万五千万, 百三十六, 三千六 (3,600), 12万."""
    total = section = number = 0
    last = 1                                   # the unit before
    for token in _TOKEN.findall(text):
        unit = UNIT.get(token)
        if unit is None:
            number, last = int(DIGIT.get(token, token)), last if DIGIT.get(token) != 0 else 1
        elif unit < 10_000:
            section, number, last = section + (number or 1) * unit, 0, unit
        else:
            section += number or (0 if section or total else 1)
            # Beyond 万万 a section is added (五亿三千万), below it belongs to the unit with all before it (一万二千万).
            total = total + section * unit if section and total >= unit * unit else (total + section) * unit
            section, number, last = 0, 0, unit
    return total + section + (number * last // 10 if last > 10 and number < 10 else number)
